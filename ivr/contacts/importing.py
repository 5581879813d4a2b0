"""Taking a sheet into the book: planned as a whole, and only then written.

A line is an entry, known by its numbers: one that the book knows brings the entry up to date, others are new. An empty
cell leaves what is there, nothing is ever removed, and the same file a second time changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, text, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.contacts.book import BOOK
from ivr.contacts.planning import Entry, Plan, planned
from ivr.contacts.reading import Problem, Reading
from ivr.contacts.tables import Contact, ContactNumber, Organisation
from ivr.database import Base

Row = dict[str, Any]


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


def foreseen(session: Session, reading: Reading) -> Outcome:
    """What :func:`apply` would do; nothing is changed."""
    return _outcome(planned(session, reading))


def apply(session: Session, reading: Reading, *, skip_bad: bool, now: datetime, actor: str) -> Outcome:
    """Takes the lines into the book: all of them, or with `skip_bad` those that can be kept.

    With a bad line and without `skip_bad` nothing is changed, and the outcome is not `done`.
    """
    if session.get_bind().dialect.name == "postgresql":
        # What was planned must still be so when it is written; looking numbers up goes on meanwhile.
        session.execute(
            text("LOCK TABLE organisations, contacts, contact_numbers IN SHARE ROW EXCLUSIVE MODE")
        )
    plan = planned(session, reading)
    if plan.problems and not skip_bad:
        return _outcome(plan)
    _write(session, plan, now)
    outcome = _outcome(plan, done=True)
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


def _outcome(plan: Plan, *, done: bool = False) -> Outcome:
    problems = tuple(sorted(plan.problems, key=lambda problem: problem.line))
    return Outcome(len(plan.new), plan.counted, plan.unchanged, problems, done)


def _write(session: Session, plan: Plan, now: datetime) -> None:
    """Tables rather than mapped rows for what is new: everybody else's writing waits meanwhile."""
    founded = [(key, firm) for key, firm in plan.firms.items() if firm.id is None]
    rows: list[Row] = [
        {"name": firm.name, "name_en": firm.name_en, "key": key, "kind": firm.kind} for key, firm in founded
    ]
    for (_, firm), number in zip(founded, _inserted(session, Organisation, rows), strict=True):
        firm.id = number
    _update(
        session,
        Organisation,
        [
            {"id": firm.id, "name_en": firm.name_en, "kind": firm.kind}
            for firm in plan.firms.values()
            if firm.touched
        ],
    )

    def row(entry: Entry) -> Row:
        firm = plan.firms[entry.firm].id if entry.firm else None
        return {"name": entry.name, "organisation_id": firm, "note": entry.note, "changed": now}

    made = _inserted(session, Contact, [{**row(entry), "created": now} for entry in plan.new])
    for entry, number in zip(plan.new, made, strict=True):
        entry.id = number
    _update(session, Contact, [{"id": entry.id, **row(entry)} for entry in plan.changed])
    given = [
        {"contact_id": entry.id, "number": number, "extension": extension}
        for entry in (*plan.new, *plan.changed)
        for number, extension in entry.given
    ]
    if given:
        session.execute(insert(_table(ContactNumber)), given)


def _inserted(session: Session, mapped: type[Base], rows: Sequence[Row]) -> list[int]:
    """The ids of new rows, in their order."""
    if not rows:
        return []
    table = _table(mapped)
    return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))


def _update(session: Session, mapped: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        session.execute(update(mapped), rows)


def _table(mapped: type[Base]) -> Table:
    return cast(Table, mapped.__table__)
