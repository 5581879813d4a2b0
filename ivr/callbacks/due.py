"""Due times after the hours changed: derived anew for everything that is still owed, and written down."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.ledger import locked, note
from ivr.callbacks.tables import Task
from ivr.database import Database
from ivr.hours import Book, Hours

BATCH = 200


def follow_publication(database: Database, book: Book, now: datetime) -> int:
    """Brings every due time up to the schedule in force, a batch to a transaction; answers how many moved.

    A task knows the publication its due time was last derived from, so nothing is done twice or forgotten.
    """
    edition = book.current()
    moved = 0
    while True:
        with database.reading() as session:
            behind = _behind(session, edition.number)
        if not behind:
            return moved
        with database.writing() as session:
            moved += sum(_derive(session, edition.hours, task, edition.number, now) for task in behind)


def is_behind(session: Session, publication: int) -> bool:
    """True when some due time was derived from an older publication."""
    return bool(_behind(session, publication))


def _behind(session: Session, publication: int) -> list[int]:
    found = select(Task.id).where(Task.closed_at.is_(None), Task.publication < publication)
    return list(session.scalars(found.order_by(Task.id).limit(BATCH)))


def _derive(session: Session, hours: Hours, task_id: int, publication: int, now: datetime) -> bool:
    """Derives one due time; True when it moved. A hotline struck from the schedule leaves it alone."""
    task = locked(session, task_id)
    if task is None or task.publication >= publication:
        return False
    task.publication = publication
    if task.closed_at is not None or task.hotline not in hours.schedule.hotlines:
        return False
    due = promises.due(hours, task.hotline, task.owed_since, task.within)
    if due == task.due:
        return False
    was, task.due = task.due, due
    note(session, task, "due-moved", now=now, actor="system", was=was, due=due, publication=publication)
    return True
