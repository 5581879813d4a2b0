"""A sheet of contacts handed in on a page: checked or taken in, and every bad line named."""

from flask import render_template, request

from ivr import contacts as book
from ivr.callbacks.ledger import by
from ivr.contacts import Outcome, Reading, Unreadable
from ivr.contacts.reading import LARGEST
from ivr.web.console import preferences
from ivr.web.console.blueprint import console
from ivr.web.console.contacts import curating
from ivr.web.console.refusals import why_not_kept
from ivr.web.voice import current_system

MOST_PROBLEMS = 100
"""Bad lines named at once; who mends those sees the others next."""


@console.url_value_preprocessor
def _let_sheets_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: only here may it hold a sheet."""
    if endpoint == "console.import_contacts":
        # A little more than is taken, so that one which is too large is answered in words and not cut off.
        request.max_content_length = LARGEST + 1024 * 1024


@console.get("/contacts/import")
def contacts_sheet() -> str:
    """What a sheet looks like, and where it is handed in."""
    curating()
    return render_template("contacts/import.html")


@console.post("/contacts/import")
def import_contacts() -> str | tuple[str, int]:
    """The sheet is checked, or taken in: all of it, or nothing unless bad lines are to be left out."""
    somebody, system = curating(), current_system()
    language = preferences.language()
    file = request.files.get("file")
    check, skip = request.form.get("act") != "import", "skip" in request.form
    if file is None or not file.filename:
        return render_template("contacts/import.html", refused="contacts.import.no-file", skip=skip), 409
    data = file.stream.read(LARGEST + 1)
    try:
        reading = book.read(data, system.book.current().schedule.area)
    except Unreadable as why:
        return render_template("contacts/import.html", unread=why_not_kept(why, language), skip=skip), 409
    outcome = _foreseen(reading) if check else _applied(reading, skip, by(somebody.user))
    return render_template(
        "contacts/import.html",
        outcome=outcome,
        stopped=bool(outcome.problems) and not skip,
        problems=[
            (problem.line, why_not_kept(problem.why, language))
            for problem in outcome.problems[:MOST_PROBLEMS]
        ],
        skip=skip,
        file=file.filename[:100],
    )


def _foreseen(reading: Reading) -> Outcome:
    with current_system().database.reading() as session:
        return book.foreseen(session, reading)


def _applied(reading: Reading, skip: bool, actor: str) -> Outcome:
    system = current_system()
    with system.database.writing() as session:
        return book.apply(session, reading, skip_bad=skip, now=system.now(), actor=actor)
