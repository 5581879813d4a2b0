"""The calendar of the Shenzhen Stock Exchange (深交所), 2005 to 2045.

Three sources, the surest last: the `holidays` package's XSHE, which follows the State Council's plans and
*guesses* beyond the last one it knows; the notices that ship with the program; the notices handed in since.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from calendars.notices import FIRST_YEAR, LAST_YEAR, Closure, Notice, shipped
from calendars.trading import Certainty, Reason, TradingCalendar

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

SPRING_FESTIVAL = Reason("春节", "Spring Festival")
MID_AUTUMN = Reason("中秋节", "Mid-Autumn Festival")
NATIONAL_DAY = Reason("国庆节", "National Day")
NATIONAL_DAY_AND_MID_AUTUMN = Reason("国庆节、中秋节", "National Day and Mid-Autumn Festival")
"""Some years the two run into one closure, which the exchange then calls by both names."""

FESTIVALS = {
    "元旦": Reason("元旦", "New Year's Day"),
    "春节": SPRING_FESTIVAL,
    "农历除夕": SPRING_FESTIVAL,
    "春节延长假期": SPRING_FESTIVAL,
    "清明节": Reason("清明节", "Tomb-Sweeping Day"),
    "劳动节": Reason("劳动节", "Labour Day"),
    "端午节": Reason("端午节", "Dragon Boat Festival"),
    "中秋节": MID_AUTUMN,
    "国庆节": NATIONAL_DAY,
    "抗日战争": Reason("抗战胜利纪念日", "Victory Day"),
}
"""What the package calls a day (a part of its name will do) and what callers are told."""

HOLIDAY = Reason("节假日", "public holiday")
"""For a closed day whose occasion nobody named."""

REASONS = tuple(dict.fromkeys((*FESTIVALS.values(), NATIONAL_DAY_AND_MID_AUTUMN, HOLIDAY)))
"""Every reason this calendar gives by itself; notices handed in can name others."""

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
    closures = dict(ruled)
    notices = (*shipped(), *handed_in)
    for by in (Certainty.STATE_COUNCIL, Certainty.EXCHANGE):
        settling = {notice.settles: notice for notice in notices if notice.settles and notice.by is by}
        for year, notice in settling.items():
            closures = {day: reason for day, reason in closures.items() if day.year != year}
            _close(closures, notice.closed)
            certainties[year] = by
    for notice in notices:
        if notice.settles is None:
            _close(closures, notice.closed)
    return TradingCalendar(closures, certainties)


def guess(year: int) -> dict[date, Reason]:
    """What the package alone believes to be closed in `year`, weekends inside a closure included."""
    return {day: reason for day, reason in _by_rule()[0].items() if day.year == year}


def _close(closures: dict[date, Reason], ranges: Sequence[Closure]) -> None:
    for closure in ranges:
        closures.update(dict.fromkeys(closure.days(), closure.occasion))


def _by_rule() -> tuple[dict[date, Reason], dict[int, Certainty]]:
    closures, known = _from_package()
    return dict(closures), {
        year: Certainty.STATE_COUNCIL if year in known else Certainty.PROVISIONAL for year in YEARS
    }


@cache
def _from_package() -> tuple[dict[date, Reason], frozenset[int]]:
    """The closures by the `holidays` package, and the years whose official plan it has."""
    import holidays  # slow to import: only who builds a calendar pays for it

    exchange = holidays.financial_holidays(
        "XSHE", years=range(FIRST_YEAR - 1, LAST_YEAR + 2), language="zh_CN"
    )
    named = {day: _festival(exchange[day]) for day in sorted(exchange)}
    # Only an official plan moves working days to weekends, a guess never does. XSHE forgets them, CN knows.
    make_up = holidays.country_holidays("CN", years=YEARS).weekend_workdays
    closures: dict[date, Reason] = {}
    for run in _runs(named, make_up):
        occasion = _occasion([named.get(day) for day in run])
        closures.update({day: occasion for day in run if day.year in YEARS})
    return closures, frozenset(day.year for day in make_up)


def _festival(name: str) -> Reason | None:
    """The festival a day of the package belongs to; None for a plain day off beside one."""
    found = {reason for word, reason in FESTIVALS.items() if word in name}
    return _occasion(list(found)) if found else None


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


def _occasion(festivals: Sequence[Reason | None]) -> Reason:
    if {NATIONAL_DAY, MID_AUTUMN} <= set(festivals) or NATIONAL_DAY_AND_MID_AUTUMN in festivals:
        return NATIONAL_DAY_AND_MID_AUTUMN
    return next((reason for reason in festivals if reason), HOLIDAY)
