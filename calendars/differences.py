"""What two calendars tell differently, day by day and year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.trading import Certainty, Day, TradingCalendar


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that two calendars tell differently."""

    date: date
    was: Day
    becomes: Day

    @property
    def trades(self) -> bool:
        """Whether it changes on which days there is trading; else only what the day is called."""
        return self.was.trading is not self.becomes.trading


@dataclass(frozen=True, slots=True)
class YearDifference:
    """A year that is surer, or less sure, in the other calendar, or trades on more or fewer days there."""

    year: int
    was: Certainty
    becomes: Certainty
    trading_before: int
    trading: int


def differences(before: TradingCalendar, after: TradingCalendar, year: int | None = None) -> list[Difference]:
    """Every day, of `year` or of all that `before` holds, that trades in one of them alone, is closed for another
    reason, or is a make-up weekend in one alone; how sure they are of it does not count."""
    return [
        Difference(day.date, day, other)
        for each in (before.years if year is None else (year,))
        for day, other in zip(before.year(each), after.year(each), strict=True)
        if _told(day) != _told(other)
    ]


def runs(found: Iterable[Difference]) -> list[tuple[Difference, ...]]:
    """The same, with days in a row that change alike taken together."""
    joined: list[tuple[Difference, ...]] = []
    for one in found:
        last = joined[-1][-1] if joined else None
        if last and last.date + timedelta(days=1) == one.date and _alike(last, one):
            joined[-1] += (one,)
        else:
            joined.append((one,))
    return joined


def year_differences(before: TradingCalendar, after: TradingCalendar) -> list[YearDifference]:
    """The years whose certainty or number of trading days differs."""
    found = (
        YearDifference(
            year, before.certainty(year), after.certainty(year), _trading(before, year), _trading(after, year)
        )
        for year in before.years
    )
    return [one for one in found if one.was is not one.becomes or one.trading_before != one.trading]


def _trading(calendar: TradingCalendar, year: int) -> int:
    return calendar.trading_between(date(year, 1, 1), date(year, 12, 31))


def _told(day: Day) -> tuple[object, ...]:
    """What makes one day unlike another of the same date."""
    return day.trading, day.reason, day.make_up


def _alike(one: Difference, other: Difference) -> bool:
    return (_told(one.was), _told(one.becomes)) == (_told(other.was), _told(other.becomes))
