"""Opening a task, or finding the one that is already there: one for each call, whoever comes first."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr.callbacks import pace, promises, references
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import hold_call, locked, move, note
from ivr.callbacks.matter import Matter
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Attempt, Task
from ivr.hours import Hours

MOST_DRAWS = 100
"""Draws of a reference that is not taken; with millions in use one in a few hits."""

NO_MESSAGE = "no message"
"""Somebody chose to leave a message, and there is none."""


def take_on(
    session: Session, hours: Hours, matter: Matter, now: datetime, *, since: datetime | None = None
) -> Task:
    """The task for this matter: its call's, the one it joins, or a new one. Safe to repeat and to race.

    The promise runs from `since`, by default from when the caller came into line, else from now.
    """
    began = since or matter.entered or now
    if matter.call_id is not None:
        hold_call(session, matter.call_id)
    if matter.join is not None:
        joined = locked(session, matter.join)
        if joined is not None:
            revive(session, hours, joined, now)
            return joined
    task = _of_call(session, matter)
    if task is None:
        task, is_new = _open(session, hours, matter, began, now)
        if is_new:
            _note_opened(session, task, now)
            return task
    _learn(session, hours, task, matter, now)
    return task


def revive(session: Session, hours: Hours, task: Task, now: datetime) -> None:
    """The customer came back to his matter. What was done with is owed again, with a new promise."""
    if task.is_done or task.state == TaskState.UNREACHABLE:
        reopen(session, hours, task, now=now, actor="caller")
    elif task.state == TaskState.RETRY:
        # Whoever just rang us can be reached: no need to wait for the next try.
        task.retry_at = None
        move(task, TaskState.WAITING, now)
        note(session, task, "back-in-queue", now=now, actor="caller")


def reopen(
    session: Session,
    hours: Hours,
    task: Task,
    *,
    now: datetime,
    actor: str,
    text: str | None = None,
) -> None:
    """What was done with is owed again: a new promise that runs from now."""
    move(task, TaskState.WAITING, now)
    task.reopened += 1
    task.owner_id, task.owed_since = None, now
    task.due = promises.due(hours, task.hotline, now, task.within)
    task.misses, task.retry_at, task.chosen_time = 0, None, False
    task.misses_after = session.scalar(select(func.max(Attempt.id)).where(Attempt.task_id == task.id)) or 0
    note(session, task, "reopened", now=now, actor=actor, text=text, due=task.due)


def change_contact(
    session: Session, task_id: int, *, contact: str | None, extension: str | None, now: datetime
) -> None:
    """The caller wants to be rung elsewhere. `contact` is E.164; None goes back to the caller's own number."""
    task = locked(session, task_id)
    if task is None:
        raise NotPossible(f"there is no task {task_id} whose number could be changed")
    if (task.contact, task.extension) == (contact, extension):
        return
    task.contact, task.extension = contact, extension
    note(session, task, "contact-changed", now=now, actor="caller", extension=extension is not None)


def _of_call(session: Session, matter: Matter) -> Task | None:
    if matter.call_id is None:
        return None
    found = select(Task).where(Task.call_id == matter.call_id).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))


def _open(
    session: Session, hours: Hours, matter: Matter, since: datetime, now: datetime
) -> tuple[Task, bool]:
    """Inserts the task; the unique indexes on call and reference settle who was first."""
    within = pace.honest(session, hours, matter, since, now)
    values = _values(hours, matter, within, since, now)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for _ in range(MOST_DRAWS):
        made = session.scalar(
            insert(Task).values(ref=references.draw(), **values).on_conflict_do_nothing().returning(Task.id)
        )
        if made is not None:
            return session.get_one(Task, made), True
        other = _of_call(session, matter)
        if other is not None:
            return other, False
    raise NotPossible(f"no free reference was found in {MOST_DRAWS} draws: the references are used up")


def _values(
    hours: Hours, matter: Matter, within: timedelta, since: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "origin": matter.origin,
        "call_id": matter.call_id,
        "hotline": matter.hotline,
        "desk": matter.desk,
        "about": matter.about,
        "topic": matter.topic,
        "urgent": matter.urgent,
        "state": TaskState.WAITING,
        "why": matter.why,
        "caller": matter.caller,
        "contact": matter.contact,
        "extension": matter.extension,
        "language": matter.language,
        "created": now,
        "owed_since": since,
        "within": within,
        "due": promises.due(hours, matter.hotline, since, within),
        "kept_place": matter.entered is not None,
        "linked_to": matter.linked_to,
        "pretended": matter.pretended,
    }


def _note_opened(session: Session, task: Task, now: datetime) -> None:
    note(
        session,
        task,
        "opened",
        now=now,
        actor="caller" if task.origin == "call" else "system",
        ref=task.ref,
        origin=task.origin,
        call=task.call_id,
        hotline=task.hotline,
        desk=task.desk,
        topic=task.topic,
        urgent=task.urgent,
        owed_since=task.owed_since,
        due=task.due,
        why=task.why,
        linked_to=task.linked_to,
        kept_place=task.kept_place or None,
        pretended=task.pretended or None,
    )


def _learn(session: Session, hours: Hours, task: Task, matter: Matter, now: datetime) -> None:
    """What the rest of the call told: another number, or that it is urgent after all. Never less than before."""
    if matter.contact and (task.contact, task.extension) != (matter.contact, matter.extension):
        task.contact, task.extension = matter.contact, matter.extension
        note(session, task, "contact-changed", now=now, actor="caller", extension=bool(matter.extension))
    if not matter.urgent or task.urgent or task.is_done:
        return
    task.urgent = True
    if task.owner_id is None:
        task.desk, task.about = matter.desk, matter.about
    task.hotline, task.topic, task.within = matter.hotline, matter.topic, min(task.within, matter.within)
    task.due = min(task.due, promises.due(hours, task.hotline, task.owed_since, task.within))
    note(
        session, task, "made-urgent", now=now, actor="caller", topic=task.topic, desk=task.desk, due=task.due
    )
