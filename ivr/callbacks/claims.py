"""One agent for each task: claiming is one conditional UPDATE, and a claim is a lease.

claims.claim(session, task_id, user, now)   # False: another agent got there first
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session

from ivr.callbacks.errors import NotYours, Unknown
from ivr.callbacks.ledger import by, held, locked, note, rest
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.database import Moment
from ivr.people import User

LEASE = timedelta(minutes=15)


def claim(session: Session, task_id: int, user: User, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Takes the task for `lease`. False: another agent got there first, or there is nothing left to do.

    Who holds it already renews it. Raises Unknown or NotYours for those who may not.
    """
    viewer = Viewer.of(session, user)
    viewer.must_act()
    task = session.get(Task, task_id, populate_existing=True)
    if task is None or not viewer.sees(task):
        raise Unknown("there is no such task")
    viewer.must_be_impartial(task)
    if task.state == TaskState.UNREACHABLE and not viewer.decides:
        raise NotYours(f"task {task.ref} was rung in vain: a supervisor decides about it")
    taken = session.scalar(
        update(Task)
        .where(Task.id == task_id, _free(now, decides=viewer.decides))
        .values(
            state=TaskState.CLAIMED,
            owner_id=user.id,
            lease_until=now + lease,
            taken_at=func.coalesce(Task.taken_at, literal(now, Moment)),
        )
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(task)
    if taken is None:
        return renew(session, task_id, user, now, lease=lease)
    note(session, task, "claimed", now=now, actor=by(user), until=task.lease_until)
    return True


def renew(session: Session, task_id: int, user: User, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Prolongs the claim of the one who holds it; False when it is no longer theirs. Not an entry of its own."""
    renewed = session.scalar(
        update(Task)
        .where(Task.id == task_id, Task.owner_id == user.id, Task.state == TaskState.CLAIMED)
        .values(lease_until=now + lease)
        .returning(Task.id)
    )
    return renewed is not None


def give_back(session: Session, task_id: int, user: User, now: datetime, *, text: str | None = None) -> None:
    """Returns a claimed task to the queue."""
    task = held(session, task_id, user)
    rest(task, now)
    note(session, task, "given-back", now=now, actor=by(user), text=text)


def lapse(session: Session, now: datetime) -> int:
    """Returns to the queue what leases that ran out held; answers how many. For the scheduler's tick."""
    gone = (
        select(Task.id)
        .where(Task.closed_at.is_(None), Task.state == TaskState.CLAIMED, Task.lease_until <= now)
        .order_by(Task.id)
        .limit(100)
    )
    lapsed = 0
    for task_id in session.scalars(gone.with_for_update(skip_locked=True)).all():
        task = locked(session, task_id)
        if (
            task is None
            or task.state != TaskState.CLAIMED
            or task.lease_until is None
            or task.lease_until > now
        ):
            continue
        was = task.owner_id
        rest(task, now)
        note(session, task, "lapsed", now=now, actor="system", user=was)
        lapsed += 1
    return lapsed


def give_back_all(session: Session, user: User, *, now: datetime, actor: str) -> int:
    """Returns what somebody holds to the queue, because they left or no longer may; answers how many.

    A customer who is being rung is rung to the end; that claim lapses afterwards.
    """
    theirs = select(Task.id).where(
        Task.owner_id == user.id, Task.state == TaskState.CLAIMED, Task.closed_at.is_(None)
    )
    returned = 0
    for task_id in session.scalars(theirs.order_by(Task.id)).all():
        task = locked(session, task_id)
        if task is not None and task.owner_id == user.id and task.state == TaskState.CLAIMED:
            rest(task, now)
            note(session, task, "returned", now=now, actor=actor, user=user.id)
            returned += 1
    return returned


def _free(now: datetime, *, decides: bool) -> ColumnElement[bool]:
    states = [TaskState.WAITING, TaskState.RETRY] + ([TaskState.UNREACHABLE] if decides else [])
    lapsed = and_(Task.state == TaskState.CLAIMED, Task.lease_until <= now)
    return or_(Task.state.in_(states), lapsed)
