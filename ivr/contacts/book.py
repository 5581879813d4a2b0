"""Keeping the book: entries are added, changed and removed; each act is written down, by ids alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import history
from ivr.contacts.details import Details
from ivr.contacts.errors import ContactError
from ivr.contacts.finding import numbers
from ivr.contacts.kinds import Kind
from ivr.contacts.tables import Contact, ContactNumber, Organisation, firm_key
from ivr.telephony import Contact as Reached

BOOK = "contacts"
"""The subject of what is done to the book as a whole."""


def add(session: Session, details: Details, *, now: datetime, actor: str) -> Contact:
    """A new entry; raises ContactError when one of its numbers is somebody's already, or there is none."""
    if not details.numbers:
        raise ContactError("no-number")
    with session.begin_nested():  # all of it or nothing, also for whoever carries on after a refusal
        made = Contact(
            name=details.name or None,
            organisation_id=_organisation(session, details, now, actor),
            note=details.note or None,
            created=now,
            changed=now,
        )
        _give(session, made, details.numbers)
        history.append(session, made.subject, "entry-added", at=now, actor=actor)
    return made


def change(
    session: Session,
    contact: Contact,
    details: Details,
    *,
    without: Iterable[int] = (),
    now: datetime,
    actor: str,
) -> bool:
    """The entry says `details` from now on; its numbers are kept and joined by new ones, but for those with the ids
    `without`. False when nothing is different. Raises ContactError for a number of somebody else's, or none left."""
    kept = [number for number in numbers(session, contact) if number.id not in set(without)]
    have = {(number.number, number.extension) for number in kept}
    new = [each for each in details.numbers if (each.e164, each.extension or "") not in have]
    if not kept and not new:
        raise ContactError("no-number")
    was, firm_was = _says(contact), _firm(session, contact.organisation_id)
    with session.begin_nested():
        contact.name, contact.note = details.name or None, details.note or None
        contact.organisation_id = _organisation(session, details, now, actor)
        gone = session.scalars(
            delete(ContactNumber)
            .where(
                ContactNumber.contact_id == contact.id, ContactNumber.id.not_in([each.id for each in kept])
            )
            .returning(ContactNumber.id)
        ).all()
        _give(session, contact, new)
        same = was == _says(contact) and firm_was == _firm(session, contact.organisation_id)
        if same and not gone and not new:
            return False
        contact.changed = now
        history.append(
            session,
            contact.subject,
            "entry-changed",
            at=now,
            actor=actor,
            numbers_added=len(new) or None,
            numbers_removed=len(gone) or None,
        )
    return True


def _says(contact: Contact) -> tuple[object, ...]:
    return contact.name, contact.organisation_id, contact.note


def remove(session: Session, contact: Contact, *, now: datetime, actor: str) -> None:
    """The entry and its numbers are gone; the organisation stays known."""
    session.execute(delete(ContactNumber).where(ContactNumber.contact_id == contact.id))
    session.delete(contact)
    session.flush()
    history.append(session, contact.subject, "entry-removed", at=now, actor=actor)


def forget(session: Session, number: str) -> int:
    """Erases what the book knows of a number (E.164), its extensions included: for a person who asked to be deleted.

    An entry that is left without a number goes altogether, name and note. Answers how many entries knew the number.
    Whoever carries out the request writes it down.
    """
    knew = set(session.scalars(select(ContactNumber.contact_id).where(ContactNumber.number == number)))
    session.execute(delete(ContactNumber).where(ContactNumber.number == number))
    left = set(session.scalars(select(ContactNumber.contact_id).where(ContactNumber.contact_id.in_(knew))))
    session.execute(delete(Contact).where(Contact.id.in_(knew - left)))
    return len(knew)


def _organisation(session: Session, details: Details, now: datetime, actor: str) -> int | None:
    """The organisation that is meant, made when it is new; what is given of it and differs is changed."""
    if not details.firm:
        return None
    found = session.scalar(_keyed(details.firm)) or _founded(session, details)
    was = (found.name_en, found.kind)
    found.name_en, found.kind = details.firm_en or found.name_en, details.kind or found.kind
    if was != (found.name_en, found.kind):
        history.append(session, found.subject, "organisation-changed", at=now, actor=actor, sort=found.kind)
    return found.id


def _founded(session: Session, details: Details) -> Organisation:
    made = Organisation(
        name=details.firm,
        name_en=details.firm_en or None,
        key=firm_key(details.firm),
        kind=details.kind or Kind.OTHER,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # a colleague entered the same one in this very moment
        return session.scalars(_keyed(details.firm)).one()
    return made


def _keyed(firm: str) -> Select[Organisation]:
    return select(Organisation).where(Organisation.key == firm_key(firm))


def _firm(session: Session, organisation_id: int | None) -> tuple[str | None, str] | None:
    row = session.execute(
        select(Organisation.name_en, Organisation.kind).where(Organisation.id == organisation_id)
    ).one_or_none()
    return (row.name_en, row.kind) if row else None


def _give(session: Session, contact: Contact, given: Sequence[Reached]) -> None:
    """Numbers for an entry, new or known; raises ContactError for one that is somebody's already."""
    session.add(contact)
    session.flush()
    for each in given:
        row = ContactNumber(contact_id=contact.id, number=each.e164, extension=each.extension or "")
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            raise ContactError("taken", who=_owner(session, each)) from None


def _owner(session: Session, number: Reached) -> str:
    owner = session.execute(
        select(Organisation.name, Contact.name)
        .select_from(ContactNumber)
        .join(Contact, Contact.id == ContactNumber.contact_id)
        .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
        .where(ContactNumber.number == number.e164, ContactNumber.extension == (number.extension or ""))
    ).one()
    return " · ".join(part for part in owner if part)
