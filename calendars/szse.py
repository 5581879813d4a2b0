"""The calendar of the Shenzhen Stock Exchange (深交所), 2005 to 2045.

Three sources, the surest last: the `holidays` package's XSHE, which follows the State Council's plans and
*guesses* beyond the last one it knows; the notices that ship with the program; the notices handed in since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from calendars.notice import FIRST_YEAR, LAST_YEAR
from calendars.notices import Closure, Notice, shipped
from calendars.occasions import HOLIDAY, festival, together
from calendars.trading import Certainty, Reason, TradingCalendar

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

REMIND_FROM = 12
"""The month from which next year ought to be confirmed: the exchange publishes in the last third of December."""

_DAY = timedelta(days=1)


def build(handed_in: Iterable[Notice] = ()) -> TradingCalendar:
    """The calendar by everything known: what ships, then `handed_in` in the order it was published.

    A notice that settles a year replaces all that was believed about it, the State Council's never the
    exchange's own; other notices add closures. Building takes tenths of a second: build once and keep it.
    """
    return _built(tuple(handed_in))


@cache
def _built(handed_in: tuple[Notice, ...]) -> TradingCalendar:
    ruled, certainties = _by_rule()
    closures, make_up = dict(ruled), set(_from_package().make_up)
    notices = (*shipped(), *handed_in)
    for by in (Certainty.STATE_COUNCIL, Certainty.EXCHANGE):
        settling = {notice.settles: notice for notice in notices if notice.settles and notice.by is by}
        for year, notice in settling.items():
            before = closures
            closures = {day: reason for day, reason in closures.items() if day.year != year}
            _close(closures, notice.closed, before)
            certainties[year] = by
    for notice in notices:
        if notice.settles is None:
            _close(closures, notice.closed, closures)
        make_up.update(notice.weekends)
    return TradingCalendar(closures, certainties, make_up)


def unconfirmed(calendar: TradingCalendar, today: date) -> int | None:
    """The year that the exchange ought to have confirmed by `today` and has not: this one, or from December the
    next; None when all is well."""
    years = (today.year, today.year + 1) if today.month >= REMIND_FROM else (today.year,)
    return next((year for year in years if calendar.certainty(year) is not Certainty.EXCHANGE), None)


def guess(year: int) -> dict[date, Reason]:
    """What the package alone believes to be closed in `year`, weekends inside a closure included."""
    return {day: reason for day, reason in _from_package().closures.items() if day.year == year}


def _close(closures: dict[date, Reason], ranges: Sequence[Closure], before: Mapping[date, Reason]) -> None:
    """A closure that names no occasion leaves a day the name it had."""
    for closure in ranges:
        for day in closure.days():
            unnamed = closure.occasion == HOLIDAY
            closures[day] = before.get(day, HOLIDAY) if unnamed else closure.occasion


def _by_rule() -> tuple[dict[date, Reason], dict[int, Certainty]]:
    found = _from_package()
    known = {day.year for day in found.make_up}
    return dict(found.closures), {
        year: Certainty.STATE_COUNCIL if year in known else Certainty.PROVISIONAL for year in YEARS
    }


class _Package(NamedTuple):
    closures: dict[date, Reason]
    make_up: frozenset[date]
    """Weekends that offices work through. Only an official plan has any, a guess never does."""


@cache
def _from_package() -> _Package:
    """What the `holidays` package says, weekends inside a closure included."""
    import holidays  # slow to import: only who builds a calendar pays for it

    exchange = holidays.financial_holidays(
        "XSHE", years=range(FIRST_YEAR - 1, LAST_YEAR + 2), language="zh_CN"
    )
    named = {day: festival(exchange[day]) for day in sorted(exchange)}
    # XSHE forgets the working days that a plan moves to weekends, CN knows them.
    make_up = holidays.country_holidays("CN", years=YEARS).weekend_workdays
    closures: dict[date, Reason] = {}
    for run in _runs(named, make_up):
        occasion = together([named.get(day) for day in run])
        closures.update({day: occasion for day in run if day.year in YEARS})
    return _Package(closures, frozenset(make_up))


def _runs(named: dict[date, Reason | None], make_up: Iterable[date]) -> Iterable[list[date]]:
    """The closures as the exchange counts them: named days with the weekends that touch them.

    A weekend that offices work through ends a closure: the exchange calls it a plain weekend.
    """
    broken = set(make_up)

    def free(day: date) -> bool:
        return day in named or (day.weekday() >= 5 and day not in broken)

    done = date.min
    for day in sorted(named):
        if day <= done:
            continue
        first = last = day
        while free(first - _DAY):
            first -= _DAY
        while free(last + _DAY):
            last += _DAY
        done = last
        yield [first + n * _DAY for n in range((last - first).days + 1)]
