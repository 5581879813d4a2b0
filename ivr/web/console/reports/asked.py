"""What a report's address asks for: the span, the part, and by what it is divided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from ivr.callbacks import Viewer
from ivr.reports import span
from ivr.reports.scope import DIVISIONS, By, Scope
from ivr.reports.span import BadSpan, Named, Span


@dataclass(frozen=True)
class Asked:
    """One report as it was asked for."""

    span: Span
    scope: Scope
    by: By
    named: str
    """`today`, `week`, `month`, or `days` for dates that were typed."""
    typed: Mapping[str, str]
    """The fields as they stand in the address, for the form and for further addresses."""
    bad: str | None
    """Why the dates make no span; the month is shown then."""


FIELDS = ("span", "from", "to", "by", "hotline", "desk", "agent", "topic")


def read(fields: Mapping[str, str], viewer: Viewer, now: datetime) -> Asked:
    """Whatever is wrong or missing falls back to this month, by hotline, over everything."""
    typed = {name: fields[name].strip() for name in FIELDS if fields.get(name, "").strip()}
    named, bad = typed.get("span", "month"), None
    first, last = typed.get("from"), typed.get("to")
    if named == "days" or (named not in get_args(Named) and (first or last)):
        named = "days"
        try:
            found = span.read(first, last)
        except BadSpan as wrong:
            found, bad = span.named("month", now), wrong.key
    else:
        named = named if named in get_args(Named) else "month"
        found = span.named(_name(named), now)
    by = next((each for each in DIVISIONS if each == typed.get("by")), "hotline")
    agent = typed.get("agent", "")
    scope = Scope(
        viewer,
        hotline=typed.get("hotline"),
        desk=typed.get("desk"),
        agent=int(agent) if agent.isascii() and agent.isdigit() and len(agent) < 10 else None,
        topic=typed.get("topic"),
    )
    return Asked(found, scope, by, named, typed, bad)


def _name(text: str) -> Named:
    return "today" if text == "today" else "week" if text == "week" else "month"
