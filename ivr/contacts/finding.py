"""Looking into the book: an entry, its numbers, whoever matches what somebody typed."""

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from ivr.contacts.cleaning import printable
from ivr.contacts.tables import Contact, ContactNumber, Organisation
from ivr.telephony import contact as reached

FEWEST_DIGITS, MOST_DIGITS = 3, 4
"""Last digits of a number that are looked for. Fewer would find everybody; with more, the digits that a mask hides
could be found out one after the other, and nobody would have written it down."""


def find(session: Session, contact_id: int) -> Contact | None:
    """The entry with this id."""
    return session.get(Contact, contact_id)


def numbers(session: Session, contact: Contact) -> list[ContactNumber]:
    """The numbers of an entry, in the order in which they came to be known."""
    return list(
        session.scalars(
            select(ContactNumber).where(ContactNumber.contact_id == contact.id).order_by(ContactNumber.id)
        )
    )


def organisations(session: Session, part: str = "", *, limit: int) -> list[Organisation]:
    """Organisations whose name holds `part`, those with the most entries first."""
    entries = (
        select(Contact.organisation_id, func.count().label("of")).group_by(Contact.organisation_id).subquery()
    )
    found = (
        select(Organisation)
        .outerjoin(entries, entries.c.organisation_id == Organisation.id)
        .order_by(func.coalesce(entries.c["of"], 0).desc(), Organisation.name)
        .limit(limit)
    )
    if wanted := " ".join(printable(part).split()):
        found = found.where(
            or_(
                Organisation.name.icontains(wanted, autoescape=True),
                Organisation.name_en.icontains(wanted, autoescape=True),
            )
        )
    return list(session.scalars(found))


def search(text: str, area: str) -> Select[Contact]:
    """Entries by name, organisation, a whole number or its last digits; all of them for an empty text.

    By organisation, then name; an organisation's own numbers before its people.
    """
    found = (
        select(Contact)
        .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
        .order_by(
            Organisation.name.is_(None),
            Organisation.name,
            Contact.name.is_not(None),
            Contact.name,
            Contact.id,
        )
    )
    wanted = " ".join(printable(text).split())
    return found.where(_matches(wanted, area)) if wanted else found


def _matches(wanted: str, area: str) -> ColumnElement[bool]:
    words = (
        column.icontains(wanted, autoescape=True)
        for column in (Contact.name, Organisation.name, Organisation.name_en)
    )
    digits = "".join(sign for sign in wanted if sign not in " -().")
    if not digits.removeprefix("+").isascii() or not digits.removeprefix("+").isdecimal():
        return or_(*words)
    if len(digits) < FEWEST_DIGITS:
        return or_(*words)
    whole = reached(wanted, area)
    meant = []
    if len(digits.removeprefix("+")) <= MOST_DIGITS:
        meant.append(ContactNumber.number.endswith(digits.removeprefix("+"), autoescape=True))
    if whole is not None:
        meant.append(ContactNumber.number == whole.e164)
    if not meant:
        return or_(*words)
    return or_(*words, exists().where(ContactNumber.contact_id == Contact.id, or_(*meant)))
