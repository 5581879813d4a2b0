"""How customers rate what was done: asked once for each promise, after the conversation, on the same line.

    if rating.ask(session, attempt_id, now): ...            # then one of the three keys
    rating.give(session, hours, attempt_id, Score.FAIR, now)

Who gives no rating within thirty days is recorded as very satisfied, and such defaults are always told apart.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from ivr.callbacks import attempts, following
from ivr.callbacks.aftercare import Rating, Score
from ivr.callbacks.ledger import locked, note
from ivr.callbacks.states import Outcome, TaskState
from ivr.callbacks.tables import Attempt, Task
from ivr.hours import Hours

PATIENCE = timedelta(days=30)
"""After a task was resolved; then the default is recorded (SERVICE.md, 评价)."""

BATCH = 100


@dataclass(frozen=True)
class RatingSummary:
    """What happened within a span; `given` are ratings by persons alone, defaults are never among them."""

    resolved: int
    asked: int
    given: dict[Score, int]
    defaulted: int


def ask(session: Session, attempt_id: int, now: datetime) -> bool:
    """True when the customer of this conversation is to be asked now; it is then written down that he was.

    Once for each promise; never about complaints, which have a channel of their own, nor after a follow-up. Whoever
    was not reached after all (a voicemail picked up) was not asked.
    """
    attempt = attempts.locked_attempt(session, attempt_id)
    if attempt is None or attempt.outcome != Outcome.REACHED:
        return False
    task = attempt.task
    if not _is_rated(task):
        return False
    row = of_task(session, task)
    if row is None:
        row = Rating(task_id=task.id, owed_since=task.owed_since, given=False)
        session.add(row)
    elif row.score is not None or _was_asked(session, row):
        return False
    row.attempt_id, row.user_id, row.asked_at = attempt.id, attempt.user_id, now
    session.flush()
    return True


def give(session: Session, hours: Hours, attempt_id: int, score: Score, now: datetime) -> bool:
    """The customer pressed a key. False when his rating was there already: the first one stands.

    Whoever is not satisfied is called by a supervisor.
    """
    attempt = attempts.locked_attempt(session, attempt_id)
    row = session.scalar(select(Rating).where(Rating.attempt_id == attempt_id))
    if attempt is None or row is None or row.score is not None:
        return False
    row.score, row.given, row.via, row.at = score, True, "telephone", now
    note(session, attempt.task, "rated", now=now, actor="caller", score=score, attempt=attempt_id)
    if score is Score.DISSATISFIED:
        following.because_dissatisfied(session, hours, attempt.task, attempt.user_id, now)
    return True


def of_task(session: Session, task: Task) -> Rating | None:
    """The rating of the task's present promise, given or not."""
    return session.scalar(
        select(Rating).where(Rating.task_id == task.id, Rating.owed_since == task.owed_since)
    )


def record_defaults(session: Session, now: datetime) -> int:
    """Records the default for tasks resolved long enough ago; answers for how many. For the scheduler's tick."""
    due = (
        select(Task.id)
        .outerjoin(Rating, and_(Rating.task_id == Task.id, Rating.owed_since == Task.owed_since))
        .where(Task.state == TaskState.RESOLVED, Task.closed_at <= now - PATIENCE)
        .where(Task.topic != "complaint", Task.origin != following.ORIGIN, Task.pretended.is_(False))
        .where(Rating.score.is_(None))
        .order_by(Task.closed_at)
        .limit(BATCH)
    )
    return sum(_default(session, task_id, now) for task_id in session.scalars(due).all())


def summary(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    hotline: str | None = None,
    desk: str | None = None,
    agent: int | None = None,
    topic: str | None = None,
) -> RatingSummary:
    """What happened from `since` until before `until`: tasks resolved, customers asked, ratings given, defaults.

    Each is counted at its own moment, so that a figure once told never changes; `agent` is a user's id, and pretended
    calls count nowhere.
    """
    about: list[ColumnElement[bool]] = [Task.pretended.is_(False)]
    for column, wanted in ((Task.hotline, hotline), (Task.desk, desk), (Task.topic, topic)):
        if wanted is not None:
            about.append(column == wanted)
    resolved = [Task.state == TaskState.RESOLVED, Task.closed_at >= since, Task.closed_at < until]
    if agent is not None:
        resolved.append(Task.owner_id == agent)
        rated: list[ColumnElement[bool]] = [Rating.user_id == agent]
    else:
        rated = []
    joined = select(Rating.score, Rating.given, func.count()).join(Task, Task.id == Rating.task_id)
    scored = session.execute(
        joined.where(
            *about, *rated, Rating.at >= since, Rating.at < until, Rating.score.is_not(None)
        ).group_by(Rating.score, Rating.given)
    ).all()
    asked = (
        select(func.count())
        .select_from(Rating)
        .join(Task, Task.id == Rating.task_id)
        .where(*about, *rated, Rating.asked_at >= since, Rating.asked_at < until)
    )
    given = Counter({Score(score): number for score, by_person, number in scored if score and by_person})
    return RatingSummary(
        resolved=session.scalar(select(func.count()).select_from(Task).where(*about, *resolved)) or 0,
        asked=session.scalar(asked) or 0,
        given={score: given[score] for score in (Score.SATISFIED, Score.FAIR, Score.DISSATISFIED)},
        defaulted=sum(number for _, by_person, number in scored if not by_person),
    )


def of_tasks(session: Session, tasks: Sequence[Task]) -> dict[int, Rating]:
    """Ratings that have a score, by task, each for the task's present promise."""
    found = session.scalars(
        select(Rating)
        .join(Task, and_(Task.id == Rating.task_id, Task.owed_since == Rating.owed_since))
        .where(Rating.task_id.in_([task.id for task in tasks]), Rating.score.is_not(None))
    )
    return {row.task_id: row for row in found}


def _is_rated(task: Task) -> bool:
    return task.topic != "complaint" and task.origin != following.ORIGIN


def _was_asked(session: Session, row: Rating) -> bool:
    """False also when nobody heard the question, because an agent said so of the call afterwards."""
    earlier = session.get(Attempt, row.attempt_id) if row.attempt_id is not None else None
    return row.asked_at is not None and (earlier is None or earlier.outcome == Outcome.REACHED)


def _default(session: Session, task_id: int, now: datetime) -> bool:
    """False when somebody was quicker: another scheduler, the customer, or whoever opened the task again."""
    task = locked(session, task_id)
    if task is None or task.state != TaskState.RESOLVED:
        return False
    row = of_task(session, task)
    if row is None:
        row = Rating(task_id=task.id, owed_since=task.owed_since, user_id=task.owner_id, given=False)
        session.add(row)
    elif row.score is not None:
        return False
    row.score, row.given, row.via, row.at = Score.VERY_SATISFIED, False, "default", now
    note(session, task, "rated", now=now, actor="system", score=Score.VERY_SATISFIED)
    return True
