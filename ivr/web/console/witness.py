"""Looking is written down: who revealed a number and who listened to what, in the task's own history."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Task
from ivr.callbacks.ledger import by, locked, note
from ivr.contacts import Contact
from ivr.people import User
from ivr.telephony.numbers import masked
from ivr.voicemail.tables import Audio

ONE_LISTEN = timedelta(minutes=30)
"""A player asks for a recording in many pieces, and again for each that was skipped: together one listen."""


def revealed(session: Session, task: Task, user: User, now: datetime) -> None:
    """The person saw the customer's number in clear."""
    # Which number it was, as far as it may be told, and until it is erased with the rest.
    number = history.keep(session, task.subject, "number", masked(task.number)) if task.number else None
    note(session, task, "revealed", now=now, actor=by(user), number=number)


def revealed_contact(session: Session, entry: Contact, user: User, now: datetime) -> None:
    """The person saw the numbers of an entry of the contact book in clear."""
    history.append(session, entry.subject, "revealed", at=now, actor=by(user))


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
