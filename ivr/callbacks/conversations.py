"""The door for what was recorded of conversations: it belongs to the call, and to the task that the call is about.

The action of the Dial, the recording's status callback and the sweep come through here, in any order and as often as
they like; the histories of call and task tell of a recording once.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.intake import Take
from ivr.callbacks.ledger import locked, note
from ivr.callbacks.tables import Attempt, Task
from ivr.calls import Call
from ivr.voicemail import Conversation, conversations, told


def recorded(
    session: Session, conversation: Conversation, take: Take, *, source: str, now: datetime
) -> Conversation:
    """There is a recording of it; answers the row that stands for that. `source` is "action", "status" or "sweep"."""
    _hold(session, conversation)
    known = conversations.of_recording(session, take.sid) or conversation
    new = known.arrived is None or known.recording_sid not in (None, take.sid)
    row = conversations.arrived(session, conversation, sid=take.sid, seconds=take.seconds, now=now)
    if new and row.arrived is not None:
        _tell(session, row, source, now)
    return row


def absent(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Nothing was recorded of it, somebody says; audio that is known of outweighs it."""
    _hold(session, conversation)
    told.empty(session, conversation, now=now)


def task_of(session: Session, conversation: Conversation) -> Task | None:
    """The task it was a ring-back for, or that the customer's own call began."""
    rung = select(Attempt.task_id).join(Call, Call.sid == Attempt.customer_sid)
    back = session.scalar(select(Task).where(Task.id.in_(rung.where(Call.id == conversation.call_id))))
    return back or session.scalar(select(Task).where(Task.call_id == conversation.call_id))


def of_task(session: Session, task: Task) -> list[Conversation]:
    """What was recorded, or was to be, when the customer was rung back or rang us; the first one first."""
    rung = select(Call.id).join(Attempt, Attempt.customer_sid == Call.sid).where(Attempt.task_id == task.id)
    ids = [*session.scalars(rung), *([task.call_id] if task.call_id else [])]
    return conversations.of_calls(session, ids)


def _tell(session: Session, row: Conversation, source: str, now: datetime) -> None:
    history.append(
        session,
        f"call:{row.call_id}",
        "recorded",
        at=now,
        actor="carrier",
        conversation=row.id,
        source=source,
    )
    found = task_of(session, row)
    task = locked(session, found.id) if found else None
    if task is not None:
        note(session, task, "recorded", now=now, actor="carrier", conversation=row.id, source=source)


def _hold(session: Session, conversation: Conversation) -> None:
    """The customer's call first, as everybody does, but so that rows may go on to refer to it."""
    session.flush()
    session.execute(select(Call.id).where(Call.id == conversation.call_id).with_for_update(key_share=True))
    told.lock(session, conversation)
