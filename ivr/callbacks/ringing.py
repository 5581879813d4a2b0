"""Ringing back: the attempt is claimed and committed, then the agent's telephone rings.

A time-out from the carrier is not a «no»: the telephone may be ringing. Its own webhooks tell, or the lease runs out
and the carrier is asked; nobody is rung again before that.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from ivr.callbacks import attempts, ticks
from ivr.callbacks.errors import NotPossible, Unknown
from ivr.callbacks.tables import Attempt, Task
from ivr.calls import Call
from ivr.people import User
from ivr.system import System
from ivr.telephony import CallState, CarrierError, Refused, Uncertain

RING_AGENT_FOR = timedelta(seconds=30)
RING_CUSTOMER_FOR = timedelta(seconds=40)


def ring_back(
    system: System,
    task_id: int,
    user: User,
    *,
    now: datetime,
    reason: str | None = None,
    key: str | None = None,
    automatic: bool = False,
) -> Attempt:
    """Rings the agent's telephone for the claimed task; «press 1» there rings the customer.

    A doubled request with the same `key` rings once. Raises NotYours or NotPossible in words for the agent, and then
    nobody was rung.
    """
    with system.database.writing() as session:
        task = session.get(Task, task_id)
        if task is None:
            raise Unknown("there is no such task")
        edition = system.book.current(session)
        attempt = attempts.start(
            session,
            edition.hours,
            task_id,
            user,
            key=key or uuid4().hex,
            account=account_of(system, session, task),
            now=now,
            reason=reason,
            automatic=automatic,
        )
        try:
            shown = edition.schedule.hotline(task.hotline).show_as
        except LookupError:
            raise NotPossible(
                f"{task.hotline} is no hotline any more: dispatch the task, or enter the hotline again"
            ) from None
    if attempt.agent_sid is None and attempt.ended is None:
        _place(system, attempt, shown)
    return attempt


def _place(system: System, attempt: Attempt, shown: str) -> None:
    base = f"{system.settings.public_url}/voice/ring-backs/{attempt.id}"
    try:
        sid = system.carrier.place(
            attempt.account,
            to=attempt.phone,
            from_=shown,
            url=base,
            status_callback=f"{base}/status",
            ring_for=RING_AGENT_FOR,
        )
    except Refused as refused:
        with system.database.writing() as session:
            attempts.refused(session, attempt.id, system.now())
        raise NotPossible(f"the carrier would not ring your telephone: {refused}") from None
    except Uncertain:
        return
    with system.database.writing() as session:
        attempts.placed(session, attempt.id, sid, system.now())


def line_of(attempt_id: int) -> str:
    """The queue in which the agent waits for the customer of that attempt."""
    return f"ring-back-{attempt_id}"


def ring_customer(system: System, attempt_id: int, *, shown: str) -> None:
    """The agent pressed 1 and waits: the customer's telephone rings, with the number `shown`.

    A leg of its own and not the agent's child: it goes on when the agent hangs up, and the customer can be asked.
    """
    with system.database.reading() as session:
        attempt = attempts.live(session, attempt_id)
    if attempt is None or attempt.number is None:
        return
    base = f"{system.settings.public_url}/voice/ring-backs/{attempt_id}"
    try:
        sid = system.carrier.place(
            attempt.account,
            to=attempt.number,
            from_=shown,
            url=f"{base}/notice",
            status_callback=f"{base}/customer",
            ring_for=RING_CUSTOMER_FOR,
        )
    except Refused:
        with system.database.writing() as session:
            attempts.refused(session, attempt_id, system.now())
        tell_agent(system, attempt_id)
        return
    except Uncertain:
        return
    with system.database.writing() as session:
        attempts.customer_progress(session, attempt_id, sid=sid, status="queued", now=system.now())
        over = attempts.live(session, attempt_id) is None
    if over:  # the agent hung up while the carrier was being asked
        let_go(system, attempt_id)


def tell_agent(system: System, attempt_id: int) -> None:
    """The customer was not reached: the agent, who still waits, is told at once. Else he learns it in seconds."""
    with system.database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
    if attempt.answered is None and attempt.agent_sid is not None:
        over = f"{system.settings.public_url}/voice/ring-backs/{attempt_id}/over"
        with suppress(Refused):  # he hung up, or has just been told
            system.carrier.redirect(attempt.account, attempt.agent_sid, over)


def let_go(system: System, attempt_id: int) -> None:
    """The agent is gone: a customer's telephone that still rings for him is silenced."""
    with system.database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
    if attempt.answered is None and attempt.customer_sid is not None:
        system.carrier.hang_up(attempt.account, attempt.customer_sid)


def settle_uncertain(system: System) -> int:
    """Asks the carrier about ring-backs it has not spoken of; answers how many it could tell about.

    While the carrier itself cannot be reached nothing is concluded: an outage must not look like a lost call.
    """
    with system.database.writing() as session:
        silent = ticks.uncertain(session, system.now())
    told = 0
    for attempt in silent:
        try:
            agent = _standing(system, attempt.account, attempt.agent_sid)
            customer = _standing(system, attempt.account, attempt.customer_sid)
        except CarrierError:
            continue
        told += 1
        with system.database.writing() as session:
            ticks.found_out(
                session,
                system.book.current(session).hours,
                attempt.id,
                agent=agent.status if agent else None,
                customer=customer.status if customer else None,
                seconds=customer.seconds if customer else None,
                now=system.now(),
            )
    return told


def _standing(system: System, account: str, sid: str | None) -> CallState | None:
    """Where a leg stands; None when the carrier does not know it, or we never learnt its name."""
    return system.carrier.status(account, sid) if sid is not None else None


def account_of(system: System, session: Session, task: Task) -> str:
    """The carrier the customer came through; a pretended call's task never reaches a real one."""
    call = session.get(Call, task.call_id) if task.call_id else None
    return call.account if call else system.carrier.outward.sid
