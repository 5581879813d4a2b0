"""How a supervisor writes times, durations, days and numbers, and what they become.

Each function takes what the file says and answers the value, or raises Wrong with a sentence that shows how to
write it. A value that already has the right type passes: models can also be built in code.
"""

import re
import unicodedata
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from calendars.hints import half_width, time_hint, unquoted
from calendars.notice import Date
from calendars.strict import Quoted, Wrong, miswritten
from ivr.hours.naming import shown
from ivr.hours.topics import several
from ivr.hours.weekdays import WEEKDAYS, days, every_day

__all__ = [
    "E164",
    "WEEKDAYS",
    "Area",
    "Beginning",
    "Date",
    "Days",
    "Duration",
    "Name",
    "Names",
    "TimeOfDay",
    "Toggle",
    "Token",
    "Topics",
    "every_day",
]

DAY = timedelta(days=1)

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def time_of_day(value: object) -> timedelta:
    """`"08:30"` as the time since midnight; `"24:00"` is the end of the day."""
    if isinstance(value, timedelta):
        return value
    write = f'"{time_hint(value)}"'
    if isinstance(value, str) and not isinstance(value, Quoted) and half_width(value) == value:
        # Unquoted, other YAML programs read 18:00 as the number 1080.
        raise Wrong(f"put the time in quotes: {write}", f"时间要加英文引号：{write}")
    found = re.fullmatch(r"([0-9]{2}):([0-9]{2})", value) if isinstance(value, str) else None
    if not found:
        en, zh = shown(value)
        raise miswritten(
            value, f"{en} is no time: write it as {write}", f"{zh}不是时间，请写成 {write}", write
        )
    since = timedelta(hours=int(found[1]), minutes=int(found[2]))
    if int(found[2]) > 59 or since > DAY:
        raise Wrong(
            f'there is no time {value}: a day runs from "00:00" to "24:00"',
            f"没有 {value} 这个时间，一天从 00:00 到 24:00",
        )
    return since


def beginning(value: object) -> timedelta:
    """A time of day at which something begins, which the end of the day is not."""
    since = time_of_day(value)
    if since == DAY:
        raise Wrong(
            'nothing begins at 24:00: that is the next day, at "00:00"',
            '不能从 24:00 开始，请写成第二天的 "00:00"',
        )
    return since


def duration(value: object) -> timedelta:
    """`25s`, `30m`, `2h` or `1h30m`; between a second and a week."""
    if isinstance(value, timedelta):
        return value
    parts = re.findall(r"([0-9]{1,5})([smh])", value) if isinstance(value, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != value:
        (en, zh), write = shown(value), _duration_hint(value)
        raise miswritten(
            value, f"{en} is no duration: write it as {write}", f"{zh}不是时长，请写成 {write}", write
        )
    total = sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta())
    if not timedelta(seconds=1) <= total <= 7 * DAY:
        en, zh = ("short", "短") if total < DAY else ("long", "长")
        raise Wrong(
            f"{value} is too {en}: a duration is 1s to 168h",
            f"{value} 太{zh}，时长应在 1s 到 168h（一周）之间",
        )
    return total


def _duration_hint(value: object) -> str:
    found = re.fullmatch(
        r"(\d{1,5})\s*(分钟?|秒钟?|个?小时|min\w*|sec\w*|hours?|[smh])?", unquoted(str(value)).lower()
    )
    if not found or not found[2]:
        return "25s, 30m or 1h30m"
    return found[1] + {"分": "m", "秒": "s", "个": "h", "小": "h"}.get(found[2][0], found[2][0])


def e164(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\+[1-9][0-9]{6,14}", value):
        digits = re.sub(r"^00", "+", re.sub(r"[\s()./-]", "", unquoted(str(value))))
        write = f'"{digits}"' if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits) else '"+8675583183333"'
        how = "write it" if digits in write else "write it with its country, as in"
        en, zh = shown(value)
        raise miswritten(
            value,
            f"{en} is no full number: {how} {write}",
            f"{zh}不是完整号码，请带上国家代码，如 {write}",
            write,
        )
    return str(value)


def area(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\+[0-9]{1,3} [0-9]{1,4}", value):
        en, zh = shown(value)
        raise miswritten(
            value,
            f'{en} is no area: write country and area code as in "+86 755"',
            f'{zh}不是区号，请写国家代码和区号，如 "+86 755"',
            '"+86 755"',
        )
    return str(value)


def toggle(value: object) -> object:
    """YAML 1.2 reads `on` and `off` as text; people mean true and false."""
    words = {"on": True, "yes": True, "off": False, "no": False}
    return words.get(value, value) if isinstance(value, str) else value


def token(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", value):
        en, zh = shown(value)
        raise miswritten(
            value,
            f"{en} is no name: use small letters, digits and hyphens, as in service-centre",
            f"{zh}不能作名称，只能用小写字母、数字和连字符，如 service-centre",
            unquoted(str(value)).lower() or "service-centre",
        )
    return str(value)


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Wrong(f"names {name} twice", f"{name} 写了两遍")
        seen.add(name)
    return names


def _readable(words: str) -> str:
    """Words that people read and a carrier speaks: a line of them, and nothing that cannot be seen."""
    for character in words:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            code = f"U+{ord(character):04X}"
            raise Wrong(
                f"holds the invisible character {code}: type the words anew",
                f"里有看不见的字符 {code}，请重新输入",
            )
    if not words.strip():
        raise Wrong("must not be empty", "不能是空的")
    return words.strip()


TimeOfDay = Annotated[timedelta, BeforeValidator(time_of_day)]
Beginning = Annotated[timedelta, BeforeValidator(beginning)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Days = Annotated[Any, BeforeValidator(days)]
E164 = Annotated[str, BeforeValidator(e164)]
Area = Annotated[str, BeforeValidator(area)]
Toggle = Annotated[bool, BeforeValidator(toggle)]
Token = Annotated[str, BeforeValidator(token)]
Topics = Annotated[tuple[str, ...], BeforeValidator(several)]
Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_readable)]
Names = Annotated[tuple[Name, ...], AfterValidator(_unique)]
