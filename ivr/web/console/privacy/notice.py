"""The full recording notice, public, in both languages, with the periods that are really in force."""

from flask import render_template

from ivr.web.console.blueprint import console
from ivr.web.voice import current_system


@console.get("/privacy")
def privacy() -> str:
    """Who handles what, why, for how long, and what callers can ask for."""
    system = current_system()
    schedule = system.book.current().schedule
    periods = [(hotline, schedule.kept(hotline.number)) for hotline in schedule.hotlines.values()]
    return render_template(
        "privacy/notice.html",
        periods=periods,
        house=schedule.keep,
        alike=all(kept == schedule.keep for _, kept in periods),
        in_house=system.settings.recordings.startswith(("file:", "memory:")),
        abroad=bool(system.settings.twilio_account_sid),
    )
