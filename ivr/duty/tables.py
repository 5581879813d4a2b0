"""Duty that somebody handed to a colleague."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class StandIn(Base):
    """One is on duty in place of another, at one desk, from a minute to another."""

    __tablename__ = "stand_ins"
    __table_args__ = (Index("ix_stand_ins_desk_ends", "desk", "ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    """Later ones build on earlier ones: whoever stands in may hand it on, or back."""
    desk: Mapped[str] = mapped_column(String(64))
    instead_of: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Who comes."""
    begins: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment)
    """Exclusive."""
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn: Mapped[datetime | None] = mapped_column(Moment)
    """When it was taken back; from then on it never was."""
