"""The contact book: found, looked at, added to, changed. Numbers are masked until asked for, which is written down."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr import contacts as book
from ivr.callbacks.ledger import by
from ivr.contacts import Contact, ContactError, Details, Kind, Organisation
from ivr.contacts.tables import firm_key
from ivr.people import Role
from ivr.telephony.numbers import written
from ivr.web.console import preferences, session, witness
from ivr.web.console.blueprint import console
from ivr.web.console.refusals import why_not_kept
from ivr.web.console.session import Person
from ivr.web.voice import current_system

MOST = 100
"""Entries shown at once."""

FIRMS = 50
"""Organisations suggested at once."""


def keeping() -> Person:
    """Whoever is signed in, when they may add and change entries; 403 otherwise."""
    somebody = session.person()
    return somebody if keeps(somebody) else abort(403)


def curating() -> Person:
    """The same, when they may import sheets and delete entries."""
    somebody = session.person()
    return somebody if curates(somebody) else abort(403)


def keeps(somebody: Person) -> bool:
    return somebody.user.role != Role.AUDITOR


def curates(somebody: Person) -> bool:
    return somebody.user.role in (Role.SUPERVISOR, Role.ADMIN)


@console.get("/contacts")
def contacts() -> str:
    """The book, or what matches `q`: a name, an organisation, a number or its last digits."""
    somebody, system = session.person(), current_system()
    find = request.args.get("q", "").strip()[:100]
    with system.database.reading() as reading:
        found = book.search(find, system.book.current(reading).schedule.area)
        count = reading.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
        listed = book.listed(reading, found.limit(MOST))
    return render_template(
        "contacts/list.html",
        entries=listed,
        count=count,
        find=find,
        keeps=keeps(somebody),
        curates=curates(somebody),
    )


@console.get("/contacts/firms")
def firms() -> str:
    """Organisations whose name holds what is being typed, for a list of suggestions."""
    keeping()
    typed = request.args.get("firm", "")[:100]
    with current_system().database.reading() as reading:
        return render_template("contacts/_firms.html", firms=book.organisations(reading, typed, limit=FIRMS))


@console.get("/contacts/new")
def new_contact() -> str:
    """An empty form."""
    keeping()
    return _form()


@console.post("/contacts")
def add_contact() -> Response | tuple[str, int]:
    """A new entry; back to the form with one sentence when it cannot be kept."""
    somebody, system = keeping(), current_system()
    try:
        with system.database.writing() as writing:
            details = typed(writing)
            made = book.add(writing, details, now=system.now(), actor=by(somebody.user))
    except ContactError as why:
        return _form(refused=why_not_kept(why, preferences.language())), 409
    flash("contacts.told.added")
    return redirect(url_for("console.contact", contact_id=made.id), 303)


@console.get("/contacts/<int(max=2147483647):contact_id>")
def contact(contact_id: int) -> str:
    """One entry."""
    return _page(contact_id, session.person())


@console.post("/contacts/<int(max=2147483647):contact_id>")
def change_contact(contact_id: int) -> Response | tuple[str, int]:
    """The entry as somebody corrected it."""
    somebody, system = keeping(), current_system()
    dropped = [int(number) for number in request.form.getlist("drop") if number.isdecimal()]
    try:
        with system.database.writing() as writing:
            entry = _entry(writing, contact_id)
            changed = book.change(
                writing,
                entry,
                _corrected(writing, entry),
                without=dropped,
                now=system.now(),
                actor=by(somebody.user),
            )
    except ContactError as why:
        return _page(contact_id, somebody, refused=why_not_kept(why, preferences.language())), 409
    flash("contacts.told.changed" if changed else "contacts.told.same")
    return redirect(url_for("console.contact", contact_id=contact_id), 303)


@console.post("/contacts/<int(max=2147483647):contact_id>/reveal")
def reveal_contact(contact_id: int) -> str:
    """The numbers in clear, once it is written down that they were shown and to whom."""
    somebody, system = session.acting(), current_system()
    with system.database.writing() as writing:
        witness.revealed_contact(writing, _entry(writing, contact_id), somebody.user, system.now())
    return _page(contact_id, somebody, clear=True)


@console.post("/contacts/<int(max=2147483647):contact_id>/remove")
def remove_contact(contact_id: int) -> Response:
    """The entry is gone; the organisation stays."""
    somebody, system = curating(), current_system()
    with system.database.writing() as writing:
        book.remove(writing, _entry(writing, contact_id), now=system.now(), actor=by(somebody.user))
    flash("contacts.told.removed")
    return redirect(url_for("console.contacts"), 303)


@console.get("/contacts/<int(max=2147483647):contact_id>/<any(reveal, remove):act>")
def back_to_contact(contact_id: int, act: str) -> Response:  # noqa: ARG001
    """The address of an act, loaded again: the entry as it is now."""
    return redirect(url_for("console.contact", contact_id=contact_id), 303)


def typed(reading: Session) -> Details:
    """What the form says; raises ContactError for what cannot be kept."""
    form, area = request.form, current_system().book.current(reading).schedule.area
    kind = form.get("kind", "")
    return Details(
        name=form.get("name", ""),
        firm=form.get("firm", ""),
        firm_en=form.get("firm_en", ""),
        kind=Kind(kind) if kind in set(Kind) else None,
        note=form.get("note", ""),
        numbers=book.phones(form.get("phone", ""), area),
    )


def _corrected(writing: Session, entry: Contact) -> Details:
    """What the form says; of a new organisation it does not say what stood there of the old one."""
    said, was = typed(writing), writing.get(Organisation, entry.organisation_id or 0)
    if was is None or firm_key(said.firm) == was.key:
        return said
    return replace(
        said,
        firm_en="" if said.firm_en == was.name_en else said.firm_en,
        kind=None if said.kind == was.kind else said.kind,
    )


def _form(*, refused: str | None = None) -> str:
    with current_system().database.reading() as reading:
        known = book.organisations(reading, limit=FIRMS)
    return render_template(
        "contacts/new.html", firms=known, kinds=list(Kind), refused=refused, said=request.form
    )


def _page(contact_id: int, somebody: Person, *, clear: bool = False, refused: str | None = None) -> str:
    with current_system().database.reading() as reading:
        one = book.listed(reading, book.search("", "").where(Contact.id == contact_id))
        known = book.organisations(reading, limit=FIRMS)
    if not one:
        abort(404)
    return render_template(
        "contacts/entry.html",
        entry=one[0],
        firms=known,
        kinds=list(Kind),
        clear=clear,
        refused=refused,
        written=written,
        # What was typed survives a refusal.
        said=request.form if refused else None,
        keeps=keeps(somebody),
        curates=curates(somebody),
    )


def _entry(writing: Session, contact_id: int) -> Contact:
    return book.find(writing, contact_id) or abort(404)
