"""What a person chooses for himself: language, light or dark, and whether his telephone may ring."""

from typing import Literal, get_args

from flask import abort, current_app, redirect, request
from werkzeug.wrappers import Response

from ivr import people
from ivr.people import User
from ivr.waiting import agents, offers
from ivr.waiting.tables import Presence
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.times import Language
from ivr.web.voice import current_system

Theme = Literal["system", "light", "dark"]
Grouping = Literal["due", "firm"]
YEAR = 31_536_000


def language() -> Language:
    """The person's own language, then the browser's cookie, then what the browser prefers, then Chinese."""
    somebody = session.signed_in()
    chosen = somebody.user.language if somebody else request.cookies.get("language")
    if chosen not in get_args(Language):
        chosen = request.accept_languages.best_match(["zh", "zh-CN", "en"], "zh")
    return "en" if chosen == "en" else "zh"


def theme() -> Theme:
    """Light, dark, or whatever the browser's system says."""
    chosen = request.cookies.get("theme")
    return "light" if chosen == "light" else "dark" if chosen == "dark" else "system"


def grouping() -> Grouping:
    """How the queue is grouped."""
    return "firm" if request.cookies.get("grouping") == "firm" else "due"


@console.post("/queue/grouping")
def set_grouping() -> Response:
    chosen = request.form.get("grouping", "")
    if chosen not in get_args(Grouping):
        abort(400)
    return _remembering("grouping", chosen)


@console.post("/language")
def set_language() -> Response:
    """Kept with the user, and in a cookie for the sign-in page."""
    chosen = request.form.get("language", "")
    if chosen not in get_args(Language):
        abort(400)
    somebody = session.signed_in()
    if somebody is not None:
        with current_system().database.writing() as writing:
            people.set_language(writing, writing.get_one(User, somebody.user.id), chosen)
    return _remembering("language", chosen)


@console.post("/theme")
def set_theme() -> Response:
    chosen = request.form.get("theme", "")
    if chosen not in get_args(Theme):
        abort(400)
    return _remembering("theme", chosen)


@console.post("/presence")
def set_presence() -> Response:
    """From now on the person's telephone may ring, or not."""
    somebody, system = session.acting(), current_system()
    try:
        state = Presence(request.form.get("state", ""))
    except ValueError:
        abort(400)
    with system.database.writing() as writing:
        agents.set_presence(writing, somebody.user.id, state, system.now())
    if state is Presence.AVAILABLE:
        offers.match(system)
    return redirect(_back(), 303)


def _remembering(name: str, value: str) -> Response:
    response = redirect(_back(), 303)
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _back() -> str:
    return session.safe_next(request.form.get("next"))
