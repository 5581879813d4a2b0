"""The morning after a holiday: what was left is heard once, and put in order before anybody is rung.

Sorting says what a matter is about and whether it is urgent. The promise stays what it was, and so does the desk: to
dispatch is another act. A complaint stays a complaint, and nothing becomes one here: who may see it hangs on that.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, must_be_quiet, note, opened
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import OPEN
from ivr.callbacks.tables import Task, TaskMessage
from ivr.hours.topics import TOPICS
from ivr.people import User
from ivr.voicemail import MessageState, Voicemail

COMPLAINT = "complaint"


def unsorted(session: Session, viewer: Viewer) -> list[Task]:
    """What the viewer could sort: nobody's, with a message to hear, not sorted yet; the first promised first."""
    return list(session.scalars(_unsorted(select(Task), viewer).order_by(Task.due, Task.id)))


def how_many(session: Session, viewer: Viewer) -> int:
    """How many there are of them."""
    return session.scalar(_unsorted(select(func.count()).select_from(Task), viewer)) or 0


def _unsorted(asked: Select[Any], viewer: Viewer) -> Select[Any]:
    heard = exists().where(
        TaskMessage.task_id == Task.id,
        Voicemail.id == TaskMessage.voicemail_id,
        Voicemail.state == MessageState.STORED,
    )
    return asked.where(
        Task.closed_at.is_(None), Task.owner_id.is_(None), Task.sorted_at.is_(None), viewer.seen()
    ).where(Task.topic != COMPLAINT, Task.state.in_(OPEN), heard)


def sort(session: Session, task_id: int, user: User, *, topic: str, urgent: bool, now: datetime) -> None:
    """What it is about, and whether it cannot wait. Raises Unknown, NotYours or NotPossible."""
    task, viewer = opened(session, task_id, user)
    if task.owner_id is not None:
        viewer.must_hold(task)
    must_be_quiet(task)
    if task.is_done:
        raise NotPossible(f"task {task.ref} is done with: reopen it first")
    if topic not in TOPICS or COMPLAINT in (topic, task.topic):
        raise NotPossible("a complaint stays one, and nothing else becomes one by sorting")
    was = task.topic
    task.topic, task.urgent, task.sorted_at = topic, urgent, now
    note(session, task, "sorted", now=now, actor=by(user), topic=topic, was=was, urgent=urgent)
