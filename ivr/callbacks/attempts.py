"""Ringing a customer back: the agent's telephone first, «press 1», then the customer's.

    attempt = attempts.start(session, hours, task_id, user, key=..., account=..., now=now)   # commit, then place
    attempts.placed(session, attempt.id, sid, now)                                           # it rings

What the carrier reports is merged forwards only, in any order and as often as it likes to repeat itself. The
attempt's outcome comes from the customer's own leg; nobody is rung again while an attempt is uncertain.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.callbacks import consequences, promises
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, held, locked, move, note
from ivr.callbacks.states import PROGRESS, AttemptState, Outcome, TaskState
from ivr.callbacks.tables import Attempt, Task
from ivr.hours import Hours
from ivr.people import User, telephone

LEASE = timedelta(minutes=2)
"""How long an attempt may go without a word from the carrier before we ask."""

TALK = timedelta(hours=4)
"""The same once they talk: the end of a conversation is reported when it comes."""

_OUTCOMES = {
    "completed": Outcome.REACHED,
    "answered": Outcome.REACHED,
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "canceled": Outcome.NO_ANSWER,
    "failed": Outcome.SWITCHED_OFF,
}
"""What the end of the customer's leg means, in Twilio's words for a dialled leg or a call."""

ENDS = frozenset({"completed", "busy", "no-answer", "canceled", "failed"})
"""The statuses after which nothing more happens to a leg."""


def start(
    session: Session,
    hours: Hours,
    task_id: int,
    user: User,
    *,
    key: str,
    account: str,
    now: datetime,
    reason: str | None = None,
    automatic: bool = False,
) -> Attempt:
    """Claims the right to ring; place the call after the commit. The same `key` answers the same attempt.

    Outside opening time or in the quiet hours an agent gives a `reason`, which is kept; the system never may.
    Raises NotYours or NotPossible, and then nothing has changed.
    """
    locked(session, task_id)
    earlier = session.scalar(select(Attempt).where(Attempt.key == key))
    if earlier is not None:
        return _same(earlier, task_id, user)
    task = held(session, task_id, user)
    hindrance = promises.why_not_now(hours, task, now)
    phone = _check(task, _telephone(hours, task, user, now), hindrance, reason, automatic)
    attempt = _insert(session, task, user, phone, key=key, account=account, now=now, automatic=automatic)
    move(task, TaskState.RINGING, now)
    note(
        session,
        task,
        "ringing",
        now=now,
        actor="system" if automatic else by(user),
        attempt=attempt.id,
        user=user.id,
        out_of_hours=hindrance is not None or None,
        text=reason if hindrance else None,
    )
    return attempt


def live(session: Session, attempt_id: int) -> Attempt | None:
    """The attempt, while it lasts."""
    return session.scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.ended.is_(None)))


def live_of_leg(session: Session, agent_sid: str) -> Attempt | None:
    """The attempt whose agent is on the line with that call, while it lasts."""
    return session.scalar(select(Attempt).where(Attempt.agent_sid == agent_sid, Attempt.ended.is_(None)))


def of_task(session: Session, task_id: int) -> list[Attempt]:
    """Every attempt on a task, oldest first."""
    return list(session.scalars(select(Attempt).where(Attempt.task_id == task_id).order_by(Attempt.id)))


def placed(session: Session, attempt_id: int, sid: str, now: datetime) -> None:
    """The carrier took the call: the agent's telephone is about to ring."""
    _advance(session, attempt_id, AttemptState.RINGING_AGENT, now, agent_sid=sid)


def refused(session: Session, attempt_id: int, now: datetime) -> None:
    """The carrier said no to ringing the agent, or the customer after him: that telephone never rang."""
    _end_unrung(session, attempt_id, "refused", now, before=AttemptState.RINGING_CUSTOMER)


def agent_answered(session: Session, attempt_id: int, sid: str, now: datetime) -> None:
    """Something picked up the agent's telephone; only «press 1» says that it was the agent."""
    _advance(session, attempt_id, AttemptState.RINGING_AGENT, now, agent_sid=sid)


