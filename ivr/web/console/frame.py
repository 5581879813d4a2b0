"""What every template may use: words, times, who is signed in, where style and script are."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import request

from calendars import szse
from ivr import incidents
from ivr.clock import shanghai
from ivr.telephony.numbers import masked
from ivr.waiting import agents, reminders
from ivr.web.console import assets, hours, preferences, pressing, privacy, session, times
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system


def facts() -> dict[str, object]:
    """Handed to every template."""
    language, system = preferences.language(), current_system()
    now, somebody = system.now(), session.signed_in()
    return {
        "t": _speaker(language),
        "language": language,
        "theme": preferences.theme(),
        "person": somebody,
        "presence_of": _presence,
        "digests_banner": pressing.banner,
        "unconfirmed_year": _unconfirmed_year,
        "open_incidents": _open_incidents,
        "phone": masked(somebody.user.phone) if somebody and somebody.user.phone else None,
        "asset": assets.address,
        "hours_tabs": hours.tabs,
        "here": _here(),
        "masked": masked,
        "privacy_tabs": privacy.tabs,
        "absolute": times.absolute,
        "clock": times.clock,
        "exact_clock": times.exact_clock,
        "when": lambda moment: times.when(moment, now, language),
        "iso": _iso,
        "now": now,
    }


def _speaker(language: Language) -> Callable[..., str]:
    def t(key: str, **facts: Any) -> str:
        return say(language, key, **facts)

    return t


def _here() -> str:
    """Where to come back to: this page, or the page whose form led to it. Who follows it checks it."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came = urlsplit(request.headers.get("Referer", ""))
    return came._replace(scheme="", netloc="", fragment="").geturl() if came.netloc == request.host else ""


def _presence() -> str | None:
    """Whether the person's telephone may ring; None for whoever takes no calls."""
    somebody = session.signed_in()
    if somebody is None or not somebody.acts:
        return None
    with current_system().database.reading() as reading:
        return agents.presence(reading, somebody.user.id)


def _unconfirmed_year() -> int | None:
    """The year that a supervisor still has to confirm; None for everybody else."""
    somebody, system = session.signed_in(), current_system()
    if somebody is None or not somebody.decides:
        return None
    return szse.unconfirmed(system.book.current().hours.calendar, shanghai(system.now()).date())


def _open_incidents() -> list[dict[str, object]]:
    """What is broken just now, for whoever sees customers' matters."""
    somebody, system = session.signed_in(), current_system()
    if somebody is None or not somebody.looks:
        return []
    with system.database.reading() as reading:
        rows = incidents.open_ones(reading)
        counted = incidents.standing.counted(reading, rows) if rows else {}
    now = system.now()
    return [
        {"row": row, "affected": counted[row.id].affected, "late": reminders.overdue(row, now)}
        for row in rows
    ]


def _iso(moment: datetime) -> str:
    return shanghai(moment).isoformat(timespec="seconds")
