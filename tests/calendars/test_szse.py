"""The Shenzhen calendar against the exchange's own notices, and against history in the years before."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from calendars import occasions, szse
from calendars.notices import read_notices
from calendars.trading import WEEKEND, Certainty, Reason, TradingCalendar

# Written down from the notices themselves (shared/CALENDAR.md), not from the program's own file.
NOTICES = {
    2024: "2023-12-30..2024-01-01 02-09..17 04-04..06 05-01..05 06-10 09-15..17 10-01..07",
    2025: "01-01 01-28..02-04 04-04..06 05-01..05 05-31..06-02 10-01..08",
    2026: "01-01..03 02-15..23 04-04..06 05-01..05 06-19..21 09-25..27 10-01..07",
}

# Weekdays without trading in the years before; agreed with by exchange_calendars 4.13.2 (XSHG) on every day.
HISTORY = """
2005: 01-03 02-07..02-11 02-14..02-15 05-02..05-06 10-03..10-07
2006: 01-02..01-03 01-26..01-27 01-30..02-03 05-01..05-05 10-02..10-06
2007: 01-01..01-03 02-19..02-23 05-01..05-04 05-07 10-01..10-05 12-31
2008: 01-01 02-06..02-08 02-11..02-12 04-04 05-01..05-02 06-09 09-15 09-29..10-03
2009: 01-01..01-02 01-26..01-30 04-06 05-01 05-28..05-29 10-01..10-02 10-05..10-08
2010: 01-01 02-15..02-19 04-05 05-03 06-14..06-16 09-22..09-24 10-01 10-04..10-07
2011: 01-03 02-02..02-04 02-07..02-08 04-04..04-05 05-02 06-06 09-12 10-03..10-07
2012: 01-02..01-03 01-23..01-27 04-02..04-04 04-30..05-01 06-22 10-01..10-05
2013: 01-01..01-03 02-11..02-15 04-04..04-05 04-29..05-01 06-10..06-12 09-19..09-20 10-01..10-04 10-07
2014: 01-01 01-31 02-03..02-06 04-07 05-01..05-02 06-02 09-08 10-01..10-03 10-06..10-07
2015: 01-01..01-02 02-18..02-20 02-23..02-24 04-06 05-01 06-22 09-03..09-04 10-01..10-02 10-05..10-07
2016: 01-01 02-08..02-12 04-04 05-02 06-09..06-10 09-15..09-16 10-03..10-07
2017: 01-02 01-27 01-30..02-02 04-03..04-04 05-01 05-29..05-30 10-02..10-06
2018: 01-01 02-15..02-16 02-19..02-21 04-05..04-06 04-30..05-01 06-18 09-24 10-01..10-05 12-31
2019: 01-01 02-04..02-08 04-05 05-01..05-03 06-07 09-13 10-01..10-04 10-07
2020: 01-01 01-24 01-27..01-31 04-06 05-01 05-04..05-05 06-25..06-26 10-01..10-02 10-05..10-08
2021: 01-01 02-11..02-12 02-15..02-17 04-05 05-03..05-05 06-14 09-20..09-21 10-01 10-04..10-07
2022: 01-03 01-31..02-04 04-04..04-05 05-02..05-04 06-03 09-12 10-03..10-07
2023: 01-02 01-23..01-27 04-05 05-01..05-03 06-22..06-23 09-29 10-02..10-06
"""

MAKE_UP_WEEKENDS = [  # offices work, the exchange does not
    "2024-02-04", "2024-02-18", "2024-09-14", "2024-10-12", "2025-01-26", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> TradingCalendar:
    return szse.build()


def days(year: int, words: str) -> list[date]:
    found: list[date] = []
    for word in words.split():
        start, _, end = word.partition("..")
        first = date.fromisoformat(start if len(start) == 10 else f"{year}-{start}")
        last = first
        if end:
            last = date.fromisoformat({2: f"{first:%Y-%m}-{end}", 5: f"{year}-{end}", 10: end}[len(end)])
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return found


def closed_weekdays(calendar: TradingCalendar, year: int) -> list[date]:
    return [day.date for day in calendar.year(year) if not day.trading and day.date.weekday() < 5]


@pytest.mark.parametrize("year", NOTICES)
def test_no_day_differs_from_the_exchanges_notice(calendar: TradingCalendar, year: int) -> None:
    closed = days(year, NOTICES[year])
    for day in calendar.year(year):
        assert day.trading is (day.date.weekday() < 5 and day.date not in closed), day
        named = day.reason is not None and day.reason.zh != "周末"
        next_years = day.date in days(year + 1, NOTICES.get(year + 1, ""))
        # Weekend days carry the holiday's name exactly where the notice counts them as part of the closure.
        assert named is (day.date in closed or next_years), day


@pytest.mark.parametrize("line", HISTORY.split("\n")[1:-1])
def test_no_weekday_differs_in_the_years_before(calendar: TradingCalendar, line: str) -> None:
    year, _, words = line.partition(":")
    assert closed_weekdays(calendar, int(year)) == [
        day for day in days(int(year), words) if day.weekday() < 5
    ]


@pytest.mark.parametrize(
    "day",
    [
        "2005-02-07", "2005-02-08", "2006-01-26", "2006-01-27",  # the package says open
        "2024-02-09",  # a working day in the State Council's plan
        "2020-01-31",  # announced four days ahead
        "2015-09-03",  # once, a parade
    ],
)  # fmt: skip
def test_the_odd_closures(calendar: TradingCalendar, day: str) -> None:
    assert not calendar.is_trading(date.fromisoformat(day))
    assert calendar.day(date.fromisoformat(day)).reason is not None


@pytest.mark.parametrize("day", MAKE_UP_WEEKENDS)
def test_a_make_up_weekend_is_a_plain_weekend(calendar: TradingCalendar, day: str) -> None:
    told = calendar.day(date.fromisoformat(day))
    assert (told.trading, told.reason and told.reason.zh) == (False, "周末")


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-10-01", "国庆节", "National Day"),
        ("2026-10-03", "国庆节", "National Day"),  # Saturday inside the closure
        ("2026-02-15", "春节", "Spring Festival"),  # Sunday that begins it
        ("2026-02-16", "春节", "Spring Festival"),  # the package calls it New Year's Eve
        ("2026-02-20", "春节", "Spring Festival"),  # a day off moved from a weekend
        ("2025-10-06", "国庆节、中秋节", "National Day and Mid-Autumn Festival"),
        ("2023-12-30", "元旦", "New Year's Day"),  # the notice for 2024 reaches into 2023
        ("2019-05-03", "劳动节", "Labour Day"),
        ("2015-09-04", "抗战胜利纪念日", "Victory Day"),
        ("2026-10-17", "周末", "weekend"),
        ("2027-02-07", "春节", "Spring Festival"),  # guessed, and rightly so
    ],
)
def test_reasons_are_what_people_say(calendar: TradingCalendar, day: str, zh: str, en: str) -> None:
    reason = calendar.day(date.fromisoformat(day)).reason
    assert reason is not None
    assert (reason.zh, reason.en) == (zh, en)


def test_every_reason_is_one_that_was_announced(calendar: TradingCalendar) -> None:
    given = {day.reason for year in calendar.years for day in calendar.year(year) if day.reason}
    assert given <= {*occasions.REASONS, *(c.occasion for n in szse.shipped() for c in n.closed), WEEKEND}
    assert occasions.HOLIDAY not in given


def test_how_sure_each_year_is(calendar: TradingCalendar) -> None:
    assert {calendar.certainty(year) for year in range(2005, 2024)} == {Certainty.STATE_COUNCIL}
    assert {calendar.certainty(year) for year in (2024, 2025, 2026)} == {Certainty.EXCHANGE}
    assert calendar.certainty(2027) is Certainty.PROVISIONAL
    assert calendar.certainty(2045) is Certainty.PROVISIONAL
    assert calendar.day(date(2026, 12, 31)).certainty is Certainty.EXCHANGE


NEXT_YEAR = """
notices:
  - title: {title}
    by: {by}
    published: 2026-11-05
    source: test
    settles: 2027
    closed:
      - {{from: 2027-01-01, to: 2027-01-03, for: {{zh: 元旦, en: New Year's Day}}}}
      - {{from: 2027-02-05, to: {festival_ends}, for: {{zh: 春节, en: Spring Festival}}}}
"""


def handed_in(by: str, festival_ends: str) -> TradingCalendar:
    text = NEXT_YEAR.format(title=f"2027, {by}", by=by, festival_ends=festival_ends)
    return szse.build(read_notices(text, "2027.yaml"))


def test_a_notice_handed_in_settles_its_year_and_no_other() -> None:
    before, after = szse.build(), handed_in("exchange", "2027-02-12")
    assert before.is_trading(date(2027, 2, 12))
    assert not after.is_trading(date(2027, 2, 12))
    assert after.is_trading(date(2027, 10, 1)), "what a settling notice does not name is open"
    assert after.certainty(2027) is Certainty.EXCHANGE
    assert after.certainty(2028) is Certainty.PROVISIONAL
    assert after.year(2026) == before.year(2026)


def test_the_exchange_has_the_last_word_whatever_came_later() -> None:
    plan = read_notices(NEXT_YEAR.format(title="plan", by="state-council", festival_ends="2027-02-11"))
    notice = read_notices(NEXT_YEAR.format(title="notice", by="exchange", festival_ends="2027-02-12"))
    for order in ((*plan, *notice), (*notice, *plan)):
        calendar = szse.build(order)
        assert not calendar.is_trading(date(2027, 2, 12))
        assert calendar.certainty(2027) is Certainty.EXCHANGE
    assert szse.build(plan).certainty(2027) is Certainty.STATE_COUNCIL


def test_a_sudden_closure_is_added_without_making_the_year_surer() -> None:
    text = """
notices:
  - {title: 台风, by: exchange, published: 2027-08-02, source: test,
     closed: [{from: 2027-08-03, to: 2027-08-04, for: {zh: 台风, en: typhoon}}]}
"""
    calendar = szse.build(read_notices(text))
    assert calendar.next_trading(date(2027, 8, 2)) == date(2027, 8, 5)
    assert calendar.day(date(2027, 8, 3)).reason == Reason("台风", "typhoon")
    assert calendar.certainty(2027) is Certainty.PROVISIONAL


def test_the_package_is_imported_only_by_who_builds_a_calendar() -> None:
    program = "import sys; import calendars.szse; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
