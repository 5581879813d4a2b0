"""Finding tasks by what somebody remembers of the caller: a firm, a name, the last digits of a number."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ivr import contacts
from ivr.callbacks.rights import Viewer
from ivr.callbacks.tables import Task
from ivr.contacts.tables import Contact, ContactNumber

FEWEST_DIGITS = 4
"""Last digits of a number that are looked for; fewer would find everybody."""

LONGEST_LOCAL = 8
"""Digits of a number without its area code."""

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
    if len(digits) > LONGEST_LOCAL:
        digits = digits.lstrip("0")  # of an area code, or before a country's
    if digits.isascii() and digits.isdecimal() and len(digits) >= FEWEST_DIGITS:
        found += [column.endswith(digits, autoescape=True) for column in (Task.caller, Task.contact)]
    return list(
        session.scalars(
            select(Task)
            .where(or_(*found), viewer.seen())
            .order_by(Task.closed_at.is_not(None), Task.created.desc(), Task.id.desc())
            .limit(limit)
        )
    )
