"""Looking at tasks: what an agent has to do, and what a caller may hear about his own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import references
from ivr.callbacks.rights import Viewer
from ivr.callbacks.severity import UNRANKED, Severity
from ivr.callbacks.states import DONE, TaskState
from ivr.callbacks.tables import Task


@dataclass(frozen=True)
class Counts:
    """How much there is to do for one viewer."""

    waiting: int
    urgent: int
    overdue: int
    mine: int
    undecided: int
    """Unreachable customers that a supervisor has to decide about."""


@dataclass(frozen=True)
class Promise:
    """What a caller may be told of a task: nothing personal."""

    task_id: int
    ref: str
    due: datetime
    state: TaskState
    hotline: str

    @property
    def is_open(self) -> bool:
        """False once nothing is left to do."""
        return self.state not in DONE


def unfinished(
    viewer: Viewer,
    *,
    severity: Severity = UNRANKED,
    desk: str | None = None,
    hotline: str | None = None,
    topic: str | None = None,
    state: str | None = None,
    mine: bool = False,
) -> Select[Task]:
    """Everything the viewer may see that is not done, in the one order: by severity, urgent first, then by due time."""
    found = select(Task).where(Task.closed_at.is_(None), viewer.seen())
    wanted = ((Task.desk, desk), (Task.hotline, hotline), (Task.topic, topic), (Task.state, state))
    for column, value in wanted:
        if value is not None:
            found = found.where(column == value)
    if mine:
        found = found.where(Task.owner_id == viewer.user.id)
    return found.order_by(*severity.order, Task.due, Task.id)


def work(session: Session, viewer: Viewer, *, limit: int = 200, **chosen: Any) -> list[Task]:
    """The queue as the viewer works it off, of what is chosen as for `unfinished`; undecided tasks are shown to those
    who decide."""
    found = unfinished(viewer, **chosen)
    if not viewer.sees_all:
        found = found.where(Task.state != TaskState.UNREACHABLE)
    return list(session.scalars(found.limit(limit)))


def finished(session: Session, viewer: Viewer, *, limit: int = 100, offset: int = 0) -> list[Task]:
    """What was done with, the latest first."""
    found = select(Task).where(Task.closed_at.is_not(None), viewer.seen())
    return list(session.scalars(found.order_by(Task.closed_at.desc()).limit(limit).offset(offset)))


def counts(session: Session, viewer: Viewer, now: datetime) -> Counts:
    """How much there is to do, in one query over what is not done."""
    to_do = Task.state.not_in([TaskState.UNREACHABLE, TaskState.RETRY])

    def number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((and_(*conditions), 1)))

    row = session.execute(
        select(
            number(Task.state == TaskState.WAITING),
            number(Task.urgent.is_(True), to_do),
            number(Task.due < now, to_do),
            number(Task.owner_id == viewer.user.id),
            number(Task.state == TaskState.UNREACHABLE),
        ).where(Task.closed_at.is_(None), viewer.seen())
    ).one()
    return Counts(*row)


def everything(
    session: Session,
    *,
    severity: Severity = UNRANKED,
    state: TaskState | None = None,
    hotline: str | None = None,
    viewer: Viewer | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Task]:
    """All tasks for the operator, or those a viewer may see; in the queue's order, done ones last."""
    found = select(Task) if viewer is None else select(Task).where(viewer.seen())
    if state is not None:
        found = found.where(Task.state == state)
    if hotline is not None:
        found = found.where(Task.hotline == hotline)
    found = found.order_by(Task.closed_at.is_not(None), *severity.order, Task.due, Task.id)
    return list(session.scalars(found.limit(limit).offset(offset)))


def task(session: Session, task_id: int) -> Task | None:
    """The task with this id."""
    return session.get(Task, task_id)


def find(session: Session, keyed: str) -> Task | None:
    """The task with the reference that was keyed in or written; a slip of one digit finds nothing."""
    ref = references.read(keyed)
    return None if ref is None else session.scalar(select(Task).where(Task.ref == ref))


def open_task_of(session: Session, number: str | None, *, pretended: bool = False) -> Task | None:
    """The latest matter of this number (E.164) that is not done, complaints and what supervisors follow up left out.

    Pretended calls see pretended matters alone, and real ones real ones.
    """
    if number is None:
        return None
    found = (
        select(Task)
        .where(Task.closed_at.is_(None), or_(Task.caller == number, Task.contact == number))
        .where(Task.topic != "complaint", Task.supervised.is_(False), Task.pretended.is_(pretended))
    )
    return session.scalar(found.order_by(Task.created.desc(), Task.id.desc()).limit(1))


def open_promise(session: Session, number: str | None, *, pretended: bool = False) -> Promise | None:
    """What that caller may be told of his open matter."""
    found = open_task_of(session, number, pretended=pretended)
    return None if found is None else _promise(found)


def promise(session: Session, task_id: int) -> Promise | None:
    """What its caller may be told of the task."""
    found = session.get(Task, task_id)
    return None if found is None else _promise(found)


def _promise(found: Task) -> Promise:
    return Promise(found.id, found.ref, found.due, TaskState(found.state), found.hotline)
