"""When a hotline is open, why it is closed, and sums in opening time, case by case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import szse
from calendars.trading import Certainty
from ivr.clock import SHANGHAI
from ivr.hours import Closed, Hours, Kind, Open
from ivr.hours.reader import read

BUSINESS, SUPPORT = "83183333", "83182222"
TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
calendar = szse.build()


def hours_with(overrides: str = "[]", rule: str = '{days: trading, from: "08:30", to: "18:00"}') -> Hours:
    text = TEXT.replace("overrides: []", f"overrides: {overrides}")
    return Hours(read(text.replace('{days: trading, from: "08:30", to: "18:00"}', rule)), calendar)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


DRILL = """
  - {on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}
  - {on: 2026-12-26, hotlines: ["83183333"], from: "09:00", to: "12:00", why: {zh: 通关测试, en: Market-wide test}}
  - {on: 2026-11-10, hotlines: ["83183333"], from: "08:30", to: "12:00", why: {zh: 内部培训, en: Staff training}}
  - {on: 2026-08-20, through: 2026-08-23, hotlines: all, closed: {zh: 受台风影响, en: Typhoon}}
"""
shipped, drilled = hours_with(), hours_with(DRILL)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-10-08T08:30:00", "2026-10-08T18:00"),  # the very second it opens
        ("2026-10-08T17:59:59.999999", "2026-10-08T18:00"),
        ("2026-09-30T12:00", "2026-09-30T18:00"),  # the day before a holiday is a day like others
        ("2024-02-08T12:00", "2024-02-08T18:00"),
    ],
)
def test_open_until_closing_time(moment: str, until: str) -> None:
    assert shipped.at(BUSINESS, at(moment)) == Open(at(until), Certainty.EXCHANGE)


@pytest.mark.parametrize(
    ("moment", "kind", "zh", "until"),
    [
        ("2026-10-01T20:00", Kind.HOLIDAY, "国庆节", "2026-10-08T08:30"),
        ("2026-10-03T12:00", Kind.HOLIDAY, "国庆节", "2026-10-08T08:30"),  # a Saturday inside it
        ("2026-10-08T18:00:00", Kind.NIGHT, "非工作时间", "2026-10-09T08:30"),  # the very second it closes
        ("2026-10-08T08:29:59.999999", Kind.NIGHT, "非工作时间", "2026-10-08T08:30"),
        ("2026-09-30T18:00", Kind.NIGHT, "非工作时间", "2026-10-08T08:30"),  # not a holiday yet
        ("2026-10-10T12:00", Kind.WEEKEND, "周末", "2026-10-12T08:30"),  # offices make up for the holiday
        ("2026-10-17T00:00", Kind.WEEKEND, "周末", "2026-10-19T08:30"),
        ("2024-02-09T12:00", Kind.HOLIDAY, "春节", "2024-02-19T08:30"),  # the exchange's own day
    ],
)
def test_closed_why_and_until(moment: str, kind: Kind, zh: str, until: str) -> None:
    told = shipped.at(BUSINESS, at(moment))
    assert isinstance(told, Closed)
    assert (told.why.kind, told.why.text.zh, told.until) == (kind, zh, at(until))
    assert told.certainty is Certainty.EXCHANGE


def test_the_story_national_day_evening() -> None:
    evening = at("2026-10-01T20:00")
    told = shipped.at(BUSINESS, evening)
    assert isinstance(told, Closed)
    assert told.until is not None
    assert told.until.isoformat() == "2026-10-08T08:30:00+08:00"
    assert shipped.add(BUSINESS, evening, timedelta(minutes=30)).isoformat() == "2026-10-08T09:00:00+08:00"


def test_a_moment_is_placed_by_shenzhens_date_whatever_zone_it_comes_in() -> None:
    # Still 30 September in Greenwich, already National Day in Shenzhen.
    told = shipped.at(BUSINESS, datetime(2026, 9, 30, 17, 0, tzinfo=UTC))
    assert isinstance(told, Closed)
    assert told.why.kind is Kind.HOLIDAY
    assert shipped.at(BUSINESS, at("2026-10-08T09:00").astimezone(UTC)) == shipped.at(
        BUSINESS, at("2026-10-08T09:00")
    )


def test_a_line_that_never_closes_never_says_when() -> None:
    assert shipped.at(SUPPORT, at("2026-10-01T03:00")) == Open(None, Certainty.EXCHANGE)
    assert shipped.next_opening(SUPPORT, at("2026-10-01T03:00")) is None
    assert shipped.soonest(SUPPORT, at("2026-10-01T03:00")) == at("2026-10-01T03:00")
    assert shipped.add(SUPPORT, at("2026-10-01T03:00"), timedelta(minutes=15)) == at("2026-10-01T03:15")
    # No guess about trading days makes these hours less sure.
    assert shipped.at(SUPPORT, at("2031-01-01T03:00")).certainty is Certainty.EXCHANGE


@pytest.mark.parametrize(
    ("moment", "certainty"),
    [
        ("2023-05-05T12:00", Certainty.STATE_COUNCIL),
        ("2026-12-31T12:00", Certainty.EXCHANGE),  # until 18:00 the same day
        ("2026-12-31T18:00", Certainty.PROVISIONAL),  # until a day of a year nobody has announced
        ("2027-03-01T12:00", Certainty.PROVISIONAL),
        ("2023-12-29T19:00", Certainty.STATE_COUNCIL),  # the weaker of 2023 and 2024
    ],
)
def test_an_answer_is_as_sure_as_the_weakest_year_it_spans(moment: str, certainty: Certainty) -> None:
    assert shipped.at(BUSINESS, at(moment)).certainty is certainty


@pytest.mark.parametrize(
    ("line", "moment", "expected"),
    [
        # closed by override: all day, at night too, with its own words
        (BUSINESS, "2026-12-24T12:00", ("override", "系统演练", "2026-12-25T08:30")),
        (BUSINESS, "2026-12-24T03:00", ("override", "系统演练", "2026-12-25T08:30")),
        (BUSINESS, "2026-12-23T19:00", ("night", "非工作时间", "2026-12-25T08:30")),
        # open on a Saturday: around it, it is a weekend as ever
        (BUSINESS, "2026-12-26T08:59", ("weekend", "周末", "2026-12-26T09:00")),
        (BUSINESS, "2026-12-26T09:00", "2026-12-26T12:00"),
        (BUSINESS, "2026-12-26T12:00", ("weekend", "周末", "2026-12-28T08:30")),
        # shortened: the afternoon is explained, the night is night
        (BUSINESS, "2026-11-10T11:00", "2026-11-10T12:00"),
        (BUSINESS, "2026-11-10T12:00", ("override", "内部培训", "2026-11-11T08:30")),
        (BUSINESS, "2026-11-10T18:30", ("night", "非工作时间", "2026-11-11T08:30")),
        # a span for the whole house, weekend included
        (BUSINESS, "2026-08-22T12:00", ("override", "受台风影响", "2026-08-24T08:30")),
        (SUPPORT, "2026-08-22T12:00", ("override", "受台风影响", "2026-08-24T00:00")),
        (SUPPORT, "2026-08-19T23:00", "2026-08-20T00:00"),
        (SUPPORT, "2026-12-24T12:00", None),  # not one of its hotlines
    ],
)
def test_overrides(line: str, moment: str, expected: tuple[str, str, str] | str | None) -> None:
    told = drilled.at(line, at(moment))
    if isinstance(told, Closed):
        assert told.until is not None
        assert (told.why.kind, told.why.text.zh, f"{told.until:%Y-%m-%dT%H:%M}") == expected
    else:
        assert (told.until and f"{told.until:%Y-%m-%dT%H:%M}") == expected


def test_openings_that_touch_are_one() -> None:
    split = hours_with(
        rule='[{days: trading, from: "08:30", to: "12:00"}, {days: trading, from: "12:00", to: "18:00"}]'
    )
    assert split.at(BUSINESS, at("2026-10-08T09:00")) == shipped.at(BUSINESS, at("2026-10-08T09:00"))


def test_weekday_hours_ask_no_exchange() -> None:
    weekdays = hours_with(rule="{days: [monday, thursday]}")
    assert weekdays.at(BUSINESS, at("2026-10-01T20:00")) == Open(at("2026-10-02T00:00"), Certainty.EXCHANGE)
    told = weekdays.at(BUSINESS, at("2026-10-03T20:00"))
    assert isinstance(told, Closed)
    assert (told.why.kind, told.until) == (Kind.WEEKEND, at("2026-10-05T00:00"))
    told = weekdays.at(BUSINESS, at("2026-10-02T20:00"))
    assert isinstance(told, Closed)
    assert told.why.kind is Kind.NIGHT


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-10-08T09:00", 30, "2026-10-08T09:30"),
        ("2026-10-08T17:30", 30, "2026-10-08T18:00"),  # due at closing time, not the morning after
        ("2026-10-08T17:50", 30, "2026-10-09T08:50"),
        ("2026-10-09T17:50", 30, "2026-10-12T08:50"),  # over the make-up Saturday
        ("2026-10-01T20:00", 570, "2026-10-08T18:00"),  # a whole day
        ("2026-10-01T20:00", 571, "2026-10-09T08:31"),
        ("2026-10-01T20:00", 0, "2026-10-08T08:30"),
        ("2026-10-08T10:00", 0, "2026-10-08T10:00"),
    ],
)
def test_adding_opening_time(start: str, minutes: int, end: str) -> None:
    assert shipped.add(BUSINESS, at(start), timedelta(minutes=minutes)) == at(end)


def test_the_edges_are_errors_in_words() -> None:
    with pytest.raises(ValueError, match="hand in an aware datetime"):
        shipped.at(BUSINESS, datetime(2026, 10, 1, 20))  # noqa: DTZ001
    with pytest.raises(LookupError, match="the calendar holds 2005 to 2045, not 2050-01-01"):
        shipped.at(BUSINESS, at("2050-01-01T00:00"))
    with pytest.raises(LookupError, match='no hotline called "83183334"'):
        shipped.at("83183334", at("2026-10-01T20:00"))
    with pytest.raises(ValueError, match="is negative"):
        shipped.add(BUSINESS, at("2026-10-01T20:00"), timedelta(minutes=-1))
    with pytest.raises(LookupError, match="the calendar ends with 2045-12-31"):
        shipped.add(BUSINESS, at("2026-10-01T20:00"), timedelta(days=9000))
    assert shipped.next_opening(BUSINESS, at("2045-12-29T19:00")) is None


lines = st.sampled_from([BUSINESS, SUPPORT])
WINDOW = (datetime(2026, 8, 1), datetime(2027, 3, 1))  # noqa: DTZ001 - hypothesis adds the zone
moments = st.datetimes(*WINDOW, timezones=st.just(SHANGHAI))
lengths = st.integers(1, 6 * 24 * 3600 * 1_000_000).map(lambda n: timedelta(microseconds=n))


@given(lines, moments, lengths, lengths)
def test_adding_in_two_steps_is_adding_once(
    line: str, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert drilled.add(line, drilled.add(line, start, one), other) == drilled.add(line, start, one + other)


@given(st.datetimes(datetime(2006, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), lengths)  # noqa: DTZ001
def test_ten_years_away_it_is_as_exact(start: datetime, length: timedelta) -> None:
    end = shipped.add(BUSINESS, start, length)
    assert shipped.between(BUSINESS, start, end) == length
    assert calendar.is_trading(end.date())
