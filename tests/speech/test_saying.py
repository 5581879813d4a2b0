"""Dates, times and numbers as people say them, and never a word without a clip."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.clock import SHANGHAI, parse_moment
from ivr.flows import clips, saying
from ivr.flows.phrases import Phrase

NOW = parse_moment("2026-10-01T20:00")
MOMENTS = st.timedeltas(timedelta(), timedelta(days=40_000)).map(
    lambda since: datetime(1990, 1, 1, tzinfo=UTC) + since
)
THURSDAY = "Thursday, the 8th of October, at "
DIGITS = st.text("0123456789", max_size=20)


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("2026-10-01T21:00", "今天晚上9点", "today at nine in the evening"),
        ("2026-10-02T08:30", "明天上午8点半", "tomorrow at half past eight in the morning"),
        ("2026-10-03T14:05", "后天下午两点零五分", "Saturday, the 3rd of October, at two oh five in the afternoon"),
        ("2026-09-30T17:59", "昨天下午5点59分", "yesterday at five fifty-nine in the afternoon"),
        ("2026-10-08T08:30", "10月8日星期四上午8点半", THURSDAY + "half past eight in the morning"),
        ("2026-10-08T12:00", "10月8日星期四中午12点", THURSDAY + "noon"),
        ("2026-10-08T00:00", "10月8日星期四凌晨零点", THURSDAY + "midnight"),
        ("2026-10-08T02:30", "10月8日星期四凌晨两点半", THURSDAY + "half past two at night"),
        # Seconds round up: a promise is never said to fall due earlier than it does.
        ("2026-10-03T09:00:01", "后天上午9点零一分", "Saturday, the 3rd of October, at nine oh one in the morning"),
        ("2026-10-01T23:59:30", "明天凌晨零点", "tomorrow at midnight"),
        # A year away, the year is said.
        ("2027-10-08T12:00", "2027年10月8日星期五中午12点", "Friday, the 8th of October twenty twenty-seven, at noon"),
    ],
)  # fmt: skip
def test_moments(at: str, zh: str, en: str) -> None:
    said = saying.moment(parse_moment(at), NOW)
    assert (said.text("zh"), said.text("en")) == (zh, en)


def test_tomorrow_is_tomorrow_in_shenzhen() -> None:
    """01:00 on the 2nd in Shenzhen is still the 1st in UTC."""
    assert saying.moment(datetime(2026, 10, 1, 17, tzinfo=UTC), NOW).text("zh") == "明天凌晨1点"


def test_callers_from_outside_the_mainland_hear_whose_time_it_is() -> None:
    said = saying.moment(parse_moment("2026-10-08T08:30"), NOW, overseas=True)
    assert said.text("zh") == "深圳时间10月8日星期四上午8点半"
    assert said.text("en").endswith("in the morning, Shenzhen time")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        saying.moment(datetime(2026, 10, 8), NOW)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (saying.count(1), "一位", "one caller"),
        (saying.count(2), "两位", "two callers"),  # two of something is 两
        (saying.count(12), "12位", "twelve callers"),
        (saying.count(31), "30位以上", "more than thirty callers"),
        (saying.duration(0), "不到一分钟", "less than a minute"),
        (saying.duration(2), "两分钟", "two minutes"),
        (saying.duration(2.1), "三分钟", "three minutes"),  # nobody is told less than it takes
        (saying.duration(15), "15分钟", "fifteen minutes"),
        (saying.duration(60), "一小时", "one hour"),
        (saying.duration(135), "两小时15分钟", "two hours fifteen minutes"),
        (saying.duration(30 * 60), "三十小时", "thirty hours"),
        (saying.digits("38520617"), "3852 0617", "3852 0617"),
        (saying.digits("123"), "123", "123"),
        (saying.phone("+8675583183333"), "0755 8318 3333", "0755 8318 3333"),
        (saying.phone("+8675583183333", overseas=True), "00 86 755 8318 3333", "00 86 755 8318 3333"),
        (saying.phone("+8613812345678", "801"), "138 1234 5678分机801", "138 1234 5678 extension 801"),
        (saying.phone("+85223456789"), "00 852 2345 6789", "00 852 2345 6789"),
        (saying.phone("95588"), "95588", "95588"),  # no number in E.164: digit by digit
        (saying.phone("anonymous"), "", ""),
        (saying.number(0), "零", "zero"),
        (saying.number(2), "二", "two"),
        (saying.number(10), "十", "ten"),
        (saying.number(110), "一百一十", "one hundred ten"),
        (saying.number(205), "两百零五", "two hundred five"),
        (saying.number(1005), "一千零五", "one thousand five"),
        (saying.number(20_345), "两万零三百四十五", "twenty thousand three hundred forty-five"),
        (saying.number(120_000), "十二万", "one hundred twenty thousand"),
        (saying.weekday(parse_moment("2026-10-04T12:00")), "星期日", "Sunday"),
        (saying.time(parse_moment("2026-10-04T15:00")), "下午3点", "at three in the afternoon"),
    ],
)  # fmt: skip
def test_numbers_and_the_like(said: Phrase, zh: str, en: str) -> None:
    assert (said.text("zh"), said.text("en")) == (zh, en)


@pytest.mark.parametrize("string", ["12a4", "１２", "-1", "1 2"])
def test_only_digits_are_digits(string: str) -> None:
    with pytest.raises(ValueError, match="not a string of digits"):
        saying.digits(string)


@pytest.mark.parametrize("n", [-1, 100_000_000])
def test_numbers_that_cannot_be_said_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        saying.number(n)


@given(MOMENTS, MOMENTS, st.booleans())
def test_any_moment_is_assembled_from_clips(moment: datetime, now: datetime, overseas: bool) -> None:
    all_have_clips(
        saying.moment(moment, now, overseas=overseas) + saying.day(moment, now) + saying.weekday(moment)
    )


@given(MOMENTS, MOMENTS)
def test_what_is_said_never_lies_before_the_moment(moment: datetime, now: datetime) -> None:
    said = saying.moment(moment, now)
    rounded = moment + timedelta(minutes=1) - timedelta(microseconds=1)
    assert said == saying.moment(rounded.replace(second=0, microsecond=0), now)
    wall = rounded.astimezone(SHANGHAI)
    hour = {0: "零", 2: "两"}.get(wall.hour if wall.hour < 13 else wall.hour - 12)
    assert f"{hour or (wall.hour - 1) % 12 + 1}点" in said.text("zh")


@given(DIGITS, st.text(max_size=40), st.one_of(st.none(), st.text("0123456789", min_size=1, max_size=6)))
def test_any_number_is_assembled_from_clips(digits: str, anything: str, extension: str | None) -> None:
    said = saying.digits(digits) if digits else saying.phone(anything)
    all_have_clips(said + saying.phone(f"+{digits}", extension) + saying.phone(f"+86{digits}", overseas=True))
    assert saying.digits(digits or "0").text("zh").replace(" ", "") == (digits or "0")


@given(st.integers(0, 99_999_999), st.integers(0, 10_000), st.floats(0, 10_000))
def test_any_quantity_is_assembled_from_clips(n: int, people: int, minutes: float) -> None:
    all_have_clips(saying.number(n) + saying.count(people) + saying.duration(minutes))


def all_have_clips(said: Phrase) -> None:
    for piece in said.zh + said.en:
        assert clips.clip_name(piece), piece
