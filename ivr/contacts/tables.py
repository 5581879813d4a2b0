"""Organisations, the entries of the book, and the numbers by which they are known."""

import unicodedata
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.contacts.kinds import Kind
from ivr.database import Base, Moment

LONGEST_FIRM = 120
LONGEST_NAME = 60
LONGEST_NOTE = 1000
"""Characters."""


class Organisation(Base):
    """An institution that people ring for."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_FIRM))
    """As it is written, in Chinese for most."""
    name_en: Mapped[str | None] = mapped_column(String(LONGEST_FIRM))
    key: Mapped[str] = mapped_column(String(2 * LONGEST_FIRM), unique=True)
    """The name without what people write differently: blanks, width, case."""
    kind: Mapped[str] = mapped_column(String(16), default=Kind.OTHER)

    @property
    def subject(self) -> str:
        """The organisation's name in the history."""
        return f"organisation:{self.id}"


class Contact(Base):
    """One entry of the book: a person, or with no name an organisation's switchboard."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(Moment)
    changed: Mapped[datetime] = mapped_column(Moment)

    @property
    def subject(self) -> str:
        """The entry's name in the history."""
        return f"contact:{self.id}"


class ContactNumber(Base):
    """Where somebody rings from and can be rung. An entry is known by its numbers: each belongs to one entry."""

    __tablename__ = "contact_numbers"
    __table_args__ = (UniqueConstraint("number", "extension"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    number: Mapped[str] = mapped_column(String(32))
    """E.164."""
    extension: Mapped[str] = mapped_column(String(16), default="")
    """Behind a switchboard; empty for the number itself. Never NULL, which would let a number be there twice."""


def firm_key(name: str) -> str:
    """What two writings of one organisation's name have in common."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[: 2 * LONGEST_FIRM]
