"""What the pages of publications have in common: who published, what the file on disk is, what the days become."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ivr import people
from ivr.clock import shanghai
from ivr.hours import Hours, ScheduleError, examine
from ivr.hours.effect import effect
from ivr.hours.on_disk import AUTHOR
from ivr.hours.versions import Publication
from ivr.web.console import preferences
from ivr.web.console.hours.bars import Bars, bars
from ivr.web.console.words import WORDS, say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Authors:
    """Names of authors as colleagues know them."""

    displays: Mapping[str, str]

    @classmethod
    def of(cls, session: Session) -> "Authors":
        return cls({user.name: user.display for user in people.everybody(session)})

    def who(self, row: Publication) -> str:
        if row.author == AUTHOR:
            return say(preferences.language(), "versions.by-hand")
        return self.displays.get(row.author, row.author)

    def why(self, row: Publication) -> str:
        """The note; what the system itself wrote is said in the reader's language."""
        key = "versions.note." + row.note.rstrip("0123456789").strip().replace(" ", "-")
        number = row.note[len(row.note.rstrip("0123456789")) :]
        return say(preferences.language(), key, number=number) if key in WORDS else row.note


@dataclass(frozen=True)
class FileNotice:
    """Something a supervisor should know about the file."""

    name: str
    pending: bool
    """It is sound and new, and about to be published."""
    reasons: tuple[str, ...] = ()
    """Why it is not in force."""


def file_notice() -> FileNotice | None:
    """None while the file on disk says what is in force, and where there is no file."""
    system = current_system()
    path = system.settings.schedules
    if not path.exists():
        return None
    kept = examine(system.database, path)
    if kept.refused:
        return FileNotice(path.name, False, reasons(kept.refused))
    return FileNotice(path.name, True) if kept.pending else None


def reasons(error: ScheduleError) -> tuple[str, ...]:
    """Each problem as a sentence with its place, in the reader's language."""
    return tuple(error.sentences(preferences.language()))


def effect_of(before: Hours, after: Hours, *, draft: bool = True) -> Bars | None:
    """The next fourteen days as they were and become, by a draft or another version; None where the calendar ends."""
    now = current_system().now()
    try:
        return bars(effect(before, after, shanghai(now).date()), preferences.language(), now, draft=draft)
    except LookupError:
        return None
