"""The console's blueprint. Nothing on it answers to somebody who is not signed in, unless it is listed as open."""

from flask import Blueprint

console = Blueprint("console", __name__)

OPEN = frozenset(
    {
        "console.sign_in",
        "console.enter",
        "console.kept",
        "console.code",
        "console.enter_code",
        "console.reset",
        "console.choose_password",
        "console.privacy",
        "console.static",
        "console.favicon",
        "console.set_language",
        "console.set_theme",
        "console.phone",
        "console.phone_ticket",
    }
)
"""Endpoints that anybody may ask for; the telephone's decide themselves."""

ENROLLING = frozenset(
    {"console.second_factor", "console.confirm_second", "console.sign_out", "console.set_language"}
)
"""Endpoints for somebody who has to set up a second factor before anything else."""

PASSIVE = frozenset(
    {
        "console.queue_rows",
        "console.task_now",
        "console.message_now",
        "console.live",
        "console.digests_now",
        "console.board_now",
        "console.incident_now",
    }
)
"""Endpoints that a page asks for by itself: they do not keep a session from going idle."""
