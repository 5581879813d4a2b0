"""The book as a list, and as a sheet that can be handed in again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ivr import history, sheets
from ivr.contacts.book import BOOK
from ivr.contacts.kinds import NAMES, Kind
from ivr.contacts.reading import COLUMNS
from ivr.contacts.tables import Contact, ContactNumber, Organisation
from ivr.telephony.numbers import written


@dataclass(frozen=True)
class Listed:
    """One entry with all that belongs to it."""

    id: int
    name: str | None
    firm: str | None
    firm_en: str | None
    kind: Kind | None
    note: str | None
    numbers: tuple[ContactNumber, ...]


def listed(session: Session, found: Select[Contact]) -> list[Listed]:
    """The entries of a :func:`ivr.contacts.search`, in its order, with two queries however many they are."""
    numbers: dict[int, list[ContactNumber]] = defaultdict(list)
    which = found.with_only_columns(Contact.id).subquery()
    for number in session.scalars(
        select(ContactNumber)
        .where(ContactNumber.contact_id.in_(select(which.c.id)))
        .order_by(ContactNumber.id)
    ):
        numbers[number.contact_id].append(number)
    rows: Sequence[tuple[Contact, Organisation | None]] = session.execute(
        found.add_columns(Organisation)
    ).all()
    return [
        Listed(
            id=contact.id,
            name=contact.name,
            firm=firm.name if firm else None,
            firm_en=firm.name_en if firm else None,
            kind=Kind(firm.kind) if firm else None,
            note=contact.note,
            numbers=tuple(numbers[contact.id]),
        )
        for contact, firm in rows
    ]


def exported_by(session: Session, count: int, *, now: datetime, actor: str) -> None:
    """Writes down that somebody was given the numbers of `count` entries."""
    history.append(session, BOOK, "contacts-exported", at=now, actor=actor, count=count)


def exported(entries: Iterable[Listed], language: str) -> str:
    """The entries as CSV, numbers in clear; what guards a cell from being reckoned with, reading takes away again."""
    head = [words[0] if language == "zh" else _english(words) for words in COLUMNS.values()]
    return sheets.text([head, *(_row(entry, language) for entry in entries)])


def _row(entry: Listed, language: str) -> list[str | None]:
    kind = NAMES[entry.kind][language == "en"] if entry.kind else None
    phones = "; ".join(_phone(number) for number in entry.numbers)
    return [entry.name, entry.firm, kind, phones, entry.note, entry.firm_en]


def _english(words: tuple[str, ...]) -> str:
    return next(word for word in words if word.isascii())


def _phone(number: ContactNumber) -> str:
    return written(number.number) + (f" 转 {number.extension}" if number.extension else "")
