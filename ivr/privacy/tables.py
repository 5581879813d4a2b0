"""What is held back from erasing, who asked for what, and what is still to be erased outside the database."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_IN_FORCE = text("lifted IS NULL")


class Hold(Base):
    """A legal hold: nothing of a task, of a number, or of a hotline's span is erased until it is lifted."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        Index("ix_legal_holds_in_force", "placed", sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    """Of the number that is held, see :mod:`ivr.privacy.fingerprints`; the number itself is not kept."""
    hotline: Mapped[str | None] = mapped_column(String(32))
    """None with a span: every hotline."""
    since: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    """The span, its end left out; both None for a task or a number."""
    reason: Mapped[str] = mapped_column(String(64))
    """Digest of the keepsake that says why."""
    placed: Mapped[datetime] = mapped_column(Moment)
    placed_by: Mapped[str] = mapped_column(String(48))
    """As the history names an actor."""
    lifted: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(String(48))

    @property
    def subject(self) -> str:
        """The hold's name in the history."""
        return f"hold:{self.id}"


class Asked(StrEnum):
    """What somebody asked of the data about a number."""

    FIND = "find"
    COPY = "copy"
    ERASE = "erase"


class Request(Base):
    """Somebody asked what we hold about a number, for a copy of it, or to have it erased."""

    __tablename__ = "privacy_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    """Of the number; the number itself is not kept."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(48))
    """Who carried it out, as the history names an actor."""
    reason: Mapped[str] = mapped_column(String(64))
    """Digest of the keepsake that says who asked, and why."""
    outcome: Mapped[str] = mapped_column(String(8))
    """`done`, or why it was refused: `open`, `held` or `live`."""
    calls: Mapped[int]
    tasks: Mapped[int]
    messages: Mapped[int]
    """How much there was; conversations count with the messages."""

    @property
    def subject(self) -> str:
        """The request's name in the history."""
        return f"request:{self.id}"


class Thing(StrEnum):
    """What lies outside the database and is to be erased there."""

    FILE = "file"  # audio in the recordings' store
    RECORDING = "recording"  # the carrier's own copy
    CALL = "call"  # the carrier's record of a call, which holds the numbers


class Erasure(Base):
    """Something outside the database that is to be erased; the row goes when that is done."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(48), index=True)
    """The message or call it was of."""
    thing: Mapped[str] = mapped_column(String(16))
    account: Mapped[str | None] = mapped_column(String(64))
    """The carrier account; None for a file."""
    name: Mapped[str] = mapped_column(String(200))
    """Key in the store, or SID at the carrier."""
    planned: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment, index=True)
    """Not to be tried before; whoever tries moves it on first, so that two never try at once. Real time."""
    tries: Mapped[int] = mapped_column(default=0)
