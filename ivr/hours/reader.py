"""Reads schedules.yaml strictly: either a whole, sound schedule or every problem with its place."""

import re
from functools import lru_cache
from typing import Any

from calendars import strict
from calendars.shapes import shape
from calendars.strict import Page, PageError, Problem
from ivr.hours.checks import check
from ivr.hours.fields import area
from ivr.hours.model import Schedule, full
from ivr.hours.naming import local_number

__all__ = ["Problem", "ScheduleError", "read"]


class ScheduleError(PageError):
    """A schedule that cannot be used; `problems` says why, `str()` in one line."""


def read(text: str, name: str = "schedules.yaml") -> Schedule:
    """The schedule that `text` holds; raises ScheduleError. `name` is what problems call the file."""
    return _read(text, name)


@lru_cache(maxsize=8)
def _read(text: str, name: str) -> Schedule:
    # A publication reads its text several times on its way: when it is checked, written down and taken into force.
    page = strict.read(text, name, ScheduleError)
    _fill_in(page)
    page.check(ScheduleError)
    schedule = shape(page, Schedule, ScheduleError)
    check(schedule, page)
    page.check(ScheduleError)
    return schedule


def _fill_in(page: Page) -> None:
    """Adds what the file says by its shape: a hotline's number, a desk's id, one opening as a list of one, `all`."""
    written: dict[str, Any] = page.value
    for section, key in (("hotlines", "number"), ("desks", "id")):
        for name, entry in _entries(written.get(section)).items():
            if key in entry:
                page.problem(
                    (section, name, key),
                    f'no key called "{key}" here: the name before the colon is enough',
                    f"这里没有名为“{key}”的键：冒号前面的名称就够了",
                )
            entry[key] = str(name)
    for name, hotline in _entries(written.get("hotlines")).items():
        if not re.fullmatch(r"[0-9]{3,12}", name):
            _no_local_number(page, name, written.get("area"))
        try:
            hotline.setdefault("show_as", full(name, area(written.get("area"))))
        except ValueError:
            hotline.setdefault("show_as", "+8675500000000")  # the area itself is refused in a moment
    for name, openings in _entries(written.get("hours")).items():
        written["hours"][name] = [openings]
    for section in ("overrides", "severity"):
        listed = written.get(section)
        for entry in listed if isinstance(listed, list) else ():
            if isinstance(entry, dict) and entry.get("hotlines") == "all":
                entry["hotlines"] = list(_entries(written.get("hotlines")))


def _no_local_number(page: Page, name: str, area_written: object) -> None:
    number = local_number(name, area_written)
    page.problem(
        ("hotlines", name),
        "is no local number: write its digits alone, without the area code"
        + (f': "{number}"' if number else ""),
        "不是本地号码，只写号码本身，不带区号和空格" + (f'："{number}"' if number else ""),
    )


def _entries(section: object) -> dict[str, dict[str, Any]]:
    """The entries of a section that are mappings; the others are refused by their shape."""
    if not isinstance(section, dict):
        return {}
    return {name: entry for name, entry in section.items() if isinstance(entry, dict)}
