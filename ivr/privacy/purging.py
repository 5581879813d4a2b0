"""Erasing what was kept long enough. Any number of processes may do it at once, and be killed at any moment.

Each message, task and call is erased in one transaction of its own, which also writes down what is to be erased
outside the database; :mod:`ivr.privacy.outside` does that afterwards, for as long as it takes. What is left when a run
stops is found by the next one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.ledger import hold_call, locked, note
from ivr.calls import Call
from ivr.hours import Schedule
from ivr.privacy import audits, erasing, matters, outside
from ivr.privacy.erasing import Why
from ivr.privacy.holds import Held
from ivr.privacy.matters import Matter, real
from ivr.system import System
from ivr.voicemail import MessageState, Voicemail

log = structlog.get_logger("privacy")

BATCH = 200
"""How many ids are looked at together."""

MOST = 2000
"""How much one run erases; the next one goes on."""

_HAS_AUDIO = (MessageState.ARRIVED, MessageState.STORED, MessageState.FAILED)


@dataclass(frozen=True)
class Tally:
    """How much was erased, or would be."""

    messages: int = 0
    tasks: int = 0
    calls: int = 0
    held: int = 0
    """How much is old enough and kept by a legal hold."""
    outside: int = 0
    """Files, and recordings and call records at the carrier."""
    waiting: int = 0
    """How many of those are still to be erased."""


def purge(system: System) -> Tally:
    """Erases what was kept long enough, here, in the store and at the carrier. Never raises for one thing's trouble."""
    if system.database.is_rehearsal:
        return Tally()  # what is erased outside could not be rolled back
    counted = _go_through(system, _erase)
    audits.forget(system)
    done = outside.carry_out(system)
    if counted or done:
        system.database.scrub()
        log.info("purged", **counted, outside=done)
    return Tally(**counted, outside=done, waiting=outside.waiting(system))


def foresee(system: System) -> Tally:
    """What :func:`purge` would erase now; nothing is changed."""
    counted = _go_through(system, lambda *_: True)
    return Tally(**counted, waiting=outside.waiting(system))


@dataclass(frozen=True)
class _Due:
    """Something whose time is up."""

    row: Any
    matter: Matter
    days: int


@dataclass(frozen=True)
class _Kind:
    """One kind of thing: where to look, when its time is up, and how it is erased."""

    name: Literal["messages", "tasks", "calls"]
    old: Callable[[Schedule, datetime], Select[int]]
    """Ids of whatever may be old enough, by the shortest period of any hotline."""
    due: Callable[[Session, int, Schedule, datetime], _Due | None]
    lock: Callable[[Session, int], None]
    erase: Callable[[Session, _Due, Why, datetime], None]


Act = Callable[[System, _Kind, int, datetime], bool]


def _go_through(system: System, act: Act) -> Counter[str]:
    now, schedule = system.now(), system.book.current().schedule
    counted: Counter[str] = Counter()
    for kind in _KINDS:
        after = 0
        while counted[kind.name] < MOST:
            with system.database.reading() as session:
                ids = list(session.scalars(_after(kind.old(schedule, now), after)))
                held = Held.now(session, system.settings)
                judged = [(number, kind.due(session, number, schedule, now)) for number in ids]
                free = [number for number, found in judged if found and not held.on(found.matter)]
                counted["held"] += sum(found is not None for _, found in judged) - len(free)
            if not ids:
                break
            after = ids[-1]
            counted[kind.name] += sum(act(system, kind, number, now) for number in free)
    return +counted


def _erase(system: System, kind: _Kind, number: int, now: datetime) -> bool:
    """Erases one, unless it has changed since it was looked at."""
    try:
        with system.database.writing() as session:
            kind.lock(session, number)
            schedule = system.book.current(session).schedule
            found = kind.due(session, number, schedule, now)
            if found is None or Held.now(session, system.settings).on(found.matter):
                return False
            kind.erase(session, found, Why("system", days=found.days), now)
    except Exception:
        # What cannot be erased must not keep the rest from being; the next run meets it again.
        log.exception("not purged", kind=kind.name, id=number)
        return False
    return True


