"""What comes after a task: how the customer rated it, and when somebody asks again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_STANDING = text("opened_id IS NULL AND dropped_at IS NULL")


class Score(StrEnum):
    """How a customer judged a service. Nobody can give the first one: it stands for a rating never given."""

    VERY_SATISFIED = "very-satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"


class Rating(Base):
    """One promise and how it was judged: asked on the telephone, given there, or recorded by default."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("task_id", "owed_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    owed_since: Mapped[datetime] = mapped_column(Moment)
    """The task's promise that is rated: a task that was opened again makes a new one, and may be rated again."""
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id"))
    """The conversation after which he was asked; None for a default."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Whose work is judged: who spoke with him, or for a default who resolved the task."""
    score: Mapped[str | None] = mapped_column(String(16))
    """None while he was asked and has not answered."""
    given: Mapped[bool] = mapped_column(default=False)
    """True: a person gave it. False: it is a default, or not there yet."""
    via: Mapped[str | None] = mapped_column(String(16))
    """`telephone` or `default`."""
    asked_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When the score was recorded."""


class FollowUp(Base):
    """A call that somebody planned when he resolved a task; at its time it opens a task of its own."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        # One standing plan for a task, and few of them among many that are over.
        Index(
            "uq_follow_ups_standing",
            "task_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    """When the customer is to be asked again."""
    planned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime] = mapped_column(Moment)
    opened_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    """The task that it opened."""
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
