"""Finding tasks by what somebody remembers of the caller: a firm, a name, a number or its last four digits."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ivr import contacts
from ivr.callbacks.rights import Viewer
from ivr.callbacks.tables import Task
from ivr.contacts.tables import Contact, ContactNumber
from ivr.telephony import contact as reached

LAST_DIGITS = 4
"""Of a number, as its mask shows them. With more, those that it hides could be found out one after the other."""

MOST_ENTRIES = 500
"""Entries of the contact book that a name may mean."""


def matching(session: Session, viewer: Viewer, text: str, area: str, *, limit: int) -> list[Task]:
    """Tasks the viewer may see whose caller it may be: what is not done first, then the latest.

    `area` is the schedule's, for numbers in their local form.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return []
    meant = contacts.search(wanted, area).with_only_columns(Contact.id).order_by(None).limit(MOST_ENTRIES)
    theirs = select(ContactNumber.number).where(ContactNumber.contact_id.in_(meant))
    found: list[ColumnElement[bool]] = [Task.caller.in_(theirs), Task.contact.in_(theirs)]
    digits = "".join(sign for sign in wanted if sign not in " -().+")
    if digits.isascii() and digits.isdecimal() and len(digits) == LAST_DIGITS:
        found += [column.endswith(digits, autoescape=True) for column in (Task.caller, Task.contact)]
    if (whole := reached(wanted, area)) is not None:
        found += [Task.caller == whole.e164, Task.contact == whole.e164]
    return list(
        session.scalars(
            select(Task)
            .where(or_(*found), viewer.seen())
            .order_by(Task.closed_at.is_not(None), Task.created.desc(), Task.id.desc())
            .limit(limit)
        )
    )
