"""The console's blueprint. Nothing on it answers to somebody who is not signed in, unless it is listed as open."""

from flask import Blueprint

console = Blueprint("console", __name__)

OPEN = frozenset(
    {
        "console.sign_in",
        "console.enter",
        "console.privacy",
        "console.static",
        "console.favicon",
        "console.set_language",
        "console.set_theme",
    }
)
"""Endpoints that anybody may ask for."""

PASSIVE = frozenset({"console.queue_rows", "console.task_now", "console.message_now", "console.board_now"})
"""Endpoints that a page asks for by itself: they do not keep a session from going idle."""
