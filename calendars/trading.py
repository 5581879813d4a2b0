"""When an exchange trades: dates in, dates out.

A calendar is one plain table, built once: a question is a look-up, about tomorrow or about ten years away.
It knows whole days of the exchange's own place; who holds a moment turns it into a local date first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NoReturn


class Certainty(StrEnum):
    """How sure the days of a year are, from the surest down."""

    EXCHANGE = "exchange"  # the exchange's own notice for the year
    STATE_COUNCIL = "state-council"  # the State Council's holiday plan; the exchange may close a day more
    PROVISIONAL = "provisional"  # a guess: a day told closed is closed, a day told open may turn out closed

    @classmethod
    def weakest(cls, *several: "Certainty") -> "Certainty":
        return max(several, key=_WEAKNESS.__getitem__)


_WEAKNESS = {certainty: number for number, certainty in enumerate(Certainty)}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no trading, as a noun in both languages: 国庆节, National Day."""

    zh: str
    en: str


WEEKEND = Reason("周末", "weekend")


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `reason` is None on a trading day; a weekend inside a holiday's closure carries its name."""

    date: date
    trading: bool
    reason: Reason | None
    certainty: Certainty
    make_up: bool = False
    """A day of a weekend on which offices work, in exchange for a day off elsewhere (调休). It never trades."""


class TradingCalendar:
    """The trading days of whole years, first to last.

    Every question takes a plain `date`. A moment or a number raises TypeError: neither says whose midnight
    is meant. A date outside the table raises LookupError.
    """

    def __init__(
        self,
        closures: Mapping[date, Reason],
        certainties: Mapping[int, Certainty],
        make_up: Collection[date] = (),
    ) -> None:
        """`closures` names the days closed for another reason than the weekend, which is always closed;
        `certainties` says which years the table holds: every one from the first to the last; `make_up` names
        the days of weekends on which offices work."""
        self.first = date(min(certainties), 1, 1)
        self.last = date(max(certainties), 12, 31)
        self._certainties = {year: certainties[year] for year in range(self.first.year, self.last.year + 1)}
        self._closures = dict(closures)
        self._make_up = frozenset(make_up) - closures.keys()
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        self._trades = {day: day.weekday() < 5 and day not in closures for day in days}
        self._trading = [day for day, trades in self._trades.items() if trades]
        self.is_trading = _look_up(self._trades)
        """`is_trading(day) -> bool`, a bare look-up."""

    def day(self, day: date) -> Day:
        trading = self.is_trading(day)
        return Day(
            day,
            trading,
            None if trading else self._closures.get(day, WEEKEND),
            self._certainties[day.year],
            day in self._make_up,
        )

    def year(self, year: int) -> list[Day]:
        """Every day of a year, in order."""
        self.certainty(year)
        start = date(year, 1, 1)
        return [self.day(start + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - start).days)]

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)

    def certainty(self, year: int) -> Certainty:
        """How sure the days of `year` are; raises LookupError for a year outside the table."""
        if year not in self._certainties:
            raise LookupError(f"the calendar holds {self.first.year} to {self.last.year}, not {year}")
        return self._certainties[year]

    def trading_days(self) -> list[date]:
        """All of them, in order."""
        return list(self._trading)

    def next_trading(self, day: date) -> date | None:
        """The first trading day after `day`; None when the table ends before one."""
        self.is_trading(day)
        place = bisect_right(self._trading, day)
        return self._trading[place] if place < len(self._trading) else None

    def previous_trading(self, day: date) -> date | None:
        """The last trading day before `day`; None when the table begins after it."""
        self.is_trading(day)
        place = bisect_left(self._trading, day)
        return self._trading[place - 1] if place else None

    def trading_between(self, first: date, last: date) -> int:
        """How many trading days lie from `first` to `last`, both included; 0 when `last` is the earlier."""
        self.is_trading(first)
        self.is_trading(last)
        return max(0, bisect_right(self._trading, last) - bisect_left(self._trading, first))


class _Table(dict[date, bool]):
    """The table of days. What is not in it is told why."""

    def __missing__(self, day: object) -> NoReturn:
        if isinstance(day, datetime):
            raise TypeError(
                f"{day!r} is a moment, not a day: say which place's date is meant, then hand in .date()"
            )
        if not isinstance(day, date):
            raise TypeError(f"{day!r} is no date: hand in a datetime.date")
        years = sorted({known.year for known in self})
        raise LookupError(f"the calendar holds {years[0]} to {years[-1]}, not {day}")


def _look_up(table: Mapping[date, bool]) -> Callable[[date], bool]:
    return _Table(table).__getitem__
