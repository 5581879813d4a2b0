"""From the lines of a sheet to entries: planned as a whole, and only then written.

A line is an entry, known by its numbers: one that the book knows brings the entry up to date, others are new. An empty
cell leaves what is there, nothing is ever removed, and the same file a second time changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.contacts.book import BOOK, Details
from ivr.contacts.errors import ContactError
from ivr.contacts.kinds import Kind
from ivr.contacts.reading import Line, Problem, Reading
from ivr.contacts.tables import Contact, ContactNumber, Organisation, firm_key

Key = tuple[str, str]
"""A number and its extension."""


@dataclass(frozen=True)
class Outcome:
    """What an import does, or did."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]
    """Lines that are left out, or stand in the way of all others."""
    done: bool = False
    """True once it is in the book."""

    @property
    def good(self) -> int:
        return self.new + self.changed + self.unchanged


@dataclass
class _Firm:
    name: str
    name_en: str | None
    kind: str
    id: int | None = None
    told: int | None = None
    """The line of this file that named its kind."""
    touched: bool = False


@dataclass
class _Entry:
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
class _Plan:
    """The book as it will be."""

    firms: dict[str, _Firm]
    by_number: dict[Key, _Entry]
    new: list[_Entry] = field(default_factory=list)
    changed: list[_Entry] = field(default_factory=list)
    unchanged: int = 0
    counted: int = 0
    """Lines that change something known."""
    problems: list[Problem] = field(default_factory=list)

    def outcome(self, *, done: bool = False) -> Outcome:
        problems = tuple(sorted(self.problems, key=lambda problem: problem.line))
        return Outcome(len(self.new), self.counted, self.unchanged, problems, done)


def foreseen(session: Session, reading: Reading) -> Outcome:
    """What :func:`apply` would do; nothing is changed."""
    return _planned(session, reading).outcome()


def apply(session: Session, reading: Reading, *, skip_bad: bool, now: datetime, actor: str) -> Outcome:
    """Takes the lines into the book: all of them, or with `skip_bad` those that can be kept.

    With a bad line and without `skip_bad` nothing is changed, and the outcome is not `done`.
    """
    if session.get_bind().dialect.name == "postgresql":
        # What was planned must still be so when it is written; looking numbers up goes on meanwhile.
        session.execute(
            text("LOCK TABLE organisations, contacts, contact_numbers IN SHARE ROW EXCLUSIVE MODE")
        )
    plan = _planned(session, reading)
    if plan.problems and not skip_bad:
        return plan.outcome()
    _write(session, plan, now)
    outcome = plan.outcome(done=True)
    if outcome.new or outcome.changed:
        history.append(
            session,
            BOOK,
            "contacts-imported",
            at=now,
            actor=actor,
            new=outcome.new,
            changed=outcome.changed,
            unchanged=outcome.unchanged,
            skipped=len(outcome.problems),
        )
    return outcome


def _planned(session: Session, reading: Reading) -> _Plan:
    plan = _present(session)
    plan.problems.extend(reading.problems)
    for line in reading.lines:
        try:
            _take(plan, line)
        except ContactError as why:
            plan.problems.append(Problem(line.number, why))
    return plan


def _present(session: Session) -> _Plan:
    """The book as it is, in three queries."""
    firms, keys = {}, {}
    for row in session.execute(select(*Organisation.__table__.columns)):
        firms[row.key] = _Firm(row.name, row.name_en, row.kind, row.id)
        keys[row.id] = row.key
    rows = session.execute(select(Contact.id, Contact.name, Contact.organisation_id, Contact.note))
    entries = {row.id: _Entry(row.name, keys.get(row.organisation_id), row.note, row.id) for row in rows}
    numbers = session.execute(select(ContactNumber.number, ContactNumber.extension, ContactNumber.contact_id))
    return _Plan(firms, {(row.number, row.extension): entries[row.contact_id] for row in numbers})


def _take(plan: _Plan, line: Line) -> None:
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
        entry = _Entry(None, None, None)
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


def _fill(entry: _Entry, told: Details) -> bool:
    """What the line says goes into the entry; True when that is different."""
    was = (entry.name, entry.firm, entry.note)
    entry.name = told.name or entry.name
    entry.firm = firm_key(told.firm) if told.firm else entry.firm
    entry.note = told.note or entry.note
    return was != (entry.name, entry.firm, entry.note)


def _firm(plan: _Plan, line: Line) -> bool:
    """The line's organisation as the line tells of it; True when that changes one that the book knows."""
    told = line.details
    if not told.firm:
        return False
    firm = plan.firms.get(firm_key(told.firm))
    if firm is None:
        firm = plan.firms[firm_key(told.firm)] = _Firm(told.firm, None, Kind.OTHER)
    if told.kind and firm.told and firm.kind != told.kind:
        raise ContactError("two-kinds", firm=firm.name, was=Kind(firm.kind), kind=told.kind, line=firm.told)
    was = (firm.name_en, firm.kind)
    firm.name_en, firm.kind = told.firm_en or firm.name_en, told.kind or firm.kind
    firm.told = firm.told or (line.number if told.kind else None)
    if was == (firm.name_en, firm.kind):
        return False
    firm.touched = True
    return firm.id is not None


def _write(session: Session, plan: _Plan, now: datetime) -> None:
    _found(session, [(key, firm) for key, firm in plan.firms.items() if firm.id is None])
    touched = [firm for firm in plan.firms.values() if firm.touched and firm.id is not None]
    _all(
        session,
        update(Organisation),
        ({"id": firm.id, "name_en": firm.name_en, "kind": firm.kind} for firm in touched),
    )

    def row(entry: _Entry) -> dict[str, object]:
        firm = plan.firms[entry.firm].id if entry.firm else None
        return {"name": entry.name, "organisation_id": firm, "note": entry.note, "changed": now}

    if plan.new:
        made = session.scalars(
            insert(Contact).returning(Contact.id, sort_by_parameter_order=True),
            [{**row(entry), "created": now} for entry in plan.new],
        )
        for entry, number in zip(plan.new, made, strict=True):
            entry.id = number
    _all(session, update(Contact), ({"id": entry.id, **row(entry)} for entry in plan.changed))
    _all(
        session,
        insert(ContactNumber),
        (
            {"contact_id": entry.id, "number": number, "extension": extension}
            for entry in (*plan.new, *plan.changed)
            for number, extension in entry.given
        ),
    )


def _found(session: Session, new: list[tuple[str, _Firm]]) -> None:
    if not new:
        return
    made = session.scalars(
        insert(Organisation).returning(Organisation.id, sort_by_parameter_order=True),
        [{"name": firm.name, "name_en": firm.name_en, "key": key, "kind": firm.kind} for key, firm in new],
    )
    for (_, firm), number in zip(new, made, strict=True):
        firm.id = number


def _all(session: Session, statement: Any, rows: Iterable[dict[str, object]]) -> None:
    if listed := list(rows):
        session.execute(statement, listed)
