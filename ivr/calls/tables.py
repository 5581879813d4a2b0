"""A call and the steps it took."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_KEPT = text("purged IS NULL")


class CallStatus(StrEnum):
    """Twilio's words for where a call stands."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


class Led(StrEnum):
    """What a key meant, where it led to no step of its own."""

    WRONG = "wrong"  # no choice of that menu
    SILENCE = "silence"  # no key came
    LANGUAGE = "language"  # 9: the other language from here on
    REPEAT = "repeat"  # #
    BACK = "back"  # *


class Call(Base):
    """One connection, from ring to hang-up: a caller's to a hotline, or ours to an agent or a customer."""

    __tablename__ = "calls"
    __table_args__ = (
        # What a purge looks for among very many.
        Index("ix_calls_kept", "began", sqlite_where=_KEPT, postgresql_where=_KEPT),
        # Who rang before, and when: one look for each of a report's calls.
        Index("ix_calls_caller_began", "caller", "began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    account: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(8), default="inbound")
    """`inbound`: a caller's own. `outbound`: a leg of ours, to an agent's telephone or to a customer we ring back."""
    dialled: Mapped[str] = mapped_column(String(32))
    """The hotline the caller dialled."""
    hotline: Mapped[str] = mapped_column(String(32), index=True)
    """The hotline that serves the call now: a fault reported after hours is passed on to a 7×24 line."""
    version: Mapped[int]
    """The number of the schedule the call began with; it ends under those rules."""
    caller: Mapped[str | None] = mapped_column(String(32))
    """E.164, or None when the network told no usable number."""
    caller_raw: Mapped[str] = mapped_column(String(64), default="")
    contact: Mapped[str | None] = mapped_column(String(32))
    """Where to ring back, when the caller keyed in a number of his own; E.164."""
    extension: Mapped[str | None] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=CallStatus.RINGING)
    language: Mapped[str] = mapped_column(String(2), default="zh")
    topic: Mapped[str] = mapped_column(String(16), default="enquiry")
    visit: Mapped[int] = mapped_column(default=0)
    """How many answers were given; the next step's URL carries it."""
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong or missing keys in a row at the present menu."""
    trail: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The menus heard so far, the present one last; `*` goes back along it."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What steps of one flow remember for a later one: small and never personal."""
    offset: Mapped[timedelta] = mapped_column(default=timedelta())
    """Pretended time less real time; zero for real calls."""
    pretended: Mapped[bool] = mapped_column(default=False)
    probe: Mapped[bool] = mapped_column(default=False)
    """True for a test call of our own (`ivr.probes`): it is nobody's, opens nothing and is not counted."""
    began: Mapped[datetime] = mapped_column(Moment, index=True)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    asked: Mapped[datetime | None] = mapped_column(Moment)
    """When the caller first asked for a person, whether or not anybody could be rung."""
    desk: Mapped[str | None] = mapped_column(String(64))
    """The desk he asked for."""
    notice: Mapped[str | None] = mapped_column(String(32))
    """Version of the recording notice that was spoken; evidence of consent."""
    purged: Mapped[datetime | None] = mapped_column(Moment)
    """When its numbers and what was said were erased. Real time, also for a pretended call."""


class Step(Base):
    """One answer given to the carrier; a repeat of the same request gets it word for word."""

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("call_id", "step", "visit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    step: Mapped[str] = mapped_column(String(64))
    visit: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    keys: Mapped[str | None] = mapped_column(String(64))
    """What the caller pressed, None for an answer that no key led to. Numbers keyed in are not kept here."""
    led: Mapped[str | None] = mapped_column(String(64))
    """Where the caller's keys led, or their lack: the name of a step, or one of :class:`Led`. None where nobody was
    asked, and for answers from before this was kept."""
    answer: Mapped[str] = mapped_column(Text)


PROGRESS = {
    CallStatus.QUEUED: 0,
    CallStatus.RINGING: 1,
    CallStatus.IN_PROGRESS: 2,
    CallStatus.COMPLETED: 3,
    CallStatus.BUSY: 3,
    CallStatus.FAILED: 3,
    CallStatus.NO_ANSWER: 3,
    CallStatus.CANCELED: 3,
}
"""How far along each status is: an event that is late never takes a call back."""

ENDED = frozenset(status for status, rank in PROGRESS.items() if rank == 3)
