"""Measuring how fast each desk works off what it owes: what a callback takes, and how many do it at once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.callbacks import pace
from ivr.callbacks.pace import Pace
from ivr.hours import Hours
from ivr.people import Membership, User
from ivr.system import System
from ivr.waiting import agents


def measure(system: System) -> int:
    """Measures every desk of the schedule; answers how many changed. A tick now and then is enough."""
    now, hours = system.now(), system.book.current().hours
    with system.database.reading() as session:
        changed = {
            desk: measured
            for desk in hours.schedule.desks
            if (measured := _measured(session, hours, desk, now)) != pace.of_desk(session, desk)
        }
    if changed:
        with system.database.writing() as session:
            for desk, measured in changed.items():
                pace.keep(session, desk, measured, now)
    return len(changed)


def _measured(session: Session, hours: Hours, desk: str, now: datetime) -> Pace | None:
    handling = pace.handling(session, desk)
    people = _people(session, hours, desk, now) if handling is not None else 0
    return Pace(handling, people) if handling is not None and people else None


def _people(session: Session, hours: Hours, desk: str, now: datetime) -> int:
    """Who is there while one of the desk's hotlines is open; otherwise, and when all of them are away, who will be on
    duty by the roster, or belongs to the desk where it has none."""
    lines = [hotline.number for hotline in hours.schedule.hotlines.values() if hotline.desk == desk]
    openings = {line: hours.soonest(line, now) or now for line in lines}
    line = min(openings, key=lambda each: openings[each], default="")
    at = openings.get(line, now)
    rota = agents.rota(session, hours, desk, line, at)
    present = session.scalar(select(func.count()).select_from(agents.of_desk(rota).subquery())) or 0
    if present and at <= now:
        return present
    belong = (
        select(func.count())
        .select_from(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.desk == desk, User.active.is_(True))
    )
    if rota.only:
        belong = belong.where(User.name.in_([name for tier in rota.tiers for name in tier]))
    return session.scalar(belong) or 0
