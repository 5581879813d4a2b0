"""Who said that an incident concerns him, and that he was told of its end when he rang by himself."""

from datetime import datetime

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls import Call
from ivr.incidents.tables import Affected, AffectedState, Incident


def register(session: Session, incident: Incident, call: Call, *, now: datetime) -> Affected:
    """Counts the caller among the affected, once for each number. Safe to repeat and to race.

    Whoever gives no number is counted by his call; he cannot be rung.
    """
    number = call.contact or call.caller
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "incident_id": incident.id,
        "call_id": call.id,
        "hotline": call.hotline,
        "number": number,
        "extension": call.extension,
        "language": call.language,
        "at": now,
        "calls": 1,
        "pretended": call.pretended,
        "state": AffectedState.REGISTERED if number else AffectedState.NO_NUMBER,
        "tries": 0,
        "account": call.account,
    }
    known = None if number else session.scalar(_of_call(incident.id, call.id))
    if known is not None:
        return known
    made = session.scalar(insert(Affected).values(**values).on_conflict_do_nothing().returning(Affected.id))
    if made is not None:
        history.append(
            session,
            f"call:{call.id}",
            "affected",
            at=call.began if call.pretended else now,
            actor="caller",
            incident=incident.id,
        )
        return session.get_one(Affected, made)
    return session.scalars(_of_number(incident.id, number, call)).one()


def of(session: Session, incident_id: int, call: Call) -> Affected | None:
    """The caller's own registration, by his number or this call."""
    number = call.contact or call.caller
    return session.scalar(_of_number(incident_id, number, call) if number else _of_call(incident_id, call.id))


def rang_again(session: Session, affected: Affected) -> None:
    """He is counted once, and how often he rang is kept."""
    session.execute(update(Affected).where(Affected.id == affected.id).values(calls=Affected.calls + 1))


def met(session: Session, number: str | None, *, pretended: bool) -> list[tuple[Incident, Affected | None]]:
    """What a caller from this number (E.164) meets, in one query: what is broken now, with his registration, and what
    is over that he registered for and nobody has told him. The newest first."""
    own = and_(
        Affected.incident_id == Incident.id,
        Affected.number == (number or ""),
        Affected.pretended.is_(pretended),
        Affected.told.is_(None),
        Affected.state != AffectedState.UNREACHED,
    )
    found = (
        select(Incident, Affected)
        .outerjoin(Affected, own)
        .where(or_(Incident.closed.is_(None), Affected.id.is_not(None)))
        .order_by(Incident.id.desc())
    )
    return [(incident, affected) for incident, affected in session.execute(found)]


def told(session: Session, affected_id: int, how: str, now: datetime) -> Affected | None:
    """He heard that it is over, `called` or because he `rang`; None when he had been told before."""
    done = session.scalar(
        update(Affected)
        .where(Affected.id == affected_id, Affected.told.is_(None))
        .values(state=AffectedState.TOLD, told=now, result=how, lease_until=None, next_try=None)
        .returning(Affected.id)
        .execution_options(synchronize_session=False)
    )
    return None if done is None else session.get_one(Affected, affected_id, populate_existing=True)


def _of_number(incident_id: int, number: str | None, call: Call) -> Select[Affected]:
    """Pretended calls meet pretended registrations alone, and real ones real ones."""
    found = select(Affected).where(Affected.incident_id == incident_id, Affected.number == number)
    return found.where(Affected.pretended.is_(call.pretended))


def _of_call(incident_id: int, call_id: int) -> Select[Affected]:
    return select(Affected).where(Affected.incident_id == incident_id, Affected.call_id == call_id)