def agent_accepted(session: Session, attempt_id: int, now: datetime) -> Attempt | None:
    """The agent pressed 1: ring the customer. None when the attempt is over or its task is done with."""
    attempt = locked_attempt(session, attempt_id)
    if attempt is None or attempt.ended is not None:
        return None
    if attempt.task.state != TaskState.RINGING:
        _end_unrung(session, attempt_id, "not-needed", now)
        return None
    _advance(session, attempt_id, AttemptState.AGENT_ACCEPTED, now)
    return attempt


def abandoned(session: Session, attempt_id: int, now: datetime) -> None:
    """The agent did not press 1: the customer was not rung. Changes nothing once he was."""
    _end_unrung(session, attempt_id, "not-taken", now)


def customer_progress(session: Session, attempt_id: int, *, sid: str, status: str, now: datetime) -> None:
    """The customer's leg moved on, in Twilio's words. Its end is told by :func:`customer_ended`."""
    if status in ("initiated", "queued", "ringing"):
        _advance(session, attempt_id, AttemptState.RINGING_CUSTOMER, now, customer_sid=sid)
    elif status in ("in-progress", "answered"):
        customer_answered(session, attempt_id, sid, now)


def customer_answered(session: Session, attempt_id: int, sid: str, now: datetime) -> str:
    """The customer picked up; answers the language to speak to him in."""
    attempt = _advance(session, attempt_id, AttemptState.TALKING, now, customer_sid=sid or None)
    if attempt is None:
        return "zh"
    if attempt.answered is None and attempt.ended is None:
        attempt.answered = now
    return attempt.task.language


def told_of_recording(session: Session, attempt_id: int, version: str) -> None:
    """The customer hears the recording notice of this version before the agent is joined; kept as evidence."""
    attempt = locked_attempt(session, attempt_id)
    if attempt is not None:
        attempt.notice = attempt.notice or version


def customer_ended(
    session: Session,
    hours: Hours,
    attempt_id: int,
    *,
    status: str,
    now: datetime,
    seconds: int | None = None,
) -> Outcome | None:
    """The customer's leg is over, in Twilio's words: the attempt's outcome. A repeat answers the first one."""
    attempt = locked_attempt(session, attempt_id)
    if attempt is None:
        return None
    if attempt.ended is not None:
        return Outcome(attempt.outcome) if attempt.outcome else None
    outcome = _OUTCOMES.get(status, Outcome.SWITCHED_OFF)
    attempt.state, attempt.ended, attempt.outcome = AttemptState.ENDED, now, outcome
    if seconds is None and attempt.answered is not None:
        seconds = round((now - attempt.answered).total_seconds())
    attempt.seconds = seconds if outcome is Outcome.REACHED else None
    attempt.task.attempts += 1
    consequences.of_outcome(session, hours, attempt, outcome, now)
    return outcome


def agent_ended(
    session: Session,
    hours: Hours,
    attempt_id: int,
    *,
    status: str,
    now: datetime,
    joined: bool | None = None,
) -> bool:
    """The agent's leg is over. If the customer's end was never reported, this settles how it went.

    `joined` says whether the two spoke, where the carrier told; else whoever picked up is taken to have been spoken
    to. True when the customer's telephone may be ringing for nobody now.
    """
    attempt = locked_attempt(session, attempt_id)
    if attempt is None or attempt.ended is not None:
        return False
    if PROGRESS[AttemptState(attempt.state)] < PROGRESS[AttemptState.AGENT_ACCEPTED]:
        _end_unrung(session, attempt_id, "not-taken" if status == "completed" else f"agent-{status}", now)
        return False
    talked = attempt.state == AttemptState.TALKING if joined is None else joined
    customer_ended(session, hours, attempt_id, status="completed" if talked else "no-answer", now=now)
    return attempt.answered is None


