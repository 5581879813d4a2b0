"""Whose tasks they are, by the contact book."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.contacts import Who, known


def callers(session: Session, tasks: Sequence[Task]) -> dict[int, Who]:
    """By task, without strangers' tasks, with one query for all: by the number to ring, else the one that rang."""
    book = known(session, (number for task in tasks for number in (task.number, task.caller)))
    found = ((task, book.who(task.number, task.extension) or book.who(task.caller)) for task in tasks)
    return {task.id: who for task, who in found if who is not None}
