"""What is done to somebody by a press: kept out, let in, signed out, helped to a new password or factor."""

from collections.abc import Callable

from flask import abort, request
from sqlalchemy.orm import Session

from ivr import people
from ivr.callbacks import staffing
from ivr.people import Keeper, PeopleError, User, resets, second, sign_ins
from ivr.web.console import staff, staff_form
from ivr.web.console.blueprint import console
from ivr.web.console.staff import Answer
from ivr.web.voice import current_system


@console.post("/people/user/<name>/<any(leave, back, out, link, unlock):act>")
def act_on_person(name: str, act: str) -> Answer:
    """One act; back to the person when it is done, or their page with the reason why not, and 422."""
    keeper, system = staff.keeping_some(), current_system()
    try:
        with system.database.writing() as writing:
            user = staff.found(writing, name)
            keeper.must_keep(writing, user)
            token = _ACTS[act](writing, keeper, user)
    except PeopleError as error:
        anyway = act if error.code == "named" else ""
        return staff.person_page(name, refused=staff.why(error), anyway=anyway), 422
    if token is not None:
        return staff.link_page(user, token)
    return staff.done(name, f"people.done.{act}")


def _leave(writing: Session, keeper: Keeper, user: User) -> None:
    """From this moment they are out. Whoever the schedule names leaves only on a second word: their shifts stay."""
    keeper.must_not_be(user)
    places = staff_form.places(user)
    if places and "anyway" not in request.form:
        raise PeopleError("the schedule names them", "named", name=user.display, places=places)
    staffing.leave(writing, user, now=current_system().now(), actor=keeper.actor)


def _back(writing: Session, keeper: Keeper, user: User) -> None:
    people.set_active(writing, user, True, now=current_system().now(), actor=keeper.actor)


def _out(writing: Session, keeper: Keeper, user: User) -> None:
    sign_ins.end_all(writing, user, now=current_system().now(), actor=keeper.actor)


def _link(writing: Session, keeper: Keeper, user: User) -> str:
    return resets.make_link(writing, user, now=current_system().now(), actor=keeper.actor)


def _unlock(writing: Session, keeper: Keeper, user: User) -> None:
    """Their telephone is lost: the next sign-in needs the password alone, or sets a second factor up anew."""
    if not keeper.keeps_all:
        abort(403)
    keeper.must_not_be(user)
    second.take_away(writing, user, now=current_system().now(), actor=keeper.actor)


_ACTS: dict[str, Callable[[Session, Keeper, User], str | None]] = {
    "leave": _leave,
    "back": _back,
    "out": _out,
    "link": _link,
    "unlock": _unlock,
}
