"""A message's life. Whatever is told, in whatever order and however often, ends in the same row.

Evidence only ever adds up: a length above zero outweighs every report that nothing was recorded, such a report
outweighs silence about the length, and what is stored never goes back. Every act runs in the caller's
transaction, locks the row where the database can, and writes history when something changed.

`now` is the call's time, pretended or real.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import Call
from ivr.voicemail.tables import MessageState, Voicemail

_SETTLED = (MessageState.STORED, MessageState.FAILED, MessageState.PURGED)


def begin(session: Session, call: Call, *, now: datetime) -> Voicemail:
    """Writes the row of a new take, before the beep; the row has its id when this returns."""
    return _next_take(session, call.id, call.hotline, call.account, now)


def arrived(
    session: Session,
    voicemail: Voicemail,
    *,
    sid: str,
    seconds: float | None,
    ended_by: str | None = None,
    now: datetime,
) -> Voicemail:
    """The carrier has a recording for this take; answers the row that now stands for it.

    `seconds` is None while the length is not known and 0 for a recording of nothing. A second recording for
    the same take becomes a take of its own, and one that another row stands for already stays there, so that
    no report can drop a recording.
    """
    row = of_recording(session, sid) or voicemail
    _lock(session, row)
    if row.recording_sid not in (None, sid):
        row = _next_take(session, row.call_id, row.hotline, row.account, now)
    row.recording_sid = sid
    row.ended_by = row.ended_by or ended_by
    if row.digest is not None or row.state in _SETTLED:
        return row  # its bytes were here, and say more than any report
    if seconds is not None:
        row.seconds = max(row.seconds or 0.0, seconds)
    if row.seconds:
        _become_arrived(session, row, now)
    elif seconds == 0:
        empty(session, row, now=now)
    elif row.state == MessageState.TAKING:
        _become_arrived(session, row, now)
    session.flush()
    return row


def empty(
    session: Session, voicemail: Voicemail, *, reason: str = "nothing was recorded", now: datetime
) -> bool:
    """Nothing was recorded, somebody says; True when that changed anything.

    A recording that is known to have a length is not given up for it: fetching will find out.
    """
    _lock(session, voicemail)
    unheard = voicemail.state == MessageState.ARRIVED and not voicemail.seconds
    if voicemail.state != MessageState.TAKING and not unheard:
        return False
    _become(session, voicemail, MessageState.EMPTY, now, reason=reason)
    return True


def failed(session: Session, voicemail: Voicemail, *, reason: str, now: datetime) -> bool:
    """The audio cannot be had or read, for `reason` in words; True when that changed anything."""
    _lock(session, voicemail)
    if voicemail.state != MessageState.ARRIVED:
        return False
    voicemail.fetch_next = voicemail.lease_until = None
    _become(session, voicemail, MessageState.FAILED, now, reason=reason)
    return True


def fetch_again(session: Session, voicemail: Voicemail, *, actor: str, now: datetime) -> bool:
    """Gives a failed message another full round of fetching; True when there was something to give."""
    _lock(session, voicemail)
    if voicemail.state != MessageState.FAILED or voicemail.recording_sid is None:
        return False
    voicemail.fetch_tries = 0
    voicemail.fetch_next = None
    _become(session, voicemail, MessageState.ARRIVED, now, actor=actor)
    return True


def supersede(session: Session, earlier: Voicemail, *, by: Voicemail, now: datetime) -> bool:
    """The caller sent take `by` instead of `earlier`; both are kept. True when that changed anything.

    Only a later take of the same call that holds something can take an earlier one's place, so a caller who
    hangs up while recording again still leaves what he had said before.
    """
    _lock(session, earlier)
    holds = by.state in (MessageState.ARRIVED, MessageState.STORED)
    later = by.call_id == earlier.call_id and by.take > earlier.take
    if not (holds and later) or earlier.superseded_by is not None:
        return False
    earlier.superseded_by = by.id
    history.append(session, earlier.subject, "superseded", at=now, actor="caller", by=by.id)
    return True


def of_recording(session: Session, sid: str) -> Voicemail | None:
    """The message that stands for the carrier's recording `sid`."""
    return session.scalar(select(Voicemail).where(Voicemail.recording_sid == sid))


def open_take(session: Session, call: Call) -> Voicemail | None:
    """The first take of the call that still lacks a recording: where one that nobody reported belongs."""
    return session.scalar(
        select(Voicemail)
        .where(
            Voicemail.call_id == call.id,
            Voicemail.recording_sid.is_(None),
            Voicemail.state.in_([MessageState.TAKING, MessageState.EMPTY]),
        )
        .order_by(Voicemail.state == MessageState.EMPTY, Voicemail.take)
        .limit(1)
    )


def of_call(session: Session, call_id: int) -> list[Voicemail]:
    """Every take of a call, the first one first."""
    return list(
        session.scalars(select(Voicemail).where(Voicemail.call_id == call_id).order_by(Voicemail.take))
    )


def _next_take(session: Session, call_id: int, hotline: str, account: str, now: datetime) -> Voicemail:
    last = session.scalar(select(func.max(Voicemail.take)).where(Voicemail.call_id == call_id)) or 0
    row = Voicemail(
        call_id=call_id,
        hotline=hotline,
        account=account,
        take=last + 1,
        state=MessageState.TAKING,
        created=now,
        fetch_tries=0,
    )
    session.add(row)
    session.flush()
    history.append(session, row.subject, "begun", at=now, actor="caller", call=call_id, take=row.take)
    return row


def _become_arrived(session: Session, row: Voicemail, now: datetime) -> None:
    if row.state == MessageState.ARRIVED:
        return
    row.arrived = row.arrived or now
    _become(session, row, MessageState.ARRIVED, now)


def _become(
    session: Session,
    row: Voicemail,
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


def _lock(session: Session, row: Voicemail) -> None:
    """The row as it stands now, and nobody else's until the transaction ends."""
    session.flush()
    session.refresh(row, with_for_update=True)
