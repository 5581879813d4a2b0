"""Everything that was published: listed, read, compared."""

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import publishing
from ivr.hours import UnknownNumber, versions
from ivr.hours.comparing import compare, side_by_side
from ivr.hours.versions import Kind, Publication
from ivr.hours.voices import changed
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.hours.named import Authors, effect_of, file_notice
from ivr.web.voice import current_system


@console.get("/hours/versions", endpoint="versions")
def listing() -> str:
    """All publications, the newest first, and what is to be done about them."""
    person = session.person()
    with current_system().database.reading() as reading:
        rows = versions.published(reading)
        return render_template(
            "hours/versions.html",
            rows=rows,
            current=versions.last_schedule(reading),
            gone=versions.withdrawn_up_to(reading, versions.latest(reading)),
            moved=publishing.moves_by_publication(reading),
            waiting=len(publishing.to_tell(reading, person.viewer)),
            authors=Authors.of(reading),
            file=file_notice(),
        )


@console.get("/hours/versions/compare")
def versions_chosen() -> Response:
    """Two numbers chosen in the list become the address of their comparison."""
    one, other = (request.args.get(name, type=int) for name in ("a", "b"))
    if one is None or other is None:
        return redirect(url_for("console.versions"), 303)
    return redirect(url_for("console.versions_compared", one=min(one, other), other=max(one, other)), 303)


@console.get("/hours/versions/<int:number>")
def version(number: int) -> str:
    """One publication, word for word."""
    session.person()
    with current_system().database.reading() as reading:
        row = found(reading, number)
        current = versions.last_schedule(reading)
        return render_template(
            "hours/version.html",
            row=row,
            current=current,
            latest=versions.latest(reading),
            withdrawn_by=versions.withdrawn_up_to(reading, versions.latest(reading)).get(number),
            voices=changed(row.text) if row.kind == Kind.VOICES else None,
            moved=publishing.moves_by_publication(reading).get(number, 0),
            authors=Authors.of(reading),
            file=file_notice() if current is not None and current.number == number else None,
        )


@console.get("/hours/versions/<int:one>/<int:other>")
def versions_compared(one: int, other: int) -> str:
    """How what was in force at two numbers differs, and what that means for the coming days."""
    session.person()
    system = current_system()
    with system.database.reading() as reading:
        try:
            difference = compare(reading, one, other)
        except UnknownNumber:
            abort(404)
        authors = Authors.of(reading)
        before, after = (system.book.edition(number, reading).hours for number in (one, other))
    return render_template(
        "hours/diff.html",
        found=difference,
        rows=side_by_side(difference.before.text, difference.after.text),
        bars=effect_of(before, after, draft=False),
        authors=authors,
    )


def found(reading: Session, number: int) -> Publication:
    """The publication, or the page that says there is none."""
    try:
        return versions.publication(reading, number)
    except UnknownNumber:
        abort(404)
