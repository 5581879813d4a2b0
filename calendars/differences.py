"""What two calendars tell differently, day by day."""

from dataclasses import dataclass
from datetime import date

from calendars.trading import Day, TradingCalendar


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that two calendars tell differently."""

    date: date
    was: Day
    becomes: Day


def differences(before: TradingCalendar, after: TradingCalendar, year: int | None = None) -> list[Difference]:
    """Every day, of `year` or of all that `before` holds, that trades in one of them alone, is closed for another
    reason, or is a make-up weekend in one alone; how sure they are of it does not count."""
    return [
        Difference(day.date, day, other)
        for each in (before.years if year is None else (year,))
        for day, other in zip(before.year(each), after.year(each), strict=True)
        if told(day) != told(other)
    ]


def told(day: Day) -> tuple[object, ...]:
    """What makes one day unlike another of the same date."""
    return day.trading, day.reason, day.make_up
