"""Moments and days as numbers, and which days a schedule's words mean.

Moments are whole microseconds since 1970, UTC. Shenzhen has been eight hours ahead without daylight saving since 1992,
so a day there begins at a fixed number for every year the calendar holds.
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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_IN_SHENZHEN = _EPOCH.astimezone(SHANGHAI)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_AHEAD = timedelta(hours=8) // MICROSECOND


def number_of(moment: datetime) -> int:
    """A moment as a number; raises ValueError when it is not aware."""
    try:
        since = moment - _EPOCH
    except TypeError:
        aware(moment)
        raise
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(number: int) -> datetime:
    """A number as a moment, aware in Asia/Shanghai."""
    # On a wall clock that never jumps (not since 1991), adding to the reading is adding to the moment.
    return _EPOCH_IN_SHENZHEN + timedelta(microseconds=number)


def midnight(day: date) -> int:
    """The moment a day begins in Shenzhen."""
    return (day.toordinal() - _EPOCH_DAY) * DAY - _AHEAD


def day_of(number: int) -> date:
    """The date in Shenzhen at a moment."""
    return date.fromordinal((number + _AHEAD) // DAY + _EPOCH_DAY)


def whole(day: date) -> Span:
    """A day from midnight to midnight."""
    start = midnight(day)
    return start, start + DAY


def on_each(days: Iterable[date], start: timedelta, end: timedelta) -> Iterator[Span]:
    """The same hours on several days, both since midnight."""
    begins, ends = start // MICROSECOND, end // MICROSECOND
    for day in days:
        begin = midnight(day)
        yield begin + begins, begin + ends


def days_of(days: Days, calendar: TradingCalendar) -> Iterable[date]:
    """The days that `trading`, `all` or weekdays (Monday = 0) mean, over all the years of the calendar."""
    if days == "trading":
        return calendar.trading_days()
    every = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    if days == "all":
        return map(date.fromordinal, every)
    # Day 1 of the proleptic calendar was a Monday.
    return (date.fromordinal(number) for number in every if (number - 1) % 7 in days)
