"""The one door by which console and command publish: what comes into force, and every promise it moves, in one act.

    done = publishing.put_in_force(system, text, author="li", note="台风", base=7)
    done.number, done.moved, done.file

In one transaction the publication is written, due times are derived from it, and each that moved is written down to
be told. Afterwards, on a single machine, the file on disk is brought up to what is in force.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calendars import szse
from calendars.notices import Notice, read_notices
from calendars.strict import Problem
from ivr.callbacks import due
from ivr.callbacks.due import Moved
from ivr.callbacks.tables import Task
from ivr.callbacks.telling import ToTell, moves_by_publication, tell, to_tell
from ivr.hours import Book, Hours, Schedule, ScheduleError, versions, write_back
from ivr.hours.book import handed_in
from ivr.system import System

__all__ = [
    "Moved",
    "Published",
    "ToTell",
    "check",
    "confirm_notices",
    "follow",
    "moves_by_publication",
    "put_in_force",
    "roll_back",
    "tell",
    "to_tell",
    "with_file",
    "withdraw_notice",
    "would_move",
]

log = structlog.get_logger("publishing")

Act = Callable[[Session, datetime], int]
"""Publishes within the session and answers the number."""


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing."""

    number: int
    moved: tuple[Moved, ...] = ()
    """The promises that fall due at another time now, in the order they were made."""
    file: Literal["written", "kept", "unwritable"] | None = None
    """What became of schedules.yaml: `kept` holds edits that were never published, and was left as it is; `unwritable`
    could not be written. None where no file follows: for notices, and where there are several nodes."""


def put_in_force(
    system: System,
    text: str,
    *,
    author: str,
    note: str,
    base: int | None = None,
    name: str = "schedules.yaml",
) -> Published:
    """Puts a schedule into force.

    Raises ScheduleError when it cannot be used, and Conflict when `base`, the number its writing began with, is no
    longer what is in force; then nothing has changed.
    """

    def act(session: Session, now: datetime) -> int:
        return versions.publish(session, text, author=author, at=now, note=note, name=name, base=base)

    return with_file(system, _publish(system, act))


def roll_back(
    system: System, number: int, *, author: str, note: str = "", base: int | None = None
) -> Published:
    """Puts the schedule that was in force at `number` into force again, under a new number.

    Raises UnknownNumber, ScheduleError when it names somebody who is no longer known, and Conflict as
    :func:`put_in_force` does.
    """

    def act(session: Session, now: datetime) -> int:
        return versions.roll_back(session, number, author=author, at=now, note=note, base=base)

    return with_file(system, _publish(system, act))


def confirm_notices(
    system: System, text: str, *, author: str, note: str, name: str = "notices.yaml"
) -> Published:
    """Puts notices into force beside those known; raises NoticeError for ones that cannot be used."""

    def act(session: Session, now: datetime) -> int:
        return versions.publish_notices(session, text, author=author, at=now, note=note, name=name)

    return _publish(system, act, coming=read_notices(text, name))


def withdraw_notice(system: System, number: int, *, author: str, note: str = "") -> Published:
    """Takes the notices of publication `number` back; raises UnknownNumber or NotWithdrawable."""

    def act(session: Session, now: datetime) -> int:
        return versions.withdraw_notice(session, number, author=author, at=now, note=note)

    return _publish(system, act, going=number)


def would_move(system: System, hours: Hours) -> tuple[Moved, ...]:
    """The open promises that would fall due at another time by these hours; changes nothing."""
    with system.database.reading() as session:
        return tuple(due.would_move(session, hours))


def check(session: Session, text: str, name: str = "schedules.yaml") -> Schedule:
    """The schedule that `text` holds, as it could be put in force; raises ScheduleError as `versions.check`, and for a
    desk it leaves out that still has tasks."""
    schedule = versions.check(session, text, name)
    _must_leave_no_task(session, schedule, name)
    return schedule


def follow(book: Book, session: Session, number: int, now: datetime) -> tuple[Moved, ...]:
    """Within the act that published `number`: every promise follows it.

    Raises ScheduleError when it leaves out a desk that still has tasks: nobody would answer for them.
    """
    hours = book.edition(number, session).hours
    _must_leave_no_task(session, hours.schedule, "schedules.yaml")
    return due.recompute(session, hours, publication=number, actor="system", now=now)


def _publish(
    system: System, act: Act, *, coming: Sequence[Notice] = (), going: int | None = None
) -> Published:
    _lay_out(system, coming, going)
    now = system.now()
    with system.database.writing() as session:
        number = act(session, now)
        return Published(number, follow(system.book, session, number, now))


def _must_leave_no_task(session: Session, schedule: Schedule, name: str) -> None:
    waiting = (
        select(Task.desk, func.count())
        .where(Task.closed_at.is_(None), Task.desk.not_in(list(schedule.desks)))
        .group_by(Task.desk)
        .order_by(Task.desk)
    )
    problems = [
        Problem(
            None,
            "desks",
            f"{desk} still has {count} open {'task' if count == 1 else 'tasks'}: dispatch or resolve them first, "
            "or keep the desk",
            f"{desk} 还有 {count} 条未完成的任务：请先派单或办结，或者保留这个值班席",
        )
        for desk, count in session.execute(waiting)
    ]
    if problems:
        raise ScheduleError(problems, name)


def _lay_out(system: System, coming: Sequence[Notice], going: int | None) -> None:
    """Builds the calendar beforehand: it takes tenths of a second, and while we write nobody else can."""
    with system.database.reading() as session:
        known = handed_in(session, versions.latest(session), without=going)
    szse.build((*known, *coming))


def with_file(system: System, done: Published) -> Published:
    """Brings the file up to what is in force, where one machine is all there is."""
    if not system.settings.embedded or system.database.is_rehearsal:
        return done
    try:
        written = write_back(system.database, system.settings.schedules, system.now())
    except OSError as trouble:
        # It is published all the same; the file will be called one that was left behind.
        log.warning("schedule file not written", reason=str(trouble), in_force=done.number)
        return Published(done.number, done.moved, "unwritable")
    return Published(done.number, done.moved, "written" if written else "kept")
