"""Customers who were promised one time and will be rung at another: whom to tell, and that they were told.

Publishing writes down every promise it moves. Of one task's moves only what the customer knows counts: what he was
last promised, and what is due now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from ivr.callbacks.ledger import locked, note
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import Outcome
from ivr.callbacks.tables import Attempt, DueMove, Task
from ivr.telephony.numbers import masked


@dataclass(frozen=True, slots=True)
class ToTell:
    """One customer to be told that he will be rung at another time."""

    move_id: int
    """The latest of the moves; telling it tells all before it."""
    task_id: int
    ref: str
    hotline: str
    desk: str
    number: str | None
    """Where to ring, masked; None when no number is known."""
    language: str
    promised: datetime
    """What he was last told."""
    due: datetime
    """When he will be rung by what is in force now."""
    publications: tuple[int, ...]
    """The numbers of what moved it."""
    at: datetime
    """When it was last moved."""
    pretended: bool

    @property
    def later(self) -> bool:
        """False when he will be rung sooner than promised."""
        return self.due > self.promised


def to_tell(session: Session, viewer: Viewer | None = None) -> list[ToTell]:
    """Open tasks whose due time moved and whose customer was not told, the soonest promise first.

    A task is gone from here when it moved back to what was promised, when the customer was reached or given a new
    promise since, and when it is done with. With a viewer only what he may see.
    """
    found = _untold() if viewer is None else _untold().where(viewer.seen())
    by_task = groupby(session.execute(found), lambda row: row[0])
    lines = [_line(task, [move for _, move in moves]) for task, moves in by_task]
    return sorted(
        (line for line in lines if line.due != line.promised), key=lambda line: (line.promised, line.task_id)
    )


def tell(session: Session, move_id: int, user_id: int, now: datetime) -> bool:
    """The customer was told, by this user, of this move and those of his task before it.

    False when somebody had told him already, or there is no such move: then nothing has changed.
    """
    task_id = session.scalar(select(DueMove.task_id).where(DueMove.id == move_id))
    task = None if task_id is None else locked(session, task_id)
    if task is None:
        return False
    told = session.scalars(
        update(DueMove)
        .where(DueMove.task_id == task.id, DueMove.id <= move_id, DueMove.told_at.is_(None))
        .values(told_at=now, told_by=user_id)
        .returning(DueMove.id)
        .execution_options(synchronize_session=False)
    ).all()
    if move_id not in told:
        return False
    due = session.scalar(select(DueMove.due).where(DueMove.id == move_id))
    note(session, task, "told", now=now, actor=f"user:{user_id}", due=due, moves=len(told))
    return True


def moves_by_publication(session: Session) -> dict[int, int]:
    """How many promises each publication moved, by its number; one that moved none is left out."""
    count = func.count().label("moved")
    rows = session.execute(select(DueMove.publication, count).group_by(DueMove.publication))
    return {row.publication: row.moved for row in rows}


def _untold() -> Select[Task, DueMove]:
    """Moves that still matter, by task, in order."""
    reached = (
        select(func.max(func.coalesce(Attempt.answered, Attempt.ended)))
        .where(Attempt.task_id == Task.id, Attempt.outcome == Outcome.REACHED)
        .scalar_subquery()
    )
    return (
        select(Task, DueMove)
        .join(DueMove, DueMove.task_id == Task.id)
        .where(Task.closed_at.is_(None), DueMove.told_at.is_(None))
        # A promise made since is the one he knows. A pretended call made its own at a time of its own.
        .where(or_(Task.pretended, DueMove.at > Task.owed_since))
        .where(or_(reached.is_(None), DueMove.at > reached))
        .order_by(Task.id, DueMove.id)
    )


def _line(task: Task, moves: Sequence[DueMove]) -> ToTell:
    return ToTell(
        move_id=moves[-1].id,
        task_id=task.id,
        ref=task.ref,
        hotline=task.hotline,
        desk=task.desk,
        number=masked(task.number) if task.number else None,
        language=task.language,
        promised=moves[0].was,
        due=task.due,
        publications=tuple(move.publication for move in moves),
        at=moves[-1].at,
        pretended=task.pretended,
    )
