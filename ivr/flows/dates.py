"""The pieces of dates and clock times: which text stands for which day, hour and minute, in both languages."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from ivr.flows.numerals import english, hanzi
from ivr.flows.phrases import NOTHING, Phrase, Piece, fixed, mixed

WEEKDAYS = tuple(
    fixed(zh, en)
    for zh, en in zip(
        ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PARTS_ZH = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_YEARS = range(2020, 2051)
"""Years with a clip of their own; others are put together."""
_A_LEAP_YEAR = 2024


def date_said(that: date, *, with_year: bool) -> Phrase:
    """10月8日星期四; «Thursday, the 8th of October»."""
    year = _year(that.year) if with_year else NOTHING
    weekday = WEEKDAYS[that.weekday()]
    zh = (Piece("zh", _day_zh(that)), *weekday.zh)
    en = (f"{weekday.text('en')},", _ordinal(that.day), f"of {_MONTHS[that.month - 1]}")
    return Phrase(year.zh + zh, tuple(Piece("en", text) for text in en) + year.en)


def time_said(hour: int, minute: int) -> Phrase:
    """上午8点半, 下午两点零五分; «at half past eight in the morning», «at two oh five in the afternoon»."""
    if minute in (0, 30):
        return fixed(_clock_zh(hour, minute), _clock_en(hour, minute))
    return mixed(
        (_clock_zh(hour, 0), _minutes_zh(minute)),
        (f"at {english((hour - 1) % 12 + 1)}", _minutes_en(minute), _part_en(hour)),
    )


def every_phrase() -> Iterator[Phrase]:
    """Phrases that hold every piece that the functions above can use."""
    for day_of_year in range(366):
        that = date(_A_LEAP_YEAR, 1, 1) + timedelta(days=day_of_year)
        yield date_said(that, with_year=False)
    yield from WEEKDAYS
    for year in _YEARS:
        yield _year(year)
    yield fixed("年", "")
    for hour, minute in product(range(24), (0, 30, 59)):
        yield time_said(hour, minute)
    for minute in range(1, 60):
        yield fixed(_minutes_zh(minute), _minutes_en(minute))


def _day_zh(that: date) -> str:
    # In one piece: a lone 月 or 日 is hard to make out on the telephone.
    return f"{that.month}月{that.day}日"


def _year(year: int) -> Phrase:
    zh = (f"{year}年",) if year in _YEARS else (*(hanzi(int(digit)) for digit in f"{year:04}"), "年")
    century, rest = divmod(year, 100)
    return mixed(zh, (english(century), english(rest) if rest else "hundred"))


def _clock_zh(hour: int, minute: int) -> str:
    part = next(name for until, name in _PARTS_ZH if hour < until)
    twelve = hour - 12 if hour > 12 else hour
    said = {0: "零", 2: "两"}.get(twelve, str(twelve))
    return f"{part}{said}点{'半' if minute else ''}"


def _clock_en(hour: int, minute: int) -> str:
    if minute == 0 and hour in (0, 12):
        return "at noon" if hour else "at midnight"
    half = "half past " if minute else ""
    return f"at {half}{english((hour - 1) % 12 + 1)} {_part_en(hour)}"


def _part_en(hour: int) -> str:
    if hour < 5 or hour >= 22:
        return "at night"
    return "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"


def _minutes_zh(minute: int) -> str:
    return f"零{hanzi(minute)}分" if minute < 10 else f"{minute}分"


def _minutes_en(minute: int) -> str:
    return f"oh {english(minute)}" if minute < 10 else english(minute)


def _ordinal(n: int) -> str:
    ending = "th" if 10 < n < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"the {n}{ending}"
