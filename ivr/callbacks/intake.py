"""The one door for what was recorded, and for what we owe otherwise.

The record action, the status callback, a hang-up and the sweep all come through here, in any order and as often
as they like: one call has one task, every take of it stays, and the caller who recorded nothing is rung back too.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import voicemail
from ivr.callbacks.ledger import hold_call, locked, note
from ivr.callbacks.matter import Matter
from ivr.callbacks.opening import NO_MESSAGE, change_contact, revive, take_on
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task, TaskMessage
from ivr.calls import Call
from ivr.hours import Hours
from ivr.voicemail import MessageState, Voicemail

__all__ = ["Take", "absent", "begin", "change_contact", "hung_up", "recorded", "take_on"]

_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_ENDINGS = frozenset({"key", "hangup", "timeout"})
_SILENT = frozenset({MessageState.TAKING, MessageState.EMPTY})


@dataclass(frozen=True)
class Take:
    """What somebody told of a recording: its SID, its length in seconds, and what ended it, as far as known."""

    sid: str
    seconds: float | None = None
    ended_by: str | None = None
    """`key`, `hangup` or `timeout`."""

    @classmethod
    def posted(cls, form: Mapping[str, str]) -> Self | None:
        """What the record action told; None when nothing was recorded."""
        keys = form.get("Digits", "")
        ended_by = "hangup" if keys == "hangup" else "key" if keys else "timeout"
        return cls._of(form, ended_by)

    @classmethod
    def reported(cls, form: Mapping[str, str]) -> Self | None:
        """What the recording's status callback told; None when nothing was recorded."""
        return cls._of(form, None)

    @classmethod
    def _of(cls, form: Mapping[str, str], ended_by: str | None) -> Self | None:
        # RecordingSid is no documented parameter of the action; the address ends in it.
        address = urlsplit(form.get("RecordingUrl", "")).path.rstrip("/")
        sid = form.get("RecordingSid") or address.rpartition("/")[2].partition(".")[0]
        seconds = _seconds(form.get("RecordingDuration"))
        return cls(sid, seconds, ended_by) if _SID.fullmatch(sid) and seconds != 0 else None


def begin(session: Session, call: Call, matter: Matter, now: datetime) -> Voicemail:
    """The row before the beep, and with it what the caller said it belongs to."""
    row = voicemail.begin(session, call, now=now)
    _link(session, row, matter)
    return row


def recorded(
    session: Session,
    hours: Hours,
    message: Voicemail,
    matter: Matter,
    take: Take,
    *,
    source: str,
    now: datetime,
) -> Task | None:
    """There is a recording for `message`: advances it, and opens or joins its task; None for what was dictated.

    `source` says who told: "action", "status", "sweep" or "rescue". A recording that turns out to be another
    take's is booked there.
    """
    _hold(session, message.call_id)
    if message.dictated:
        voicemail.arrived(
            session, message, sid=take.sid, seconds=take.seconds, ended_by=_known_ending(take), now=now
        )
        return None
    intended = _link(session, message, matter)
    row = voicemail.arrived(
        session,
        message,
        sid=take.sid,
        seconds=take.seconds,
        ended_by=_known_ending(take),
        now=now,
    )
    link = intended if row is message else _link(session, row, replace(matter, join=intended.joins))
    task = _task_for(session, hours, link, row, matter, now)
    if row.state not in _SILENT and not link.told:
        if task.is_done or task.state == TaskState.UNREACHABLE:
            # Somebody was done with it without having heard this.
            revive(session, hours, task, now)
        link.told = True
        note(session, task, "message", now=now, actor="caller", message=row.id, source=source)
    _supersede(session, row.call_id, now)
    _say_why(session, task)
    return task


def _known_ending(take: Take) -> str | None:
    """Only what is known: a guess would stand in the way of the action that tells."""
    return take.ended_by if take.ended_by in _ENDINGS else None


def absent(session: Session, message: Voicemail, *, now: datetime) -> None:
    """Nothing was recorded for `message`, somebody says; audio that is known of outweighs it."""
    _hold(session, message.call_id)
    voicemail.empty(session, message, now=now)
    link = session.get(TaskMessage, message.id)
    task = locked(session, link.task_id) if link is not None and link.task_id is not None else None
    if task is not None:
        _say_why(session, task)


