"""How a supervisor writes times, durations, days and numbers, and what they become.

Each function takes what the file says and answers the value, or raises ValueError with a sentence that shows how to
write it. A value that already has the right type passes: models can also be built in code.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from calendars.notices import Date
from calendars.strict import Quoted, nearest

__all__ = [
    "E164",
    "Area",
    "Date",
    "Days",
    "Duration",
    "Name",
    "Names",
    "TimeOfDay",
    "Toggle",
    "Token",
    "every_day",
]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def time_of_day(value: object) -> timedelta:
    """`"08:30"` as the time since midnight; `"24:00"` is the end of the day."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and not isinstance(value, Quoted):
        # Unquoted, other YAML programs read 18:00 as the number 1080.
        raise ValueError(f'put the time in quotes: "{_padded(value)}"')
    found = re.fullmatch(r"(\d\d):(\d\d)", value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{_shown(value)} is no time: write it as "{_padded(value)}"')
    since = timedelta(hours=int(found[1]), minutes=int(found[2]))
    if int(found[2]) > 59 or since > DAY:
        raise ValueError(f'there is no time {value}: a day runs from "00:00" to "24:00"')
    return since


def _padded(value: object) -> str:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", value) if isinstance(value, str) else None
    return f"{int(found[1]):02}:{found[2]}" if found else "08:30"


def duration(value: object) -> timedelta:
    """`25s`, `30m`, `2h` or `1h30m`; between a second and a week."""
    if isinstance(value, timedelta):
        return value
    parts = re.findall(r"(\d{1,5})([smh])", value) if isinstance(value, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != value:
        raise ValueError(f"{_shown(value)} is no duration: write it as 25s, 30m or 1h30m")
    total = sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta())
    if not timedelta(seconds=1) <= total <= 7 * DAY:
        raise ValueError(f"{value} is too {'short' if total < DAY else 'long'}: a duration is 1s to 168h")
    return total


def days(value: object) -> str | tuple[int, ...]:
    """`trading`, `all`, or a list of weekdays, which become numbers from Monday = 0."""
    if value in ("trading", "all"):
        return str(value)
    if not isinstance(value, list | tuple) or not value:
        close = nearest(value, ("trading", "all")) if isinstance(value, str) else ""
        raise ValueError(
            f"{_shown(value)} are no days{close}: write trading, all, or a list as in [monday, friday]"
        )
    numbers = []
    for name in value:
        if name not in WEEKDAYS and name not in range(7):
            raise ValueError(f"no day called {_shown(name)}{nearest(str(name), WEEKDAYS)}")
        numbers.append(name if isinstance(name, int) else WEEKDAYS.index(name))
    if len(set(numbers)) < len(numbers):
        raise ValueError("names a day twice")
    return tuple(sorted(numbers))


def every_day(value: str | Sequence[int]) -> frozenset[int]:
    """The weekdays on which `days` can fall, from Monday = 0."""
    if value == "trading":
        return frozenset(range(5))
    return frozenset(range(7)) if isinstance(value, str) else frozenset(value)


def e164(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\+[1-9]\d{6,14}", value):
        raise ValueError(
            f'{_shown(value)} is no full number: write it with its country, as in "+8675583183333"'
        )
    return str(value)


def area(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\+\d{1,3} \d{1,4}", value):
        raise ValueError(f'{_shown(value)} is no area: write country and area code as in "+86 755"')
    return str(value)


def toggle(value: object) -> object:
    """YAML 1.2 reads `on` and `off` as text; people mean true and false."""
    words = {"on": True, "yes": True, "off": False, "no": False}
    return words.get(value, value) if isinstance(value, str) else value


def token(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", value):
        raise ValueError(
            f"{_shown(value)} is no name: use small letters, digits and hyphens, as in service-centre"
        )
    return str(value)


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"names {name} twice")
    return names


def _shown(value: object) -> str:
    return "nothing" if value is None else f'"{value}"' if isinstance(value, str | date) else str(value)


TimeOfDay = Annotated[timedelta, BeforeValidator(time_of_day)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Days = Annotated[Any, BeforeValidator(days)]
E164 = Annotated[str, BeforeValidator(e164)]
Area = Annotated[str, BeforeValidator(area)]
Toggle = Annotated[bool, BeforeValidator(toggle)]
Token = Annotated[str, BeforeValidator(token)]
Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(str.strip)]
Names = Annotated[tuple[Name, ...], AfterValidator(_unique)]
