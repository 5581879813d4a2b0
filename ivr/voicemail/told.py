"""What is told of audio only ever adds up, in whatever order it comes and however often.

A length above zero outweighs every report that nothing was recorded, such a report outweighs silence about the
length, and what is stored never goes back. Every act runs in the caller's transaction, locks the row where the
database can, and writes history when something changed. `now` is the call's time, pretended or real.
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.voicemail.tables import Audio, MessageState

_SETTLED = (MessageState.STORED, MessageState.FAILED, MessageState.PURGED)

Row = TypeVar("Row", bound=Audio)


def of_recording(session: Session, rows: type[Row], sid: str) -> Row | None:
    """What stands for the carrier's recording `sid`."""
    return session.scalar(select(rows).where(rows.recording_sid == sid))


def there(session: Session, row: Audio, *, sid: str, seconds: float | None, now: datetime) -> None:
    """The carrier has the recording `sid` for this row, which is locked and stands for no other one.

    `seconds` is None while the length is not known and 0 for a recording of nothing.
    """
    row.recording_sid = sid
    if row.digest is not None or row.state in _SETTLED:
        return  # its bytes were here, and say more than any report
    if seconds is not None:
        row.seconds = max(row.seconds or 0.0, seconds)
    if row.seconds:
        _become_arrived(session, row, now)
    elif seconds == 0:
        empty(session, row, now=now)
    elif row.state == MessageState.TAKING:
        _become_arrived(session, row, now)
    session.flush()


def empty(session: Session, row: Audio, *, reason: str = "nothing was recorded", now: datetime) -> bool:
    """Nothing was recorded, somebody says; True when that changed anything.

    A recording that is known to have a length is not given up for it: fetching will find out.
    """
    lock(session, row)
    unheard = row.state == MessageState.ARRIVED and not row.seconds
    if row.state != MessageState.TAKING and not unheard:
        return False
    _become(session, row, MessageState.EMPTY, now, reason=reason)
    return True


def failed(session: Session, row: Audio, *, reason: str, now: datetime) -> bool:
    """The audio cannot be had or read, for `reason` in words; True when that changed anything."""
    lock(session, row)
    if row.state != MessageState.ARRIVED:
        return False
    row.fetch_next = row.lease_until = None
    _become(session, row, MessageState.FAILED, now, reason=reason)
    return True


def fetch_again(session: Session, row: Audio, *, actor: str, now: datetime) -> bool:
    """Gives what failed another full round of fetching; True when there was something to give."""
    lock(session, row)
    if row.state != MessageState.FAILED or row.recording_sid is None:
        return False
    row.fetch_tries = 0
    row.fetch_next = None
    _become(session, row, MessageState.ARRIVED, now, actor=actor)
    return True


def lock(session: Session, row: Audio) -> None:
    """The row as it stands now, and nobody else's until the transaction ends."""
    session.flush()
    session.refresh(row, with_for_update=True)


def _become_arrived(session: Session, row: Audio, now: datetime) -> None:
    if row.state == MessageState.ARRIVED:
        return
    row.arrived = row.arrived or now
    _become(session, row, MessageState.ARRIVED, now)


def _become(
    session: Session,
    row: Audio,
    state: MessageState,
    now: datetime,
    *,
    reason: str | None = None,
    actor: str = "system",
) -> None:
    row.state = state
    row.reason = reason
    session.flush()
    history.append(
        session,
        row.subject,
        state,
        at=now,
        actor=actor,
        recording=row.recording_sid,
        seconds=row.seconds,
        reason=reason,
    )
