"""Signing in and out."""

from ipaddress import ip_address

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from ivr import people
from ivr.people import Refusal, User
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.voice import current_system


@console.get("/sign-in")
def sign_in() -> str | Response:
    """The form; whoever is signed in already goes on."""
    if session.signed_in() is not None:
        return redirect(session.safe_next(request.args.get("next")), 303)
    return _form(wanted=request.args.get("next"), expired=session.has_expired())


@console.post("/sign-in")
def enter() -> str | Response | tuple[str, int]:
    """Checks name and password; nothing tells a wrong name from a wrong password."""
    system = current_system()
    now = system.now()
    name, wanted = request.form.get("name", ""), request.form.get("next")
    answer = people.authenticate(
        system.database, name, request.form.get("password", ""), now, address=_address()
    )
    if isinstance(answer, Refusal):
        return _form(wanted=wanted, name=name, refusal=answer), 429 if answer.until else 401
    session.begin(answer, now)
    return redirect(session.safe_next(wanted), 303)


@console.post("/sign-out")
def sign_out() -> Response:
    logout_user()
    cookie.clear()
    return redirect(url_for("console.sign_in"), 303)


def _form(
    *, wanted: str | None, name: str = "", refusal: Refusal | None = None, expired: bool = False
) -> str:
    system = current_system()
    with system.database.reading() as reading:
        nobody_yet = reading.scalar(select(User.id).limit(1)) is None
    return render_template(
        "signin.html",
        next=session.safe_next(wanted),
        name=name,
        refusal=refusal,
        expired=expired,
        nobody_yet=nobody_yet and system.settings.embedded,
        now=system.now(),
    )


def _address() -> str:
    """Whose guesses are counted together. Behind a proxy on this machine everybody would look like one: then only
    names are counted."""
    address = request.remote_addr or ""
    try:
        return "" if ip_address(address).is_loopback else address
    except ValueError:
        return ""
