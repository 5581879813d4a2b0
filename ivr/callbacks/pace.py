"""Promises that are true: how fast a desk works, which of its promises cannot be kept, and what a caller may be told.

pace.of_desk(session, "service-centre")                  # as last measured; None when nobody can say
pace.cannot_be_kept(hours, owed, measured, now)          # references, in the order in which they are owed
pace.honest(session, hours, matter, since, now)          # how soon, once the queue is long
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from statistics import median
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.matter import Matter
from ivr.callbacks.pace_tables import DeskPace
from ivr.callbacks.states import Outcome, TaskState
from ivr.callbacks.tables import Attempt, Task
from ivr.hours import Hours

LATEST, FEWEST = 50, 5
"""Callbacks a measure looks at, and those without which there is none."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=30)
"""What one callback counts as at least and at most: a task that was left open over lunch took nobody's time."""

STEP = timedelta(minutes=5)
"""A later promise is told in whole steps of the clock."""

AHEAD = (TaskState.WAITING, TaskState.CLAIMED, TaskState.RINGING)
"""What a desk has still to do before somebody new. A task that waits for its next try takes nobody's time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a desk works."""

    handling: timedelta
    """For one callback."""
    people: int
    """At once; none: nothing is done."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise that is to be kept."""

    ref: str
    hotline: str
    due: datetime
    urgent: bool = False

    @classmethod
    def of(cls, task: Task) -> Self:
        return cls(task.ref, task.hotline, task.due, task.urgent)


def cannot_be_kept(hours: Hours, owed: Iterable[Owed], pace: Pace, now: datetime) -> list[str]:
    """References of promises whose customer will not be rung by the due time at this pace, from now on and in opening
    time: what is urgent first, then by due time, each of the people taking the next.

    Before the opening, work begins with it. A promise that is overdue already is among them.
    """
    order = sorted(owed, key=lambda each: (not each.urgent, each.due, each.ref))
    if pace.people < 1:
        return [each.ref for each in order]
    free = [now] * pace.people
    heapify(free)
    broken = []
    for each in order:
        begins = promises.due(hours, each.hotline, free[0], timedelta())
        if begins > each.due:
            broken.append(each.ref)
        heapreplace(free, promises.due(hours, each.hotline, begins, pace.handling))
    return broken


def honest(session: Session, hours: Hours, matter: Matter, since: datetime, now: datetime) -> timedelta:
    """How soon we may promise to ring, in opening time from `since`: as the schedule says, or later when the desk will
    not have come to it by then.

    Later is the end of the new matter's own turn behind all that the desk owes, on the next five minutes of the clock.
    An empty queue, a desk nobody measured and whatever is urgent keep what the schedule says: an urgent matter goes
    before the queue. One short query.
    """
    if matter.urgent:
        return matter.within
    ahead = (
        select(func.count())
        .where(Task.desk == matter.desk, Task.closed_at.is_(None), Task.state.in_(AHEAD))
        .where(Task.pretended.is_(matter.pretended))
        .scalar_subquery()
    )
    found = session.execute(
        select(DeskPace.handling, DeskPace.people, ahead.label("ahead")).where(DeskPace.desk == matter.desk)
    ).one_or_none()
    if found is None or not found.ahead:
        return matter.within
    turns = -(-(found.ahead + 1) // found.people)
    finish = _on_the_step(promises.due(hours, matter.hotline, max(since, now), found.handling * turns))
    if finish <= promises.due(hours, matter.hotline, since, matter.within):
        return matter.within
    try:
        return max(matter.within, hours.between(matter.hotline, since, finish))
    except LookupError:
        return matter.within


def of_desk(session: Session, desk: str) -> Pace | None:
    """As it was last measured; None when nobody can say."""
    row = session.get(DeskPace, desk)
    return Pace(row.handling, row.people) if row else None


def handling(session: Session, desk: str) -> timedelta | None:
    """What one callback of the desk takes: the median of the latest that were resolved; None where there are too few.

    It counts from when the customer who was reached was rung until the task was settled.
    """
    rang = (
        select(func.max(Attempt.started))
        .where(Attempt.task_id == Task.id, Attempt.outcome == Outcome.REACHED)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Task.closed_at, select(rang).label("rang"))
        .where(Task.desk == desk, Task.state == TaskState.RESOLVED, Task.pretended.is_(False))
        .order_by(Task.closed_at.desc())
        .limit(LATEST)
    ).all()
    taken = [min(max(row.closed_at - row.rang, SHORTEST), LONGEST) for row in rows if row.rang is not None]
    return median(taken) if len(taken) >= FEWEST else None


def keep(session: Session, desk: str, measured: Pace | None, now: datetime) -> None:
    """Writes a measure down; None forgets the last one."""
    row = session.get(DeskPace, desk)
    if measured is None or measured.people < 1:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(DeskPace(desk=desk, handling=measured.handling, people=measured.people, at=now))
    else:
        row.handling, row.people, row.at = measured.handling, measured.people, now


def _on_the_step(moment: datetime) -> datetime:
    """The next five minutes of the clock, or `moment` when it stands on them."""
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (STEP - over if over else timedelta())
