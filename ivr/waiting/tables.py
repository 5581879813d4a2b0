"""Callers on the line, agents who can take them, and the telephones that ring for it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


class Presence(StrEnum):
    """Whether an agent's telephone may ring."""

    AVAILABLE = "available"
    AWAY = "away"


class OfferState(StrEnum):
    """Where one telephone stands that rings for one waiting caller."""

    PLACING = "placing"  # claimed; the carrier has not yet said that it rings
    RINGING = "ringing"  # the carrier took it
    ANSWERED = "answered"  # somebody, or a mobile's voicemail, picked up and hears «press 1»
    ACCEPTED = "accepted"  # 1 was pressed: the caller is theirs
    ENDED = "ended"


class Agent(Base):
    """An agent's availability; nobody's row means available."""

    __tablename__ = "presence"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=Presence.AVAILABLE)
    since: Mapped[datetime] = mapped_column(Moment)


class PresencePeriod(Base):
    """How long an agent was available, or away, by his own word; the last one is open."""

    __tablename__ = "presence_periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class Waiting(Base):
    """A caller who waits in a queue of his own. Order lives here; the carrier's queue only holds."""

    __tablename__ = "waiting"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    exchange: Mapped[str] = mapped_column(String(16), default="")
    """Where the caller hangs on; only the process of that exchange rings telephones for him."""
    hotline: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(16))
    urgent: Mapped[bool]
    language: Mapped[str] = mapped_column(String(2))
    shown: Mapped[str] = mapped_column(String(32))
    """The number an agent's telephone shows."""
    offer_seconds: Mapped[int]
    """How long one telephone rings."""
    entered: Mapped[datetime] = mapped_column(Moment)
    """When he first came into line; a later round keeps it."""
    round: Mapped[int] = mapped_column(default=1)
    round_ends: Mapped[datetime] = mapped_column(Moment)
    queued: Mapped[datetime | None] = mapped_column(Moment)
    """Since when, in this round, the carrier's queue has him. Before that he hears that he is put through, and no
    telephone rings: whoever took him then would find nobody."""
    left: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        Index(
            "ix_waiting_in_line",
            "urgent",
            "entered",
            sqlite_where=text('"left" IS NULL'),
            postgresql_where=text('"left" IS NULL'),
        ),
    )


class Offer(Base):
    """One agent's phone ringing for one waiting caller."""

    __tablename__ = "offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account: Mapped[str] = mapped_column(String(64))
    round: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=OfferState.PLACING)
    result: Mapped[str | None] = mapped_column(String(16))
    """accepted, declined, no-answer, busy, failed, gone or lost."""
    leg_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    placed: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    """By then the carrier must have told something; afterwards we ask it."""
    accepted: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """When 1 was pressed; an offer that ended with `accepted` was a conversation from then until its end."""
    ended: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        # Nobody's telephone rings twice at once, and nobody is offered to two agents at once.
        Index(
            "uq_offers_live_user",
            "user_id",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
        Index(
            "uq_offers_live_call",
            "call_id",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
    )


class Page(Base):
    """Somebody on duty is rung for the urgent matters of a desk that nobody has taken, one call for all of them; or to
    see that he can be reached, or to remind him of an incident's next update."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift: Mapped[datetime | None] = mapped_column(Moment)
    """When the shift began that this is the test of; None for what is no test."""
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    """The incident of which news is overdue, where its owner is reminded."""
    desk: Mapped[str] = mapped_column(String(64))
    hotline: Mapped[str] = mapped_column(String(32))
    """On whose behalf it rings: that of the matter that is owed first."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=OfferState.PLACING)
    result: Mapped[str | None] = mapped_column(String(16))
    """accepted, unconfirmed, declined, no-answer, busy, failed, gone or lost."""
    leg_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    placed: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    """By then the carrier must have told something; afterwards we ask it."""
    accepted: Mapped[datetime | None] = mapped_column(Moment)
    """When 1 was pressed."""
    ended: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_pages_desk_shift", "desk", "shift"),
        # Nobody is paged twice at once, and of a desk one at a time: ten matters are one call.
        Index(
            "uq_pages_live_user",
            "user_id",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
        Index(
            "uq_pages_live_desk",
            "desk",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
    )


class PagedTask(Base):
    """A matter that a page is about."""

    __tablename__ = "paged_tasks"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True, index=True)
    taken: Mapped[bool] = mapped_column(default=False)
    """Claimed with the key 1, and given back unless the next key keeps it."""
