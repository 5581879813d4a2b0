"""Channels that leave the house, and the notices on their way."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_UNSETTLED = text("settled IS NULL")


class OutgoingState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"  # to be sent, at once or at the next try
    SENT = "sent"  # the other side took it
    FAILED = "failed"  # given up after a day of trying
    DROPPED = "dropped"  # its channel was removed, or its reader left: nobody wants it any more


class Channel(Base):
    """Where the notices of one desk, or of one level of all desks, go besides the console."""

    __tablename__ = "notice_channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str | None] = mapped_column(String(64))
    """Whose reminders it gets; None for a level's."""
    level: Mapped[str | None] = mapped_column(String(16))
    """Which level's notices it gets, those of every desk; None for a desk's."""
    url: Mapped[str] = mapped_column(Text)
    """A secret: a group robot's key lies in it. Emptied when the channel is removed."""
    added: Mapped[datetime] = mapped_column(Moment)
    removed: Mapped[datetime | None] = mapped_column(Moment)


class Outgoing(Base):
    """One notice to one channel or to one user's e-mail."""

    __tablename__ = "outgoing_notices"
    __table_args__ = (
        Index(
            "ix_outgoing_notices_next_try",
            "next_try",
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """What makes a notice posted twice the same one."""
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("notice_channels.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Exactly one of the two says where it goes; the address itself is looked up when it is sent."""
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=OutgoingState.WAITING)
    created: Mapped[datetime] = mapped_column(Moment)
    next_try: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until then somebody is sending it."""
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(200))
    """Why the latest try failed."""
    settled: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When it was sent, given up or dropped."""
