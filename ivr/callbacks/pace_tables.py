"""How fast a desk works off what it owes, measured now and then: a call asks for it in a step, and may not measure."""

from datetime import datetime, timedelta

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class DeskPace(Base):
    """The latest measure of one desk; no row while too little was done to measure, or nobody works there."""

    __tablename__ = "desk_paces"

    desk: Mapped[str] = mapped_column(String(64), primary_key=True)
    handling: Mapped[timedelta]
    """What one callback takes, from ringing the customer to its note: the median of the latest."""
    people: Mapped[int]
    """How many work on them at once; at least one."""
    at: Mapped[datetime] = mapped_column(Moment)
    """When it was measured."""
