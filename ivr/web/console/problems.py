"""Error pages in the console's look: one sentence what happened and one what to do, never a traceback."""

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ivr.web.console import session
from ivr.web.console.words import WORDS

log = structlog.get_logger("console")


def register(app: Flask) -> None:
    """For everything but the carrier's webhooks, which have their own answer to trouble."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)


def _stale_form(error: CSRFError) -> Response | tuple[str, int]:
    """A form from before signing in or out; without a session there is nothing to act for."""
    if session.has_expired():
        return session.to_sign_in()
    log.info("form refused", page=request.endpoint, why=error.description)
    return page(400)


def _refused(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    code = error.code or 500
    if request.blueprint in ("voice", "operation", "audio", "api") or code < 400:
        return error
    return page(code)


def _broken(error: Exception) -> Response | tuple[str, int]:
    # Its name and not its address: some addresses open a door.
    log.error("a page failed", page=request.endpoint, exc_info=error)
    if request.blueprint in ("operation", "audio"):
        return "something is wrong here; the log of the web part says what\n", 500
    return page(500)


def page(code: int) -> tuple[str, int]:
    """The page for an HTTP status; one that has no words of its own gets those of its class."""
    known = code if f"error.{code}" in WORDS else 500 if code >= 500 else 400
    return render_template("error.html", code=code, known=known), code
