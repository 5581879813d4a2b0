"""What the form does to the text: every act is a few splices through `ivr.hours.editing`, comments and order stay."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from calendars import strict
from calendars.strict import Place
from ivr.hours.editing import add, drop, put
from ivr.hours.reader import ScheduleError
from ivr.web.console.hours import draft_fields as said
from ivr.web.console.hours.draft_fields import Fields


def edited(text: str, fields: Fields) -> str:
    """The text after the act that `do` names, on the part that `of` (and for one of several, `nth`) names.

    Raises ScheduleError for a text that cannot be read, LookupError when the form is about something that the text no
    longer has, ValueError for an act that is none or a name that is taken or missing.
    """
    act = _ACTS.get(fields.getlist("do")[-1] if "do" in fields else "")
    if act is None:
        raise ValueError("act")
    return act(text, fields)


def _hotline(text: str, fields: Fields) -> str:
    wanted: dict[str, Any] = {key: said.typed(fields, key) for key in ("hours", "desk", "call_back_within")}
    record = fields.get("record") == "on"
    says = _value(text, ("hotlines", fields.get("of", "")))
    if record is (str(says.get("record", "on")).lower() in ("off", "false", "no")):
        wanted["record"] = None if record else False
    return _keys(text, ("hotlines", fields.get("of", "")), wanted)


def _hours(text: str, fields: Fields) -> str:
    """All openings of named hours as the form has them; `more` adds a row, `less-N` takes one away."""
    rows = [
        said.opening(fields, f"-{row}")
        for row in range(fields.get("rows", 0, type=int))
        if fields.get("less") != str(row)
    ]
    if "more" in fields:
        rows.append({"days": rows[-1]["days"] if rows else "trading", "from": "18:00", "to": "20:00"})
    if not rows:
        raise ValueError("rows")
    place = ("hours", fields.get("of", ""))
    now = _value(text, place)
    if len(rows) == 1 and isinstance(now, dict):
        return _keys(text, place, {"from": None, "to": None, **rows[0]})
    return put(text, place, rows)


def _hours_new(text: str, fields: Fields) -> str:
    name = fields.get("name", "").strip()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or name in _value(text, ("hours",)):
        raise ValueError("name")
    return put(text, ("hours", name), {"days": "trading", "from": "09:00", "to": "17:00"})


def _hours_drop(text: str, fields: Fields) -> str:
    return drop(text, ("hours", fields.get("of", "")))


def _override(text: str, fields: Fields) -> str:
    return _whole(text, ("overrides", fields.get("of", "")), said.override(fields))


def _override_new(text: str, fields: Fields) -> str:
    return add(text, ("overrides",), said.override(fields))


def _override_drop(text: str, fields: Fields) -> str:
    return drop(text, ("overrides", fields.get("of", "")))


def _desk(text: str, fields: Fields) -> str:
    wanted: dict[str, Any] = {
        key: said.typed(fields, key) for key in ("ring_for", "offer_for", "then", "head")
    }
    wanted["rounds"] = said.counted(fields, "rounds")
    wanted["tiers"] = said.tiers(fields) or None
    test = fields.get("test_page") == "on"
    says = str(_value(text, ("desks", fields.get("of", ""))).get("test_page", "off")).lower()
    if test is not (says in ("on", "true", "yes")):
        wanted["test_page"] = True if test else None
    return _keys(text, ("desks", fields.get("of", "")), wanted)


def _lift(text: str, fields: Fields) -> str:
    """Without a line to hand a matter to nothing is handed on, and the whole section goes."""
    to = said.typed(fields, "to")
    now = _section(text, "lift")
    if to is None:
        return drop(text, ("lift",)) if now else text
    words = [word for part in re.split(r"[,，、;；\n]", fields.get("words", "")) if (word := part.strip())]
    return (
        _keys(text, ("lift",), {"to": to, "words": words})
        if now
        else put(text, ("lift",), {"to": to, "words": words})
    )


def _keep(text: str, fields: Fields) -> str:
    wanted = {key: said.counted(fields, key) for key in ("recordings", "logs", "audit")}
    if _section(text, "keep"):
        return _keys(text, ("keep",), wanted)
    told = {key: value for key, value in wanted.items() if value is not None}
    return put(text, ("keep",), told) if told else text


def _shift(text: str, fields: Fields) -> str:
    place = ("rosters", fields.get("of", ""), fields.get("nth", ""))
    return _whole(text, place, said.shift(fields))


def _shift_new(text: str, fields: Fields) -> str:
    return add(text, ("rosters", fields.get("of", "")), said.shift(fields))


def _shift_drop(text: str, fields: Fields) -> str:
    desk = fields.get("of", "")
    last = len(_value(text, ("rosters", desk))) == 1
    # A desk without shifts has no roster: then everybody of the desk is on duty.
    return drop(text, ("rosters", desk) if last else ("rosters", desk, fields.get("nth", "")))


def _whole(text: str, place: Place, wanted: Mapping[str, Any]) -> str:
    """An entry as it is wanted; where it keeps its keys, only what differs is written anew."""
    now = _value(text, place)
    return _keys(text, place, wanted) if set(now) == set(wanted) else put(text, place, dict(wanted))


def _keys(text: str, place: Place, wanted: Mapping[str, Any]) -> str:
    """The keys of one entry as they are wanted; None takes one away, what is the same stays as it is written."""
    for key, value in wanted.items():
        now = _value(text, place)
        if not isinstance(now, dict):
            raise LookupError(".".join(place))
        if value is not None:
            text = put(text, (*place, key), value)
        elif key in now:
            text = drop(text, (*place, key))
    return text


def _value(text: str, place: Place) -> Any:
    value = strict.read(text, "schedules.yaml", ScheduleError).value
    for key in place:
        if isinstance(value, list) and key.isdecimal() and 1 <= int(key) <= len(value):
            value = value[int(key) - 1]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            raise LookupError(".".join(place))
    return value


def _section(text: str, name: str) -> Any:
    """A section that need not be there; None then."""
    return strict.read(text, "schedules.yaml", ScheduleError).value.get(name)


_ACTS: Mapping[str, Callable[[str, Fields], str]] = {
    "hotline": _hotline,
    "hours": _hours,
    "hours-new": _hours_new,
    "hours-drop": _hours_drop,
    "override": _override,
    "override-new": _override_new,
    "override-drop": _override_drop,
    "desk": _desk,
    "lift": _lift,
    "keep": _keep,
    "shift": _shift,
    "shift-new": _shift_new,
    "shift-drop": _shift_drop,
}
