"""Due times after the hours changed: derived anew for everything that is still owed, and written down."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.ledger import note
from ivr.callbacks.tables import Task
from ivr.database import Database
from ivr.hours import Book, Hours


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
    return session.scalar(_behind(publication).limit(1)) is not None


def recompute(session: Session, hours: Hours, *, publication: int, actor: str, now: datetime) -> int:
    """Brings due times up to the hours just published; answers how many moved.

    A task knows the publication its due time was last derived from, so a repeat does nothing. What somebody is
    changing at this moment stays behind, for the next time.
    """
    behind = session.scalars(_behind(publication).order_by(Task.id)).all()
    return sum(_derive(session, hours, task, publication, actor, now) for task in behind)


def _behind(publication: int) -> Select[int]:
    return select(Task.id).where(Task.closed_at.is_(None), Task.publication < publication)


def _derive(
    session: Session, hours: Hours, task_id: int, publication: int, actor: str, now: datetime
) -> bool:
    """Derives one due time; True when it moved. A hotline struck from the schedule leaves it alone."""
    found = select(Task).where(Task.id == task_id, Task.closed_at.is_(None), Task.publication < publication)
    task = session.scalar(found.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if task is None:
        return False
    task.publication = publication
    if task.hotline not in hours.schedule.hotlines:
        return False
    due = promises.due(hours, task.hotline, task.owed_since, task.within)
    if due == task.due:
        return False
    was, task.due = task.due, due
    note(session, task, "due-moved", now=now, actor=actor, was=was, due=due, publication=publication)
    return True
