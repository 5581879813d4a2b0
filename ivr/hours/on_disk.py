"""The file on disk as it follows what is published, and which publications it is known to have held.

Somebody who edits the file by hand begins with what it holds. Only where it held the schedule that is in force is the
edit no blind overwriting; that it did is written down in the history.
"""

import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from calendars.strict import text_of
from ivr import history
from ivr.database import Database
from ivr.hours import versions
from ivr.hours.publications import Publication, last_schedule
from ivr.hours.reader import ScheduleError

AUTHOR = "schedules.yaml"
"""Who a hand-edited file is published by: the system cannot know more."""

_IN_STEP = "in-file"


def write_back(database: Database, path: Path, at: datetime) -> bool:
    """Makes the file say what is in force; False when it holds edits that were never published, which are kept."""
    path = path.resolve()
    with database.reading() as session:
        current = last_schedule(session)
        found = _digest(path)
        if current is None or not _may_go(session, found):
            return False
    if found != current.digest:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(current.text.encode())
        if path.exists():
            shutil.copymode(path, draft)
        if _digest(path) != found:
            draft.unlink()  # somebody saved it at this very moment
            return False
        draft.replace(path)
    note(database, current.number, at)
    return True


def note(database: Database, number: int, at: datetime) -> None:
    """The file holds the schedule of that publication: written down once."""
    with database.reading() as session:
        if was_in_step(session, versions.publication(session, number)):
            return
    with database.writing() as session:
        history.append(session, "schedule", _IN_STEP, at=at, actor="system", number=number)


def was_in_step(session: Session, schedule: Publication) -> bool:
    """Whether the file held that schedule at some time."""
    return schedule.author == AUTHOR or any(
        entry.kind == _IN_STEP and entry.facts["number"] == schedule.number
        for entry in history.entries(session, "schedule")
    )


def _may_go(session: Session, found: str | None) -> bool:
    """Whether nothing is lost with what the file holds: it was published, or there is no file."""
    return found is None or versions.last_with(session, found) is not None


def _digest(path: Path) -> str | None:
    """What the file says, as a digest; None where there is none. A text that cannot be read is nobody's."""
    try:
        return versions.digest(text_of(path, ScheduleError))
    except ScheduleError:
        return "" if path.exists() else None
