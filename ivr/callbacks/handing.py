"""A supervisor takes a claimed task from whoever holds it: for himself, or for another agent of its desk."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.callbacks.claims import LEASE
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, must_be_quiet, note, opened
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.people import Membership, Role, User


def can_be_handed(task: Task) -> bool:
    """True while somebody holds it and the customer is not being rung."""
    return task.state == TaskState.CLAIMED and task.owner_id is not None


def candidates(session: Session, task: Task, supervisor: User) -> list[User]:
    """Who may hold it instead: the supervisor, and the agents who see the task by their desks."""
    of_desk = select(Membership.user_id).where(Membership.desk == task.desk)
    found = session.scalars(
        select(User)
        .where(User.active.is_(True), User.id != task.owner_id)
        .where(or_(User.id == supervisor.id, (User.role == Role.AGENT) & User.id.in_(of_desk)))
        .order_by(User.id != supervisor.id, User.display)
    )
    return [user for user in found if user.id == supervisor.id or Viewer.of(session, user).sees(task)]


def hand_on(session: Session, task_id: int, supervisor: User, to: int, *, now: datetime) -> Task:
    """From now on `to` holds the task, for a fresh lease. Whoever held it is told on their queue.

    Raises Unknown, NotYours or NotPossible; then nothing has changed. To the one who holds it already: no change.
    """
    task, viewer = opened(session, task_id, supervisor)
    viewer.must_decide("taking a task from its holder")
    must_be_quiet(task)
    if not can_be_handed(task):
        raise NotPossible(f"nobody holds task {task.ref} just now: claim it instead")
    if task.owner_id == to:
        return task
    if to not in {user.id for user in candidates(session, task, supervisor)}:
        raise NotPossible(f"task {task.ref} can only be handed to an agent of its desk, or to yourself")
    was, task.owner_id = task.owner_id, to
    task.lease_until = now + LEASE
    task.handed_from, task.handed_at = was, now
    note(session, task, "handed-on", now=now, actor=by(supervisor), user=to, was=was)
    return task


def taken_from(session: Session, user: User, since: datetime) -> list[Task]:
    """Unfinished tasks that a supervisor took from the user since that moment, and that he does not hold again."""
    return list(
        session.scalars(
            select(Task)
            .where(Task.closed_at.is_(None), Task.handed_from == user.id, Task.handed_at >= since)
            .where(or_(Task.owner_id.is_(None), Task.owner_id != user.id))
            .order_by(Task.handed_at.desc())
            .limit(5)
        )
    )
