"""Taking a task over or handing it on: one press on the board or the task, one confirmation here."""

from datetime import datetime, timedelta

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import CallbackError, Task, handing
from ivr.callbacks import queue as tasks
from ivr.callbacks.references import spoken
from ivr.people import User
from ivr.web.console import preferences, session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.console.words import say
from ivr.web.voice import current_system

TOLD_FOR = timedelta(minutes=30)
"""How long somebody whose task was taken is told so on the queue."""


@console.get("/tasks/<ref>/hand")
def hand(ref: str) -> str | tuple[str, int]:
    """Who holds it now, and who may instead."""
    return _page(ref, _governing())


@console.post("/tasks/<ref>/hand")
def hand_on(ref: str) -> Response | str | tuple[str, int]:
    """Gives it to the one who was chosen, if the holder is still the one whom the page showed."""
    somebody, system = _governing(), current_system()
    to, shown = request.form.get("to", type=int), request.form.get("from", type=int)
    if to is None:
        return _page(ref, somebody, "hand.choose")
    try:
        with system.database.writing() as writing:
            task = _found(writing, ref, somebody)
            if task.owner_id != shown:
                return _page(ref, somebody, "hand.changed")
            handing.hand_on(writing, task.id, somebody.user, to, now=system.now())
    except CallbackError:
        return _page(ref, somebody, "hand.not-now")
    return redirect(url_for("console.task", ref=ref), 303)


def taken(somebody: Person, now: datetime) -> list[tuple[str, str, str]]:
    """What was taken from the person lately: reference, the same as it is read, and who has it now."""
    language = preferences.language()
    with current_system().database.reading() as reading:
        found = handing.taken_from(reading, somebody.user, now - TOLD_FOR)
        names = {task.id: _name(reading, task.owner_id) for task in found}
    nobody = say(language, "hand.nobody")
    return [(task.ref, spoken(task.ref), names[task.id] or nobody) for task in found]


def _governing() -> Person:
    found = session.acting()
    return found if found.decides else abort(403)


def _found(reading: Session, ref: str, somebody: Person) -> Task:
    found = tasks.find(reading, ref)
    if found is None or not somebody.viewer.sees(found):
        abort(404)
    return found


def _page(ref: str, somebody: Person, refused: str | None = None) -> str | tuple[str, int]:
    with current_system().database.reading() as reading:
        task = _found(reading, ref, somebody)
        can = handing.can_be_handed(task)
        page = render_template(
            "hand.html",
            task=task,
            ref=spoken(task.ref),
            holder=_name(reading, task.owner_id),
            people=handing.candidates(reading, task, somebody.user) if can else [],
            can=can,
            chosen=request.form.get("to", type=int),
            refused=refused,
        )
    return (page, 409) if refused else page


def _name(reading: Session, user_id: int | None) -> str | None:
    user = reading.get(User, user_id) if user_id is not None else None
    return user.display if user else None
