"""The book of editions: which schedule and calendar are in force, kept ready in this process."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session

from calendars import szse
from calendars.notices import Notice, read_notices
from ivr.database import Database
from ivr.hours import versions
from ivr.hours.engine import Hours
from ivr.hours.model import Schedule
from ivr.hours.publications import unsettled
from ivr.hours.reader import read

KEPT = 16
"""Editions ready in memory; calls in progress refer to the last one or two."""


class NothingPublished(LookupError):
    """No schedule has been published yet."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What was in force at one publication's number."""

    number: int
    schedule: Schedule
    hours: Hours
    digest: str
    """Of the publication that made it."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """Clips published since: for the name that a piece's clip has by its text, the clip that is heard."""


class Book:
    """Answers with what is in force. One per process, shared by its threads.

    Every `current()` asks the database for the latest number, one tiny query, so what another process published is
    in force here at the next question. An edition is read once and then kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._lock = Lock()

    def current(self, session: Session | None = None) -> Edition:
        """What is in force now; raises NothingPublished. Within an act, hand in its session."""
        if session is None:
            with self._database.reading() as session:
                return self.current(session)
        newest = versions.newest(session)
        if newest is None:
            raise NothingPublished(
                "no schedule is in force: ivr schedule publish schedules.yaml puts one there"
            )
        number, digest = newest
        kept = self._kept(number)
        # A publication that was rolled back, a rehearsed one say, leaves its number to the next.
        return kept if kept and kept.digest == digest else self._read(session, number)

    def edition(self, number: int, session: Session | None = None) -> Edition:
        """What was in force at `number`; raises UnknownNumber."""
        kept = self._kept(number)
        if kept:
            return kept
        if session is None:
            with self._database.reading() as session:
                return self._read(session, number)
        return self._read(session, number)

    def last_voices(self) -> Mapping[str, str]:
        """The voices of the newest edition that this process has read, without asking the database."""
        with self._lock:
            return self._editions[max(self._editions)].voices if self._editions else {}

    def on(self, database: Database) -> "Book":
        """A book of another database, which may be this one under rehearsal. What is known here is known there."""
        book = Book(database)
        with self._lock:
            book._editions.update(self._editions)
        return book

    def _kept(self, number: int) -> Edition | None:
        with self._lock:
            if number in self._editions:
                self._editions.move_to_end(number)
            return self._editions.get(number)

    def _read(self, session: Session, number: int) -> Edition:
        edition = _edition(session, number)
        # What this very act has published may still be rolled back: then nobody must find it here.
        return edition if number in unsettled(session) else self._keep(edition)

    def _keep(self, edition: Edition) -> Edition:
        with self._lock:
            self._editions[edition.number] = edition
            while len(self._editions) > KEPT:
                self._editions.popitem(last=False)
        return edition


def handed_in(session: Session, number: int, *, without: int | None = None) -> list[Notice]:
    """The notices that hold at `number`, in order; those of publication `without` left out."""
    return [
        notice
        for row in versions.notices_up_to(session, number)
        if row.number != without
        for notice in read_notices(row.text, f"publication {row.number}")
    ]


def _edition(session: Session, number: int) -> Edition:
    schedule = read(versions.in_force(session, number).text, f"publication {number}")
    return Edition(
        number,
        schedule,
        Hours(schedule, szse.build(handed_in(session, number))),
        versions.publication(session, number).digest,
        {name: voice.clip for name, voice in versions.voices_up_to(session, number).items()},
    )
