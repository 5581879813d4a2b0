"""The next try, by itself: when its time has come, the agent who tried last is rung again, if he is free.

Otherwise the task is back in the queue for whoever comes first. The system never rings a customer outside opening time.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, CallbackError, Task, TaskState, claims, promises, ringing, severity
from ivr.callbacks.ledger import locked, move, note
from ivr.hours import Hours
from ivr.people import User
from ivr.system import System
from ivr.telephony import CarrierError
from ivr.waiting import agents

AT_ONCE = 50

log = structlog.get_logger("retries")


def retry_due(system: System) -> int:
    """Tries again what is due; answers how many customers are being rung by the system."""
    now = system.now()
    with system.database.reading() as session:
        first = severity.at(session, system.book.current(session).hours, now)
        due = session.scalars(
            select(Task.id)
            .where(Task.state == TaskState.RETRY, Task.retry_at <= now, Task.closed_at.is_(None))
            .order_by(*first.order, Task.retry_at)
            .limit(AT_ONCE)
        ).all()
    rung = 0
    for task_id in due:
        if _ring_again(system, task_id):
            rung += 1
        else:
            _back_to_the_queue(system, task_id)
    return rung


def _back_to_the_queue(system: System, task_id: int) -> None:
    """Whoever comes first may ring; where the customer may not be rung now, the try moves to when he may."""
    now = system.now()
    with system.database.writing() as session:
        task = locked(session, task_id)
        if task is None or task.state != TaskState.RETRY:
            return
        hours = system.book.current(session).hours
        if promises.why_not_now(hours, task, now) and (later := promises.next_chance(hours, task, now)) > now:
            task.retry_at = later
            note(session, task, "retry-moved", now=now, actor="system", retry_at=later)
            return
        move(task, TaskState.WAITING, now)
        note(session, task, "retry-due", now=now, actor="system")


Choose = Callable[[Session, Task], User | None]
"""Whose telephone rings for a task; None when nobody's may ring now."""


def _ring_again(system: System, task_id: int) -> bool:
    """Rings the agent who tried last, if he is free; False leaves the task to the queue."""
    hours, now = system.book.current().hours, system.now()
    return ring_automatically(
        system, task_id, TaskState.RETRY, lambda session, task: _last_agent(session, task, hours, now)
    )


def ring_automatically(system: System, task_id: int, state: TaskState, choose: Choose) -> bool:
    """Rings back on the system's own account, if the task still stands in `state` and somebody is there to talk.

    False, and nothing changed, otherwise.
    """
    now = system.now()
    try:
        agent = _claimed(system, task_id, state, choose, now)
    except CallbackError:
        return False  # he left the desk, or may no longer act
    if agent is None:
        return False
    try:
        ringing.ring_back(system, task_id, agent, now=now, automatic=True)
    except (CallbackError, CarrierError) as error:
        log.warning("the system rang nobody", task=task_id, why=str(error))
        _let_go(system, task_id, agent, now)
        return False
    return True


def _claimed(system: System, task_id: int, state: TaskState, choose: Choose, now: datetime) -> User | None:
    with system.database.writing() as session:
        task = locked(session, task_id)
        if task is None or task.state != state or task.pretended or task.number is None:
            return None
        hours = system.book.current(session).hours
        agent = choose(session, task) if promises.why_not_now(hours, task, now) is None else None
        return agent if agent is not None and claims.claim(session, task_id, agent, now) else None


def _let_go(system: System, task_id: int, agent: User, now: datetime) -> None:
    """Nobody was rung: the claim made for the agent ends, unless what came of the attempt has ended it already."""
    with system.database.writing() as session, suppress(CallbackError):
        claims.give_back(session, task_id, agent, now)


def _last_agent(session: Session, task: Task, hours: Hours, now: datetime) -> User | None:
    """Who rang this customer last, if his telephone may ring now: he may be off duty by this time."""
    last = select(Attempt.user_id).where(Attempt.task_id == task.id).order_by(Attempt.id.desc()).limit(1)
    user_id = session.scalar(last)
    rota = agents.rota(session, hours, task.desk, task.hotline, now)
    return agents.free(session, user_id, rota) if user_id is not None else None
