"""The console: where agents and supervisors work the queue. Routes by topic, one blueprint, no domain logic."""

from urllib.parse import urlsplit

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from ivr.people.sign_ins import LONGEST
from ivr.web.api import api
from ivr.web.console import (
    assets,
    audit,
    audit_export,
    contacts,
    contacts_import,
    digests,
    duty,
    factor,
    filters,
    find,
    frame,
    handing,
    headers,
    incidents,
    live,
    me,
    phone,
    preferences,
    problems,
    queue,
    recordings,
    resetting,
    session,
    signin,
    staff,
    staff_acts,
    task,
    triage,
)
from ivr.web.console.blueprint import console
from ivr.web.console.hours import (
    draft,
    draft_publishing,
    draft_trying,
    notices,
    overview,
    rollback,
    switch,
    told,
    versions,
    voices,
    year,
)
from ivr.web.console.privacy import asked, evidence, held, notice
from ivr.web.console.reports import board, files, lists, page
from ivr.web.feed import Feed
from ivr.web.voice import voice

__all__ = ["register"]

_ROUTES = (
    assets,
    contacts,
    contacts_import,
    digests,
    duty,
    filters,
    find,
    handing,
    incidents,
    live,
    phone,
    preferences,
    queue,
    recordings,
    signin,
    staff,
    task,
    triage,
)
_PEOPLE = (factor, me, resetting, staff_acts, audit, audit_export)
_HOURS = (
    overview,
    year,
    notices,
    draft,
    draft_publishing,
    draft_trying,
    versions,
    rollback,
    told,
    switch,
    voices,
)
_PRIVACY = (asked, evidence, held, notice)
_REPORTS = (board, page, lists, files)
"""Modules that put their routes on the blueprint when they are imported."""


def register(app: Flask) -> None:
    """Adds the console to the application: pages, sessions, CSRF for every form, headers."""
    system = app.extensions["ivr"]
    app.config.update(
        SESSION_COOKIE_NAME="ivr",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(system.settings.public_url).scheme == "https",
        PERMANENT_SESSION_LIFETIME=LONGEST,
        # A page may stay open all day; the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    csrf = CSRFProtect(app)
    for signed_otherwise in (voice, api):
        csrf.exempt(signed_otherwise)
    session.manager().init_app(app)
    app.before_request_funcs.setdefault(console.name, []).append(session.guard)
    app.after_request(headers.secure)
    app.extensions["ivr_feed"] = Feed(system.database, live.STREAMS)
    app.context_processor(frame.facts)
    problems.register(app)
    app.register_blueprint(console)
