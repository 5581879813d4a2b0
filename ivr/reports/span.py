"""The span a report is about, and the one it is compared with. Days are Shanghai's; spans are half-open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from ivr.clock import SHANGHAI, shanghai

Named = Literal["today", "week", "month"]

LONGEST = timedelta(days=366)
"""A report over more would be read by nobody and be waited for by everybody."""


class BadSpan(ValueError):
    """No span can be made of it; `key` names the reason."""

    def __init__(self, key: str) -> None:
        super().__init__(_REASONS[key])
        self.key = key


_REASONS = {
    "order": "the span ends before it begins: --to is its last day",
    "long": "the span is longer than a year: choose a shorter one",
    "day": "no such day: write it as 2026-10-01",
    "half": "a span has two ends: give its first day and its last",
}


@dataclass(frozen=True)
class Span:
    """From `since` up to, not including, `until`; both aware."""

    since: datetime
    until: datetime
    before_since: datetime
    """Where the span it is compared with begins; that one is as long, or as far into its month."""
    before_until: datetime

    @property
    def before(self) -> "Span":
        """The span before, as one of its own."""
        step = self.since - self.before_since
        return Span(self.before_since, self.before_until, self.before_since - step, self.before_until - step)

    @property
    def first(self) -> date:
        return shanghai(self.since).date()

    @property
    def last(self) -> date:
        """The last day that has a part in it."""
        return shanghai(self.until - timedelta(microseconds=1)).date()

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def named(name: Named, now: datetime) -> Span:
    """Today, this week from Monday, this month, each up to now; compared with the same part of the one before."""
    today = shanghai(now).date()
    if name == "today":
        start, earlier = today, today - timedelta(days=1)
    elif name == "week":
        start = today - timedelta(days=today.weekday())
        earlier = start - timedelta(days=7)
    else:
        start = today.replace(day=1)
        earlier = (start - timedelta(days=1)).replace(day=1)
    since, before = _midnight(start), _midnight(earlier)
    # The 31st has no like in a shorter month: its whole month is compared then.
    return Span(since, max(now, since + timedelta(seconds=1)), before, min(before + (now - since), since))


def days(first: date, last: date) -> Span:
    """Whole days, both included; compared with as many days before. Raises BadSpan."""
    if last < first:
        raise BadSpan("order")
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    length = until - since
    if length > LONGEST:
        raise BadSpan("long")
    if first.day == 1 and last == _month_end(first):
        # A whole month is compared with the month before, however long that was.
        return Span(since, until, _midnight((first - timedelta(days=1)).replace(day=1)), since)
    return Span(since, until, since - length, since)


def read(first: str | None, last: str | None) -> Span:
    """The span from two dates as people write them, `2026-10-01`; raises BadSpan."""
    if not first or not last:
        raise BadSpan("half")
    try:
        return days(date.fromisoformat(first), date.fromisoformat(last))
    except BadSpan:
        raise
    except (ValueError, OverflowError):
        raise BadSpan("day") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
