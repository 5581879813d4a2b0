"""Users, the desks they serve, and what proves who they are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment

_LIVE = text("revoked IS NULL")


class Role(StrEnum):
    """What a user may do."""

    AGENT = "agent"  # takes calls and rings customers back, for the desks they serve
    SUPERVISOR = "supervisor"  # sees every desk, decides what agents cannot, publishes hours
    AUDITOR = "auditor"  # sees everything, changes nothing
    ADMIN = "admin"  # keeps users and settings; sees no customer's matter


class User(Base):
    """Somebody who signs in, and whose telephone may ring."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    """What they sign in with; lower case."""
    display: Mapped[str] = mapped_column(String(64))
    """How colleagues know them."""
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(32))
    """The telephone that rings for them; E.164."""
    mobile: Mapped[str | None] = mapped_column(String(32))
    """What rings instead while the desk answers from home; E.164."""
    pin_hash: Mapped[str | None] = mapped_column(String(255))
    """Argon2 of the PIN that proves who they are by telephone; None: they cannot act by telephone."""
    email: Mapped[str | None] = mapped_column(String(254))
    """Where notices for them go; None: they read them in the console alone."""
    language: Mapped[str] = mapped_column(String(2), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    """False for somebody who left: kept, because the history names them."""
    created: Mapped[datetime] = mapped_column(Moment)


class Membership(Base):
    """A user serves a desk of the schedule."""

    __tablename__ = "memberships"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    desk: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class SignIn(Base):
    """One browser somebody signed in with."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "user_id", "seen"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    """When the person last did something; right to a minute."""
    ended: Mapped[datetime | None] = mapped_column(Moment)
    """None while it may go on; one that was left idle has no end of its own."""
    browser: Mapped[str] = mapped_column(String(40))


class ResetLink(Base):
    """The link by which a user may choose a new password: one a user, and gone once it is used."""

    __tablename__ = "reset_links"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of its 256 random bits: whoever reads the table cannot use it."""
    expires: Mapped[datetime] = mapped_column(Moment)


class SecondFactor(Base):
    """The secret that a user's telephone makes codes from (RFC 6238)."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(255))
    """Encrypted; the key comes from IVR_SECRET_KEY."""
    confirmed: Mapped[datetime | None] = mapped_column(Moment)
    """None while it was shown, and no code has proved that it arrived."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The step of the last code that was taken; no code of it or of an earlier one is taken again."""


class RecoveryCode(Base):
    """A code to be used once instead of the telephone's."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of its 80 random bits."""
    used: Mapped[datetime | None] = mapped_column(Moment)


class ApiToken(Base):
    """What another program shows instead of a password; it may look at what its user may look at."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        # A name that was revoked may be given again.
        Index("uq_api_tokens_name", "name", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(64))
    """What it is for, such as `wallboard`."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of its 256 random bits: whoever reads the table cannot use it."""
    made: Mapped[datetime] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)
    last_used: Mapped[datetime | None] = mapped_column(Moment)
    minute: Mapped[datetime | None] = mapped_column(Moment)
    """The minute in which it was used last."""
    uses: Mapped[int] = mapped_column(default=0)
    """How often it was used within that minute."""


class Failures(Base):
    """Failures in a row: sign-ins of one name ("name:wang") or from one address ("address:127.0.0.1"), wrong PINs of
    one user ("pin:3"), wrong codes ("code:3"), reset links ("link:10.0.0.1") and tokens ("token:10.0.0.1") that do not
    exist."""

    __tablename__ = "sign_in_failures"

    of: Mapped[str] = mapped_column(String(128), primary_key=True)
    tries: Mapped[int]
    last: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
