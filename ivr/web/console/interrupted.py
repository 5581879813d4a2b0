"""A form that met a session which had run out: what was typed goes along to the sign-in page and comes back from it.

It travels encrypted in the sign-in form itself, for the person whose session it was and nobody else, so that nothing
is kept on the server for somebody who may never come back. After signing in it is shown again, to be looked through
and sent by a press of its own: nothing is done that was begun before.
"""

import json
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ivr.people import User
from ivr.people.seals import Seal
from ivr.web.voice import current_system

LIFE = timedelta(hours=12)
MOST = 512 * 1024
"""Bytes that are kept; more is told to be too much."""

_NEVER = ("csrf_token", "password", "code", "pin", "kept", "_action", "_page")
"""Beginnings of names that no page shows again."""

_NAMED = frozenset(
    (
        "note",
        "reason",
        "text",
        "at",
        "display",
        "name",
        "firm",
        "firm_en",
        "phone",
        "mobile",
        "number",
        "email",
    )
)
"""Fields that have words of their own, `resume.field.NAME`."""

_EDITOR = "console.draft"
"""The endpoints of the schedule's editor: their text goes back to it, not into force."""


@dataclass(frozen=True)
class Field:
    """One field of the form."""

    name: str
    value: str

    @property
    def label(self) -> str | None:
        """The key of its words, when it is shown; None for what stands in a form unseen."""
        if self.name in _NAMED:
            return f"resume.field.{self.name}" if self.value.strip() else None
        reads = len(self.value) > 24 or not self.value.isascii() or " " in self.value.strip()
        return "resume.field" if reads else None


@dataclass(frozen=True)
class Interrupted:
    """A form that was not sent."""

    user_id: int
    action: str
    page: str
    """Where it stood."""
    endpoint: str
    act: str
    fields: tuple[Field, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it that somebody typed."""
        return any(field.label for field in self.fields)

    @property
    def to_editor(self) -> bool:
        return self.endpoint.startswith(_EDITOR)


def keeping() -> Response | None:
    """Within a request that met a session which ran out: the sign-in page with the form kept in it.

    None when nothing was typed, and for htmx, whose page carries its form to :func:`of_page` by itself.
    """
    if request.method != "POST" or request.headers.get("HX-Request") or whose() is None:
        return None
    form = _from(request.path, page())
    if form is None or not form.says_something:
        return None
    return Response(sign_in_page(form), status=401, mimetype="text/html")


def whose() -> int | None:
    """The id of the user whose session it is, or was before it ran out or was ended in another window."""
    if "left" in session:
        return int(session["left"])
    number, _, _ = str(session.get("_user_id", "")).partition(".")
    return int(number) if number.isdigit() else None


def of_page() -> Interrupted | None:
    """The form that a page brought along when it learned that the session had run out."""
    return _from(request.form.get("_action", ""), _local(request.form.get("_page", "")))


def sign_in_page(form: Interrupted) -> str:
    sealed = _sealed(form)
    return render_template(
        "signin.html",
        next=form.page or form.action,
        name="",
        expired=True,
        kept=sealed,
        too_much=sealed is None,
    )


def opened(token: str, user: User) -> Interrupted | None:
    """What was kept, for the person it was kept for; None for anybody else, and for what is too old."""
    plain = _seal().opened(token, current_system().now(), within=LIFE)
    told: dict[str, Any] = json.loads(zlib.decompress(plain)) if plain is not None else {}
    if told.get("user") != user.id:
        return None
    fields = tuple(Field(name, value) for name, value in told["fields"])
    return Interrupted(user.id, told["action"], told["page"], told["endpoint"], told["act"], fields)


def page() -> str | None:
    """The page of ours that the request came from."""
    return _local(request.referrer or "") or None


def _from(action: str, at: str | None) -> Interrupted | None:
    """The posted form, when its action is one of ours and the session tells whose it was."""
    user_id = whose()
    try:
        endpoint, values = current_app.create_url_adapter(request).match(_local(action), method="POST")  # type: ignore[union-attr]
    except HTTPException:
        return None
    if user_id is None or not endpoint.startswith("console."):
        return None
    fields = tuple(
        Field(name, value) for name, value in request.form.items(multi=True) if not name.startswith(_NEVER)
    )
    return Interrupted(user_id, _local(action), at or "", endpoint, str(values.get("act", "")), fields)


def _sealed(form: Interrupted) -> str | None:
    told = {
        "user": form.user_id,
        "action": form.action,
        "page": form.page,
        "endpoint": form.endpoint,
        "act": form.act,
        "fields": [(field.name, field.value) for field in form.fields],
    }
    plain = json.dumps(told).encode()
    if len(plain) > MOST:
        return None
    return _seal().closed(zlib.compress(plain), current_system().now())


def _local(address: str) -> str:
    """Path and query of an address of this site; empty for another's."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != request.host:
        return ""
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else ""
    return path + (f"?{parts.query}" if path and parts.query else "")


def _seal() -> Seal:
    return Seal(current_system().settings.secrets.derived(b"ivr interrupted forms"))
