"""Who is on duty at a desk: shifts laid out once, in order, with their gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from calendars.trading import TradingCalendar
from ivr.hours.days import ONE_DAY, Span, days_of, midnight, moment_of, number_of, on_each
from ivr.hours.model import Shift
from ivr.hours.timeline import Timeline

Tiers = tuple[tuple[str, ...], ...]
"""Names of users: who is rung first, then, then."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The people on duty, until others are or nobody is; None when no such moment is known."""

    tiers: Tiers
    until: datetime | None


class Roster:
    """One desk's roster, over all the years of a calendar."""

    def __init__(self, shifts: Sequence[Shift], calendar: TradingCalendar) -> None:
        self._end = midnight(calendar.last + ONE_DAY)
        self._duty = Timeline(
            [told for shift in shifts if shift.on is not None for told in _laid_out(shift, calendar)],
            [told for shift in shifts if shift.on is None for told in _laid_out(shift, calendar)],
        )

    def at(self, moment: datetime) -> OnDuty | None:
        """Who is on duty; None in a gap."""
        told = self._duty.at(number_of(moment))
        if told is None:
            return None
        tiers, until = told
        return OnDuty(tiers, moment_of(until) if until < self._end else None)

    def gaps(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The spans from `start` to `end` in which nobody is on duty."""
        gaps = self._duty.gaps(number_of(start), number_of(end))
        return [(moment_of(begins), moment_of(ends)) for begins, ends in gaps]


def _laid_out(shift: Shift, calendar: TradingCalendar) -> Iterator[tuple[Span, Tiers]]:
    for span in on_each(_days(shift, calendar), shift.start, shift.start + shift.length):
        yield span, shift.on_duty


def _days(shift: Shift, calendar: TradingCalendar) -> Iterable[date]:
    """The days on which the shift begins."""
    if shift.on is None:
        return days_of(shift.days, calendar)
    return [shift.on + n * ONE_DAY for n in range(((shift.through or shift.on) - shift.on).days + 1)]
