"""News of an incident that is overdue reminds its owner: his telephone rings, and a key leads to telling it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import incidents
from ivr.hours import Hours
from ivr.incidents import Incident
from ivr.people import User, telephone
from ivr.system import System
from ivr.waiting import agents, placing
from ivr.waiting.tables import Page

AGAIN = timedelta(minutes=5)
"""Between two reminders of the same news, taken or not."""

NO_DESK = ""
"""A reminder is its owner's alone: it holds up no desk's urgent matters."""


def remind_due(system: System) -> int:
    """Rings the owner of each incident whose next update is overdue; answers how many. Idempotent, as pages are."""
    now, rung = system.now(), 0
    with system.database.reading() as session:
        late = [row.id for row in incidents.open_ones(session) if overdue(row, now)]
    for incident_id in late:
        with system.database.writing() as session:
            claimed = _claim(system, session, incident_id, now)
        if claimed is not None:
            placing.place(system, *claimed)
            rung += 1
    return rung


def overdue(incident: Incident, now: datetime) -> bool:
    """Whether callers were promised news by now, and have had none."""
    return incident.closed is None and incident.next_update is not None and incident.next_update <= now


def _claim(system: System, session: Session, incident_id: int, now: datetime) -> tuple[int, str] | None:
    """Written down before he is rung; None when he was a moment ago, or cannot be rung now."""
    row = session.get_one(Incident, incident_id)
    if not overdue(row, now) or _reminded(session, row, now):
        return None
    chosen = _chosen(session, system.book.current(session).hours, row, now)
    if chosen is None:
        return None
    hotline, user, number = chosen
    page = Page(
        desk=NO_DESK,
        hotline=hotline,
        user_id=user.id,
        account=system.carrier.outward.sid,
        incident_id=row.id,
        placed=now,
        lease_until=now + placing.LEASE,
    )
    return (page.id, number) if placing.written_down(session, page) else None


def _reminded(session: Session, row: Incident, now: datetime) -> bool:
    since = max(row.next_update or now, now - AGAIN)
    found = select(Page.id).where(Page.incident_id == row.id, Page.placed > since)
    return session.scalar(found.limit(1)) is not None


def _chosen(session: Session, hours: Hours, row: Incident, now: datetime) -> tuple[str, User, str] | None:
    """The owner; where his telephone cannot ring, whoever is on duty at the line's desk, then the supervisors."""
    known = next((each for each in row.hotlines if each in hours.schedule.hotlines), None)
    if known is None:
        return None
    rota = agents.rota(session, hours, hours.schedule.hotlines[known].desk, known, now)
    for user in (session.get_one(User, row.owner_id), *agents.idle_in_order(session, rota)):
        number = telephone(user, from_home=rota.from_home)
        if number is not None and agents.reserve(session, user, agents.everybody(rota)):
            return known, user, number
    return None
