"""Due times after the hours changed: derived anew for everything that is still owed, and written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.ledger import note
from ivr.callbacks.tables import DueMove, Task
from ivr.database import Database
from ivr.hours import Book, Hours


@dataclass(frozen=True, slots=True)
class Moved:
    """One promise that falls due at another time by other hours."""

    task_id: int
    ref: str
    hotline: str
    was: datetime
    due: datetime


def follow_publication(database: Database, book: Book, now: datetime) -> int:
    """Brings every due time up to what is in force; answers how many moved.

    For whatever was not published through `ivr.callbacks.publishing`, and for what somebody was changing at that
    moment.
    """
    edition = book.current()
    with database.reading() as session:
        if not is_behind(session, edition.number):
            return 0
    with database.writing() as session:
        return len(recompute(session, edition.hours, publication=edition.number, actor="system", now=now))


def is_behind(session: Session, publication: int) -> bool:
    """True while some due time was not yet derived from that publication."""
    return session.scalar(_behind(publication).limit(1)) is not None


def recompute(
    session: Session, hours: Hours, *, publication: int, actor: str, now: datetime
) -> tuple[Moved, ...]:
    """Brings due times up to the hours just published; answers those that moved, each of them to be told.

    A task knows the publication its due time was last derived from, so a repeat does nothing. What somebody is
    changing at this moment stays behind, for the next time.
    """
    behind = session.scalars(_behind(publication).order_by(Task.id)).all()
    moves = (_derive(session, hours, task, publication, actor, now) for task in behind)
    return tuple(moved for moved in moves if moved)


def would_move(session: Session, hours: Hours) -> Iterator[Moved]:
    """What :func:`recompute` would move by these hours; changes nothing."""
    owed = select(Task).where(Task.closed_at.is_(None)).order_by(Task.due, Task.id)
    for task in session.scalars(owed):
        moved = _moved(hours, task)
        if moved:
            yield moved


def _behind(publication: int) -> Select[int]:
    return select(Task.id).where(Task.closed_at.is_(None), Task.publication < publication)


def _derive(
    session: Session, hours: Hours, task_id: int, publication: int, actor: str, now: datetime
) -> Moved | None:
    """Derives one due time; answers how it moved, None when it did not."""
    found = select(Task).where(Task.id == task_id, Task.closed_at.is_(None), Task.publication < publication)
    task = session.scalar(found.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if task is None:
        return None
    task.publication = publication
    moved = _moved(hours, task)
    if moved is None:
        return None
    task.due = moved.due
    session.add(DueMove(task_id=task.id, publication=publication, was=moved.was, due=moved.due, at=now))
    note(
        session,
        task,
        "due-moved",
        now=now,
        actor=actor,
        was=moved.was,
        due=moved.due,
        publication=publication,
    )
    return moved


def _moved(hours: Hours, task: Task) -> Moved | None:
    """How the task's promise moves by these hours. A hotline struck from the schedule leaves it alone."""
    if task.hotline not in hours.schedule.hotlines:
        return None
    due = promises.due(hours, task.hotline, task.owed_since, task.within)
    return None if due == task.due else Moved(task.id, task.ref, task.hotline, task.due, due)
