"""Keeping schedules.yaml and the published schedule in step.

The database is the truth. A file gets in by being published: on the first start, and when somebody has edited it by
hand. A file that cannot be used is refused with its reason, and the last good schedule stays in force.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendars.strict import text_of
from ivr.database import Database
from ivr.hours import versions
from ivr.hours.reader import Problem, ScheduleError
from ivr.hours.versions import Publication

AUTHOR = "schedules.yaml"
"""Who a hand-edited file is published by: the system cannot know more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of looking at the file."""

    number: int
    """What is in force now; 0 when nothing is."""
    published: bool = False
    refused: ScheduleError | None = None
    """Why what the file says is not in force; None when it is."""


class Keeper:
    """Looks at one schedules.yaml again and again; one per process that watches it."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self.path = path
        self._seen: str | None = None

    def look(self, at: datetime) -> Kept:
        """Publishes the file when it says something new; costs a read and a query or two when it does not.

        A text that was in force before is taken for a file left behind, on a node that was off perhaps, and is not
        published by itself, unless this keeper saw the file change to it.
        """
        try:
            return self._look(at)
        except ScheduleError as error:
            return Kept(self._number(), refused=error)

    def _look(self, at: datetime) -> Kept:
        text = text_of(self.path, ScheduleError)
        digest = versions.digest(text)
        changed = self._seen not in (None, digest)
        self._seen = digest
        with self._database.reading() as session:
            known = self._known(session, digest, changed)
        if known:
            return known
        with self._database.writing() as session:
            if _current_digest(session) == digest:
                return Kept(versions.latest(session))  # another process was first
            note = "edited by hand" if versions.latest(session) else "first start"
            number = versions.publish(session, text, author=AUTHOR, at=at, note=note, name=self.path.name)
            return Kept(number, published=True)

    def _known(self, session: Session, digest: str, changed: bool) -> Kept | None:
        """The answer for a text that was published before; None for one to publish."""
        number = versions.latest(session)
        if _current_digest(session) == digest:
            return Kept(number)
        old = _last_with(session, digest)
        if old is None or changed:
            return None
        sentence = (
            f"is the schedule of publication {old}, but {number} is in force: "
            f"to go back to it, run `ivr schedule rollback {old}`"
        )
        return Kept(number, refused=ScheduleError([Problem(None, "", sentence)], self.path.name))

    def _number(self) -> int:
        with self._database.reading() as session:
            return versions.latest(session)


def ensure_published(database: Database, path: Path, at: datetime) -> Kept:
    """Sees to it that a schedule is in force: publishes the file on the first start, or when it was edited since.

    Raises ScheduleError when the file cannot be used and no schedule is in force yet; later the last good one stays.
    """
    kept = Keeper(database, path).look(at)
    with database.reading() as session:
        in_force = _current_digest(session)
    if kept.refused and in_force is None:
        raise kept.refused
    return kept


def write_back(database: Database, path: Path) -> bool:
    """Makes the file say what is in force; False when it holds edits that were never published, which are kept."""
    with database.reading() as session:
        current = versions.in_force(session, versions.latest(session))
        if path.exists():
            try:
                found = versions.digest(text_of(path, ScheduleError))
            except ScheduleError:
                return False
            if found == current.digest:
                return True
            if _last_with(session, found) is None:
                return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(current.text.encode())
    draft.replace(path)
    return True


def _last_with(session: Session, digest: str) -> int | None:
    return session.scalar(
        select(Publication.number)
        .where(Publication.digest == digest, Publication.kind == versions.Kind.SCHEDULE)
        .order_by(Publication.number.desc())
        .limit(1)
    )


def _current_digest(session: Session) -> str | None:
    """What the schedule in force says, as a digest; None when none is."""
    number = versions.latest(session)
    try:
        return versions.in_force(session, number).digest if number else None
    except versions.UnknownNumber:
        return None
