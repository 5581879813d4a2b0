"""Sorting what was left over a holiday: message after message is played, one digit says what it is, nobody is rung."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.callbacks import CallbackError, Task, triage
from ivr.callbacks import queue as tasks
from ivr.web.console import preferences, refusals, session, sheet, shut
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.voice import current_system


@dataclass(frozen=True, slots=True)
class Kind:
    """What one digit says of a message."""

    topic: str
    urgent: bool


KINDS = {
    "1": Kind("business", urgent=False),
    "2": Kind("technical", urgent=False),
    "3": Kind("fault", urgent=True),
    "4": Kind("line", urgent=True),
    "5": Kind("satellite", urgent=True),
    "6": Kind("equipment", urgent=True),
    "7": Kind("service", urgent=False),
    "8": Kind("test", urgent=False),
    "9": Kind("enquiry", urgent=False),
}
"""What is broken cannot wait; everything else keeps its place."""


@console.get("/triage")
def sorting() -> str:
    """The first message that nobody has sorted, or the one that is named; at the end, how much was done."""
    somebody = session.acting()
    return _page(somebody, request.args.get("task"))


@console.post("/triage/<ref>")
def sort_one(ref: str) -> Response | tuple[str, int]:
    """What the digit says of this one; on to the next. A digit of 0 leaves it as it is."""
    somebody, system = session.acting(), current_system()
    kind, passed = KINDS.get(request.form.get("kind", "")), _passed()
    if kind is None and request.form.get("kind") != "0":
        abort(400)
    found = _found(somebody, ref)
    try:
        if kind is not None:
            with system.database.writing() as writing:
                triage.sort(
                    writing, found.id, somebody.user, topic=kind.topic, urgent=kind.urgent, now=system.now()
                )
    except CallbackError as refused:
        with system.database.reading() as reading:
            task = reading.get_one(Task, found.id)
            owner = reading.get(type(somebody.user), task.owner_id) if task.owner_id else None
            why = refusals.sentence(refused, task, owner, somebody.user, "sort", preferences.language())
        return _page(somebody, ref, refused=why), 409
    # What is left as it is comes again the next time, not in this round.
    skipped = passed if kind is not None else [*passed, ref]
    return redirect(url_for("console.sorting", after=ref, skip=skipped or None), 303)


def _page(somebody: Person, ref: str | None, *, refused: str | None = None) -> str:
    system, language = current_system(), preferences.language()
    passed = _passed()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        left = [task for task in triage.unsorted(reading, somebody.viewer) if task.ref not in passed]
        task = _named(somebody, tasks.find(reading, ref)) if ref else next(iter(left), None)
        shown = sheet.gather(reading, task, somebody, edition, system.now(), language) if task else None
        ahead = shut.ahead(reading, next((other for other in left if task and other.id != task.id), None))
    return render_template(
        "triage.html",
        sheet=shown,
        left=len(left),
        kinds=KINDS,
        passed=passed,
        after=request.args.get("after"),
        refused=refused,
        ahead=ahead,
        sorting=1,
    )


def _named(somebody: Person, task: Task | None) -> Task:
    if task is None or not somebody.viewer.sees(task) or task.topic == triage.COMPLAINT:
        abort(404)
    return task


def _found(somebody: Person, ref: str) -> Task:
    with current_system().database.reading() as reading:
        return _named(somebody, tasks.find(reading, ref))


def _passed() -> list[str]:
    """References of those that were left as they are in this round."""
    return [ref for ref in request.values.getlist("skip") if ref.isdecimal()][:500]
