"""Published schedules and notices: rows, and the truth about what is in force.

Schedules and notices are numbered in one sequence, so a number says exactly which hours held: the latest schedule up
to it, and the calendar by every notice up to it. Nothing published is ever changed; going back publishes an old text
again, under a new number.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from calendars.notices import read_notices
from calendars.strict import Problem, nearest
from ivr import history, people
from ivr.database import Base, Moment
from ivr.hours.model import Schedule
from ivr.hours.reader import ScheduleError, read


class Kind(StrEnum):
    """What was published."""

    SCHEDULE = "schedule"  # the text of a schedules.yaml
    NOTICE = "notice"  # the text of a file of notices, added to those that ship
    WITHDRAWAL = "withdrawal"  # the number of a notice that no longer holds
    VOICES = "voices"  # JSON: clips that are heard instead of, or besides, those that ship


class Publication(Base):
    """One text that came into force, word for word."""

    __tablename__ = "publications"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the text in UTF-8, in hexadecimal."""


class UnknownNumber(LookupError):
    """No publication has that number."""


def publish(
    session: Session, text: str, *, author: str, at: datetime, note: str, name: str = "schedules.yaml"
) -> int:
    """Puts a schedule into force and answers its number.

    It is read strictly first, and the users it names must exist: raises ScheduleError, and nothing has changed.
    `name` is what its problems call the file.
    """
    _users_exist(session, read(text, name), name)
    return _append(session, Kind.SCHEDULE, text, author=author, at=at, note=note)


def publish_notices(
    session: Session, text: str, *, author: str, at: datetime, note: str, name: str = "notices.yaml"
) -> int:
    """Puts notices into force beside those already known; raises NoticeError for ones that cannot be used."""
    read_notices(text, name)
    return _append(session, Kind.NOTICE, text, author=author, at=at, note=note)


def roll_back(session: Session, number: int, *, author: str, at: datetime, note: str = "") -> int:
    """Publishes the schedule that was in force at `number` again and answers its new number."""
    old = in_force(session, number)
    return publish(session, old.text, author=author, at=at, note=note or f"back to {old.number}")


def _users_exist(session: Session, schedule: Schedule, name: str) -> None:
    known = {user.name for user in people.everybody(session)}
    problems = [
        Problem(None, f"desks.{desk.id}.tiers", f'no user called "{user}"{nearest(user, known)}')
        for desk in schedule.desks.values()
        for tier in desk.tiers
        for user in tier
        if user not in known
    ]
    if problems:
        raise ScheduleError(problems, name)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def latest(session: Session) -> int:
    """The highest number published; 0 before the first."""
    return session.scalar(select(func.max(Publication.number))) or 0


def newest(session: Session) -> tuple[int, str] | None:
    """The number and digest of the latest publication, in one tiny query; None before the first."""
    row = session.execute(
        select(Publication.number, Publication.digest).order_by(Publication.number.desc()).limit(1)
    ).first()
    return (row.number, row.digest) if row else None


def publication(session: Session, number: int) -> Publication:
    """What was published under `number`; raises UnknownNumber."""
    row = session.get(Publication, number)
    if row is None:
        raise UnknownNumber(f"nothing was published under number {number}: the latest is {latest(session)}")
    return row


def in_force(session: Session, number: int) -> Publication:
    """The schedule in force at `number`; raises UnknownNumber when nothing was published under it."""
    publication(session, number)
    schedule = session.scalar(
        select(Publication)
        .where(Publication.kind == Kind.SCHEDULE, Publication.number <= number)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    if schedule is None:
        raise UnknownNumber(f"no schedule was published up to number {number}")
    return schedule


def notices_up_to(session: Session, number: int) -> Sequence[Publication]:
    """The notices handed in up to `number`, in order."""
    return session.scalars(
        select(Publication)
        .where(Publication.kind == Kind.NOTICE, Publication.number <= number)
        .order_by(Publication.number)
    ).all()


def published(session: Session) -> Sequence[Publication]:
    """Everything, newest first."""
    return session.scalars(select(Publication).order_by(Publication.number.desc())).all()


def _append(session: Session, kind: Kind, text: str, *, author: str, at: datetime, note: str) -> int:
    if session.get_bind().dialect.name == "postgresql":
        # Two publishing at once would take the same number; SQLite has one writer anyway.
        session.execute(sa.text("LOCK TABLE publications IN EXCLUSIVE MODE"))
    number = latest(session) + 1
    row = Publication(
        number=number, kind=kind, author=author, at=at, note=note[:500], text=text, digest=digest(text)
    )
    session.add(row)
    session.flush()
    history.append(
        session,
        "schedule",
        "published",
        at=at,
        actor=author,
        number=number,
        what=kind.value,
        digest=row.digest,
    )
    return number
