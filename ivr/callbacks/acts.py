"""What people do with a task. Each act is written down; a wrong one raises and changes nothing.

Raises Unknown, NotYours or NotPossible, each one sentence for whoever asked. What somebody writes is kept where it
can be erased.
"""

from collections.abc import Container
from datetime import datetime

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import consequences, lifting
from ivr.callbacks.attempts import locked_attempt
from ivr.callbacks.errors import NotPossible, NotYours, Unknown
from ivr.callbacks.ledger import by, held, locked, move, must_be_quiet, note, opened
from ivr.callbacks.opening import reopen as open_again
from ivr.callbacks.states import Outcome, TaskState
from ivr.callbacks.tables import Task
from ivr.hours import Hours
from ivr.people import User

UNNECESSARY = "unnecessary"
"""Why a task is closed that became superfluous by itself."""


def urge(session: Session, task_id: int, *, actor: str, now: datetime) -> bool:
    """The customer presses for it; whoever is in charge sees that. False when there is nothing left to urge."""
    task = locked(session, task_id)
    if task is None or task.is_done:
        return False
    task.urged += 1
    task.urged_at = now
    note(session, task, "urged", now=now, actor=actor, times=task.urged)
    return True


def solved_by_caller(session: Session, task_id: int, *, now: datetime) -> bool:
    """The caller says that it is solved: nobody rings. False when it was done with already.

    An attempt that is under way goes on, and rings nobody who was not yet being rung.
    """
    task = locked(session, task_id)
    if task is None or task.is_done:
        return False
    move(task, TaskState.CLOSED, now)
    note(session, task, "closed", now=now, actor="caller", why="solved")
    return True


def write(session: Session, task_id: int, user: User, *, text: str, now: datetime) -> None:
    """Adds a note; anybody who may act on the task can, whoever holds it."""
    task, _ = opened(session, task_id, user)
    if not text.strip():
        raise NotPossible("an empty note says nothing: write one")
    note(session, task, "noted", now=now, actor=by(user), text=text)


def dispatch(
    session: Session,
    task_id: int,
    user: User,
    desk: str,
    *,
    known: Container[str],
    text: str | None = None,
    now: datetime,
) -> None:
    """Hands the matter to the desk that knows; it waits there for anybody. `known` are the schedule's desks.

    Whoever holds it may, and anybody who sees it while nobody does.
    """
    task, viewer = opened(session, task_id, user)
    if task.owner_id is not None or task.is_done:
        viewer.must_hold(task)
    must_be_quiet(task)
    if desk not in known:
        raise NotPossible(f'there is no desk called "{desk}"')
    if desk == task.about:
        raise NotPossible(f"task {task.ref} is a complaint about that desk: it cannot go there")
    if desk == task.desk:
        raise NotPossible(f"task {task.ref} is with that desk already")
    task.dispatched += 1
    task.sent_back += _had_it(session, task, desk)
    was, task.desk = task.desk, desk
    if task.state != TaskState.WAITING:
        move(task, TaskState.WAITING, now)
    task.retry_at, task.chosen_time = None, False
    put_back = lifting.put_back(session, task) or None
    # A supervisor who sends it to a desk hands it on to the people there.
    supervised, task.supervised = task.supervised, False
    note(
        session,
        task,
        "dispatched",
        now=now,
        actor=by(user),
        text=text,
        desk=desk,
        was=was,
        put_back=put_back,
        supervised=supervised or None,
    )


def _had_it(session: Session, task: Task, desk: str) -> bool:
    """True for a desk that once dispatched the task away: it is sent back there."""
    past = history.entries(session, task.subject)
    return any(entry.kind == "dispatched" and entry.facts.get("was") == desk for entry in past)


def resolve(session: Session, task_id: int, user: User, *, text: str, now: datetime) -> None:
    """The matter is settled, and the note says how: the result can be followed up."""
    task = held(session, task_id, user)
    if not text.strip():
        raise NotPossible("say in a note how it was settled: somebody will ask")
    move(task, TaskState.RESOLVED, now)
    task.retry_at, task.chosen_time = None, False
    note(session, task, "resolved", now=now, actor=by(user), text=text, outcome=task.outcome)


