"""Dates, times, numbers and telephone numbers as people say them, assembled from pieces that have clips.

Moments are aware datetimes, said in Shenzhen wall time. The rules of Chinese: 1 is 幺 in a string of digits
and 一 in a number; two of something is 两; the hours are 上午8点半 and 下午两点零五分.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import phonenumbers

from ivr.clock import shanghai
from ivr.flows import dates
from ivr.flows.numerals import cardinal, english, hanzi
from ivr.flows.phrases import NOTHING, PAUSES, Phrase, Piece, fixed, mixed

PAUSE = fixed(" ", " ")
COMMA = fixed("，", ",")
STOP = fixed("。", ".")

_ENGLISH_COMMA = fixed("", ",")
_TODAY = fixed("今天", "today")
_TOMORROW = fixed("明天", "tomorrow")
_YESTERDAY = fixed("昨天", "yesterday")
_AFTER_TOMORROW = "后天"
_SHENZHEN_TIME = mixed(("深圳时间",), (",", "Shenzhen time"))
_EXTENSION = fixed("分机", "extension")
_LESS_THAN_A_MINUTE = fixed("不到一分钟", "less than a minute")
_HOURS_UNIT = fixed("小时", "hours")
_EVERY_NUMBER = (
    *range(100),
    *range(110, 120),
    *range(100, 1000, 100),
    *range(1000, 10_000, 1000),
    *(10_000, 20_000, 1_000_000),
)
"""Numbers that use every piece that numbers can use."""
MOST_COUNTED = 30
"""`count` says «30位以上» beyond this many."""
MOST_MATTERS = 20
"""`matters` says «20个以上» beyond this many."""


def moment(m: datetime, now: datetime, *, overseas: bool = False) -> Phrase:
    """The day and the time: 明天上午8点半, 10月8日星期四上午8点半; «tomorrow at half past eight in the
    morning».

    Seconds round up to the next minute, so that what was promised is never said to be earlier than it is.
    `overseas` adds that it is Shenzhen time.
    """
    m = _to_the_minute(m)
    that_day = day(m, now)
    dated = len(that_day.en) > 1
    said = that_day + (_ENGLISH_COMMA if dated else NOTHING) + time(m)
    if not overseas:
        return said
    return Phrase(_SHENZHEN_TIME.zh + said.zh, said.en + _SHENZHEN_TIME.en)


def day(m: datetime, now: datetime) -> Phrase:
    """今天, 明天, 后天 and 昨天 seen from `now`; otherwise the date with its weekday.

    A date a year or more away carries its year.
    """
    that, today = shanghai(m).date(), shanghai(now).date()
    near = {-1: _YESTERDAY, 0: _TODAY, 1: _TOMORROW}.get((that - today).days)
    if near:
        return near
    said = dates.date_said(that, with_year=abs((that - today).days) >= 365)
    return Phrase((Piece("zh", _AFTER_TOMORROW),), said.en) if (that - today).days == 2 else said


def time(m: datetime) -> Phrase:
    """上午8点半, 下午两点零五分; «at half past eight in the morning». Seconds round up, as in `moment`.

    The English carries its «at».
    """
    m = _to_the_minute(m)
    return dates.time_said(m.hour, m.minute)


def weekday(m: datetime) -> Phrase:
    """星期四, «Thursday»."""
    return dates.WEEKDAYS[shanghai(m).weekday()]


def digits(string: str) -> Phrase:
    """A string of digits, one by one, 1 as 幺, in fours with a short pause between.

    Raises ValueError for anything else.
    """
    if not (string.isascii() and string.isdigit()):
        raise ValueError(f"{string!r} is not a string of digits")
    return _grouped(_fours(string))


def phone(number: str, extension: str | None = None, *, overseas: bool = False) -> Phrase:
    """A telephone number in its usual groups: 0755 8318 3333, 138 1234 5678, 00 852 2345 6789.

    Mainland numbers are said with their area code, or for somebody `overseas` with 0086. Whatever is no
    number in E.164 is said digit by digit; what holds no digit is nothing.
    """
    return _grouped(_phone_groups(number, overseas=overseas)) + (
        _EXTENSION + digits(extension) if extension else NOTHING
    )


def count(people: int) -> Phrase:
    """So many callers: 一位, 两位, 12位; «two callers». Beyond thirty, «30位以上»; fewer than none is none."""
    people = max(people, 0)
    if people > MOST_COUNTED:
        return fixed(f"{MOST_COUNTED}位以上", "more than thirty callers")
    return fixed(f"{_spelt(people)}位", f"{english(people)} caller{'' if people == 1 else 's'}")


def matters(urgent: int) -> Phrase:
    """So many urgent matters: 两个紧急任务, 12个紧急任务; beyond twenty, «20个以上». One and fewer are one."""
    if urgent > MOST_MATTERS:
        return fixed(f"{MOST_MATTERS}个以上紧急任务", f"more than {english(MOST_MATTERS)} urgent matters")
    urgent = max(urgent, 1)
    return fixed(
        f"{_spelt(urgent)}个紧急任务", f"{english(urgent)} urgent matter{'' if urgent == 1 else 's'}"
    )


def duration(minutes: float) -> Phrase:
    """三分钟, 15分钟, 一小时, 两小时15分钟; «fifteen minutes».

    Parts of a minute round up; none is 不到一分钟.
    """
    whole = -int(-minutes // 1)
    if whole <= 0:
        return _LESS_THAN_A_MINUTE
    hours, rest = divmod(whole, 60)
    return (_hours(hours) if hours else NOTHING) + (_minutes(rest) if rest else NOTHING)


def number(n: int) -> Phrase:
    """A number as a quantity: 一百零五, «one hundred five». Raises ValueError outside 0 to 99,999,999."""
    zh, en = cardinal(n)
    return mixed(zh, en)


def every_piece() -> Iterator[Piece]:
    """Every piece the functions above can use."""
    for mark in PAUSES:
        yield from (Piece("zh", mark), Piece("en", mark))
    for phrase in (
        _TODAY,
        _TOMORROW,
        _YESTERDAY,
        _SHENZHEN_TIME,
        _EXTENSION,
        _LESS_THAN_A_MINUTE,
        _HOURS_UNIT,
    ):
        yield from phrase.zh + phrase.en
    yield Piece("zh", _AFTER_TOMORROW)
    for said in _every_phrase():
        yield from said.zh + said.en


def _every_phrase() -> Iterator[Phrase]:
    yield from dates.every_phrase()
    for minute in range(1, 60):
        yield _minutes(minute)
    for hour in range(1, 25):
        yield _hours(hour)
    for people in range(MOST_COUNTED + 2):
        yield count(people)
    for urgent in range(1, MOST_MATTERS + 2):
        yield matters(urgent)
    for one in range(10):
        yield fixed(str(one), str(one))
    for pair in range(100):
        yield fixed(f"{pair:02}", f"{pair:02}")
    for n in _EVERY_NUMBER:
        yield number(n)


def _to_the_minute(m: datetime) -> datetime:
    m = shanghai(m)
    if m.second or m.microsecond:
        m = m.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return m


def _minutes(n: int) -> Phrase:
    return fixed(f"{_spelt(n)}分钟", f"{english(n)} minute{'' if n == 1 else 's'}")


def _hours(n: int) -> Phrase:
    if n > 24:
        return number(n) + _HOURS_UNIT
    return fixed(f"{_spelt(n)}小时", f"{english(n)} hour{'' if n == 1 else 's'}")


def _spelt(n: int) -> str:
    """A count before its measure word: words up to ten with 两 for two, then figures."""
    return "两" if n == 2 else hanzi(n) if n <= 10 else str(n)


def _grouped(groups: list[str]) -> Phrase:
    said = NOTHING
    for group in groups:
        texts = tuple(group[start : start + 2] for start in range(0, len(group), 2))
        said = (said + PAUSE if said != NOTHING else said) + mixed(texts, texts)
    return said


def _phone_groups(number: str, *, overseas: bool) -> list[str]:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None:
        plain = "".join(character for character in number if character in "0123456789")
        return [plain] if len(plain) <= 6 else _fours(plain)
    if parsed.country_code == 86 and not overseas:
        formatted = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return _runs(formatted)
    formatted = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return ["00", *_runs(formatted)]


def _fours(string: str) -> list[str]:
    return [string[start : start + 4] for start in range(0, len(string), 4)]


def _runs(formatted: str) -> list[str]:
    return "".join(character if character.isdigit() else " " for character in formatted).split()
