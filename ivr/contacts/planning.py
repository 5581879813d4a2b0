"""What a sheet makes of the book: each line is an entry, known by its numbers, and nothing is written yet."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.contacts.details import Details
from ivr.contacts.errors import ContactError
from ivr.contacts.kinds import Kind
from ivr.contacts.reading import Line, Problem, Reading
from ivr.contacts.tables import Contact, ContactNumber, Organisation, firm_key

Key = tuple[str, str]
"""A number and its extension."""


@dataclass
class Firm:
    """An organisation, known or new."""

    name: str
    name_en: str | None
    kind: str
    id: int | None = None
    told: int | None = None
    """The line of this file that named its kind."""
    touched: bool = False
    """A line told something new of one that the book knows."""


@dataclass
class Entry:
    """An entry, known or new."""

    name: str | None
    firm: str | None
    """The organisation's key."""
    note: str | None
    id: int | None = None
    line: Line | None = None
    """The line of this file that told of it."""
    given: list[Key] = field(default_factory=list)
    """Numbers that are new to it."""
    touched: bool = False


@dataclass
class Plan:
    """The book as it will be."""

    firms: dict[str, Firm]
    by_number: dict[Key, Entry]
    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    counted: int = 0
    """Lines that change something known."""
    problems: list[Problem] = field(default_factory=list)


def planned(session: Session, reading: Reading) -> Plan:
    """The book as the lines of `reading` would make it; those that contradict it or each other become problems."""
    plan = _present(session)
    plan.problems.extend(reading.problems)
    for line in reading.lines:
        try:
            _take(plan, line)
        except ContactError as why:
            plan.problems.append(Problem(line.number, why))
    return plan


def _present(session: Session) -> Plan:
    """The book as it is, in three queries."""
    firms, keys = {}, {}
    for row in session.execute(select(*Organisation.__table__.columns)):
        firms[row.key] = Firm(row.name, row.name_en, row.kind, row.id)
        keys[row.id] = row.key
    rows = session.execute(select(Contact.id, Contact.name, Contact.organisation_id, Contact.note))
    entries = {row.id: Entry(row.name, keys.get(row.organisation_id), row.note, row.id) for row in rows}
    numbers = session.execute(select(ContactNumber.number, ContactNumber.extension, ContactNumber.contact_id))
    return Plan(firms, {(row.number, row.extension): entries[row.contact_id] for row in numbers})


def _take(plan: Plan, line: Line) -> None:
    """One line into the plan; raises ContactError, and changes nothing, when it contradicts the book or the file."""
    told = line.details
    keys: list[Key] = [(each.e164, each.extension or "") for each in told.numbers]
    owners = {id(owner): owner for key in keys if (owner := plan.by_number.get(key))}
    for owner in owners.values():
        if owner.line is not None and owner.line.details == told:
            plan.unchanged += 1
            return
        if owner.line is not None:
            raise ContactError("twice", line=owner.line.number)
    if len(owners) > 1:
        raise ContactError("several", count=len(owners))
    founded = _firm(plan, line)
    entry = next(iter(owners.values()), None)
    if entry is None:
        entry = Entry(None, None, None)
        plan.new.append(entry)
    entry.line = line
    entry.given = [key for key in keys if key not in plan.by_number]
    plan.by_number.update(dict.fromkeys(keys, entry))
    if _fill(entry, told) or entry.given:
        if entry.id is not None:
            plan.changed.append(entry)
            plan.counted += 1
    elif founded:
        plan.counted += 1
    else:
        plan.unchanged += 1


def _fill(entry: Entry, told: Details) -> bool:
    """What the line says goes into the entry; True when that is different."""
    was = (entry.name, entry.firm, entry.note)
    entry.name = told.name or entry.name
    entry.firm = firm_key(told.firm) if told.firm else entry.firm
    entry.note = told.note or entry.note
    return was != (entry.name, entry.firm, entry.note)


def _firm(plan: Plan, line: Line) -> bool:
    """The line's organisation as the line tells of it; True when that changes one that the book knows."""
    told = line.details
    if not told.firm:
        return False
    firm = plan.firms.get(firm_key(told.firm))
    if firm is None:
        firm = plan.firms[firm_key(told.firm)] = Firm(told.firm, None, Kind.OTHER)
    if told.kind and firm.told and firm.kind != told.kind:
        raise ContactError("two-kinds", firm=firm.name, was=Kind(firm.kind), kind=told.kind, line=firm.told)
    was = (firm.name_en, firm.kind)
    firm.name_en, firm.kind = told.firm_en or firm.name_en, told.kind or firm.kind
    firm.told = firm.told or (line.number if told.kind else None)
    if was == (firm.name_en, firm.kind):
        return False
    firm.touched = firm.id is not None
    return firm.touched