def _after(found: Select[int], last: int) -> Select[int]:
    (column,) = found.selected_columns
    return found.where(column > last).order_by(column).limit(BATCH)


# Messages: from when they were recorded, once nothing is owed for them


def _old_messages(schedule: Schedule, now: datetime) -> Select[int]:
    shortest = min(schedule.kept(number).recordings for number in ("", *schedule.hotlines))
    return (
        select(Voicemail.id)
        .join(Call, Call.id == Voicemail.call_id)
        .where(or_(Voicemail.state.in_(_HAS_AUDIO), Voicemail.original.is_not(None)))
        .where(or_(Voicemail.created <= now - timedelta(days=shortest), Call.pretended))
    )


def _due_message(session: Session, number: int, schedule: Schedule, now: datetime) -> _Due | None:
    row = session.get(Voicemail, number, populate_existing=True)
    if row is None or not (row.state in _HAS_AUDIO or row.original):
        return None
    matter, days = matters.of_message(session, row), schedule.kept(row.hotline).recordings
    if matter.open or real(matter.calls[0], row.created) + timedelta(days=days) > now:
        return None
    return _Due(row, matter, days)


def _lock_message(session: Session, number: int) -> None:
    row = session.get_one(Voicemail, number)
    hold_call(session, row.call_id)
    session.refresh(row, with_for_update=True)


def erase_message(session: Session, row: Voicemail, why: Why, now: datetime) -> None:
    """Erases a message and says so in the history of its task as well."""
    erasing.message(session, row, why, now)
    for task in matters.listing(session, row):
        note(session, task, "audio-erased", now=now, actor=why.actor, message=row.id, why=why.word)


# Tasks: from when nothing was owed any more


def _old_tasks(schedule: Schedule, now: datetime) -> Select[int]:
    return (
        select(Task.id)
        .where(or_(Task.closed_at <= now - timedelta(days=_shortest_log(schedule)), Task.pretended))
        .where(Task.closed_at.is_not(None))
        .where(or_(Task.purged.is_(None), and_(Task.purged < Task.closed_at, Task.pretended.is_(False))))
    )


def _due_task(session: Session, number: int, schedule: Schedule, now: datetime) -> _Due | None:
    row = session.get(Task, number, populate_existing=True)
    if row is None or row.closed_at is None or is_purged(row):
        return None
    matter, days = matters.of_task(session, row), schedule.kept(row.hotline).logs
    # A drill ends at a moment that was pretended, or at a real one: its call's beginning is known.
    end = matter.moments[0] if row.pretended else row.closed_at
    return _Due(row, matter, days) if end + timedelta(days=days) <= now else None


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


def _old_calls(schedule: Schedule, now: datetime) -> Select[int]:
    return (
        select(Call.id)
        .where(Call.purged.is_(None))
        .where(or_(Call.began <= now - timedelta(days=_shortest_log(schedule)), Call.pretended))
    )


def _due_call(session: Session, number: int, schedule: Schedule, now: datetime) -> _Due | None:
    row = session.get(Call, number, populate_existing=True)
    if row is None or row.purged is not None:
        return None
    days = schedule.kept(row.hotline).logs
    if real(row, row.began) + timedelta(days=days) > now:
        return None
    matter = matters.of_call(session, row)
    with_it = all(is_purged(task) or _due_task(session, task.id, schedule, now) for task in matter.tasks)
    return _Due(row, matter, days) if with_it else None


def _shortest_log(schedule: Schedule) -> int:
    return min(schedule.kept(number).logs for number in ("", *schedule.hotlines))


_KINDS = (
    _Kind(
        "messages",
        _old_messages,
        _due_message,
        _lock_message,
        lambda session, due, why, now: erase_message(session, due.row, why, now),
    ),
    _Kind(
        "tasks",
        _old_tasks,
        _due_task,
        _lock_task,
        lambda session, due, why, now: erasing.task(session, due.row, why, now),
    ),
    _Kind(
        "calls",
        _old_calls,
        _due_call,
        hold_call,
        lambda session, due, why, now: erasing.call(session, due.row, why, now),
    ),
)
"""In this order: a call goes with the last of its tasks."""
