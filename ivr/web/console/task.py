"""A task's page and what people do on it. Routes translate: form in, domain call, page out.

Without JavaScript every act is a plain form that comes back to the page; with it only the parts that changed are put in
place, and a recording that is playing plays on.
"""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.callbacks import CallbackError, Task, Unknown
from ivr.callbacks import queue as tasks
from ivr.callbacks.undo import last_act
from ivr.contacts import ContactError
from ivr.people import User
from ivr.web.console import acts, naming, preferences, queue, refusals, session, sheet, transcripts, witness
from ivr.web.console.blueprint import console
from ivr.web.console.refusals import Refused
from ivr.web.console.session import Person
from ivr.web.voice import current_system


@console.get("/tasks/<ref>")
def task(ref: str) -> str:
    """The task, beside the queue."""
    return _page(ref, session.looking())


@console.get("/tasks/<ref>/now")
def task_now(ref: str) -> str | tuple[str, int]:
    """What may have changed on a page that is open: 204 when nothing has."""
    shown = _still(ref)
    if shown is None:
        return render_template("_gone.html")
    if shown.seen == request.args.get("seen"):
        return "", 204
    last = request.args.get("last", 0, type=int)
    arrived = [heard for heard in shown.heard if heard.id > last]
    return render_template("_now.html", sheet=shown, arrived=arrived, last=last)


@console.get("/tasks/<ref>/messages/<int:message_id>")
def message_now(ref: str, message_id: int) -> str | tuple[str, int]:
    """One message whose audio was on the way; 204 while it still is."""
    shown = _still(ref)
    if shown is None:
        return "", 204
    heard = next((heard for heard in shown.heard if heard.id == message_id), None)
    if heard is None or heard.on_the_way:
        return "", 204
    return render_template("_message.html", sheet=shown, heard=heard, sorting=request.args.get("sorting"))


@console.get("/tasks/<ref>/messages/<int:message_id>/transcript")
def transcript_now(ref: str, message_id: int) -> str | tuple[str, int]:
    """What one message says, once it is written down; 204 while it is not."""
    shown = _still(ref)
    if shown is None:
        return "", 204
    heard = next((heard for heard in shown.heard if heard.id == message_id), None)
    if heard is None or heard.written is None or heard.written.pending:
        return "", 204
    return render_template("_transcript.html", sheet=shown, heard=heard, sorting=request.args.get("sorting"))


@console.get("/tasks/<ref>/conversations")
def conversations_now(ref: str) -> str | tuple[str, int]:
    """What was said, once the audio that was on the way is there; 204 while nothing has changed."""
    shown = _still(ref)
    if shown is None or shown.talks_seen == request.args.get("seen"):
        return "", 204
    return render_template("_conversations.html", sheet=shown)


def _still(ref: str) -> sheet.Sheet | None:
    """The task as it is; None for one that has just gone to another desk. One look: between two it may go."""
    try:
        return _sheet(ref, session.looking())
    except NotFound:
        return None


@console.post("/tasks/<ref>/reveal")
def reveal(ref: str) -> str:
    """The number in clear, once it is written down that it was shown and to whom."""
    somebody, system = session.acting(), current_system()
    with system.database.writing() as writing:
        witness.revealed(writing, _found(writing, ref, somebody), somebody.user, system.now())
    return _page(ref, somebody, clear=True)


@console.post("/tasks/<ref>/caller")
def name_caller(ref: str) -> Response | str | tuple[str, int]:
    """Who rang goes into the contact book; the page stays, and with it whatever else is being typed."""
    somebody, system = session.acting(), current_system()
    try:
        with system.database.writing() as writing:
            naming.name_caller(writing, _found(writing, ref, somebody), somebody.user, system.now())
    except ContactError as why:
        return _page(ref, somebody, unnamed=refusals.why_not_kept(why, preferences.language())), 409
    return redirect(url_for("console.task", ref=ref), 303)


