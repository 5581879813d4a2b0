"""Finding a task: by its reference at once; by a firm, a name, a number or its last four digits as a list."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.callbacks import finding
from ivr.callbacks import queue as tasks
from ivr.web.console import preferences, queue, session
from ivr.web.console.blueprint import console
from ivr.web.voice import current_system

MOST = 50
LONGEST = 60


@console.get("/tasks")
def find_task() -> Response | str:
    """The task whose reference was typed, or every task whose caller it may be."""
    somebody, system = session.looking(), current_system()
    typed = " ".join(request.args.get("ref", "").split())[:LONGEST]
    if not typed:
        return redirect(url_for("console.desk"), 303)
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        named = tasks.find(reading, typed)
        if named is not None and somebody.viewer.sees(named):
            return redirect(url_for("console.task", ref=named.ref), 303)
        found = finding.matching(reading, somebody.viewer, typed, edition.schedule.area, limit=MOST + 1)
        rows = queue.rows(reading, found[:MOST], somebody, edition, system.now(), preferences.language())
    return render_template("found.html", typed=typed, rows=rows, more=len(found) > MOST, most=MOST)
