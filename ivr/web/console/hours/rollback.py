"""Going back to an earlier schedule: one page that shows what it would change, one act."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.callbacks import publishing
from ivr.hours import Conflict, Hours, ScheduleError, UnknownNumber, versions
from ivr.hours.comparing import side_by_side
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.named import Authors, effect_of, reasons
from ivr.web.voice import current_system

MOST_LISTED = 20
"""Promises named one by one; of more the number is told."""


@console.get("/hours/versions/<int:number>/rollback")
def rollback(number: int) -> str:
    """What going back to `number` would change."""
    governing()
    return _confirmation(number)


@console.post("/hours/versions/<int:number>/rollback")
def roll_back(number: int) -> Response | tuple[str, int]:
    """Publishes the schedule that was in force at `number` again; 409 when another was published since the page."""
    person = governing()
    base = request.form.get("base", type=int)
    if base is None:
        abort(400)
    try:
        note = request.form.get("note", "").strip()
        done = publishing.roll_back(current_system(), number, author=person.user.name, note=note, base=base)
    except UnknownNumber:
        abort(404)
    except ScheduleError:
        return _confirmation(number), 409
    except Conflict as conflict:
        return _confirmation(number, conflict), 409
    return redirect(url_for("console.version", number=done.number), 303)


def _confirmation(number: int, conflict: Conflict | None = None) -> str:
    system = current_system()
    edition = system.book.current()
    wrong, hours = None, None
    with system.database.reading() as reading:
        try:
            old = versions.in_force(reading, number)
        except UnknownNumber:
            abort(404)
        current = versions.in_force(reading, edition.number)
        try:
            schedule = versions.check(reading, old.text, f"publication {old.number}")
            hours = Hours(schedule, edition.hours.calendar)
        except ScheduleError as error:
            wrong = error
        authors = Authors.of(reading)
    moves = publishing.would_move(system, hours) if hours else ()
    return render_template(
        "hours/version_back.html",
        number=number,
        old=old,
        current=current,
        same=old.digest == current.digest,
        wrong=reasons(wrong) if wrong else (),
        rows=side_by_side(current.text, old.text),
        bars=effect_of(edition.hours, hours, draft=False) if hours else None,
        moves=moves[:MOST_LISTED],
        moving=len(moves),
        conflict=conflict,
        authors=authors,
        note=request.form.get("note", ""),
    )
