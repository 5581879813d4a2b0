"""The full recording notice, public, in both languages: what callers are told shortly by voice."""

from flask import render_template

from ivr.web.console.blueprint import console
from ivr.web.voice import current_system

RETENTION_DAYS = 200
"""How long recordings are kept by default (COMPLIANCE.md)."""


@console.get("/privacy")
def privacy() -> str:
    schedule = current_system().book.current().schedule
    return render_template("privacy.html", hotlines=schedule.hotlines.values(), days=RETENTION_DAYS)
