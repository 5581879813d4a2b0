"""Changing a task: locked, only along the allowed ways, and written down in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.errors import NotPossible, Unknown
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import ALLOWED, DONE, TaskState
from ivr.callbacks.tables import Task
from ivr.calls import Call
from ivr.people import User


def by(user: User) -> str:
    """The user as the history names an actor."""
    return f"user:{user.id}"


def locked(session: Session, task_id: int) -> Task | None:
    """The task as it stands now, held against others until the transaction ends."""
    found = select(Task).where(Task.id == task_id).with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def hold_call(session: Session, call_id: int) -> None:
    """Locks a call until the transaction ends, before anything of its is touched.

    Steps lock the call first, and a task refers to it: whoever came to it the other way round would wait for a
    step that waits for him.
    """
    session.execute(select(Call.id).where(Call.id == call_id).with_for_update())


def opened(session: Session, task_id: int, user: User) -> tuple[Task, Viewer]:
    """The locked task for somebody who may see it and act; raises Unknown or NotYours."""
    viewer = Viewer.of(session, user)
    viewer.must_act()
    task = locked(session, task_id)
    if task is None or not viewer.sees(task):
        raise Unknown("there is no such task")
    viewer.must_be_impartial(task)
    return task, viewer


def held(session: Session, task_id: int, user: User) -> Task:
    """The locked task for the one who holds it; raises Unknown, NotYours or NotPossible.

    A lease that ran out does not matter while the task has not gone back to the queue.
    """
    task, viewer = opened(session, task_id, user)
    viewer.must_hold(task)
    must_be_quiet(task)
    return task


def must_be_quiet(task: Task) -> None:
    """Raises NotPossible while the customer is being rung."""
    if task.state == TaskState.RINGING:
        raise NotPossible(f"task {task.ref} is being rung just now: wait until that attempt is over")


def move(task: Task, to: TaskState, now: datetime) -> None:
    """Brings the task into another state; raises NotPossible when no way leads there. Note it afterwards."""
    if to != task.state and to not in ALLOWED[TaskState(task.state)]:
        raise NotPossible(f"task {task.ref} is {task.state}: it cannot become {to}")
    task.state = to
    task.closed_at = now if to in DONE else None
    if to in (TaskState.WAITING, TaskState.RETRY, TaskState.UNREACHABLE):
        task.owner_id = None
    if to not in (TaskState.CLAIMED, TaskState.RINGING):
        task.lease_until = None


def rest(task: Task, now: datetime) -> None:
    """Back to where a task waits that nobody holds: the queue, or for the time of its next try."""
    move(task, TaskState.RETRY if task.retry_at and task.retry_at > now else TaskState.WAITING, now)


def note(
    session: Session,
    task: Task,
    kind: str,
    *,
    now: datetime,
    actor: str,
    text: str | None = None,
    **facts: Any,
) -> None:
    """Writes down what happened to the task; `text` is what somebody wrote about it and can be erased."""
    if text is not None and text.strip():
        facts["note"] = history.keep(session, task.subject, "note", text.strip())
    session.flush()
    history.append(session, task.subject, kind, at=now, actor=actor, **facts)
