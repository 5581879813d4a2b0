"""What is erased outside the database: files in the store, recordings and call records at the carrier.

Each is a row that was written with the erasing itself. Whoever takes one up moves its due moment on first; the row goes
when the thing is gone, and until then it comes again: after a minute at first, daily in the end, and never given up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.privacy.tables import Erasure, Thing
from ivr.system import System
from ivr.telephony import CarrierError, Refused, UnknownAccount
from ivr.voicemail import StoreError

log = structlog.get_logger("privacy")

LEASE = timedelta(minutes=5)
"""Longer than erasing one thing can take."""

_AGAIN = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 360, 1440))
MOST = 5000
"""How much one run erases."""

ENOUGH_TROUBLE = 5
"""After so many errors in a run the carrier or the store is in trouble: the next run tries again."""


@dataclass(frozen=True)
class _Taken:
    id: int
    subject: str
    thing: Thing
    account: str | None
    name: str
    tries: int


def carry_out(system: System) -> int:
    """Erases what is due and answers how much is gone. Never raises for one thing's trouble."""
    gone = trouble = 0
    while gone < MOST and trouble < ENOUGH_TROUBLE:
        taken = _take(system)
        if taken is None:
            break
        try:
            _erase(system, taken)
        except (CarrierError, StoreError) as error:
            # A clear no for one thing says nothing about the next; silence does.
            trouble += not isinstance(error, UnknownAccount | Refused)
            log.warning("not erased yet", thing=taken.thing, subject=taken.subject, why=str(error))
            _again(system, taken)
            continue
        with system.database.writing() as session:
            _done(session, taken, system.now())
        gone += 1
    return gone


def waiting(system: System) -> int:
    """How many things outside the database are still to be erased."""
    with system.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Erasure)) or 0


def overdue(session: Session, now: datetime) -> int:
    """How many have been waiting for more than a day: somebody should look."""
    late = Erasure.planned < now - timedelta(days=1)
    return session.scalar(select(func.count()).select_from(Erasure).where(late)) or 0


def _take(system: System) -> _Taken | None:
    now = system.now()
    due = select(Erasure).where(Erasure.due <= now).order_by(Erasure.due, Erasure.id).limit(1)
    with system.database.reading() as session:
        if session.scalar(due.with_only_columns(Erasure.id)) is None:
            return None
    with system.database.writing() as session:
        row = session.scalar(due.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.due, row.tries = now + LEASE, row.tries + 1
        return _Taken(row.id, row.subject, Thing(row.thing), row.account, row.name, row.tries)


def _erase(system: System, taken: _Taken) -> None:
    """Whatever is gone already is no error: an earlier run may have stopped before it could say so."""
    match taken.thing:
        case Thing.FILE:
            system.store.delete(taken.name)
        case Thing.RECORDING:
            system.carrier.delete_recording(taken.account or "", taken.name)
        case Thing.CALL:
            system.carrier.delete_call(taken.account or "", taken.name)


def _again(system: System, taken: _Taken) -> None:
    wait = _AGAIN[min(taken.tries, len(_AGAIN)) - 1]
    with system.database.writing() as session:
        session.execute(
            update(Erasure)
            .where(Erasure.id == taken.id, Erasure.tries == taken.tries)
            .values(due=system.now() + wait)
        )


def _done(session: Session, taken: _Taken, now: datetime) -> None:
    """The last one of a subject says in its history that nothing is left."""
    session.execute(delete(Erasure).where(Erasure.id == taken.id))
    left = select(func.count()).select_from(Erasure).where(Erasure.subject == taken.subject)
    if not session.scalar(left):
        history.append(session, taken.subject, "gone", at=now, actor="system")
