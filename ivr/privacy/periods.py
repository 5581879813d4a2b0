"""How long is kept now: as the schedule says, but a period that was shortened takes hold a day later.

What is erased cannot be had back; a slip that was published can, by publishing again within that day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.hours import Book, Schedule, ScheduleError, UnknownNumber
from ivr.hours.retention import Keep
from ivr.hours.versions import Publication

GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Periods:
    """The longer of what is in force and what was in force a day ago."""

    schedules: tuple[Schedule, ...]

    @classmethod
    def now(cls, session: Session, book: Book, now: datetime) -> "Periods":
        current = book.current(session)
        before = session.scalar(select(func.max(Publication.number)).where(Publication.at <= now - GRACE))
        if before is None or before == current.number:
            return cls((current.schedule,))
        try:
            return cls((current.schedule, book.edition(before, session).schedule))
        except (UnknownNumber, ScheduleError):
            return cls((current.schedule,))  # nothing was in force then, or nothing that can still be read

    def kept(self, hotline: str) -> Keep:
        """How long this hotline keeps."""
        told = [schedule.kept(hotline) for schedule in self.schedules]
        return Keep(
            recordings=max(keep.recordings for keep in told),
            logs=max(keep.logs for keep in told),
            audit=max(keep.audit for keep in told),
        )

    @property
    def every(self) -> list[Keep]:
        """How long each hotline keeps, and whatever belongs to none any more."""
        return [self.kept(number) for number in {"", *(n for each in self.schedules for n in each.hotlines)}]
