"""Whom to tell that he will be rung at another time than promised."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.callbacks import publishing
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.voice import current_system


@console.get("/hours/told")
def told() -> str:
    """Everybody whose promise moved and who does not know yet; only for those who may see customers' matters."""
    person, system = session.looking(), current_system()
    with system.database.reading() as reading:
        lines = publishing.to_tell(reading, person.viewer)
    return render_template("hours/told.html", lines=lines, hotlines=system.book.current().schedule.hotlines)


@console.post("/hours/told")
def tell() -> Response:
    """One of them was told. Who was told meanwhile by somebody else is simply gone from the list."""
    person, system = governing(), current_system()
    move = request.form.get("move", type=int)
    if move is None:
        abort(400)
    with system.database.writing() as writing:
        publishing.tell(writing, move, person.user.id, system.now())
    return redirect(url_for("console.told"), 303)
