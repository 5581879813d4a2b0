"""Promises that run out, told to those who can still do something: the desk, the supervisors, the desk's head.

    escalation.gather(system)     # the scheduler's tick; answers how many digests were written

Levels are counted in opening time of the task's hotline from when the promise began: half of it, all of it, twice of
it. What newly came to a level is told as one digest for its desk, not one for each task.

Each promise is told once at each level. A due time that moves later is another promise, and told again when *its* time
comes; one that moves sooner, or back to where it was, tells nothing twice. A task that waits for its next try, or for a
supervisor's decision, says nothing meanwhile; one that somebody holds does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import outside, promises
from ivr.callbacks.digest_tables import Crossing, Digest, Level
from ivr.callbacks.ledger import note
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.hours import Hours
from ivr.system import System

SHARE = {Level.DESK: 0.5, Level.SUPERVISOR: 1.0, Level.HEAD: 2.0}
"""How much of the promised time has passed at each level."""

BATCH = 500
"""Tasks told in one transaction; the next tick tells the rest."""


def gather(system: System) -> int:
    """Tells what came to a level since it was last looked, and posts the notices that leave the house."""
    if system.database.is_rehearsal:
        return 0
    now, edition = system.now(), system.book.current()
    with system.database.reading() as session:
        ripe = sorted(_ripe(session, edition.hours, now))[:BATCH]
    if not ripe:
        return 0
    with system.database.writing() as session:
        gathered = _gathered(session, edition.hours, ripe, now)
        for digest, tasks in gathered.items():
            outside.post(session, system.settings, edition.schedule, digest, tasks, now)
        return len(gathered)


def falls(hours: Hours, task: Task, level: Level) -> datetime:
    """When the task comes to that level, by these hours."""
    if level is Level.SUPERVISOR:
        return task.due
    moment = promises.due(hours, task.hotline, task.owed_since, task.within * SHARE[level])
    # The due time may have been set by other means, such as before the matter became urgent.
    return min(moment, task.due) if level is Level.DESK else max(moment, task.due)


def speaks(task: Task, now: datetime) -> bool:
    """False for a task with which nobody can do anything now: it waits for its next try, or for a decision."""
    waits = task.state == TaskState.RETRY and task.retry_at is not None and task.retry_at > now
    return not waits and task.state != TaskState.UNREACHABLE


def _ripe(session: Session, hours: Hours, now: datetime) -> Iterator[int]:
    """Ids of tasks that came to a level and were not told, as far as can be seen without locking any."""
    told: dict[int, list[Crossing]] = defaultdict(list)
    for crossing in session.scalars(select(Crossing).join(Task).where(Task.closed_at.is_(None))):
        told[crossing.task_id].append(crossing)
    for task in session.scalars(select(Task).where(Task.closed_at.is_(None))):
        if _untold(hours, task, told[task.id], now):
            yield task.id


def _untold(hours: Hours, task: Task, told: Iterable[Crossing], now: datetime) -> list[Level]:
    """The levels that the task has come to, and that were told neither since nor for the same due time."""
    if not speaks(task, now):
        return []
    came = {level: falls(hours, task, level) for level in Level}
    done = {each.level for each in told if each.due == task.due or each.at >= came[Level(each.level)]}
    return [level for level, at in came.items() if at <= now and level not in done]


def _gathered(session: Session, hours: Hours, ripe: Iterable[int], now: datetime) -> dict[Digest, list[Task]]:
    """Writes digests of those tasks that are still to be told. What somebody is changing waits for the next tick."""
    digests: dict[tuple[str, Level, bool], Digest] = {}
    gathered: dict[Digest, list[Task]] = defaultdict(list)
    for task_id in ripe:
        found = select(Task).where(Task.id == task_id, Task.closed_at.is_(None))
        task = session.scalar(
            found.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        )
        if task is None:
            continue
        told = session.scalars(select(Crossing).where(Crossing.task_id == task.id)).all()
        for level in _untold(hours, task, told, now):
            key = (task.desk, level, task.pretended)
            digest = digests.get(key) or _begun(session, *key, now)
            digests[key] = digest
            session.add(Crossing(task_id=task.id, level=level, due=task.due, at=now, digest_id=digest.id))
            note(session, task, "escalated", now=now, actor="system", level=level, digest=digest.id)
            gathered[digest].append(task)
    return gathered


def _begun(session: Session, desk: str, level: Level, pretended: bool, now: datetime) -> Digest:
    digest = Digest(desk=desk, level=level, pretended=pretended, at=now)
    session.add(digest)
    session.flush()
    return digest
