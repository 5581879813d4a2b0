"""The board and the reports: how things stand, how they went, and the tasks behind every figure."""

from flask import abort

from ivr.people import Role
from ivr.web.console import session
from ivr.web.console.session import Person

READS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
"""Those who see every desk's figures."""


def reading() -> Person:
    """Whoever is signed in, when figures of every desk are for them; 403 otherwise."""
    found = session.person()
    return found if found.user.role in READS else abort(403)