def _same(earlier: Attempt, task_id: int, user: User) -> Attempt:
    if (earlier.task_id, earlier.user_id) != (task_id, user.id):
        raise NotPossible("this request was already used for another task: load the page again")
    return earlier


def _telephone(hours: Hours, task: Task, user: User, now: datetime) -> str | None:
    """Where the agent is rung: at home, while the hotline is answered from there."""
    known = task.hotline in hours.schedule.hotlines
    return telephone(user, from_home=known and hours.from_home(task.hotline, now) is not None)


def _check(task: Task, phone: str | None, hindrance: str | None, reason: str | None, automatic: bool) -> str:
    """The number of the agent's telephone, where nothing speaks against ringing."""
    if task.number is None:
        raise NotPossible(f"task {task.ref} has no number to ring: enter one first")
    if phone is None:
        raise NotPossible("you have no telephone here: ask an administrator to enter its number")
    if automatic and (task.pretended or hindrance):
        raise NotPossible(
            f"task {task.ref} is not rung automatically: {hindrance or 'its call was pretended'}"
        )
    if hindrance and not (reason and reason.strip()):
        raise NotPossible(f"{hindrance}: give a reason for ringing now, it is kept with the task")
    return phone


def _insert(
    session: Session,
    task: Task,
    user: User,
    phone: str,
    *,
    key: str,
    account: str,
    now: datetime,
    automatic: bool,
) -> Attempt:
    """The unique indexes settle it: one live attempt for a task, and one for an agent."""
    session.flush()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.scalar(
        insert(Attempt)
        .values(
            key=key,
            task_id=task.id,
            user_id=user.id,
            account=account,
            number=task.number,
            phone=phone,
            automatic=automatic,
            state=AttemptState.PLACING,
            started=now,
            lease_until=now + LEASE,
            due=task.due,
        )
        .on_conflict_do_nothing()
        .returning(Attempt.id)
    )
    if made is None:
        other = session.scalar(select(Attempt).where(Attempt.key == key))
        if other is not None:
            return _same(other, task.id, user)
        raise NotPossible("a call for this task or to your telephone is not over yet: wait until it is")
    return session.get_one(Attempt, made)


def locked_attempt(session: Session, attempt_id: int) -> Attempt | None:
    """The attempt as it stands now, its task locked first, as every act does."""
    task_id = session.scalar(select(Attempt.task_id).where(Attempt.id == attempt_id))
    if task_id is None or locked(session, task_id) is None:
        return None
    found = select(Attempt).where(Attempt.id == attempt_id).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))


def _advance(
    session: Session,
    attempt_id: int,
    to: AttemptState,
    now: datetime,
    *,
    agent_sid: str | None = None,
    customer_sid: str | None = None,
) -> Attempt | None:
    """Merges a report: forwards only. Sids are kept even when the report itself is late."""
    attempt = locked_attempt(session, attempt_id)
    if attempt is None:
        return None
    attempt.agent_sid = attempt.agent_sid or agent_sid
    attempt.customer_sid = attempt.customer_sid or customer_sid
    if attempt.ended is None and PROGRESS[to] > PROGRESS[AttemptState(attempt.state)]:
        attempt.state = to
        attempt.lease_until = now + (TALK if to is AttemptState.TALKING else LEASE)
        note(session, attempt.task, to, now=now, actor="carrier", attempt=attempt.id)
    session.flush()
    return attempt


def _end_unrung(
    session: Session,
    attempt_id: int,
    why: str,
    now: datetime,
    *,
    before: AttemptState = AttemptState.AGENT_ACCEPTED,
) -> None:
    """Ends an attempt whose customer was not rung; the task goes back to where it was taken from."""
    attempt = locked_attempt(session, attempt_id)
    if (
        attempt is None
        or attempt.ended is not None
        or PROGRESS[AttemptState(attempt.state)] >= PROGRESS[before]
    ):
        return
    attempt.state, attempt.ended = AttemptState.ENDED, now
    consequences.of_nothing(session, attempt, why, now)
