"""Days of the week as a supervisor writes them: trading, all, or a list of weekdays."""

import re
from collections.abc import Sequence

from calendars.hints import half_width, nearest_zh, unquoted
from calendars.strict import Wrong, miswritten, nearest
from ivr.hours.naming import shown

__all__ = ["WEEKDAYS", "WEEKDAYS_ZH", "days", "every_day"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SETS = {"交易日": "trading", "每天": "all", "每日": "all", "天天": "all", "全部": "all", "所有": "all"}
_MORE = {"周末": "[saturday, sunday]", "工作日": "[monday, tuesday, wednesday, thursday, friday]"}


def days(value: object) -> str | tuple[int, ...]:
    """`trading`, `all`, or a list of weekdays, which become numbers from Monday = 0.

    Numbers in a file are refused: to one reader 1 is Monday, to the next it is Tuesday. A tuple is such days already.
    """
    if value in ("trading", "all"):
        return str(value)
    if isinstance(value, tuple):
        return value
    if not isinstance(value, list) or not value:
        raise _no_days(value)
    numbers = []
    for name in value:
        if not isinstance(name, str):
            en, zh = shown(name)
            raise Wrong(
                f"{en} is no day: write its name, as in [monday, friday]",
                f"{zh}不是星期几，请写英文名，如 [monday, friday]",
            )
        if name not in WEEKDAYS:
            close, close_zh = _weekday(str(name))
            en, zh = shown(name)
            en, zh = f"no day called {en}{close}", f"没有{zh}这一天{close_zh}"
            raise (
                Wrong(en, zh)
                if close and not re.search("[，、]", str(name))
                else miswritten(name, en, zh, half_width(str(name)))
            )
        numbers.append(WEEKDAYS.index(name))
    if len(set(numbers)) < len(numbers):
        raise Wrong("names a day twice", "同一天写了两遍")
    return tuple(sorted(numbers))


def _no_days(value: object) -> Wrong:
    word, (en, zh) = unquoted(value) if isinstance(value, str) else "", shown(value)
    if meant := _SETS.get(word) or _MORE.get(word):
        return Wrong(f"{en} are no days: write {meant}", f"{zh}请写成 {meant}")
    if word in WEEKDAYS or (word and "did you mean" in _weekday(word)[0]):
        day = word if word in WEEKDAYS else _weekday(word)[0].split('"')[1]
        return Wrong(f"{en} is not in a list: write [{day}]", f"{zh}要写成列表：[{day}]")
    known = ("trading", "all")
    return Wrong(
        f"{en} are no days{nearest(word, known)}: write trading, all, or a list as in [monday, friday]",
        f"{zh}不能用在这里，请写 trading（交易日）、all（每天）或列表，如 [monday, friday]{nearest_zh(word, known)}",
    )


def _weekday(word: str) -> tuple[str, str]:
    """Which weekday was meant, as the end of a sentence in English and in Chinese."""
    plain = unquoted(word).lower()
    found = re.fullmatch(r"(?:周|星期|礼拜)([一二三四五六日天])", plain)
    if found:
        plain = WEEKDAYS["一二三四五六日天".index(found[1]) % 7 if found[1] != "天" else 6]
    elif len(plain) >= 3 and (begun := [day for day in WEEKDAYS if day.startswith(plain)]):
        plain = begun[0]
    return nearest(plain, WEEKDAYS), nearest_zh(plain, WEEKDAYS)


def every_day(value: str | Sequence[int]) -> frozenset[int]:
    """The weekdays on which `days` can fall, from Monday = 0."""
    if value == "trading":
        return frozenset(range(5))
    return frozenset(range(7)) if isinstance(value, str) else frozenset(value)
