"""What is broken for many callers at once, what they are told of it, and who said that it concerns him."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class What(StrEnum):
    """What is broken; callers hear a sentence of its own for each."""

    LINES = "lines"
    SATELLITE = "satellite"
    SYSTEMS = "systems"
    SOUTHERN = "southern"


class Severity(StrEnum):
    """How bad it is, for those who work on it; the gravest last."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Incident(Base):
    """Something that many firms ring about within the same minute: one matter, however many they are."""

    __tablename__ = "incidents"
    __table_args__ = (
        # Of two who report the same at once the second is told that it is open: of each kind there is one at a time.
        Index(
            "uq_incidents_open",
            "what",
            unique=True,
            sqlite_where=text("closed IS NULL"),
            postgresql_where=text("closed IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(16))
    hotlines: Mapped[list[str]] = mapped_column(JSON)
    """Whose callers hear of it."""
    opened: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Who is reminded of the next update: whoever told of it last."""
    next_update: Mapped[datetime | None] = mapped_column(Moment)
    """When callers were promised news; None promises no time."""
    closed: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @property
    def subject(self) -> str:
        """The incident's name in the history."""
        return f"incident:{self.id}"


class Bulletin(Base):
    """What callers are told from a moment on; the latest one is heard."""

    __tablename__ = "bulletins"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """opened, updated or closed."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    next_update: Mapped[datetime | None] = mapped_column(Moment)
    voicemail_id: Mapped[int | None] = mapped_column(ForeignKey("voicemails.id"))
    """Words that were dictated by telephone."""
    clip: Mapped[str | None] = mapped_column(String(64))
    """Words that were handed in as a file. Without either the standard sentence is heard."""
    text: Mapped[str | None] = mapped_column(String(400))
    """What colleagues read in the console."""


class AffectedState(StrEnum):
    """How it stands with telling somebody that it is over."""

    REGISTERED = "registered"  # he is to be told when it is over
    RINGING = "ringing"  # his telephone rings, or he listens
    TOLD = "told"  # by a call that he confirmed, or when he rang himself
    UNREACHED = "unreached"  # rung in vain; a task is open instead
    NO_NUMBER = "no-number"  # counted, and cannot be rung


class Affected(Base):
    """A caller who said that it concerns him: once for each number, however often it rings."""

    __tablename__ = "affected"
    __table_args__ = (
        UniqueConstraint("incident_id", "number", "pretended"),
        # Whoever rings is looked for among those who have not been told yet.
        Index(
            "ix_affected_untold",
            "number",
            sqlite_where=text("told IS NULL"),
            postgresql_where=text("told IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    """The call by which he registered."""
    hotline: Mapped[str] = mapped_column(String(32))
    number: Mapped[str | None] = mapped_column(String(32))
    """Where he is told; E.164."""
    extension: Mapped[str | None] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    voicemail_id: Mapped[int | None] = mapped_column(ForeignKey("voicemails.id"))
    """Where he said which firm he is, if nobody knew his number."""
    at: Mapped[datetime] = mapped_column(Moment)
    calls: Mapped[int] = mapped_column(default=1)
    """How often he rang while it lasted."""
    pretended: Mapped[bool] = mapped_column(default=False)
    """From a call at a pretended time: never rung."""
    state: Mapped[str] = mapped_column(String(16), default=AffectedState.REGISTERED)
    told: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[str | None] = mapped_column(String(16))
    """How he was told, `called` or `rang`; or how the latest try ended."""
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(Moment)
    account: Mapped[str] = mapped_column(String(64))
    """The carrier he came through, which rings him back."""
    leg_sid: Mapped[str | None] = mapped_column(String(64))
    """Our call to him, the latest one."""
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """By then the carrier must have told something of that call; afterwards we ask it."""
