"""Who is known by a number: one query for a whole list, never one for each row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.contacts.tables import Contact, ContactNumber, Organisation


@dataclass(frozen=True)
class Who:
    """Whose number it is. At least one of name and organisation is there."""

    contact_id: int
    name: str | None
    """None for an organisation's switchboard, or when any of several people there may be it."""
    firm: str | None
    firm_en: str | None
    kind: str | None

    def firm_in(self, language: str) -> str | None:
        """The organisation as readers of `language` know it."""
        return (self.firm_en or self.firm) if language == "en" else self.firm

    def shown(self, language: str) -> str:
        """Organisation and name in one line."""
        return " · ".join(part for part in (self.firm_in(language), self.name) if part)


class Known:
    """What the book says of the numbers it was asked about."""

    def __init__(self, entries: dict[str, dict[str, Who]]) -> None:
        self._entries = entries

    def who(self, number: str | None, extension: str | None = None) -> Who | None:
        """The entry for a number (E.164) and its extension; None for a stranger.

        A switchboard shows its organisation to whoever gives no extension, or one that nobody is known by.
        """
        found = self._entries.get(number or "", {})
        if not found:
            return None
        if (exact := found.get(extension or "") or found.get("")) is not None:
            return exact
        people = list(found.values())
        first = people[0]
        if first.firm is None or any(each.firm != first.firm for each in people):
            return None
        return first if len(people) == 1 and extension is None else _anybody(first)


def _anybody(of: Who) -> Who:
    return Who(of.contact_id, None, of.firm, of.firm_en, of.kind)


def known(session: Session, numbers: Iterable[str | None]) -> Known:
    """What is known of these numbers (E.164), with one query however many they are."""
    wanted = {number for number in numbers if number}
    entries: dict[str, dict[str, Who]] = defaultdict(dict)
    if wanted:
        rows = session.execute(
            select(
                ContactNumber.number,
                ContactNumber.extension,
                Contact.id,
                Contact.name,
                Organisation.name.label("firm"),
                Organisation.name_en,
                Organisation.kind,
            )
            .join(Contact, Contact.id == ContactNumber.contact_id)
            .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
            .where(ContactNumber.number.in_(wanted))
            .order_by(ContactNumber.id)
        )
        for row in rows:
            entries[row.number][row.extension] = Who(row.id, row.name, row.firm, row.name_en, row.kind)
    return Known(entries)
