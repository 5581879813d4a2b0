"""Looking is written down: who revealed a number and who listened to what, in the task's own history."""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Task
from ivr.callbacks.ledger import by, note
from ivr.callbacks.listening import ONE_LISTEN, listened
from ivr.contacts import Contact
from ivr.people import User
from ivr.telephony.numbers import masked

__all__ = ["ONE_LISTEN", "listened", "revealed", "revealed_contact"]


def revealed(session: Session, task: Task, user: User, now: datetime) -> None:
    """The person saw the customer's number in clear."""
    # Which number it was, as far as it may be told, and until it is erased with the rest.
    number = history.keep(session, task.subject, "number", masked(task.number)) if task.number else None
    note(session, task, "revealed", now=now, actor=by(user), number=number)


def revealed_contact(session: Session, entry: Contact, user: User, now: datetime) -> None:
    """The person saw the numbers of an entry of the contact book in clear."""
    history.append(session, entry.subject, "revealed", at=now, actor=by(user))
