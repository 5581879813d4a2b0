"""What an attempt's end means for its task."""

from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import promises
from ivr.callbacks.ledger import move, note, rest
from ivr.callbacks.states import UNSUCCESSFUL, Outcome, TaskState
from ivr.callbacks.tables import Attempt
from ivr.hours import Hours

AFTERWARDS = timedelta(minutes=15)
"""How long the agent keeps a task after ringing, to write down what became of it."""


def of_outcome(
    session: Session,
    hours: Hours,
    attempt: Attempt,
    outcome: Outcome,
    now: datetime,
    *,
    actor: str = "carrier",
    retry_at: datetime | None = None,
) -> None:
    """Brings the task to where the outcome leads. A task that is done with only remembers the outcome.

    `retry_at` is the time the customer chose with `call-later`.
    """
    task = attempt.task
    task.outcome = outcome
    if not task.is_done:
        task.retry_at, task.chosen_time = None, False
        task.misses = misses(session, attempt)
        if outcome in UNSUCCESSFUL:
            _try_again(hours, attempt, now)
        elif outcome is Outcome.WRONG_NUMBER:
            move(task, TaskState.UNREACHABLE, now)
        elif outcome is Outcome.CALL_LATER:
            task.chosen_time = retry_at is not None
            task.retry_at = retry_at or promises.next_chance(hours, task, now + promises.TRIES[-1])
            move(task, TaskState.RETRY, now)
        else:
            _keep(attempt, now)
    note(
        session,
        task,
        "outcome",
        now=now,
        actor=actor,
        attempt=attempt.id,
        outcome=outcome,
        seconds=attempt.seconds,
        state=task.state,
        retry_at=task.retry_at,
    )


def of_nothing(session: Session, attempt: Attempt, why: str, now: datetime) -> None:
    """The customer was not rung: an agent keeps the task, what the system rang goes back to the queue."""
    task = attempt.task
    if task.state == TaskState.RINGING:
        if attempt.automatic:
            rest(task, now)
        else:
            _keep(attempt, now)
    note(session, task, "not-rung", now=now, actor="carrier", attempt=attempt.id, why=why, state=task.state)


def is_latest(session: Session, attempt: Attempt) -> bool:
    """True when no other attempt on the task was begun since."""
    later = select(Attempt.id).where(Attempt.task_id == attempt.task_id, Attempt.id > attempt.id).limit(1)
    return session.scalar(later) is None


def misses(session: Session, attempt: Attempt) -> int:
    """How often in a row nobody was reached, this attempt included."""
    session.flush()
    outcomes = session.scalars(
        select(Attempt.outcome)
        .where(
            Attempt.task_id == attempt.task_id,
            Attempt.id > attempt.task.misses_after,
            Attempt.outcome.is_not(None),
        )
        .order_by(Attempt.id.desc())
    )
    return sum(1 for _ in takewhile(lambda outcome: outcome in UNSUCCESSFUL, outcomes))


def _try_again(hours: Hours, attempt: Attempt, now: datetime) -> None:
    task = attempt.task
    if task.misses >= promises.MOST_MISSES:
        move(task, TaskState.UNREACHABLE, now)
        return
    task.retry_at = promises.next_try(hours, task, now)
    move(task, TaskState.RETRY, now)


def _keep(attempt: Attempt, now: datetime) -> None:
    task = attempt.task
    move(task, TaskState.CLAIMED, now)
    task.owner_id, task.lease_until = attempt.user_id, now + AFTERWARDS
