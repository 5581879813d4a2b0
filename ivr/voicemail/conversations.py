"""What is recorded of a conversation: begun before the two are joined, then told of and fetched as a message is.

Whatever is told, in whatever order and however often, ends in the same row (:mod:`ivr.voicemail.told`). `now` is the
customer's call's time, pretended or real.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import Call
from ivr.voicemail import told
from ivr.voicemail.tables import Conversation, MessageState


def begin(session: Session, call: Call, leg: Call, *, now: datetime) -> Conversation:
    """Writes the row before `leg` takes the other out of the queue; `call` is the customer's. It has its id."""
    return _next(session, call.id, leg.id, call.hotline, leg.account, now)


def arrived(
    session: Session, conversation: Conversation, *, sid: str, seconds: float | None, now: datetime
) -> Conversation:
    """The carrier has a recording of it; answers the row that stands for that one.

    `seconds` is None while the length is not known and 0 for a recording of nothing. A second recording of the same
    leg gets a row of its own, so that no report can drop one.
    """
    row = of_recording(session, sid) or conversation
    told.lock(session, row)
    if row.recording_sid not in (None, sid):
        row = _next(session, row.call_id, row.leg_id, row.hotline, row.account, now)
    told.there(session, row, sid=sid, seconds=seconds, now=now)
    return row


def of_recording(session: Session, sid: str) -> Conversation | None:
    """The conversation that the carrier's recording `sid` is of."""
    return told.of_recording(session, Conversation, sid)


def open_of(session: Session, call: Call) -> Conversation | None:
    """The first conversation of a leg or a customer's call that still lacks a recording."""
    return session.scalar(
        select(Conversation)
        .where(
            or_(Conversation.leg_id == call.id, Conversation.call_id == call.id),
            Conversation.recording_sid.is_(None),
            Conversation.state.in_([MessageState.TAKING, MessageState.EMPTY]),
        )
        .order_by(Conversation.state == MessageState.EMPTY, Conversation.id)
        .limit(1)
    )


def of_calls(session: Session, call_ids: Iterable[int]) -> list[Conversation]:
    """Everything that was recorded, or was to be, of what these customers' calls said; the first one first."""
    found = select(Conversation).where(Conversation.call_id.in_(list(call_ids)))
    return list(session.scalars(found.order_by(Conversation.created, Conversation.id)))


def _next(
    session: Session, call_id: int, leg_id: int, hotline: str, account: str, now: datetime
) -> Conversation:
    row = Conversation(
        call_id=call_id,
        leg_id=leg_id,
        hotline=hotline,
        account=account,
        state=MessageState.TAKING,
        created=now,
        fetch_tries=0,
    )
    session.add(row)
    session.flush()
    history.append(session, row.subject, "begun", at=now, actor="system", call=call_id, leg=leg_id)
    return row
