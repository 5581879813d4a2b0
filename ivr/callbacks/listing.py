"""The messages of tasks, as they are listed and played."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks.tables import Task, TaskMessage
from ivr.voicemail import NO_SPEECH, MessageState, Voicemail

_SILENT = (MessageState.TAKING, MessageState.EMPTY)
_HEARD = (MessageState.ARRIVED, MessageState.STORED, MessageState.PURGED)


def messages(
    session: Session, tasks: Iterable[Task], *, all_takes: bool = False
) -> dict[int, list[Voicemail]]:
    """What there is to hear, by task id and in the order it was said.

    Left out are takes without a recording, and those the caller replaced by another that can be heard;
    `all_takes` leaves nothing out.
    """
    rows = session.execute(
        select(TaskMessage.task_id, Voicemail)
        .join(Voicemail, Voicemail.id == TaskMessage.voicemail_id)
        .where(TaskMessage.task_id.in_([task.id for task in tasks]))
        .order_by(Voicemail.created, Voicemail.id)
    ).all()
    heard = {row.id for _, row in rows if row.state in _HEARD and row.reason != NO_SPEECH}
    listed: dict[int, list[Voicemail]] = defaultdict(list)
    for task_id, row in rows:
        if task_id is not None and (all_takes or not (row.state in _SILENT or row.superseded_by in heard)):
            listed[task_id].append(row)
    return listed


def task_of(session: Session, voicemail_id: int) -> Task | None:
    """The task a message is listed under: who may see it may hear the message."""
    return session.scalar(
        select(Task)
        .join(TaskMessage, TaskMessage.task_id == Task.id)
        .where(TaskMessage.voicemail_id == voicemail_id)
    )
