"""What a schedule would change: each hotline's days as they are and as they would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendars.trading import Certainty
from ivr.clock import SHANGHAI
from ivr.hours.days import ONE_DAY
from ivr.hours.engine import Hours
from ivr.hours.model import Hotline, Text

Spans = tuple[tuple[timedelta, timedelta], ...]
"""Openings of a day, each from and to since midnight."""


@dataclass(frozen=True, slots=True)
class DayEffect:
    """One hotline's day, before and after."""

    date: date
    before: Spans
    after: Spans
    changed: bool
    """Whether callers meet something else: other hours, another reason, or other telephones that ring."""
    trading: bool
    reason: Text | None
    """The occasion of an override on that day, else why the day has no opening; None on a usual day. Of the new
    schedule, or of the old one where the new has no such hotline."""
    certainty: Certainty
    """How sure the day's hours are."""


@dataclass(frozen=True, slots=True)
class LineEffect:
    """One hotline's days in order. It may exist only before or only after: then the other side has no openings."""

    hotline: Hotline
    days: tuple[DayEffect, ...]

    @property
    def changed(self) -> bool:
        return any(day.changed for day in self.days)


def effect(before: Hours, after: Hours, start: date, days: int = 14) -> tuple[LineEffect, ...]:
    """Every hotline's days from `start` on, in the order of the file; those only in `before` come last. Raises
    LookupError for days the calendar does not hold."""
    several = [start + n * ONE_DAY for n in range(days)]
    old, new = before.schedule.hotlines, after.schedule.hotlines
    order = [*new.values(), *(hotline for number, hotline in old.items() if number not in new)]
    return tuple(
        LineEffect(hotline, tuple(_day(before, after, hotline.number, day) for day in several))
        for hotline in order
    )


def _day(before: Hours, after: Hours, number: str, day: date) -> DayEffect:
    was, becomes = _met(before, number, day), _met(after, number, day)
    newer = after if number in after.schedule.hotlines else before
    return DayEffect(
        day,
        was.spans,
        becomes.spans,
        was != becomes if was.exists and becomes.exists else was.spans != becomes.spans,
        after.calendar.is_trading(day),
        becomes.reason if becomes.exists else was.reason,
        newer.line(number).certainty(day),
    )


@dataclass(frozen=True, slots=True)
class _Met:
    """What callers of a hotline meet on a day; nothing where the schedule has no such hotline."""

    exists: bool = False
    spans: Spans = ()
    reason: Text | None = None
    from_home: tuple[tuple[datetime, datetime, Text], ...] = ()


def _met(hours: Hours, number: str, day: date) -> _Met:
    if number not in hours.schedule.hotlines:
        return _Met()
    line = hours.line(number)
    spans = _since_midnight(day, line.spans(day))
    occasion = line.layout.occasion(day) or (None if spans else line.layout.why_by_rule(day).text)
    return _Met(True, spans, occasion, line.layout.from_home_on(day))


def _since_midnight(day: date, spans: Sequence[tuple[datetime, datetime]]) -> Spans:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return tuple((start - midnight, end - midnight) for start, end in spans)
