"""What was told about promises that run out: one digest for a desk and a level, and the tasks it names."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_UNSEEN = text("seen_at IS NULL")


class Level(StrEnum):
    """Who is told, as the promised time goes by."""

    DESK = "desk"  # half of it has passed: the desk is reminded
    SUPERVISOR = "supervisor"  # all of it: the supervisors
    HEAD = "head"  # twice of it: the desk's head


class Digest(Base):
    """Tasks of one desk that came to one level at the same time, told together."""

    __tablename__ = "digests"
    __table_args__ = (
        Index("ix_digests_unseen", "desk", "level", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(64))
    """The desk the tasks were with at that moment."""
    level: Mapped[str] = mapped_column(String(16))
    pretended: Mapped[bool]
    """Of tasks from calls at a pretended time: shown as a drill, and told nowhere else."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who took note of it; None while nobody has."""

    @property
    def subject(self) -> str:
        """The digest's name in the history."""
        return f"digest:{self.id}"


class Crossing(Base):
    """A task came to a level, and that was told. Once for each promise: `due` is what makes it that one."""

    __tablename__ = "crossings"
    __table_args__ = (UniqueConstraint("task_id", "level", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    level: Mapped[str] = mapped_column(String(16))
    due: Mapped[datetime] = mapped_column(Moment)
    """The due time of the promise, as it was then."""
    at: Mapped[datetime] = mapped_column(Moment)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id"), index=True)