@console.post(
    "/tasks/<ref>/<any(claim, release, ring, outcome, finish, undo, note, resolve, reopen, urge, dispatch, close,"
    " correct, restore, unnecessary, unplan):act>"
)
def act(ref: str, act: str) -> Response | str | tuple[str, int]:
    """One act; back to the page when it is done, or the page with the reason why it is not, and 409."""
    somebody, system = session.acting(), current_system()
    now = system.now()
    with system.database.reading() as reading:
        if act == "undo" and not _may_undo(reading, ref, somebody, now):
            flash("undo.too-late")
            return _on_to(url_for("console.desk"))
        number = _found(reading, ref, somebody, left=act == "undo").id
    try:
        told = _ACTS[act](number, somebody.user, now)
    except Unknown:
        abort(404)
    except (CallbackError, Refused) as refused:
        return _page(ref, somebody, refused=_why(refused, number, somebody.user, act)), 409
    if act in ("finish", "unnecessary"):
        return _on_to(queue.after(somebody, ref))
    if not _sees(ref, somebody):
        return _moved_on(ref, act)
    if act == "undo":
        return _on_to(url_for("console.task", ref=ref))
    if told:
        return _page(ref, somebody, told=told)
    # What can be taken back is offered where the act leads.
    return redirect(url_for("console.task", ref=ref, after=ref if act in _TAKEN_BACK else None), 303)


_TAKEN_BACK = ("outcome", "dispatch", "resolve", "close")


@console.get("/tasks/<ref>/<act>")
def back(ref: str, act: str) -> Response:  # noqa: ARG001
    """The address of an act, loaded again after it was refused: the task as it is now."""
    return redirect(url_for("console.task", ref=ref), 303)


_ACTS: dict[str, Callable[[int, User, datetime], str | None]] = {
    "claim": acts.claim,
    "release": acts.release,
    "ring": acts.ring,
    "outcome": acts.outcome,
    "finish": acts.finish,
    "undo": acts.undo,
    "note": acts.note,
    "resolve": acts.resolve,
    "reopen": acts.reopen,
    "urge": acts.urge,
    "dispatch": acts.dispatch,
    "close": acts.close,
    "correct": transcripts.correct,
    "restore": transcripts.restore,
    "unnecessary": acts.unnecessary,
    "unplan": acts.unplan,
}


def _page(
    ref: str,
    somebody: Person,
    *,
    clear: bool = False,
    refused: str | None = None,
    told: str | None = None,
    unnamed: str | None = None,
) -> str:
    shown = _sheet(ref, somebody, clear=clear)
    return render_template(
        "task.html",
        sheet=shown,
        clear=clear,
        refused=refused,
        told=told,
        # What was typed survives a refusal.
        typed=request.form if refused else {},
        unnamed=request.form if unnamed else {},
        unnamed_why=unnamed,
        **queue.context(somebody, chosen=shown.task.ref),
    )


def _sheet(ref: str, somebody: Person, *, clear: bool = False) -> sheet.Sheet:
    system = current_system()
    with system.database.reading() as reading:
        found = _found(reading, ref, somebody)
        edition = system.book.current(reading)
        return sheet.gather(
            reading, found, somebody, edition, system.now(), preferences.language(), clear=clear
        )


def _found(reading: Session, ref: str, somebody: Person, *, left: bool = False) -> Task:
    """The task, or 404: whoever may not see it is told the same as whoever mistyped. With `left` it may have gone."""
    found = tasks.find(reading, ref)
    if found is None or not (left or somebody.viewer.sees(found)):
        abort(404)
    return found


def _may_undo(reading: Session, ref: str, somebody: Person, now: datetime) -> bool:
    """Whether the answer is for this person: he sees the task, or sent it away by an act that he can take back."""
    found = tasks.find(reading, ref)
    if found is None:
        return False
    return somebody.viewer.sees(found) or last_act(reading, found, somebody.user, now) is not None


def _sees(ref: str, somebody: Person) -> bool:
    with current_system().database.reading() as reading:
        found = tasks.find(reading, ref)
        return found is not None and somebody.viewer.sees(found)


def _moved_on(ref: str, act: str) -> Response:
    """Back to the queue, with a word why: the task is not theirs any more. A dispatch is offered back there."""
    if act == "dispatch":
        return _on_to(url_for("console.desk", after=ref))
    flash("task.gone")
    return _on_to(url_for("console.desk"))


def _on_to(address: str) -> Response:
    """To another page, whether a browser asks or htmx does."""
    if request.headers.get("HX-Request"):
        return Response(status=200, headers={"HX-Redirect": address})
    return redirect(address, 303)


def _why(refused: CallbackError | Refused, number: int, me: User, act: str) -> str:
    with current_system().database.reading() as reading:
        found = reading.get_one(Task, number)
        owner = reading.get(User, found.owner_id) if found.owner_id else None
        return refusals.sentence(refused, found, owner, me, act, preferences.language())
