"""Who listened to what, in the task's own history."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.ledger import by, locked, note
from ivr.callbacks.tables import Task
from ivr.people import User
from ivr.voicemail.tables import Audio

ONE_LISTEN = timedelta(minutes=30)
"""A player asks for a recording in many pieces, and again for each that was skipped: together one listen."""


def listened(
    session: Session, task: Task, row: Audio, user: User, now: datetime, *, original: bool = False
) -> None:
    """The person asked for the audio of a message or a conversation. Which piece is no matter: nobody gets round it by
    skipping."""
    locked(session, task.id)  # two pieces asked for at once are still one listen
    if not _listening(session, task, row, user, now, original):
        of: dict[str, Any] = {row.KIND: row.id}
        note(session, task, "listened", now=now, actor=by(user), original=original or None, **of)


def _listening(session: Session, task: Task, row: Audio, user: User, now: datetime, original: bool) -> bool:
    return any(
        entry.kind == "listened"
        and entry.actor == by(user)
        and entry.facts.get(row.KIND) == row.id
        and bool(entry.facts.get("original")) == original
        and entry.at > now - ONE_LISTEN
        for entry in history.entries(session, task.subject)
    )