def hung_up(session: Session, hours: Hours, matter: Matter, now: datetime) -> Task | None:
    """The caller is gone. Whoever had chosen to leave a message is rung back, message or not.

    None when he had not, or left neither a message nor a number to ring.
    """
    assert matter.call_id is not None  # noqa: S101 - only calls are hung up
    _hold(session, matter.call_id)
    task = None
    for row in voicemail.of_call(session, matter.call_id):
        if row.dictated:
            continue
        link = _link(session, row, matter)
        if (
            link.task_id is None
            and link.joins is None
            and matter.number is None
            and _of(session, matter) is None
        ):
            continue
        was = link.task_id
        task = _task_for(session, hours, link, row, matter, now)
        if was is None and link.joins is not None:
            note(session, task, "rang-again", now=now, actor="caller", call=matter.call_id)
        _say_why(session, task)
    return task


def _hold(session: Session, call_id: int) -> None:
    """Locks the call and then its takes, so that two reports of one call follow each other."""
    session.flush()
    hold_call(session, call_id)
    takes = select(Voicemail).where(Voicemail.call_id == call_id).order_by(Voicemail.take)
    session.scalars(takes.with_for_update().execution_options(populate_existing=True)).all()


def _link(session: Session, row: Voicemail, matter: Matter) -> TaskMessage:
    """Where the message belongs; what was said before the beep stands."""
    link = session.get(TaskMessage, row.id, populate_existing=True)
    if link is None:
        link = TaskMessage(voicemail_id=row.id, joins=matter.join, told=False)
        session.add(link)
        session.flush()
    return link


def _task_for(
    session: Session, hours: Hours, link: TaskMessage, row: Voicemail, matter: Matter, now: datetime
) -> Task:
    """The task the message is listed under, opened when there is none. The promise runs from the first take."""
    if link.task_id is not None:
        task = locked(session, link.task_id)
        if task is not None:
            return task
    why = NO_MESSAGE if row.state in _SILENT else None
    first = session.scalar(
        select(func.min(Voicemail.created)).where(
            Voicemail.call_id == row.call_id, Voicemail.dictated.is_(False)
        )
    )
    task = take_on(
        session,
        hours,
        replace(matter, join=link.joins, why=why),
        now,
        since=matter.entered or first or row.created,
    )
    link.task_id = task.id
    session.flush()
    return task


def _supersede(session: Session, call_id: int, now: datetime) -> None:
    """A take ended by key stands for the earlier ones of the same matter: the caller heard what he did.

    One ended by a hang-up never does: whoever hangs up while recording again loses nothing.
    """
    takes = [take for take in voicemail.of_call(session, call_id) if not take.dictated]
    joins = dict(
        session.execute(
            select(TaskMessage.voicemail_id, TaskMessage.joins).where(
                TaskMessage.voicemail_id.in_([take.id for take in takes])
            )
        ).all()
    )
    for place, later in enumerate(takes):
        if later.ended_by != "key" or later.state in _SILENT:
            continue
        for earlier in takes[:place]:
            if joins.get(earlier.id) == joins.get(later.id):
                voicemail.supersede(session, earlier, by=later, now=now)


def _say_why(session: Session, task: Task) -> None:
    """«no message» stands as long as there is nothing to hear in a task that its own call began."""
    if task.why not in (None, NO_MESSAGE):
        return
    messages = session.execute(
        select(Voicemail.state, Voicemail.call_id)
        .join(TaskMessage, TaskMessage.voicemail_id == Voicemail.id)
        .where(TaskMessage.task_id == task.id)
    ).all()
    if any(row.state not in _SILENT for row in messages):
        task.why = None
    elif any(row.call_id == task.call_id for row in messages):
        task.why = NO_MESSAGE


def _of(session: Session, matter: Matter) -> int | None:
    return session.scalar(select(Task.id).where(Task.call_id == matter.call_id))


def _seconds(told: str | None) -> float | None:
    """A length as the carrier wrote it; None when it is missing or cannot be one."""
    try:
        seconds = float(told or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds < 24 * 3600 else None
