"""How an incident stands: how many are affected, which firms, who has been told, and what happened when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import contacts, history
from ivr.contacts import Who
from ivr.incidents.tables import Affected, AffectedState, Incident


@dataclass(frozen=True)
class Firm:
    """One registration, and whose number it is as far as the book knows."""

    row: Affected
    who: Who | None


@dataclass(frozen=True)
class Counted:
    """How many of an incident's registrations stand where; registrations of pretended calls are left out."""

    affected: int = 0
    calls: int = 0
    told: int = 0
    unreached: int = 0
    no_number: int = 0

    @property
    def waiting(self) -> int:
        """Who is still to be told."""
        return self.affected - self.told - self.unreached - self.no_number


@dataclass(frozen=True)
class Happening:
    """One line of an incident's time line."""

    at: datetime
    kind: str
    """As in the history, or `registered` and `told` of one who is affected."""
    actor: str
    facts: dict[str, Any]
    firm: Firm | None = None


def recent(session: Session, *, limit: int = 50) -> Sequence[Incident]:
    """The open ones first, then those that are over, the latest at the head."""
    found = select(Incident).order_by(Incident.closed.is_not(None), Incident.id.desc())
    return session.scalars(found.limit(limit)).all()


def counted(session: Session, incidents: Sequence[Incident]) -> dict[int, Counted]:
    """For each of them, in one query."""
    rows = session.execute(
        select(Affected.incident_id, Affected.state, func.count(), func.sum(Affected.calls))
        .where(Affected.incident_id.in_([each.id for each in incidents]), Affected.pretended.is_(False))
        .group_by(Affected.incident_id, Affected.state)
    ).all()
    found: dict[int, dict[str, tuple[int, int]]] = {each.id: {} for each in incidents}
    for incident_id, state, number, calls in rows:
        found[incident_id][state] = (number, calls)
    return {incident_id: _counted(states) for incident_id, states in found.items()}


def _counted(states: dict[str, tuple[int, int]]) -> Counted:
    def number(state: AffectedState) -> int:
        return states.get(state, (0, 0))[0]

    return Counted(
        affected=sum(number for number, _ in states.values()),
        calls=sum(calls for _, calls in states.values()),
        told=number(AffectedState.TOLD),
        unreached=number(AffectedState.UNREACHED),
        no_number=number(AffectedState.NO_NUMBER),
    )


def firms(session: Session, incident: Incident, *, limit: int | None = None) -> list[Firm]:
    """Who registered, the latest first, with what the book knows of them in one query."""
    found = (
        select(Affected)
        .where(Affected.incident_id == incident.id, Affected.pretended.is_(False))
        .order_by(Affected.id.desc())
        .limit(limit)
    )
    rows = session.scalars(found).all()
    known = contacts.known(session, (row.number for row in rows))
    return [Firm(row, known.who(row.number, row.extension)) for row in rows]


def timeline(session: Session, incident: Incident) -> list[Happening]:
    """Everything that happened, oldest first: what was told to callers, who registered, and who was told."""
    found = [
        Happening(entry.at, entry.kind, entry.actor, entry.facts)
        for entry in history.entries(session, incident.subject)
    ]
    for firm in firms(session, incident):
        found.append(Happening(firm.row.at, "registered", "caller", {"calls": firm.row.calls}, firm))
        if firm.row.told is not None:
            how = {"how": firm.row.result, "tries": firm.row.tries}
            found.append(Happening(firm.row.told, "told", "system", how, firm))
    return sorted(found, key=lambda each: each.at)
