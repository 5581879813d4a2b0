"""Who asks: the user whose token is shown, with his rights. Nothing else lets in, least of all a cookie."""

import re

from flask import request

from ivr.callbacks.rights import Viewer
from ivr.people import tokens
from ivr.people.tokens import Shut
from ivr.web.api.problems import Problem
from ivr.web.voice import current_system

_BEARER = re.compile(r"bearer +([A-Za-z0-9_~+/.=-]{1,200})", re.IGNORECASE)
_CHALLENGE = 'Bearer realm="ivr"'
_MINUTE = "60"
_QUARTER = "900"


def viewer() -> Viewer:
    """Whoever asks. Raises Problem: 401 for nobody, 429 for who asks too often."""
    shown = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    if shown is None:
        raise Problem(
            401,
            "show a token: Authorization: Bearer ivr_…; `ivr tokens add NAME --user USER` makes one",
            WWW_Authenticate=_CHALLENGE,
        )
    system = current_system()
    opened = tokens.open_with(system.database, shown[1], system.now(), address=request.remote_addr or "")
    match opened:
        case Shut.UNKNOWN:
            invalid = f'{_CHALLENGE}, error="invalid_token"'
            raise Problem(
                401, "this token opens nothing: it is none, or was revoked", WWW_Authenticate=invalid
            )
        case Shut.TOO_OFTEN:
            said = f"a token may ask {tokens.MOST_A_MINUTE} times a minute: wait for the next one"
            raise Problem(429, said, Retry_After=_MINUTE)
        case Shut.GUESSING:
            raise Problem(
                429, "too many wrong tokens came from there: wait a quarter of an hour", Retry_After=_QUARTER
            )
    with system.database.reading() as session:
        return Viewer.of(session, opened.user)


def looking() -> Viewer:
    """The same, when customers' matters may be seen at all; 403 otherwise."""
    found = viewer()
    if not found.looks:
        raise Problem(403, f"the role of {found.user.name}, {found.user.role}, sees no customer's matter")
    return found
