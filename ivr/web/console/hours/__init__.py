"""Hours: what supervisors see, try and publish. Everybody signed in may look; supervisors change."""

from flask import abort, current_app, url_for

from ivr.web.console import session
from ivr.web.console.session import Person

TABS = (
    ("overview", "console.hours"),
    ("year", "console.year_now"),
    ("draft", "console.draft"),
    ("versions", "console.versions"),
    ("switch", "console.switch"),
    ("voices", "console.voices"),
)
"""The pages of this part: the key of each one's words, `hours.tab.KEY`, and its endpoint."""


def governing() -> Person:
    """Whoever is signed in, when they may change the hours; 403 otherwise."""
    found = session.person()
    return found if found.decides else abort(403)


def tabs() -> list[tuple[str, str]]:
    """Key and address of every page of this part."""
    return [(key, url_for(endpoint)) for key, endpoint in TABS if endpoint in current_app.view_functions]
