"""Which kinds of institution rang, as far as the contact book knows the number."""

from sqlalchemy import and_, func
from sqlalchemy.orm import Session

from ivr.calls import Call
from ivr.contacts.tables import Contact, ContactNumber, Organisation
from ivr.reports import calls
from ivr.reports.scope import Scope
from ivr.reports.span import Span


def kinds(session: Session, scope: Scope, span: Span) -> list[tuple[str | None, int]]:
    """Kinds with their calls, most first; last None with the calls of numbers that stand for no institution."""
    number = and_(ContactNumber.number == Call.caller, ContactNumber.extension == "")
    query = (
        calls.within(scope, span)
        .outerjoin(ContactNumber, number)
        .outerjoin(Contact, Contact.id == ContactNumber.contact_id)
        .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
        .add_columns(Organisation.kind, func.count(Call.id))
        .group_by(Organisation.kind)
    )
    found = [(kind, many) for kind, many in session.execute(query)]
    return sorted(found, key=lambda each: (each[0] is None, -each[1], each[0] or ""))
