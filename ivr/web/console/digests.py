"""Reminders of promises that run out: a calm line above every page, and the list of all of them."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask import abort, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import Task, digests, escalation
from ivr.callbacks.digest_tables import Level
from ivr.callbacks.digests import Told
from ivr.callbacks.references import spoken
from ivr.hours import Edition, Schedule
from ivr.notifiers import addresses, outbox
from ivr.notifiers.tables import Channel
from ivr.people import Role, User
from ivr.web.console import preferences, session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

NAMED = 4
"""References in one line above the page; the list has them all."""

FRESH, KNOWN = timedelta(days=1), timedelta(days=7)
"""How long a notice that did not arrive is told above every page, and on the page of reminders."""

Look = Literal["close", "overdue"]

Group = tuple[Level, str, bool]
"""What is told in one part of the line: a level, a desk, and whether it is a drill."""


@dataclass(frozen=True)
class Line:
    """One task as a reminder names it."""

    ref: str
    spoken: str
    state: str
    due: datetime
    done: bool
    late: bool
    link: bool
    """Whether the reader may open it: a head or an administrator need not."""


@dataclass(frozen=True)
class Pressing:
    """What one desk's people are to take note of at one level."""

    look: Look
    text: str
    pretended: bool
    lines: list[Line]
    count: int
    ids: list[int]
    """The digests that one press takes note of."""


@dataclass(frozen=True)
class Banner:
    """What stands above every page."""

    groups: list[Pressing]
    notes: bool
    """Whether the reader may take note: an auditor changes nothing."""
    lost: int
    """Notices that did not arrive, for those who can mend it."""
    seen: str
    """A mark by which a page knows it again."""


@dataclass(frozen=True)
class Shown:
    """One digest on the list."""

    id: int
    level: str
    look: Look
    desk: str
    pretended: bool
    at: datetime
    lines: list[Line]
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


def banner() -> Banner | None:
    """For whoever is signed in; None for nobody."""
    somebody = session.signed_in()
    if somebody is None:
        return None
    system, language = current_system(), preferences.language()
    now = system.now()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        told = digests.pressing(reading, edition.schedule, somebody.viewer)
        lost = len(outbox.failed(reading, now - FRESH)) if _mends(somebody) else 0
    groups = _grouped(told, edition, somebody, now, language)
    mark = repr([(each.text, each.ids, [line.ref for line in each.lines]) for each in groups]) + str(lost)
    return Banner(groups, _notes(somebody), lost, hashlib.sha256(mark.encode()).hexdigest()[:16])


@console.get("/digests")
def digest_list() -> str:
    """The latest reminders that the reader may know of, and the notices about them that did not arrive."""
    somebody, system = session.person(), current_system()
    now, language = system.now(), preferences.language()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        told = digests.listed(reading, edition.schedule, somebody.viewer)
        pressing = digests.pressing(reading, edition.schedule, somebody.viewer) if _notes(somebody) else []
        mine = {each.digest.id for each in pressing}
        lost = _lost(reading, now) if _mends(somebody) else []
    shown = [_shown(each, edition.schedule, somebody, now, language, each.digest.id in mine) for each in told]
    return render_template("digests.html", digests=shown, lost=lost)


@console.get("/digests/now")
def digests_now() -> str | tuple[str, int]:
    """The lines above a page that is open; 204 while they are as the page has them."""
    found = banner()
    if found is None or found.seen == request.args.get("seen"):
        return "", 204
    return render_template("_digests.html", banner=found)


@console.post("/digests/noted")
def note_digests() -> Response | str:
    """The reader has seen these, and that is written down; whose they are not stay as they are."""
    somebody, system = session.person(), current_system()
    if not _notes(somebody):
        abort(403)
    now = system.now()
    with system.database.writing() as writing:
        schedule = system.book.current(writing).schedule
        for number in sorted(set(request.form.getlist("digest", type=_id))):
            digests.take_note(writing, schedule, somebody.viewer, number, now)
    if request.headers.get("HX-Request"):
        return render_template("_digests.html", banner=banner())
    return redirect(session.safe_next(request.form.get("next")), 303)


