"""Moments and days as numbers, and which days a schedule's words mean.

A moment is a whole number of microseconds since 1970 began in Shenzhen, where clocks have not jumped since 1991: a day
there begins at a fixed number for every year the calendar holds.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from calendars.trading import TradingCalendar
from ivr.clock import SHANGHAI, aware
from ivr.hours.fields import Days

Span = tuple[int, int]
"""From the first moment up to, and not including, the second."""

MICROSECOND = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
DAY = ONE_DAY // MICROSECOND
_FIRST_DAY = date(1970, 1, 1).toordinal()
_START = datetime(1970, 1, 1, tzinfo=SHANGHAI)
_START_IN_UTC = _START.astimezone(UTC)


def since_start(moment: datetime) -> timedelta:
    """How long ago 1970 began; raises ValueError for a moment that is not aware."""
    try:
        # Between two readings of one wall clock no offset is looked up, which would cost more than all the rest.
        return moment - (_START if moment.tzinfo is SHANGHAI else _START_IN_UTC)
    except TypeError:
        aware(moment)
        raise


def number_of(moment: datetime) -> int:
    """A moment as a number; raises ValueError when it is not aware."""
    return since_start(moment) // MICROSECOND


def moment_of(number: int) -> datetime:
    """A number as a moment, aware in Asia/Shanghai."""
    return _START + timedelta(0, 0, number)


def moment_after(since: timedelta) -> datetime:
    """The moment so long after 1970 began, aware in Asia/Shanghai."""
    return _START + since


def midnight(day: date) -> int:
    """The moment a day begins."""
    return (day.toordinal() - _FIRST_DAY) * DAY


def day_of(number: int) -> date:
    """The date at a moment."""
    return date.fromordinal(number // DAY + _FIRST_DAY)


def whole(day: date) -> Span:
    """A day from midnight to midnight."""
    start = midnight(day)
    return start, start + DAY


def on_each(days: Iterable[date], start: timedelta, end: timedelta) -> Iterator[Span]:
    """The same hours on several days, both since midnight."""
    begins, ends = start // MICROSECOND, end // MICROSECOND
    midnights = map(midnight, days)
    return ((begin + begins, begin + ends) for begin in midnights)


def days_of(days: Days, calendar: TradingCalendar) -> Iterable[date]:
    """The days that `trading`, `all` or weekdays (Monday = 0) mean, over all the years of the calendar."""
    if days == "trading":
        return calendar.trading_days()
    every = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    if days == "all":
        return map(date.fromordinal, every)
    # Day 1 of the proleptic calendar was a Monday.
    return (date.fromordinal(number) for number in every if (number - 1) % 7 in days)
