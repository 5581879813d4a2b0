"""Privacy: the public notice, requests about a number, legal holds, and the evidence of a task."""

from flask import abort, current_app, url_for

from ivr.callbacks.ledger import by
from ivr.people import Role
from ivr.web.console import session
from ivr.web.console.session import Person

LOOKS = frozenset({Role.ADMIN, Role.AUDITOR})
"""Who sees what was asked about numbers. An administrator carries it out."""

HOLDS = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR})
"""Who sees the legal holds. An auditor changes nothing."""

EXPORTS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
"""Who may take the evidence of a task out of the house."""

TABS = (("requests", "console.privacy_requests", LOOKS), ("holds", "console.holds", HOLDS))
"""The pages of this part: the key of each one's words, `privacy.tab.KEY`, its endpoint, and who sees it."""


def tabs() -> list[tuple[str, str]]:
    """Key and address of every page of this part that the person may see."""
    somebody = session.signed_in()
    if somebody is None:
        return []
    return [
        (key, url_for(endpoint))
        for key, endpoint, who in TABS
        if somebody.user.role in who and endpoint in current_app.view_functions
    ]


def must_be(roles: frozenset[Role]) -> Person:
    """Whoever is signed in, when their role is one of these; 403 otherwise."""
    found = session.person()
    return found if found.user.role in roles else abort(403)


def actor(person: Person) -> str:
    """As the history names them."""
    return by(person.user)
