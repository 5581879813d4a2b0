"""Who is on duty as JSON, for `ivr duty` and the interface for other programs. Times are Shanghai's."""

from typing import Any

from ivr.clock import shanghai
from ivr.waiting.serving import OnTheList, Serving


def told_json(told: Serving) -> dict[str, Any]:
    """One desk, as other people's scripts read it: names, never a telephone number."""
    return {
        "desk": told.desk.id,
        "name": told.desk.name.model_dump(),
        "at": shanghai(told.at).isoformat(),
        "by": told.by,
        "tiers": [[_person(each) for each in tier] for tier in told.tiers],
        "until": shanghai(told.until).isoformat() if told.until else None,
    }


def _person(each: OnTheList) -> dict[str, Any]:
    return {
        "name": each.name,
        "display": each.display,
        "instead_of": each.instead_of,
        "trouble": each.trouble,
    }
