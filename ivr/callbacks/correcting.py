"""A transcript put right by somebody who listened. What the machine heard stays beside it, and can be restored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.errors import NotPossible, Unknown
from ivr.callbacks.ledger import by, note, opened
from ivr.callbacks.tables import TaskMessage
from ivr.people import User
from ivr.voicemail.transcripts import Transcript, TranscriptState

LONGEST = 4000
"""Characters; three minutes of speech have a thousand."""


def correct(session: Session, task_id: int, message_id: int, user: User, *, text: str, now: datetime) -> None:
    """Writes down what a message of the task really says; anybody who may act on the task can.

    Raises Unknown, NotYours or NotPossible. What was written can be erased; the history names it by its digest.
    """
    task, _ = opened(session, task_id, user)
    row, text = _transcript(session, task_id, message_id), text.strip()
    if not text:
        raise NotPossible("an empty transcript says nothing: write what is said, or restore the machine's")
    if len(text) > LONGEST:
        raise NotPossible(f"at most {LONGEST} characters")
    if text == row.said:
        return
    row.corrected, row.corrected_by, row.corrected_at = text, user.id, now
    said = history.keep(session, task.subject, "transcript", text)
    note(session, task, "transcript-corrected", now=now, actor=by(user), message=message_id, said=said)


def restore(session: Session, task_id: int, message_id: int, user: User, *, now: datetime) -> None:
    """Takes the correction away again; the machine's text was there all the time. Raises as `correct` does."""
    task, _ = opened(session, task_id, user)
    row = _transcript(session, task_id, message_id)
    if row.corrected is None:
        return
    row.corrected = row.corrected_by = row.corrected_at = None
    note(session, task, "transcript-restored", now=now, actor=by(user), message=message_id)


def _transcript(session: Session, task_id: int, message_id: int) -> Transcript:
    row = session.scalar(
        select(Transcript)
        .join(TaskMessage, TaskMessage.voicemail_id == Transcript.voicemail_id)
        .where(TaskMessage.task_id == task_id, Transcript.voicemail_id == message_id)
        .with_for_update(of=Transcript)
        .execution_options(populate_existing=True)
    )
    if row is None or row.state not in (TranscriptState.MADE, TranscriptState.FAILED):
        raise Unknown("that message has no transcript")
    return row
