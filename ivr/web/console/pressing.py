"""The line above every page: what its reader is to take note of, counted as it stands now."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ivr.callbacks import Task, digests, escalation
from ivr.callbacks.digest_tables import Level
from ivr.callbacks.digests import Told
from ivr.callbacks.references import spoken
from ivr.hours import Edition, Schedule
from ivr.notifiers import outbox
from ivr.people import Role
from ivr.web.console import preferences, session
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

NAMED = 4
"""References in one line above the page; the list has them all."""

FRESH = timedelta(days=1)
"""How long a notice that did not arrive is told above every page."""

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
        lost = len(outbox.failed(reading, now - FRESH)) if mends(somebody) else 0
    groups = _grouped(told, edition, somebody, now, language)
    mark = repr([(each.text, each.ids, [line.ref for line in each.lines]) for each in groups]) + str(lost)
    return Banner(groups, notes(somebody), lost, hashlib.sha256(mark.encode()).hexdigest()[:16])


def notes(somebody: Person) -> bool:
    """Whether the person may take note: an auditor changes nothing."""
    return somebody.user.role != Role.AUDITOR


def mends(somebody: Person) -> bool:
    """Whether the person is told of notices that did not arrive."""
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
        text=_text(level, named(schedule, desk, language), len(ordered), late, language),
        pretended=pretended,
        lines=[line(task, somebody, now) for task in ordered[:NAMED]],
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


def line(task: Task, somebody: Person, now: datetime) -> Line:
    """The task, for this reader."""
    return Line(
        ref=task.ref,
        spoken=spoken(task.ref),
        state=task.state,
        due=task.due,
        done=task.is_done,
        late=not task.is_done and task.due <= now,
        link=somebody.viewer.sees(task),
    )


def named(schedule: Schedule, desk: str, language: Language) -> str:
    """The desk as colleagues call it; its key when the schedule no longer has it."""
    known = schedule.desks.get(desk)
    return (known.name.zh if language == "zh" else known.name.en) if known else desk
