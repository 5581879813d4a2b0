"""Users, the desks they serve, and how often somebody failed to sign in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.database import Base, Moment


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


class Failures(Base):
    """Failures in a row: sign-ins of one name ("name:wang") or from one address ("address:127.0.0.1"), wrong PINs of
    one user ("pin:3")."""

    __tablename__ = "sign_in_failures"

    of: Mapped[str] = mapped_column(String(128), primary_key=True)
    tries: Mapped[int]
    last: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
