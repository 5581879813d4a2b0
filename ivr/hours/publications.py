"""Publications: every text that came into force, as rows under one sequence of numbers.

Nothing here is ever changed or taken away, and each row has an entry in the history that names who and what.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ivr import history
from ivr.database import Base, Moment


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
    schedule = last_schedule(session, number)
    if schedule is None:
        raise UnknownNumber(f"no schedule was published up to number {number}")
    return schedule


def last_schedule(session: Session, number: int | None = None) -> Publication | None:
    """The latest schedule up to `number`, or of all; None before the first."""
    found = select(Publication).where(Publication.kind == Kind.SCHEDULE)
    if number is not None:
        found = found.where(Publication.number <= number)
    return session.scalar(found.order_by(Publication.number.desc()).limit(1))


def last_with(session: Session, digest: str) -> int | None:
    """The latest number under which a schedule with that digest was published."""
    return session.scalar(
        select(Publication.number)
        .where(Publication.digest == digest, Publication.kind == Kind.SCHEDULE)
        .order_by(Publication.number.desc())
        .limit(1)
    )


def of_kind(session: Session, kind: Kind, number: int) -> Sequence[Publication]:
    """Everything of one kind that was published up to `number`, in order."""
    return session.scalars(
        select(Publication)
        .where(Publication.kind == kind, Publication.number <= number)
        .order_by(Publication.number)
    ).all()


def published(session: Session) -> Sequence[Publication]:
    """Everything, newest first."""
    return session.scalars(select(Publication).order_by(Publication.number.desc())).all()


def take_turn(session: Session) -> None:
    """Whoever publishes is alone until the transaction ends: two at once would take the same number."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE publications IN EXCLUSIVE MODE"))  # SQLite has one writer anyway


def append(session: Session, kind: Kind, text: str, *, author: str, at: datetime, note: str) -> int:
    """Adds a publication, with its entry in the history, and answers its number. `text` was checked before."""
    take_turn(session)
    number = latest(session) + 1
    row = Publication(
        number=number, kind=kind, author=author[:64], at=at, note=note[:500], text=text, digest=digest(text)
    )
    session.add(row)
    session.flush()
    unsettled(session).add(number)
    history.append(
        session,
        "schedule",
        "published",
        at=at,
        actor=author[:48],
        number=number,
        what=kind.value,
        digest=row.digest,
    )
    return number


def unsettled(session: Session) -> set[int]:
    """The numbers that this very transaction gave out: a rollback gives them back, so nobody may rely on them."""
    numbers: set[int] = session.info.setdefault("published", set())
    return numbers