def _id(told: str) -> int:
    """Raises ValueError for what no row can have, which leaves it out."""
    if not 0 < int(told) < 2**31:
        raise ValueError(told)
    return int(told)


def _notes(somebody: Person) -> bool:
    return somebody.user.role != Role.AUDITOR


def _mends(somebody: Person) -> bool:
    return somebody.decides or somebody.user.role == Role.ADMIN


def _grouped(
    told: Sequence[Told], edition: Edition, somebody: Person, now: datetime, language: Language
) -> list[Pressing]:
    """One line for each desk and level, of what still stands where it was told."""
    tasks: dict[Group, dict[int, Task]] = defaultdict(dict)
    ids: dict[Group, list[int]] = defaultdict(list)
    for each in told:
        digest, level = each.digest, Level(each.digest.level)
        for task in each.open:
            stands = escalation.speaks(task, now) and escalation.falls(edition.hours, task, level) <= now
            # Supervisors look after every desk; of others' it is no longer the business when a task has moved on.
            if stands and (level is Level.SUPERVISOR or task.desk == digest.desk):
                group = (level, task.desk, digest.pretended)
                tasks[group][task.id] = task
                if digest.id not in ids[group]:
                    ids[group].append(digest.id)
    return [
        _pressing(group, list(tasks[group].values()), ids[group], edition.schedule, somebody, now, language)
        for group in sorted(tasks, key=_weight)
    ]


def _pressing(
    group: Group,
    tasks: list[Task],
    ids: list[int],
    schedule: Schedule,
    somebody: Person,
    now: datetime,
    language: Language,
) -> Pressing:
    level, desk, pretended = group
    ordered = sorted(tasks, key=lambda task: (task.due, task.id))
    late = sum(task.due <= now for task in ordered)
    return Pressing(
        look="overdue" if late else "close",
        text=_text(level, _named(schedule, desk, language), len(ordered), late, language),
        pretended=pretended,
        lines=[_line(task, somebody, now) for task in ordered[:NAMED]],
        count=len(ordered),
        ids=ids,
    )


def _weight(group: Group) -> tuple[bool, int, str]:
    """Drills last, the weightier level first."""
    level, desk, pretended = group
    return pretended, -list(Level).index(level), desk


def _text(level: Level, desk: str, count: int, late: int, language: Language) -> str:
    if level is Level.HEAD:
        return say(language, "digests.twice", desk=desk, n=count)
    if late == count:
        return say(language, "digests.late", desk=desk, n=late)
    half = say(language, "digests.half", desk=desk, n=count)
    if not late:
        return half
    return f"{half}{'，' if language == 'zh' else ', '}{say(language, 'digests.of-them-late', n=late)}"


def _line(task: Task, somebody: Person, now: datetime) -> Line:
    return Line(
        ref=task.ref,
        spoken=spoken(task.ref),
        state=task.state,
        due=task.due,
        done=task.is_done,
        late=not task.is_done and task.due <= now,
        link=somebody.viewer.sees(task),
    )


def _shown(
    told: Told, schedule: Schedule, somebody: Person, now: datetime, language: Language, mine: bool
) -> Shown:
    digest = told.digest
    return Shown(
        id=digest.id,
        level=digest.level,
        look="close" if digest.level == Level.DESK else "overdue",
        desk=_named(schedule, digest.desk, language),
        pretended=digest.pretended,
        at=digest.at,
        lines=[_line(task, somebody, now) for task in told.tasks],
        open=len(told.open),
        seen_by=told.seen_by,
        seen_at=digest.seen_at,
        mine=mine,
    )


def _named(schedule: Schedule, desk: str, language: Language) -> str:
    known = schedule.desks.get(desk)
    return (known.name.zh if language == "zh" else known.name.en) if known else desk


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
