"""Digests as they are read: whose they are, what of them is still open, and that somebody took note."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.digest_tables import Crossing, Digest, Level
from ivr.callbacks.ledger import by, locked, note
from ivr.callbacks.rights import Viewer
from ivr.callbacks.tables import Task
from ivr.hours import Schedule
from ivr.people import Role, User


@dataclass(frozen=True, slots=True)
class Told:
    """A digest as one viewer reads it."""

    digest: Digest
    tasks: tuple[Task, ...]
    """What it named and the viewer may know of, by due time."""
    seen_by: User | None

    @property
    def open(self) -> tuple[Task, ...]:
        """Those that are still to be done."""
        return tuple(task for task in self.tasks if not task.is_done)


def headed(schedule: Schedule, user: User) -> frozenset[str] | None:
    """The desks whose head the user is; None for an administrator, who stands in where no head is named."""
    if user.role == Role.ADMIN:
        return None
    return frozenset(desk.id for desk in schedule.desks.values() if desk.head == user.name)


def pressing(session: Session, schedule: Schedule, viewer: Viewer) -> list[Told]:
    """What the viewer is to take note of: told to him, noted by nobody, and something of it still open."""
    # From what is open, which is little: digests that nobody noted, and whose tasks are long done, are ever more.
    standing = select(Crossing.digest_id).join(Task).where(Task.closed_at.is_(None))
    unseen = select(Digest).where(
        Digest.seen_at.is_(None), Digest.id.in_(standing), _meant_for(schedule, viewer)
    )
    told = _read(session, session.scalars(unseen.order_by(Digest.id)).all(), viewer)
    return [each for each in told if each.open]


def listed(session: Session, schedule: Schedule, viewer: Viewer, *, limit: int = 100) -> list[Told]:
    """The latest digests that the viewer may read, newest first; whoever sees all desks reads all levels."""
    mine = select(Digest) if viewer.sees_all else select(Digest).where(_meant_for(schedule, viewer))
    found = session.scalars(mine.order_by(Digest.id.desc()).limit(limit)).all()
    return [each for each in _read(session, found, viewer) if each.tasks]


def take_note(session: Session, schedule: Schedule, viewer: Viewer, digest_id: int, now: datetime) -> bool:
    """The viewer has seen it, and that is written down with each of its tasks. False when somebody had before, or when
    it is none of his."""
    mine = session.scalar(
        update(Digest)
        .where(Digest.id == digest_id, Digest.seen_at.is_(None), _meant_for(schedule, viewer))
        .values(seen_at=now, seen_by=viewer.user.id)
        .returning(Digest.id)
        .execution_options(synchronize_session=False)
    )
    if mine is None:
        return False
    named = select(Crossing.task_id).where(Crossing.digest_id == digest_id).order_by(Crossing.task_id)
    history.append(session, f"digest:{digest_id}", "noted", at=now, actor=by(viewer.user))
    for task_id in session.scalars(named).all():
        task = locked(session, task_id)
        if task is not None and not task.is_done:
            note(session, task, "escalation-seen", now=now, actor=by(viewer.user), digest=digest_id)
    return True


def _meant_for(schedule: Schedule, viewer: Viewer) -> ColumnElement[bool]:
    """Digests that this person is told: by role and desk, and as head of a desk."""
    theirs = headed(schedule, viewer.user)
    if theirs is None:
        manned = [desk.id for desk in schedule.desks.values() if desk.head is not None]
        return and_(Digest.level == Level.HEAD, Digest.desk.not_in(manned))
    as_head = and_(Digest.level == Level.HEAD, Digest.desk.in_(theirs))
    if viewer.user.role == Role.SUPERVISOR:
        return or_(Digest.level == Level.SUPERVISOR, as_head)
    if viewer.user.role == Role.AGENT:
        return or_(and_(Digest.level == Level.DESK, Digest.desk.in_(viewer.desks)), as_head)
    return as_head


def _read(session: Session, digests: Sequence[Digest], viewer: Viewer) -> list[Told]:
    """With the tasks of each. A complaint is never known to the desk it is about."""
    ids = [digest.id for digest in digests]
    rows = session.execute(
        select(Crossing.digest_id, Task)
        .join(Task, Task.id == Crossing.task_id)
        .where(Crossing.digest_id.in_(ids))
        .order_by(Task.due, Task.id)
    ).all()
    tasks: dict[int, list[Task]] = defaultdict(list)
    for digest_id, task in rows:
        if viewer.sees_all or task.about not in viewer.desks:
            tasks[digest_id].append(task)
    known = {digest.seen_by for digest in digests if digest.seen_by is not None}
    users = (
        {user.id: user for user in session.scalars(select(User).where(User.id.in_(known)))} if known else {}
    )
    return [
        Told(digest, tuple(tasks[digest.id]), users.get(digest.seen_by) if digest.seen_by else None)
        for digest in digests
    ]
