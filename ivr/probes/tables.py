"""One test call of a hotline."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

KEY = "9"
"""What is pressed: the other language, which every first menu has and which asks nobody for anything."""


class Verdict(StrEnum):
    """How a test call went."""

    OK = "ok"  # the greeting was heard at the far end, and the key arrived here
    REFUSED = "refused"  # the carrier did not place it
    NO_ANSWER = "no-answer"  # it rang, and nothing answered
    BUSY = "busy"
    FAILED = "failed"  # the network could not connect it
    ELSEWHERE = "elsewhere"  # something answered that is not us: another greeting, and no call came in
    UNHEARD = "unheard"  # it came in and was greeted, but not a word of it reached the far end
    UNRECOGNISED = "unrecognised"  # the greeting was heard, but which call it was cannot be told
    KEY_LOST = "key-lost"  # the greeting was heard, but the key did not arrive
    LOST = "lost"  # nothing more was heard of it


class Probe(Base):
    """A call that we place to one of our own hotlines. A row is there before it is dialled."""

    __tablename__ = "probes"
    # Whoever begins one says which it comes after: of two schedulers one is second, whatever their clocks say.
    __table_args__ = (UniqueConstraint("hotline", "after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hotline: Mapped[str] = mapped_column(String(32))
    after: Mapped[int]
    """The test call of the same hotline before this one; 0 for the first."""
    number: Mapped[str] = mapped_column(String(32))
    """What was dialled, E.164."""
    shown: Mapped[str] = mapped_column(String(32))
    """The number it showed, E.164, by which it is recognised when it comes in. One of ours."""
    account: Mapped[str] = mapped_column(String(64))
    leg_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The call that goes out, as the carrier names it; it has no row among the calls: what it records is no message."""
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    """The same call as it came in."""
    status: Mapped[str | None] = mapped_column(String(16))
    """How the call that went out ended, in Twilio's words; None while it may go on."""
    recording_sid: Mapped[str | None] = mapped_column(String(64))
    """What the far end heard; None again once it is erased at the carrier."""
    placed: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    """By then it must be over; afterwards we ask the carrier."""
    ended: Mapped[datetime | None] = mapped_column(Moment)
    """When it was judged."""
    result: Mapped[str | None] = mapped_column(String(16))
    """A :class:`Verdict`."""
