"""Notices on their way: posted within an act, sent by a tick, tried again for a day, and said to be lost after that.

A notice is sent at least once: whoever dies between sending and writing that down has it sent again. A mail carries
the same Message-ID then, and reads as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.database import Database
from ivr.notifiers import sending
from ivr.notifiers.sending import NotSent
from ivr.notifiers.tables import Channel, Outgoing, OutgoingState
from ivr.people import User
from ivr.settings import Settings

log = structlog.get_logger("notifiers")

LEASE = timedelta(minutes=2)
"""Longer than one try can take; after that somebody else may."""

AGAIN = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900))
LATER = timedelta(minutes=30)
GIVE_UP = timedelta(days=1)

_AT_ONCE = 50
_ENOUGH_TROUBLE = 3
"""After so many failures a tick ends: each may have taken seconds."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A notice that is being sent now; `tries` is what makes the claim ours."""

    id: int
    key: str
    subject: str
    body: str
    tries: int
    url: str | None
    """The channel's address; None for a user's mail."""
    mail: str | None


def post(
    session: Session,
    key: str,
    subject: str,
    body: str,
    *,
    channel: Channel | None = None,
    user: User | None = None,
    now: datetime,
) -> None:
    """Has it sent to the channel or the user, once for each `key`, when the caller's transaction is over."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Outgoing)
        .values(
            key=key,
            channel_id=channel and channel.id,
            user_id=user and user.id,
            subject=subject[:200],
            body=body,
            state=OutgoingState.WAITING,
            created=now,
            next_try=now,
            tries=0,
        )
        .on_conflict_do_nothing()
    )


def deliver(database: Database, settings: Settings, now: datetime) -> int:
    """Sends what is due and answers how much was taken. Any number of processes may do this at once."""
    sent = trouble = 0
    while sent < _AT_ONCE and trouble < _ENOUGH_TROUBLE and not database.is_rehearsal:
        claim = _claim(database, now)
        if claim is None:
            break
        try:
            _send(settings, claim, now)
        except NotSent as why:
            trouble += 1
            _postpone(database, claim, str(why), now)
        except Exception as error:
            log.exception("sending a notice failed", notice=claim.id)
            trouble += 1
            _postpone(database, claim, type(error).__name__, now)
        else:
            sent += 1
            _settle(database, claim, OutgoingState.SENT, now)
    return sent


def failed(session: Session, since: datetime) -> Sequence[Outgoing]:
    """Notices that were given up since then, the latest first."""
    return session.scalars(
        select(Outgoing)
        .where(Outgoing.state == OutgoingState.FAILED, Outgoing.settled >= since)
        .order_by(Outgoing.settled.desc(), Outgoing.id.desc())
    ).all()


def struggling(session: Session) -> Sequence[Outgoing]:
    """Notices that were tried in vain and are to be tried again, the oldest first."""
    return session.scalars(
        select(Outgoing)
        .where(Outgoing.settled.is_(None), Outgoing.trouble.is_not(None))
        .order_by(Outgoing.created, Outgoing.id)
    ).all()


def _claim(database: Database, now: datetime) -> _Claim | None:
    due = (
        select(Outgoing)
        .where(
            Outgoing.settled.is_(None),
            Outgoing.next_try <= now,
            or_(Outgoing.lease_until.is_(None), Outgoing.lease_until <= now),
        )
        .order_by(Outgoing.next_try, Outgoing.id)
        .limit(1)
    )
    with database.reading() as session:
        if session.scalar(due.with_only_columns(Outgoing.id)) is None:
            return None  # most of the time: no write lock is taken for nothing
    with database.writing() as session:
        row = session.scalar(due.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_until, row.tries = now + LEASE, row.tries + 1
        channel = session.get(Channel, row.channel_id) if row.channel_id else None
        user = session.get(User, row.user_id) if row.user_id else None
        return _Claim(
            row.id,
            row.key,
            row.subject,
            row.body,
            row.tries,
            channel.url if channel and channel.removed is None else None,
            user.email if user and user.active else None,
        )


def _send(settings: Settings, claim: _Claim, now: datetime) -> None:
    if claim.url is not None:
        sending.to_channel(settings, claim.url, claim.key, claim.subject, claim.body, now)
    elif claim.mail is not None:
        sending.to_mailbox(settings, claim.mail, claim.key, claim.subject, claim.body, now)
    else:
        raise NotSent("whoever it was for has no address any more")


def _postpone(database: Database, claim: _Claim, why: str, now: datetime) -> None:
    """The next try, or the end of it: nobody left to read it, or a day has passed."""
    with database.writing() as session:
        row = _still_ours(session, claim)
        if row is None:
            return
        row.trouble, row.lease_until = why[:200], None
        row.next_try = now + (AGAIN[row.tries - 1] if row.tries <= len(AGAIN) else LATER)
        if claim.url is None and claim.mail is None:
            row.state, row.settled = OutgoingState.DROPPED, now
        elif row.next_try >= row.created + GIVE_UP:
            row.state, row.settled = OutgoingState.FAILED, now
            log.error("a notice was given up after a day", notice=row.id, why=row.trouble)
        else:
            log.warning("a notice was not sent yet", notice=row.id, why=row.trouble, tries=row.tries)


def _settle(database: Database, claim: _Claim, state: OutgoingState, now: datetime) -> None:
    with database.writing() as session:
        row = _still_ours(session, claim)
        if row is not None:
            row.state, row.settled, row.lease_until, row.trouble = state, now, None, None


def _still_ours(session: Session, claim: _Claim) -> Outgoing | None:
    found = select(Outgoing).where(
        Outgoing.id == claim.id, Outgoing.tries == claim.tries, Outgoing.settled.is_(None)
    )
    return session.scalar(found.with_for_update())
