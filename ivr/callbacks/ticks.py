"""Attempts of which nothing was heard for too long: find out before anybody is rung again.

for attempt in ticks.uncertain(session, now): ...      # commit, ask the carrier about its legs
ticks.found_out(session, hours, attempt.id, agent="completed", now=now)
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.callbacks import attempts, consequences
from ivr.callbacks.states import PROGRESS, AttemptState
from ivr.callbacks.tables import Attempt
from ivr.hours import Hours

ASKING = timedelta(minutes=1)
"""How long one scheduler has to find out about an uncertain attempt before another may try."""

MOST_CHECKS = 5
"""So often nobody can say what became of it, and the attempt is over."""

BATCH = 100


def uncertain(session: Session, now: datetime) -> list[Attempt]:
    """The silent attempts, each leased to the caller of this function to find out about.

    Ask the carrier after the commit, then tell :func:`found_out`. Nobody is rung again before that.
    """
    silent = (
        select(Attempt.id)
        .where(Attempt.ended.is_(None), Attempt.lease_until <= now)
        .order_by(Attempt.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    leased = []
    for attempt_id in session.scalars(silent).all():
        mine = session.scalar(
            update(Attempt)
            .where(Attempt.id == attempt_id, Attempt.ended.is_(None), Attempt.lease_until <= now)
            .values(lease_until=now + ASKING, checks=Attempt.checks + 1)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        )
        if mine is not None:
            leased.append(session.get_one(Attempt, mine, populate_existing=True))
    return leased


def found_out(
    session: Session,
    hours: Hours,
    attempt_id: int,
    *,
    agent: str | None,
    customer: str | None = None,
    seconds: int | None = None,
    now: datetime,
) -> None:
    """What the carrier says of an uncertain attempt's legs, in Twilio's words; None for one it cannot tell of.

    While a leg is alive the attempt goes on. When nothing can be learned for too long it is over without an
    outcome: the history says so, and people decide whether to ring.
    """
    attempt = attempts.locked_attempt(session, attempt_id)
    if attempt is None or attempt.ended is not None:
        return
    if customer in attempts.ENDS:
        attempts.customer_ended(session, hours, attempt_id, status=customer, seconds=seconds, now=now)
    elif agent in attempts.ENDS:
        attempts.agent_ended(session, hours, attempt_id, status=agent, now=now)
    elif agent is not None or customer is not None:
        attempt.checks = 0
        attempt.lease_until = now + attempts.LEASE
    elif attempt.checks >= MOST_CHECKS:
        rang = PROGRESS[AttemptState(attempt.state)] >= PROGRESS[AttemptState.AGENT_ACCEPTED]
        attempt.state, attempt.ended = AttemptState.ENDED, now
        consequences.of_nothing(session, attempt, "lost-while-ringing" if rang else "lost", now)
