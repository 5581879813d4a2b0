"""A caller's name and organisation, entered beside his task."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from ivr import contacts as book
from ivr.callbacks import Task
from ivr.callbacks.ledger import by, note
from ivr.contacts import ContactError, Details
from ivr.people import User
from ivr.telephony import Contact as Reached


def name_caller(session: Session, task: Task, user: User, now: datetime) -> None:
    """The number we ring belongs to whom the form says, in the book and in the task's history.

    Raises ContactError for a form without a name, or when a colleague entered the number meanwhile.
    """
    if task.number is None:
        raise ContactError("no-number")
    details = Details(
        name=request.form.get("name", ""),
        firm=request.form.get("firm", ""),
        numbers=(Reached(task.number, task.extension if task.contact else None),),
    )
    made = book.add(session, details, now=now, actor=by(user))
    note(session, task, "caller-named", now=now, actor=by(user), contact=made.id)
