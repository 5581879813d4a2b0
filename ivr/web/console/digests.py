"""Reminders of promises that run out: the list of all of them, and the press that takes note."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import digests
from ivr.callbacks.digest_tables import Level
from ivr.callbacks.digests import Told
from ivr.hours import Schedule
from ivr.notifiers import addresses, outbox
from ivr.notifiers.tables import Channel
from ivr.people import User
from ivr.web.console import preferences, pressing, session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

KNOWN = timedelta(days=7)
"""How long a notice that did not arrive stays on the page."""


@dataclass(frozen=True)
class Shown:
    """One digest on the list."""

    id: int
    level: str
    look: pressing.Look
    desk: str
    pretended: bool
    at: datetime
    lines: list[pressing.Line]
    open: int
    seen_by: User | None
    seen_at: datetime | None
    mine: bool
    """Whether the reader may take note of it."""


@dataclass(frozen=True)
class Lost:
    """A notice that did not arrive."""

    at: datetime
    to: str


@console.get("/digests")
def digest_list() -> str:
    """The latest reminders that the reader may know of, and the notices about them that did not arrive."""
    somebody, system = session.person(), current_system()
    now, language = system.now(), preferences.language()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        told = digests.listed(reading, edition.schedule, somebody.viewer)
        unseen = (
            digests.pressing(reading, edition.schedule, somebody.viewer) if pressing.notes(somebody) else []
        )
        mine = {each.digest.id for each in unseen}
        lost = _lost(reading, now) if pressing.mends(somebody) else []
    shown = [_shown(each, edition.schedule, somebody, now, language, each.digest.id in mine) for each in told]
    return render_template("digests.html", digests=shown, lost=lost)


@console.get("/digests/now")
def digests_now() -> str | tuple[str, int]:
    """The lines above a page that is open; 204 while they are as the page has them."""
    found = pressing.banner()
    if found is None or found.seen == request.args.get("seen"):
        return "", 204
    return render_template("_digests.html", banner=found)


@console.post("/digests/noted")
def note_digests() -> Response | str:
    """The reader has seen these, and that is written down; whose they are not stay as they are."""
    somebody, system = session.person(), current_system()
    if not pressing.notes(somebody):
        abort(403)
    now = system.now()
    with system.database.writing() as writing:
        schedule = system.book.current(writing).schedule
        for number in sorted(set(request.form.getlist("digest", type=_id))):
            digests.take_note(writing, schedule, somebody.viewer, number, now)
    if request.headers.get("HX-Request"):
        return render_template("_digests.html", banner=pressing.banner())
    return redirect(session.safe_next(request.form.get("next")), 303)


def _id(told: str) -> int:
    """Raises ValueError for what no row can have, which leaves it out."""
    if not 0 < int(told) < 2**31:
        raise ValueError(told)
    return int(told)


def _shown(
    told: Told, schedule: Schedule, somebody: Person, now: datetime, language: Language, mine: bool
) -> Shown:
    digest = told.digest
    return Shown(
        id=digest.id,
        level=digest.level,
        look="close" if digest.level == Level.DESK else "overdue",
        desk=pressing.named(schedule, digest.desk, language),
        pretended=digest.pretended,
        at=digest.at,
        lines=[pressing.line(task, somebody, now) for task in told.tasks],
        open=len(told.open),
        seen_by=told.seen_by,
        seen_at=digest.seen_at,
        mine=mine,
    )


def _lost(reading: Session, now: datetime) -> list[Lost]:
    """Where each was to go, without secrets."""
    lost = []
    for notice in outbox.failed(reading, now - KNOWN):
        channel = reading.get(Channel, notice.channel_id) if notice.channel_id else None
        user = reading.get(User, notice.user_id) if notice.user_id else None
        gone = say(preferences.language(), "digests.lost.gone")
        to = user.display if user else addresses.masked(channel.url) if channel and channel.url else gone
        lost.append(Lost(notice.settled or notice.created, to))
    return lost
