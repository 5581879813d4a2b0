"""The people who work here: the list, one of them, and adding somebody. What is done to them is in `staff_acts`."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr import people
from ivr.callbacks import staffing
from ivr.people import Keeper, PeopleError, Role, User, keeping, resets, second, sign_ins
from ivr.people.sign_ins import Seen
from ivr.telephony.numbers import masked
from ivr.web.console import preferences, session, staff_form, timeline
from ivr.web.console.blueprint import console
from ivr.web.console.staff_form import Standing
from ivr.web.console.words import WORDS, say
from ivr.web.voice import current_system

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Row:
    """Somebody in the list."""

    user: User
    desks: list[str]
    seen: Seen | None
    factor: bool
    kept: bool
    """Whether the reader may change them."""


@console.get("/people")
def staff() -> str:
    """Who there is, with role, desks and telephone, those who left last."""
    keeper, system = looking(), current_system()
    with system.database.reading() as reading:
        seen, having = sign_ins.seen(reading, system.now()), second.having(reading)
        rows = []
        for user in people.everybody(reading):
            desks = people.desks_of(reading, user)
            kept = keeper.keeps(user, desks)
            rows.append(Row(user, names_of(desks), seen.get(user.id), user.id in having, kept))
        no_admin = not any(row.user.role == Role.ADMIN and row.user.active for row in rows)
    rows.sort(key=lambda row: not row.user.active)
    return render_template("people.html", rows=rows, masked=masked, keeper=keeper, no_admin=no_admin)


@console.get("/people/new")
def new_person() -> str:
    return _new()


@console.post("/people/new")
def add_person() -> Answer:
    """Adds somebody and shows, once, the link by which they choose a password."""
    keeper, system = keeping_some(), current_system()
    try:
        wanted = staff_form.wanted(None, keeper, frozenset())
        with system.database.writing() as writing:
            user = keeping.add(
                writing,
                keeper,
                request.form.get("name", ""),
                wanted,
                password=people.generated_password(),
                language=preferences.language(),
                now=system.now(),
            )
            token = resets.make_link(writing, user, now=system.now(), actor=keeper.actor)
    except PeopleError as error:
        return _new(why(error)), 422
    return link_page(user, token)


@console.get("/people/user/<name>")
def somebody(name: str) -> str:
    """One of them, to be changed; to be looked at, for those who may not."""
    return person_page(name)


@console.post("/people/user/<name>")
def change_person(name: str) -> Answer:
    """What was changed, all of it or nothing; whoever the schedule names is changed only on a second word."""
    keeper, system = keeping_some(), current_system()
    try:
        with system.database.writing() as writing:
            user = found(writing, name)
            served = people.desks_of(writing, user)
            wanted = staff_form.wanted(user, keeper, served)
            gone = None if wanted.phone is None and user.phone else served - wanted.desks
            places = staff_form.places(user, gone)
            if places and "anyway" not in request.form:
                raise PeopleError("the schedule names them", "named", name=user.display, places=places)
            staffing.change(writing, keeper, user, wanted, now=system.now())
    except PeopleError as error:
        return person_page(name, refused=why(error), anyway="change" if error.code == "named" else ""), 422
    return done(name, "people.done.changed")


def person_page(name: str, *, refused: str = "", anyway: str = "") -> str:
    """The page; `anyway` is the act that can be asked for a second time, although the schedule names them."""
    keeper, system = looking(), current_system()
    now = system.now()
    with system.database.reading() as reading:
        user = found(reading, name)
        desks = people.desks_of(reading, user)
        return render_template(
            "person.html",
            user=user,
            typed=Standing.typed(user, desks) if refused else Standing.of(user, desks),
            desk_names=names_of(desks),
            choices=staff_form.choices(keeper, desks),
            roles=keeper.roles,
            kept=keeper.keeps(user, desks),
            keeper=keeper,
            myself=user.id == keeper.user.id,
            factor=second.is_on(reading, user),
            rows=[(row, sign_ins.is_live(row, now)) for row in sign_ins.of_user(reading, user, 5)],
            masked=masked,
            refused=refused,
            anyway=anyway,
            done=request.args.get("done") if f"people.done.{request.args.get('done')}" in WORDS else None,
        )


def link_page(user: User, token: str) -> str:
    """The link, this once."""
    address = current_system().settings.public_url + url_for("console.reset", token=token)
    until: datetime = current_system().now() + resets.LIFE
    return render_template("people_link.html", user=user, address=address, until=until)


def done(name: str, key: str) -> Response:
    """Back to the person, with a word that it was done."""
    return redirect(url_for("console.somebody", name=name, done=key.removeprefix("people.done.")), 303)


def looking() -> Keeper:
    """Whoever is signed in, when they see the list; 403 otherwise."""
    keeper = session.person().keeper
    return keeper if keeper.looks else abort(403)


def keeping_some() -> Keeper:
    """The same, when they may change somebody; 403 otherwise."""
    keeper = looking()
    return keeper if keeper.roles else abort(403)


def found(reading: Session, name: str) -> User:
    user = reading.scalar(select(User).where(User.name == name))
    return user if user is not None else abort(404)


def names_of(desks: frozenset[str]) -> list[str]:
    """The desks as colleagues call them."""
    schedule, language = current_system().book.current().schedule, preferences.language()
    return [timeline.desk_name(schedule, desk, language) for desk in sorted(desks)]


def why(error: PeopleError) -> str:
    """What the domain refused, in the reader's language."""
    language, key = preferences.language(), f"people.no.{error.code}"
    if key not in WORDS:
        return str(error)
    facts = dict(error.facts)
    if "desk" in facts:
        facts["desk"] = names_of(frozenset({str(facts["desk"])}))[0]
    if "role" in facts:
        facts["role"] = say(language, f"role.{facts['role']}")
    return say(language, key, **facts)


def _new(refused: str = "") -> str:
    keeper = keeping_some()
    return render_template(
        "person_new.html",
        typed=Standing.typed(None, frozenset()) if refused else Standing.fresh(keeper),
        choices=staff_form.choices(keeper, frozenset()),
        roles=keeper.roles,
        refused=refused,
    )
