"""What goes first at a moment: the rows of the schedule's severity table that are in force then.

    for row in hours.severity(moment):        # in the order of the table: the first that fits decides
        row.fits("83182222", "line", incident=False)

The market's clock is asked for the moment at which somebody looks, not for the one at which the matter arose: a line
that went dead at 8:50 is what the opening call needs at 9:15.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendars.trading import TradingCalendar
from ivr.clock import shanghai
from ivr.hours.fields import Days, every_day
from ivr.hours.model import Schedule, SeverityRow, Text


@dataclass(frozen=True, slots=True)
class InForce:
    """A row of the table while its hours last."""

    place: int
    """Its number in the table, from 1."""
    name: Text
    hotlines: frozenset[str]
    topics: frozenset[str] | None
    """None: all of them."""
    incident: bool
    """Only what belongs to an open incident."""

    def fits(self, hotline: str, topic: str | None, *, incident: bool = False) -> bool:
        """Whether a matter of that hotline (its number) and topic is what the row names."""
        return (
            hotline in self.hotlines
            and (self.topics is None or topic in self.topics)
            and (incident or not self.incident)
        )


class SeverityTable:
    """A schedule's table by one calendar. Nothing in it changes; threads may share it."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar) -> None:
        self._calendar = calendar
        self._rows: Sequence[tuple[SeverityRow, InForce]] = [
            (row, _told(row, place, schedule)) for place, row in enumerate(schedule.severity, 1)
        ]

    def at(self, moment: datetime) -> tuple[InForce, ...]:
        """The rows in force at `moment`, in order. On days the calendar does not hold, `trading` is no day."""
        local = shanghai(moment)
        day = local.date()
        since = timedelta(hours=local.hour, minutes=local.minute)
        return tuple(
            told for row, told in self._rows if row.start <= since < row.end and self._falls_on(row.days, day)
        )

    def _falls_on(self, days: Days, day: date) -> bool:
        if days != "trading":
            return day.weekday() in every_day(days)
        return self._calendar.first <= day <= self._calendar.last and self._calendar.is_trading(day)


def _told(row: SeverityRow, place: int, schedule: Schedule) -> InForce:
    hotlines = schedule.round_the_clock if row.hotlines is None else row.hotlines
    topics = None if row.topics is None else frozenset(row.topics)
    return InForce(place, row.name, frozenset(hotlines), topics, row.incident)
