"""What a report's address asks for: the span, the part, and by what it is divided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    typed: dict[str, Any]
    """The fields as they stand in the address, for the form and for further addresses."""
    bad: str | None
    """Why the dates make no span; the month is shown then."""


FIELDS = ("span", "from", "to", "by", "hotline", "desk", "agent", "topic")


def read(fields: Mapping[str, str], viewer: Viewer, now: datetime) -> Asked:
    """Whatever is wrong or missing falls back to this month, by hotline, over everything."""
    typed = {name: fields[name].strip() for name in FIELDS if fields.get(name, "").strip()}
    named, bad = typed.get("span", ""), None
    dates = named == "days" or (not named and ("from" in typed or "to" in typed))
    if dates:
        named = typed["span"] = "days"
        try:
            found = span.read(typed.get("from"), typed.get("to"))
        except BadSpan as wrong:
            found, bad = span.named("month", now), wrong.key
    else:
        # A press on «this week» goes before dates that were typed earlier; «show» keeps what was shown.
        named = typed["span"] = _name(named or fields.get("keep", ""))
        found = span.named(_name(named), now)
        typed.pop("from", None), typed.pop("to", None)
    by: By = next((each for each in DIVISIONS if each == typed.get("by")), DIVISIONS[0])
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
