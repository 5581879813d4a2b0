"""The transcript of one message: what the machine heard, and beside it what a person made of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class TranscriptState(StrEnum):
    """Where a transcript stands. There is no row before the engine first takes the message up."""

    WAITING = "waiting"  # being made, or to be tried again
    MADE = "made"  # the engine has said what it heard, be it nothing
    FAILED = "failed"  # tried as often as we do; `reason` says what was in the way
    PURGED = "purged"  # erased together with its message


class Transcript(Base):
    """What a message says. The machine's text never changes; a person's correction stands beside it."""

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(primary_key=True)
    voicemail_id: Mapped[int] = mapped_column(ForeignKey("voicemails.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16), default=TranscriptState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(200))
    """In words: what was in the way the last time."""
    engine: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    """The language the engine listened for: the one the call was held in."""
    text: Mapped[str | None] = mapped_column(Text)
    words: Mapped[list[list[Any]] | None] = mapped_column(JSON)
    """`[word, start, end]` each, in seconds from the beginning of the playable copy."""
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    """In the call's time, like the message's own moments."""

    corrected: Mapped[str | None] = mapped_column(Text)
    """What somebody who listened wrote instead; None when nobody did, or the machine's text was restored."""
    corrected_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    corrected_at: Mapped[datetime | None] = mapped_column(Moment)

    tries: Mapped[int] = mapped_column(default=0)
    """How often it was begun; whoever holds the lease knows it by this number."""
    next_try: Mapped[datetime | None] = mapped_column(Moment)
    """Not to be begun before. Real time, as the lease is."""
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """Somebody is at it until then."""

    @property
    def said(self) -> str | None:
        """What the message says as far as anybody knows: the correction, else the machine's text; None for neither."""
        return self.corrected or self.text or None
