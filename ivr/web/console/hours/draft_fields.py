"""What the fields of the form say, as the parts of a schedule that they stand for."""

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from ivr.hours.fields import WEEKDAYS
from ivr.hours.model import OverrideKind

Fields = MultiDict[str, str]


def override(fields: Fields) -> dict[str, Any]:
    """An exception; raises ValueError for a kind that there is not."""
    kind = fields.get("kind", "")
    if kind not in set(OverrideKind):
        raise ValueError("kind")
    hotlines = "all" if fields.get("everybody") else fields.getlist("hotlines")
    made: dict[str, Any] = {
        "on": typed(fields, "on"),
        "through": typed(fields, "through"),
        "hotlines": hotlines,
    }
    if made["through"] == made["on"]:
        del made["through"]
    made |= {"from": typed(fields, "from"), "to": typed(fields, "to")}
    zh, en = (fields.get(language, "").strip() for language in ("zh", "en"))
    made[kind] = {"zh": zh, "en": en}
    return {key: value for key, value in made.items() if value is not None}


def shift(fields: Fields) -> dict[str, Any]:
    """A shift of a roster, weekly or dated."""
    if fields.get("days") == "dated":
        made = {key: typed(fields, key) for key in ("on", "through", "from", "to")}
        if made["through"] == made["on"]:
            made["through"] = None
        made = {key: value for key, value in made.items() if value}
    else:
        made = opening(fields)
    return {**made, "on_duty": tiers(fields)}


def opening(fields: Fields, row: str = "") -> dict[str, Any]:
    """Days and times; `row` is the ending of the fields' names."""
    days: Any = fields.get(f"days{row}", "trading")
    if days == "week":
        chosen = fields.getlist(f"week{row}")
        days = [day for day in WEEKDAYS if day in chosen]
    hours = {key: typed(fields, f"{key}{row}") for key in ("from", "to")}
    return {"days": days, **{key: value for key, value in hours.items() if value}}


def tiers(fields: Fields) -> list[list[str]]:
    """Who is rung first, then, then: user names; a tier without any is left out."""
    written = (re.split(r"[\s,，、]+", tier.strip()) for tier in fields.getlist("tier"))
    return [names for tier in written if (names := [name for name in tier if name])]


def counted(fields: Fields, key: str) -> int | str | None:
    """A number as one; what is none stays as it was typed, for the checks to say so."""
    value = typed(fields, key)
    return int(value) if value and value.isdecimal() and len(value) < 6 else value


def typed(fields: Fields, key: str) -> str | None:
    """What stands in the field; None for an empty one."""
    return fields.get(key, "").strip() or None
