"""The table of days: what it answers, and what it refuses to be asked."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import szse
from calendars.trading import Certainty, TradingCalendar

calendar = szse.build()
dates = st.dates(calendar.first, calendar.last)


@pytest.mark.parametrize(
    "asked",
    [
        datetime(2026, 10, 1, 20),  # noqa: DTZ001
        datetime(2026, 10, 1, tzinfo=UTC),
        20261001,
        1790812800,
        "2026-10-01",
        None,
    ],
)
def test_what_is_no_date_is_refused(asked: object) -> None:
    with pytest.raises(TypeError, match=r"moment, not a day|no date"):
        calendar.is_trading(asked)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        calendar.day(asked)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        calendar.next_trading(asked)  # type: ignore[arg-type]


def test_outside_the_table_it_says_what_it_holds() -> None:
    with pytest.raises(LookupError, match="the calendar holds 2005 to 2045, not 2004-12-31"):
        calendar.is_trading(date(2004, 12, 31))
    with pytest.raises(LookupError, match="the calendar holds 2005 to 2045, not 2046"):
        calendar.year(2046)


def test_a_year_is_all_its_days_in_order() -> None:
    year = calendar.year(2024)
    assert len(year) == 366
    assert all(after.date - before.date == timedelta(days=1) for before, after in pairwise(year))


def test_around_a_closure() -> None:
    assert calendar.next_trading(date(2026, 9, 30)) == date(2026, 10, 8)
    assert calendar.previous_trading(date(2026, 10, 8)) == date(2026, 9, 30)
    assert calendar.trading_between(date(2026, 9, 30), date(2026, 10, 8)) == 2
    assert calendar.trading_between(date(2026, 10, 8), date(2026, 9, 30)) == 0
    assert calendar.next_trading(calendar.last) is None


@given(dates)
def test_the_neighbours_are_the_nearest(day: date) -> None:
    after = calendar.next_trading(day)
    walk = day + timedelta(days=1)
    while walk <= calendar.last and not calendar.is_trading(walk):
        walk += timedelta(days=1)
    assert after == (walk if walk <= calendar.last else None)
    if after:
        back = calendar.previous_trading(after)
        assert back == (day if calendar.is_trading(day) else calendar.previous_trading(day))


@given(dates, dates)
def test_counting_is_the_sum_of_days(one: date, other: date) -> None:
    first, last = min(one, other), min(max(one, other), min(one, other) + timedelta(days=400))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert calendar.trading_between(first, last) == sum(map(calendar.is_trading, span))


@given(dates)
def test_a_day_has_a_reason_exactly_when_it_does_not_trade(day: date) -> None:
    told = calendar.day(day)
    assert told.trading is (told.reason is None)
    assert not told.trading or day.weekday() < 5


def test_the_weakest_of_several() -> None:
    assert (
        Certainty.weakest(Certainty.EXCHANGE, Certainty.PROVISIONAL, Certainty.STATE_COUNCIL) == "provisional"
    )
    assert Certainty.weakest(Certainty.EXCHANGE) == "exchange"


def test_a_table_needs_no_rule_at_all() -> None:
    bare = TradingCalendar({}, {2030: Certainty.EXCHANGE})
    assert len(bare.trading_days()) == 261
