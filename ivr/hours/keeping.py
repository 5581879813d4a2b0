"""Keeping schedules.yaml and the published schedule in step.

The database is the truth. A file gets in by being published: on the first start, and when somebody has edited it by
hand. A file that cannot be used is refused with its reason, and the last good schedule stays in force; so is one that
was edited while something else was published, which it would undo unseen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from calendars.strict import text_of
from ivr.database import Database
from ivr.hours import on_disk, versions
from ivr.hours.on_disk import AUTHOR
from ivr.hours.publications import last_schedule
from ivr.hours.reader import Problem, ScheduleError
from ivr.hours.versions import Conflict, Publication

log = structlog.get_logger("hours")

REFUSED_FOR = timedelta(minutes=1)
"""How long a file that could not be used is not read again, unless it changes."""

AndThen = Callable[[Session, int, datetime], object]
"""What else belongs to the act that published a number, such as moving the promises."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of looking at the file."""

    number: int
    """What is in force now; 0 when nothing is."""
    published: bool = False
    refused: ScheduleError | None = None
    """Why what the file says is not in force; None when it is, or is about to be."""
    pending: bool = False
    """The file says something new that can be used: whoever watches it publishes it within seconds."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A text that could not be used, and until when nobody need read it again."""

    digest: str
    error: ScheduleError
    until: datetime


class Keeper:
    """Looks at one schedules.yaml again and again; one per process that watches it."""

    def __init__(self, database: Database, path: Path, and_then: AndThen | None = None) -> None:
        self._database = database
        self._path = path
        self._and_then = and_then
        self._seen: str | None = None
        self._in_step = 0
        self._complaint: str | None = None
        self._refused: _Refused | None = None

    def watch(self, at: datetime) -> Kept:
        """Looks, and says once in the log what was published, or why the file is not in force."""
        kept = self.look(at)
        complaint = str(kept.refused) if kept.refused else None
        if complaint and complaint != self._complaint:
            log.warning("schedule file not in force", reason=complaint, in_force=kept.number)
        elif kept.published:
            log.info("schedule file published", number=kept.number)
        self._complaint = complaint
        return kept

    def look(self, at: datetime) -> Kept:
        """Publishes the file when it says something new; costs a read and a query or two when it does not.

        A text that was in force before is taken for a file left behind, on a node that was off perhaps, and is not
        published by itself, unless this keeper saw the file change to it.
        """
        try:
            return self._look(at)
        except ScheduleError as error:
            return Kept(_latest(self._database), refused=error)

    def _look(self, at: datetime) -> Kept:
        text = text_of(self._path, ScheduleError)
        digest = versions.digest(text)
        changed = self._seen not in (None, digest)
        self._seen = digest
        with self._database.reading() as session:
            current = last_schedule(session)
            if current is not None and current.digest == digest:
                number = versions.latest(session)
            else:
                number = 0
                _must_be_new(session, current, digest, self._path.name, changed=changed)
                self._check(session, text, digest, at)
        if current is not None and number:
            self._note_in_step(current.number, at)
            return Kept(number)
        return self._publish(text, current.number if current else 0, at)

    def _check(self, session: Session, text: str, digest: str, at: datetime) -> None:
        """Before anybody has to wait for a writer; and what was refused is read again only after a while, when the
        users it names may have been added."""
        known = self._refused
        if known is not None and known.digest == digest and at < known.until:
            raise known.error
        try:
            versions.check(session, text, self._path.name)
        except ScheduleError as error:
            self._refused = _Refused(digest, error, at + REFUSED_FOR)
            raise
        self._refused = None

    def _publish(self, text: str, base: int, at: datetime) -> Kept:
        name = self._path.name
        note = "edited by hand" if base else "first start"
        with self._database.writing() as session:
            current = last_schedule(session)
            if current is not None and current.text == text:
                return Kept(versions.latest(session))  # another process was first
            try:
                number = versions.publish(
                    session, text, author=AUTHOR, at=at, note=note, name=name, base=base
                )
            except Conflict as conflict:
                raise _overtaken(conflict.current, name) from None
            if self._and_then is not None:
                self._and_then(session, number, at)
        return Kept(number, published=True)

    def _note_in_step(self, number: int, at: datetime) -> None:
        if self._in_step != number:
            on_disk.note(self._database, number, at)
            self._in_step = number


def ensure_published(database: Database, path: Path, at: datetime) -> Kept:
    """Sees to it that a schedule is in force: publishes the file on the first start, or when it was edited since.

    Raises ScheduleError when the file cannot be used and no schedule is in force yet; later the last good one stays.
    """
    kept = Keeper(database, path).look(at)
    if kept.refused:
        with database.reading() as session:
            if last_schedule(session) is None:
                raise kept.refused
    return kept


def examine(database: Database, path: Path) -> Kept:
    """What the file is to what is in force, for somebody who looks; changes nothing."""
    with database.reading() as session:
        number = versions.latest(session)
        try:
            text = text_of(path, ScheduleError)
            digest = versions.digest(text)
            current = last_schedule(session)
            if current is not None and current.digest == digest:
                return Kept(number)
            _must_be_new(session, current, digest, path.name, changed=False)
            versions.check(session, text, path.name)
        except ScheduleError as error:
            return Kept(number, refused=error)
    return Kept(number, pending=True)


def _must_be_new(
    session: Session, current: Publication | None, digest: str, name: str, *, changed: bool
) -> None:
    """Raises ScheduleError for a text that was in force before, and for one that began with something older than
    what is in force: publishing either would undo what somebody else published."""
    if current is None:
        return
    in_file = on_disk.was_in_step(session, current)
    old = versions.last_with(session, digest)
    if old is not None and not (changed and in_file):
        raise _left_behind(old, current.number, name)
    if not in_file:
        raise _overtaken(current.number, name)


def _left_behind(old: int, current: int, name: str) -> ScheduleError:
    en = (
        f"is the schedule of publication {old}, but {current} is in force: "
        f"to go back to it, run `ivr schedule rollback {old}`"
    )
    zh = f"是第 {old} 号的内容，而现在生效的是第 {current} 号：要退回，请在“版本”页选第 {old} 号"
    return ScheduleError([Problem(None, "", en, zh)], name)


def _overtaken(current: int, name: str) -> ScheduleError:
    en = (
        f"was edited while publication {current} came into force, and would undo it: put the two together "
        f"(`ivr schedule show`), then run `ivr schedule publish {name}`"
    )
    zh = f"是在第 {current} 号生效之前改的，直接发布会把第 {current} 号的改动冲掉：请先把两边的改动合在一起，再发布"
    return ScheduleError([Problem(None, "", en, zh)], name)


def _latest(database: Database) -> int:
    with database.reading() as session:
        return versions.latest(session)
