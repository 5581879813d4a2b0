"""What was kept long enough: audio, tasks and calls, each by its own time, and how each is locked and erased."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.ledger import hold_call, locked, note
from ivr.calls import Call
from ivr.privacy import erasing, matters
from ivr.privacy.erasing import Why
from ivr.privacy.matters import Matter, real
from ivr.privacy.periods import Periods
from ivr.voicemail import Conversation, MessageState, Voicemail
from ivr.voicemail.tables import Audio

_HAS_AUDIO = (MessageState.ARRIVED, MessageState.STORED, MessageState.FAILED)


@dataclass(frozen=True)
class Due:
    """Something whose time is up."""

    row: Any
    matter: Matter
    days: int


@dataclass(frozen=True)
class Kind:
    """One kind of thing: where to look, when its time is up, and how it is erased."""

    name: Literal["messages", "conversations", "tasks", "calls"]
    old: Callable[[Periods, datetime], Select[int]]
    """Ids of whatever may be old enough, by the shortest period of any hotline."""
    due: Callable[[Session, int, Periods, datetime], Due | None]
    lock: Callable[[Session, int], None]
    erase: Callable[[Session, Due, Why, datetime], None]


# Messages and conversations: from when they were recorded, once nothing is owed for them


def _old_audio(rows: type[Audio], periods: Periods, now: datetime) -> Select[int]:
    shortest = min(keep.recordings for keep in periods.every)
    return (
        select(rows.id)
        .join(Call, Call.id == rows.call_id)
        .where(or_(rows.state.in_(_HAS_AUDIO), rows.original.is_not(None)))
        .where(or_(rows.created <= now - timedelta(days=shortest), Call.pretended))
    )


def _due_audio(
    rows: type[Audio], session: Session, number: int, periods: Periods, now: datetime
) -> Due | None:
    row = session.get(rows, number, populate_existing=True)
    if row is None or not (row.state in _HAS_AUDIO or row.original):
        return None
    matter, days = matters.of_audio(session, row), periods.kept(row.hotline).recordings
    if matter.open or real(matter.calls[0], row.created) + timedelta(days=days) > now:
        return None
    return Due(row, matter, days)


def _lock_audio(rows: type[Audio], session: Session, number: int) -> None:
    row = session.get_one(rows, number)
    hold_call(session, row.call_id)
    session.refresh(row, with_for_update=True)


def erase_audio(session: Session, row: Audio, why: Why, now: datetime) -> None:
    """Erases a message or a conversation and says so in the history of its task as well."""
    erasing.audio(session, row, why, now)
    for task in matters.listing(session, row):
        of: dict[str, Any] = {row.KIND: row.id}
        note(session, task, "audio-erased", now=now, actor=why.actor, why=why.word, **of)


def _kind_of_audio(name: Literal["messages", "conversations"], rows: type[Audio]) -> "Kind":
    return Kind(
        name,
        partial(_old_audio, rows),
        partial(_due_audio, rows),
        partial(_lock_audio, rows),
        lambda session, due, why, now: erase_audio(session, due.row, why, now),
    )


# Tasks: from when nothing was owed any more


def _old_tasks(periods: Periods, now: datetime) -> Select[int]:
    return (
        select(Task.id)
        .where(or_(Task.closed_at <= now - timedelta(days=_shortest_log(periods)), Task.pretended))
        .where(Task.closed_at.is_not(None))
        .where(or_(Task.purged.is_(None), and_(Task.purged < Task.closed_at, Task.pretended.is_(False))))
    )


def _due_task(session: Session, number: int, periods: Periods, now: datetime) -> Due | None:
    row = session.get(Task, number, populate_existing=True)
    if row is None or row.closed_at is None or is_purged(row):
        return None
    matter, days = matters.of_task(session, row), periods.kept(row.hotline).logs
    # A drill ends at a moment that was pretended, or at a real one: its call's beginning is known.
    end = matter.moments[0] if row.pretended else row.closed_at
    return Due(row, matter, days) if end + timedelta(days=days) <= now else None


def is_purged(task: Task) -> bool:
    """True when nothing personal is left of it; a task that was reopened and done with again is to be purged anew.

    A drill is purged once: its end may lie in a time that was only pretended.
    """
    if task.purged is None or task.closed_at is None:
        return False
    return task.pretended or task.purged >= task.closed_at


def _lock_task(session: Session, number: int) -> None:
    call_id = session.scalar(select(Task.call_id).where(Task.id == number))
    if call_id is not None:
        hold_call(session, call_id)
    locked(session, number)


# Calls: with the last of their tasks, or from when they began


def _old_calls(periods: Periods, now: datetime) -> Select[int]:
    return (
        select(Call.id)
        .where(Call.purged.is_(None))
        .where(or_(Call.began <= now - timedelta(days=_shortest_log(periods)), Call.pretended))
    )


def _due_call(session: Session, number: int, periods: Periods, now: datetime) -> Due | None:
    row = session.get(Call, number, populate_existing=True)
    if row is None or row.purged is not None:
        return None
    days = periods.kept(row.hotline).logs
    if real(row, row.began) + timedelta(days=days) > now:
        return None
    matter = matters.of_call(session, row)
    with_it = all(is_purged(task) or _due_task(session, task.id, periods, now) for task in matter.tasks)
    return Due(row, matter, days) if with_it else None


def _shortest_log(periods: Periods) -> int:
    return min(keep.logs for keep in periods.every)


KINDS = (
    _kind_of_audio("messages", Voicemail),
    _kind_of_audio("conversations", Conversation),
    Kind(
        "tasks",
        _old_tasks,
        _due_task,
        _lock_task,
        lambda session, due, why, now: erasing.task(session, due.row, why, now),
    ),
    Kind(
        "calls",
        _old_calls,
        _due_call,
        hold_call,
        lambda session, due, why, now: erasing.call(session, due.row, why, now),
    ),
)
"""In this order: a call goes with the last of its tasks."""
