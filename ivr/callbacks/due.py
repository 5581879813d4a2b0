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


def recompute(session: Session, hours: Hours, *, publication: int, actor: str, now: datetime) -> int:
    """Brings every due time up to the hours just published; answers how many moved.

    A task knows the publication its due time was last derived from, so a repeat does nothing.
    """
    moved = 0
    while behind := _behind(session, publication):
        moved += sum(_derive(session, hours, task, publication, actor, now) for task in behind)
        session.flush()
    return moved


def follow_publication(database: Database, book: Book, now: datetime) -> int:
    """Brings every due time up to the schedule in force; answers how many moved."""
    edition = book.current()
    with database.reading() as session:
        if not is_behind(session, edition.number):
            return 0
    with database.writing() as session:
        return recompute(session, edition.hours, publication=edition.number, actor="system", now=now)


def is_behind(session: Session, publication: int) -> bool:
    """True while some due time was not yet derived from that publication."""
    found = select(Task.id).where(Task.closed_at.is_(None), Task.publication < publication).limit(1)
    return session.scalar(found) is not None


def _behind(session: Session, publication: int) -> list[int]:
    found = select(Task.id).where(Task.closed_at.is_(None), Task.publication < publication)
    return list(session.scalars(found.order_by(Task.id).limit(BATCH)))


def _derive(
    session: Session, hours: Hours, task_id: int, publication: int, actor: str, now: datetime
) -> bool:
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
    note(session, task, "due-moved", now=now, actor=actor, was=was, due=due, publication=publication)
    return True
