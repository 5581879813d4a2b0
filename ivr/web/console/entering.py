"""How a session begins and ends: emptied first, and a sign-in of its own that ends for good."""

from datetime import datetime

from flask import request, session
from flask_login import login_user

from ivr.people import User, sign_ins
from ivr.web.console import interrupted
from ivr.web.console.session import Person, named
from ivr.web.voice import current_system

_HALF = 600
"""Seconds in which the code has to follow the password."""


def begin(user: User, now: datetime) -> None:
    """Signs somebody in, in a session that has nothing of the one before, and writes it down."""
    with current_system().database.writing() as writing:
        made = sign_ins.begin(writing, user, now, browser=_browser())
    _renew(user)
    session.update(since=int(now.timestamp()), seen=int(now.timestamp()), sign_in=made.id)
    login_user(Person(user, frozenset()))


def begin_half(user: User, now: datetime) -> None:
    """The password was right; nobody is signed in before the code is."""
    _renew(user)
    session["half"] = [Person(user, frozenset()).get_id(), int(now.timestamp())]


def half(now: datetime) -> User | None:
    """Whose code is waited for; None when nobody's is, or too much time has passed."""
    kept, since = session.get("half") or ("", 0)
    if now.timestamp() - since > _HALF:
        return None
    with current_system().database.reading() as reading:
        return named(reading, kept, current_system())


def end(now: datetime) -> None:
    """Signs the person out, and whoever copied the cookie. A form that is open in another window is still theirs."""
    if (number := session.get("sign_in")) is not None:
        with current_system().database.writing() as writing:
            sign_ins.end(writing, number, now)
    left, token = interrupted.whose(), session.get("csrf_token")
    session.clear()
    if left is not None and token is not None:
        session.update(left=left, csrf_token=token)


def _renew(user: User) -> None:
    """Empties the session. Who signs in again keeps the token of the forms that are still open in other windows."""
    half, _, _ = str((session.get("half") or [""])[0]).partition(".")
    before = interrupted.whose() or (int(half) if half.isdigit() else None)
    token = session.get("csrf_token") if before == user.id else None
    session.clear()
    if token is not None:
        session["csrf_token"] = token


def _browser() -> str:
    """The browser and its system in two words, so that a person knows which it was: Chrome · Windows."""
    sent = request.user_agent.string
    known = [("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome")]
    kinds = [("Windows", "Windows"), ("iPhone", "iPhone"), ("Android", "Android"), ("Mac OS", "macOS")]
    found = next((name for mark, name in [*known, ("Safari/", "Safari")] if mark in sent), "")
    on = next((name for mark, name in [*kinds, ("Linux", "Linux")] if mark in sent), "")
    return " · ".join(each for each in (found, on) if each)
