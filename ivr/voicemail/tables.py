"""Messages and conversations, and everything that is known of their audio."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class MessageState(StrEnum):
    """Where a message, or what is recorded of a conversation, stands. What is stored never goes back."""

    TAKING = "taking"  # the row exists, the beep is about to sound or somebody speaks
    ARRIVED = "arrived"  # the carrier has a recording; its audio is on the way to us
    STORED = "stored"  # the audio is verified and ours; `reason` says "no speech" where nobody speaks in it
    EMPTY = "empty"  # nothing was recorded, as far as anybody has told
    FAILED = "failed"  # the audio cannot be had or read; `reason` says why, and it may be fetched again
    PURGED = "purged"  # erased when its time was up


NO_SPEECH = "no speech"
"""The reason of a stored message in which nobody speaks."""


class Audio(Base):
    """What a message and a conversation have in common: the carrier records it, and it becomes ours."""

    __abstract__ = True

    KIND: ClassVar[str]
    """What the history calls it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    account: Mapped[str] = mapped_column(String(64))
    """The carrier account that holds the recording."""
    hotline: Mapped[str] = mapped_column(String(32))
    recording_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16), default=MessageState.TAKING)
    reason: Mapped[str | None] = mapped_column(String(200))
    """In words: why it is empty or failed, or that nobody speaks."""
    seconds: Mapped[float | None]
    """As the carrier told, and as measured once it is stored."""

    created: Mapped[datetime] = mapped_column(Moment, index=True)
    """In the call's time, as are all moments but the three of fetching."""
    arrived: Mapped[datetime | None] = mapped_column(Moment)
    stored: Mapped[datetime | None] = mapped_column(Moment)

    fetch_tries: Mapped[int] = mapped_column(default=0)
    """How often fetching was begun; whoever holds the lease knows it by this number."""
    fetch_next: Mapped[datetime | None] = mapped_column(Moment)
    """Not to be fetched before; None means at once. Real time, also for a pretended call."""
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """Somebody is fetching it until then. Real time."""

    original: Mapped[str | None] = mapped_column(String(200))
    """Key of the bytes as they came from the carrier."""
    playable: Mapped[str | None] = mapped_column(String(200))
    """Key of the copy to listen to: WAV, 8 kHz mono for a message; a conversation's original itself."""
    bytes: Mapped[int | None]
    """Length of the original."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the original."""
    peaks: Mapped[list[int] | None] = mapped_column(JSON)
    """The waveform of the playable copy, 0 to 100 a bar."""

    @property
    def subject(self) -> str:
        """Its name in the history."""
        return f"{self.KIND}:{self.id}"


class Voicemail(Audio):
    """What a caller recorded: one take. The row is written before the beep."""

    __tablename__ = "voicemails"
    __table_args__ = (
        UniqueConstraint("call_id", "take"),
        Index("ix_voicemails_state_fetch_next", "state", "fetch_next"),
    )

    KIND = "message"
    take: Mapped[int]
    """1 for the first; a caller who records again begins another take."""
    ended_by: Mapped[str | None] = mapped_column(String(16))
    """`key`, `hangup` or `timeout`; None while nobody told."""
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("voicemails.id"))
    """The later take the caller sent instead; this one is kept all the same."""
    dictated: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Said to be heard by others, or to say who somebody is: nothing is owed for it."""


class Conversation(Audio):
    """What two said to each other, each on a channel of his own. The row is written before they are joined."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_state_fetch_next", "state", "fetch_next"),)

    KIND = "conversation"
    # `call_id` is the customer's call: his own, or the one by which we rang him back.
    leg_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    """The call that took the other out of the queue, under which the carrier keeps the recording: the agent's
    leg of a caller's call; the customer's own where he was rung back."""