def give_up(session: Session, task_id: int, user: User, *, text: str, now: datetime) -> None:
    """A supervisor decides that a customer who cannot be reached is not rung again."""
    task, viewer = opened(session, task_id, user)
    viewer.must_decide("giving a customer up")
    if task.state != TaskState.UNREACHABLE:
        viewer.must_hold(task)
        must_be_quiet(task)
    if not text.strip():
        raise NotPossible("say in a note why nobody rings again")
    move(task, TaskState.CLOSED, now)
    note(session, task, "closed", now=now, actor=by(user), text=text, why="given up")


def unnecessary(session: Session, task_id: int, user: User, *, text: str, now: datetime) -> None:
    """Nobody needs to ring any more; `text` says why.

    Whoever holds it may say so, and anybody who sees it while nobody does.
    """
    task, viewer = opened(session, task_id, user)
    if task.owner_id is not None or task.is_done:
        viewer.must_hold(task)
    must_be_quiet(task)
    if task.state == TaskState.UNREACHABLE:
        viewer.must_decide("giving a customer up")
    move(task, TaskState.CLOSED, now)
    task.retry_at, task.chosen_time = None, False
    note(session, task, "closed", now=now, actor=by(user), text=text, why=UNNECESSARY)


def reopen(
    session: Session, hours: Hours, task_id: int, user: User, *, text: str | None = None, now: datetime
) -> None:
    """What was done with, or given to a supervisor, goes back to the queue with a new promise."""
    task, viewer = opened(session, task_id, user)
    if task.state == TaskState.UNREACHABLE:
        viewer.must_decide("ringing an unreachable customer again")
    elif not task.is_done:
        raise NotPossible(f"task {task.ref} is {task.state}: there is nothing to reopen")
    open_again(session, hours, task, now=now, actor=by(user), text=text)


def put_off(
    session: Session, task_id: int, user: User, *, until: datetime, text: str | None = None, now: datetime
) -> None:
    """The customer asked to be rung at another time, which he chose himself."""
    task = held(session, task_id, user)
    if until <= now:
        raise NotPossible("that time has passed: choose a later one")
    task.retry_at, task.chosen_time = until, True
    move(task, TaskState.RETRY, now)
    note(session, task, "put-off", now=now, actor=by(user), text=text, until=until)


def correct(
    session: Session,
    hours: Hours,
    attempt_id: int,
    user: User,
    outcome: Outcome,
    *,
    retry_at: datetime | None = None,
    text: str | None = None,
    now: datetime,
) -> None:
    """The agent knows better how it went: a mobile's voicemail is «completed» to the carrier.

    Whoever rang may, and those who decide. The task follows when this was its latest word and nobody else has
    taken it since. `retry_at` is the time a customer chose with `call-later`.
    """
    attempt = locked_attempt(session, attempt_id)
    if attempt is None:
        raise Unknown("there is no such attempt")
    task, viewer = opened(session, attempt.task_id, user)
    if attempt.user_id != user.id and not viewer.decides:
        raise NotYours("somebody else rang this customer: only they know how it went")
    if attempt.ended is None or attempt.outcome is None:
        raise NotPossible(
            "the customer was not rung, or the call is not over yet: there is no outcome to correct"
        )
    if retry_at is not None and retry_at <= now:
        raise NotPossible("that time has passed: choose a later one")
    if attempt.outcome == outcome and retry_at is None:
        return
    was, attempt.outcome = attempt.outcome, outcome
    attempt.reported = attempt.reported or was
    note(
        session,
        task,
        "corrected",
        now=now,
        actor=by(user),
        text=text,
        attempt=attempt.id,
        was=was,
        now_is=outcome,
    )
    if consequences.is_latest(session, attempt) and _follows(task, user):
        consequences.of_outcome(session, hours, attempt, outcome, now, actor=by(user), retry_at=retry_at)


def _follows(task: Task, user: User) -> bool:
    """True while the correction may still move the task: not done with, not taken or rung by others."""
    return not task.is_done and task.state != TaskState.RINGING and task.owner_id in (None, user.id)
