"""One's own second factor: set up, with codes for when the telephone is lost, and taken away again."""

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from ivr.people import PeopleError, Refusal, User, second
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.signin import seal
from ivr.web.voice import current_system

Answer = Response | str | tuple[str, int]


@console.get("/me/second-factor")
def second_factor() -> Answer:
    """The picture to scan, the same as text, and a field for the first code."""
    return _setting_up()


@console.post("/me/second-factor")
def confirm_second() -> Answer:
    """Puts it in use when the first code is right, and shows the recovery codes this once."""
    somebody, system = session.person(), current_system()
    try:
        with system.database.writing() as writing:
            user = writing.get_one(User, somebody.user.id)
            codes = second.confirm(writing, user, request.form.get("code", ""), seal(), system.now())
    except PeopleError as error:
        return _setting_up(error.code)
    return render_template("second_codes.html", codes=codes)


@console.post("/me/second-factor/off")
def take_second_away() -> Answer:
    """Only with a code of it: whoever finds a console open cannot."""
    somebody, system = session.person(), current_system()
    refusal = _proved(somebody.user)
    if refusal is None:
        with system.database.writing() as writing:
            user = writing.get_one(User, somebody.user.id)
            second.take_away(writing, user, now=system.now(), actor=somebody.keeper.actor)
        flash("me.second.removed")
    return _back(refusal)


@console.post("/me/recovery-codes")
def renew_recovery_codes() -> Answer:
    """Ten new ones, shown this once."""
    somebody, system = session.person(), current_system()
    refusal = _proved(somebody.user)
    if refusal is not None:
        return _back(refusal)
    with system.database.writing() as writing:
        codes = second.renew_codes(writing, writing.get_one(User, somebody.user.id), system.now())
    return render_template("second_codes.html", codes=codes)


def _proved(user: User) -> Refusal | None:
    system = current_system()
    with system.database.writing() as writing:
        return second.authenticate(writing, user, request.form.get("code", ""), seal(), system.now())


def _back(refusal: Refusal | None) -> Response:
    if refusal is not None:
        flash("signin.code.wrong" if refusal.until is None else "me.second.locked")
    return redirect(url_for("console.me"), 303)


def _setting_up(refused: str = "") -> Answer:
    somebody, system = session.person(), current_system()
    if somebody.user.role not in second.ROLES:
        abort(403)
    try:
        with system.database.writing() as writing:
            secret = second.begin(writing, somebody.user, seal(), system.now())
    except PeopleError:
        return redirect(url_for("console.me"), 303)
    picture = segno.make(second.address(somebody.user, secret), error="m")
    page = render_template(
        "second.html",
        must=somebody.must_enrol,
        refused=refused,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        # Dark on white in either theme: cameras read no other.
        picture=Markup(picture.svg_inline(scale=4, border=3, dark="#000", light="#fff")),  # noqa: S704
    )
    return page, 422 if refused else 200
