"""A message's life. Whatever is told, in whatever order and however often, ends in the same row.

What is told adds up as :mod:`ivr.voicemail.told` says. Every act runs in the caller's transaction, locks the row
where the database can, and writes history when something changed. `now` is the call's time, pretended or real.
"""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import Call
from ivr.voicemail import told
from ivr.voicemail.tables import MessageState, Voicemail
from ivr.voicemail.told import empty, failed, fetch_again, lock

__all__ = [
    "arrived",
    "begin",
    "empty",
    "failed",
    "fetch_again",
    "of_call",
    "of_recording",
    "open_take",
    "supersede",
]


def begin(session: Session, call: Call, *, now: datetime, dictated: bool = False) -> Voicemail:
    """Writes the row of a new take, before the beep; the row has its id when this returns.

    `dictated`: said for others to hear, or to say who somebody is; it is nobody's matter.
    """
    return _next_take(session, call.id, call.hotline, call.account, now, dictated=dictated)


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
    lock(session, row)
    if row.recording_sid not in (None, sid):
        row = _next_take(session, row.call_id, row.hotline, row.account, now, dictated=row.dictated)
    row.ended_by = row.ended_by or ended_by
    told.there(session, row, sid=sid, seconds=seconds, now=now)
    return row


def supersede(session: Session, earlier: Voicemail, *, by: Voicemail, now: datetime) -> bool:
    """The caller sent take `by` instead of `earlier`; both are kept. True when that changed anything.

    Only a later take of the same call that holds something can take an earlier one's place, so a caller who
    hangs up while recording again still leaves what he had said before.
    """
    lock(session, earlier)
    holds = by.state in (MessageState.ARRIVED, MessageState.STORED)
    later = by.call_id == earlier.call_id and by.take > earlier.take
    if not (holds and later) or earlier.superseded_by is not None:
        return False
    earlier.superseded_by = by.id
    history.append(session, earlier.subject, "superseded", at=now, actor="caller", by=by.id)
    return True


def of_recording(session: Session, sid: str) -> Voicemail | None:
    """The message that stands for the carrier's recording `sid`."""
    return told.of_recording(session, Voicemail, sid)


def open_take(session: Session, call: Call) -> Voicemail | None:
    """The first take of the call that still lacks a recording: where one that nobody reported belongs."""
    return session.scalar(
        select(Voicemail)
        .where(
            Voicemail.call_id == call.id,
            Voicemail.recording_sid.is_(None),
            Voicemail.state.in_([MessageState.TAKING, MessageState.EMPTY]),
            # What nobody dictated after all must not take in a message: nothing would be owed for it.
            or_(Voicemail.dictated.is_(False), Voicemail.state == MessageState.TAKING),
        )
        .order_by(Voicemail.dictated, Voicemail.state == MessageState.EMPTY, Voicemail.take)
        .limit(1)
    )


def of_call(session: Session, call_id: int) -> list[Voicemail]:
    """Every take of a call, the first one first."""
    return list(
        session.scalars(select(Voicemail).where(Voicemail.call_id == call_id).order_by(Voicemail.take))
    )


def _next_take(
    session: Session, call_id: int, hotline: str, account: str, now: datetime, *, dictated: bool
) -> Voicemail:
    last = session.scalar(select(func.max(Voicemail.take)).where(Voicemail.call_id == call_id)) or 0
    row = Voicemail(
        call_id=call_id,
        hotline=hotline,
        account=account,
        take=last + 1,
        state=MessageState.TAKING,
        created=now,
        fetch_tries=0,
        dictated=dictated,
    )
    session.add(row)
    session.flush()
    history.append(session, row.subject, "begun", at=now, actor="caller", call=call_id, take=row.take)
    return row
