"""Changes one place of a schedule's text and leaves every other character as it was: comments, order, alignment.

A place is the keys that lead to it, as in `Problem.where`; entries of lists are counted from 1. What is handed in is
plain: dicts, lists, text, whole numbers, true, false, None. The schedule need not be sound, so that a form can mend
it, but its text must be readable. Each function answers the whole new text or raises, with nothing half done:
ScheduleError for a text that cannot be read or would not be readable afterwards, LookupError for a place not there.
"""

from copy import deepcopy
from typing import Any

from calendars import strict
from calendars.strict import Page, Place, Problem, Quoted
from ivr.hours import splicing
from ivr.hours.reader import ScheduleError
from ivr.hours.written import scalar

__all__ = ["add", "drop", "put"]


def put(text: str, place: Place, value: Any) -> str:
    """Replaces the value at `place`, or adds it: a key to what holds it, a section at the end of the file."""
    page = _read(text)
    if len(place) == 2 and page.value.get(place[0]) in (None, {}):
        return put(text, place[:1], {place[1]: value})
    _set(wanted := deepcopy(page.value), place, value)
    return _as_wanted(_put(text, page, place, value), wanted)


def add(text: str, place: Place, value: Any) -> str:
    """Appends `value` to the list at `place`; a list that is missing begins with it."""
    page = _read(text)
    entries = _at(page.value, place) if _has(page.value, place) else None
    if entries is None or entries == []:
        return put(text, place, [value])
    if not isinstance(entries, list):
        raise LookupError(f"{'.'.join(place)} is no list")
    wanted = deepcopy(page.value)
    _at(wanted, place).append(value)
    return _as_wanted(splicing.appended(text, page, place, value), wanted)


def drop(text: str, place: Place) -> str:
    """Removes a key or an entry of a list; a list that loses its last entry becomes `[]`."""
    page = _read(text)
    _at(wanted := deepcopy(page.value), place)
    holder = _at(wanted, place[:-1])
    del holder[_index(holder, place[-1])]
    return _as_wanted(_drop(text, page, place), wanted)


def _put(text: str, page: Page, place: Place, value: Any) -> str:
    if not _has(page.value, place):
        if isinstance(_at(page.value, place[:-1]), list):
            return splicing.appended(text, page, place[:-1], value)
        return splicing.inserted(text, page, place, value)
    now = _at(page.value, place)
    if _written_alike(now, value):
        return text
    if now and value and type(now) is type(value) and splicing.is_block(page, place):
        return _merged(text, place, now, value)
    return splicing.replaced(text, page, place, value)


def _merged(text: str, place: Place, now: Any, value: Any) -> str:
    """Changes only the entries that differ, so that the comments between the others stay."""
    if isinstance(value, dict):
        wanted = {(*place, key): inside for key, inside in value.items()}
        surplus = [(*place, key) for key in now if key not in value]
    else:
        wanted = {(*place, str(number)): inside for number, inside in enumerate(value, 1)}
        surplus = [(*place, str(number)) for number in range(len(now), len(value), -1)]
    for inside_place, inside in wanted.items():
        text = _put(text, _read(text), inside_place, inside)
    for inside_place in surplus:
        text = _drop(text, _read(text), inside_place)
    return text


def _drop(text: str, page: Page, place: Place) -> str:
    holder = _at(page.value, place[:-1])
    if len(holder) == 1 and len(place) > 1:
        return splicing.replaced(text, page, place[:-1], type(holder)())
    return splicing.removed(text, page, place)


def _read(text: str) -> Page:
    return strict.read(text, "schedules.yaml", ScheduleError)


def _as_wanted(text: str, wanted: Any) -> str:
    """`text`, once it is certain that it says what is wanted."""
    if not _alike(_read(text).value, wanted):
        sentence = "is written in a way that cannot be changed piece by piece: change the text itself"
        zh = "的写法无法逐项修改：请直接修改文本"
        raise ScheduleError([Problem(None, "", sentence, zh)], "schedules.yaml")
    return text


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _written_alike(now: Any, value: Any) -> bool:
    """Whether the file says `value` already, and as it should be written: an unquoted 08:30 is not."""
    if isinstance(now, dict) and isinstance(value, dict):
        return now.keys() == value.keys() and all(_written_alike(now[key], value[key]) for key in now)
    if isinstance(now, list) and isinstance(value, list | tuple):
        return len(now) == len(value) and all(map(_written_alike, now, value))
    return _alike(now, value) and (not isinstance(now, str) or isinstance(now, Quoted) or scalar(now) == now)


def _at(value: Any, place: Place) -> Any:
    for depth, part in enumerate(place):
        if not _has(value, (part,)):
            raise LookupError(f"there is no {'.'.join(place[: depth + 1])}")
        value = value[_index(value, part)]
    return value


def _has(value: Any, place: Place) -> bool:
    for part in place:
        if isinstance(value, list) and part.isdecimal() and 1 <= int(part) <= len(value):
            value = value[int(part) - 1]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return False
    return True


def _index(holder: Any, part: str) -> Any:
    return int(part) - 1 if isinstance(holder, list) else part


def _set(whole: Any, place: Place, value: Any) -> None:
    holder = _at(whole, place[:-1]) if place else None
    if not isinstance(holder, dict) and not (holder and _has(holder, place[-1:])):
        raise LookupError(f"there is no {'.'.join(place)}")
    holder[_index(holder, place[-1])] = value
