"""Who is signed in, and for how long.

The session cookie is signed, HttpOnly and SameSite=Lax. It names the user and a stamp of the password, so that a new
password signs everybody else out, and the sign-in it belongs to, which ends for good when somebody signs out; it runs
out when nothing is done for a while, and after a working day in any case.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import abort, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr import people
from ivr.callbacks.rights import LOOKS, Viewer
from ivr.people import Keeper, Role, SignIn, User, second, sign_ins
from ivr.system import System
from ivr.web.console import interrupted
from ivr.web.console.blueprint import ENROLLING, OPEN, PASSIVE
from ivr.web.voice import current_system

ACTS = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Those who may change one."""

_TOUCH = 60
"""Seconds between two renewals of the time of last use."""


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as Flask-Login wants to see them."""

    user: User
    desks: frozenset[str]
    sign_in: int = 0
    """The number of the sign-in."""
    must_enrol: bool = False
    """A second factor is required of them, and they have none yet."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.user.id}.{_stamp(self.user, current_system())}"

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.user, self.desks)

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.user, self.desks)

    @property
    def looks(self) -> bool:
        return self.user.role in LOOKS

    @property
    def acts(self) -> bool:
        return self.user.role in ACTS

    @property
    def decides(self) -> bool:
        return self.user.role == Role.SUPERVISOR


def manager() -> LoginManager:
    """Flask-Login, told how a cookie becomes a person."""
    made = LoginManager()
    made.session_protection = "basic"
    made.user_loader(_load)
    return made


def signed_in() -> Person | None:
    """Whoever is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def person() -> Person:
    """Whoever is signed in; on the console's pages there always is somebody."""
    found = signed_in()
    return found if found is not None else abort(401)


def looking() -> Person:
    """The same, when customers' matters may be seen at all; 403 otherwise."""
    found = person()
    return found if found.looks else abort(403)


def acting() -> Person:
    """The same, when they may change something; 403 otherwise."""
    found = person()
    return found if found.acts else abort(403)


def guard() -> Response | None:
    """Before every request to the console: the way to the sign-in page for whoever is not signed in."""
    if request.endpoint in OPEN:
        return None
    somebody = signed_in()
    if somebody is None:
        return interrupted.keeping() or to_sign_in()
    now = current_system().now()
    if request.endpoint not in PASSIVE and now.timestamp() - session.get("seen", 0) >= _TOUCH:
        session["seen"] = int(now.timestamp())
        with current_system().database.writing() as writing:
            sign_ins.touch(writing, somebody.sign_in, now)
    if somebody.must_enrol and request.endpoint not in ENROLLING:
        return leading_to(url_for("console.second_factor"))
    return None


def has_expired() -> bool:
    """True for a session that was somebody's and is no longer."""
    return "_user_id" in session and signed_in() is None


def safe_next(wanted: str | None) -> str:
    """Where to go after signing in: a page of ours, never another site's."""
    parts = urlsplit(wanted or "")
    if not wanted or parts.scheme or parts.netloc or not wanted.startswith("/"):
        return url_for("console.desk")
    # Browsers read "/\" and "//" as the beginning of another site's address, and skip tabs and line ends.
    if wanted.startswith(("//", "/\\")) or any(ord(sign) < 32 for sign in wanted):
        return url_for("console.desk")
    return wanted


def still() -> Callable[[], Person | None]:
    """Asks, as often as it is called and without a request, whether whoever is signed in now still is, and as whom."""
    kept, system = person().get_id(), current_system()
    seen, sign_in = session.get("seen", 0), session.get("sign_in", 0)
    return lambda: _known(system, kept, seen, sign_in)


def _load(kept: str) -> Person | None:
    """The person a cookie names."""
    return _known(current_system(), kept, session.get("seen", 0), session.get("sign_in", 0))


def _known(system: System, kept: str, seen: int, sign_in: int) -> Person | None:
    """The person, while the session is fresh and nothing about them has changed."""
    now = system.now()
    if now.timestamp() - seen > sign_ins.IDLE.total_seconds():
        return None
    with system.database.reading() as reading:
        user, row = named(reading, kept, system), reading.get(SignIn, sign_in)
        if user is None or row is None or row.user_id != user.id or row.ended is not None:
            return None
        if now - row.since > sign_ins.LONGEST:
            return None
        bare = system.settings.second_factor_required and user.role in second.ROLES
        must_enrol = bare and not second.is_on(reading, user)
        return Person(user, people.desks_of(reading, user), row.id, must_enrol)


def named(reading: Session, kept: str, system: System) -> User | None:
    """The active user of an id, while the password is the one it was made under."""
    number, _, stamp = kept.partition(".")
    user = reading.get(User, int(number)) if number.isascii() and number.isdigit() else None
    if user is None or not user.active or not hmac.compare_digest(stamp, _stamp(user, system)):
        return None
    return user


def _stamp(user: User, system: System) -> str:
    key = system.settings.secrets.derived(b"ivr session stamp")
    return hmac.new(key, user.password_hash.encode(), "sha256").hexdigest()[:16]


def to_sign_in() -> Response:
    """Where a page goes whose reader is not signed in; it comes back afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else interrupted.page()
    if request.headers.get("HX-Request"):
        # A fragment cannot become a sign-in page: htmx is told to leave the page for it.
        wanted = urlsplit(request.headers.get("HX-Current-URL", "")).path or wanted
    return leading_to(url_for("console.sign_in", next=wanted))


def leading_to(address: str) -> Response:
    """To another page, whether a browser asks or htmx does."""
    if request.headers.get("HX-Request"):
        return Response(status=200, headers={"HX-Redirect": address})
    return redirect(address, 303)
