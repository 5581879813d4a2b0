"""Due times after the hours changed: derived anew for everything that is still owed, and written down."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.ledger import locked, note
from ivr.callbacks.tables import Task
from ivr.hours import Hours

BATCH = 500


def recompute(session: Session, hours: Hours, *, publication: int, actor: str, now: datetime) -> int:
    """Derives the due time of every task that is not done by the hours just published; answers how many moved.

    Part of the publishing act. A hotline that was struck from the schedule leaves its tasks' due times alone.
    """
    moved, last = 0, 0
    while True:
        batch = session.scalars(
            select(Task.id).where(Task.closed_at.is_(None), Task.id > last).order_by(Task.id).limit(BATCH)
        ).all()
        if not batch:
            return moved
        last = batch[-1]
        for task_id in batch:
            moved += _move(session, hours, task_id, publication, actor, now)


def _move(session: Session, hours: Hours, task_id: int, publication: int, actor: str, now: datetime) -> bool:
    task = locked(session, task_id)
    if task is None or task.closed_at is not None or task.hotline not in hours.schedule.hotlines:
        return False
    due = promises.due(hours, task.hotline, task.owed_since, task.within)
    if due == task.due:
        return False
    was, task.due = task.due, due
    note(session, task, "due-moved", now=now, actor=actor, was=was, due=due, publication=publication)
    return True
