"""When it is over, everybody who registered is rung and told, in waves that the lines can bear.

A registration is claimed and committed before the carrier is asked, so that nobody's telephone rings twice. Only a key
tells that somebody has heard it: a mobile's voicemail presses none. Who is rung in vain becomes a task; whoever rings
meanwhile is told then, and not rung any more.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import calls, history
from ivr.callbacks import Matter, Task, intake
from ivr.calls import Arrival
from ivr.incidents.tables import Affected, AffectedState, Incident, What
from ivr.system import System
from ivr.telephony import Refused, Uncertain, UnknownAccount

RING_FOR = timedelta(seconds=40)
LEASE = timedelta(minutes=2)
"""How long a call may go without a word from the carrier before we ask; telling takes less."""

NO_LEG = ""
"""Of a call that the carrier never named: whoever has answered meanwhile has another."""

TRIES = 3
AGAIN = timedelta(minutes=5)
"""Between two tries."""

ORIGIN = "incident"
"""The door by which somebody becomes a task who could not be told."""

NOT_TOLD, STILL_BROKEN = "not told", "still broken"
"""Why there is such a task: he was rung in vain, or it is not over for him."""

_TOPICS = {What.LINES: "line", What.SATELLITE: "satellite", What.SYSTEMS: "fault", What.SOUTHERN: "equipment"}


def tell_due(system: System) -> int:
    """Rings the next ones, as many as there are lines for; answers how many are being rung. Idempotent."""
    now, rung = system.now(), 0
    with system.database.reading() as session:
        room = system.settings.outward_lines - _ringing(session)
        due = _due(session, now, room) if room > 0 else []
    for affected_id in due:
        with system.database.writing() as session:
            claimed = _claim(session, affected_id, now)
        if claimed is not None:
            _place(system, claimed)
            rung += 1
    return rung


def live(session: Session, affected_id: int) -> Affected | None:
    """The registration while its telephone rings or he listens. Only looks."""
    row = session.get(Affected, affected_id)
    return row if row is not None and row.state == AffectedState.RINGING else None


def answered(session: Session, affected_id: int, leg_sid: str, now: datetime) -> Affected | None:
    """Something picked up. A mobile's voicemail gets as far as this and no further; None when he need not be told."""
    row = _held(session, affected_id)
    if row is None or row.state != AffectedState.RINGING:
        return None
    row.leg_sid, row.lease_until = leg_sid, now + LEASE
    return row


def owe(
    session: Session, system: System, affected_id: int, *, urgent: bool, why: str, now: datetime
) -> Task | None:
    """A task for somebody who could not be told, or who says that it is not over for him."""
    row = session.get_one(Affected, affected_id)
    incident, edition = session.get_one(Incident, row.incident_id), system.book.current(session)
    hotline = edition.schedule.hotlines.get(row.hotline)
    if hotline is None:
        return None  # nobody answers that line any more: the incident's page names whoever was not told
    matter = Matter(
        origin=ORIGIN,
        hotline=hotline.number,
        desk=hotline.desk,
        topic=_TOPICS[What(incident.what)],
        urgent=urgent,
        within=hotline.call_back_within,
        caller=row.number,
        extension=row.extension,
        language=row.language,
        pretended=row.pretended,
        why=why,
    )
    return intake.take_on(session, edition.hours, matter, now)


def over(
    session: Session,
    system: System,
    affected_id: int,
    result: str,
    now: datetime,
    *,
    leg_sid: str | None = None,
) -> bool:
    """The call is over and nobody pressed a key; True when this report was the first to say so.

    He is rung again, three times in all. After that a colleague owes him a call. What is told of the leg of an earlier
    try changes nothing.
    """
    row = _held(session, affected_id)
    if row is None or row.state != AffectedState.RINGING:
        return False
    if leg_sid is not None and row.leg_sid not in (None, leg_sid):
        return False
    row.result, row.lease_until, row.tries = result, None, row.tries + 1
    if row.tries < TRIES:
        row.state, row.next_try = AffectedState.REGISTERED, now + AGAIN
        return True
    row.state, row.next_try = AffectedState.UNREACHED, None
    incident = session.get_one(Incident, row.incident_id)
    history.append(session, incident.subject, "not-told", at=now, actor="system", affected=row.id)
    owe(session, system, affected_id, urgent=False, why=NOT_TOLD, now=now)
    return True


def overdue(system: System) -> int:
    """Asks the carrier about calls it never spoke of again; answers how many were over."""
    now = system.now()
    with system.database.reading() as session:
        silent: Sequence[Affected] = session.scalars(
            select(Affected).where(Affected.state == AffectedState.RINGING, Affected.lease_until < now)
        ).all()
    ended = 0
    for row in silent:
        gone = row.leg_sid is None or system.carrier.is_over(row.account, row.leg_sid)
        with system.database.writing() as session:
            if gone:
                ended += over(session, system, row.id, "lost", now, leg_sid=row.leg_sid or NO_LEG)
            else:
                still = (Affected.id == row.id, Affected.state == AffectedState.RINGING)
                session.execute(update(Affected).where(*still).values(lease_until=now + LEASE))
    return ended


def _ringing(session: Session) -> int:
    return session.scalar(select(func.count()).where(Affected.state == AffectedState.RINGING)) or 0


def _wanting(now: datetime) -> list[ColumnElement[bool]]:
    return [
        Affected.state == AffectedState.REGISTERED,
        Affected.pretended.is_(False),
        Affected.number.is_not(None),
        or_(Affected.next_try.is_(None), Affected.next_try <= now),
    ]


def _due(session: Session, now: datetime, room: int) -> Sequence[int]:
    """Whoever registered first is told first, and everybody once before anybody is rung again. While the same is broken
    once more nobody is told that it is over."""
    broken = select(Incident.what).where(Incident.closed.is_(None))
    found = select(Affected.id).join(Incident, Incident.id == Affected.incident_id)
    found = found.where(Incident.closed.is_not(None), Incident.what.not_in(broken), *_wanting(now))
    return session.scalars(found.order_by(Affected.tries, Affected.id).limit(room)).all()


def _claim(session: Session, affected_id: int, now: datetime) -> Affected | None:
    """Written down before he is rung; None when another process was first, or he has been told meanwhile."""
    claimed = session.scalar(
        update(Affected)
        .where(Affected.id == affected_id, *_wanting(now))
        .values(state=AffectedState.RINGING, leg_sid=None, lease_until=now + LEASE)
        .returning(Affected.id)
        .execution_options(synchronize_session=False)
    )
    return None if claimed is None else session.get_one(Affected, affected_id)


def _place(system: System, row: Affected) -> None:
    hotline = system.book.current().schedule.hotlines.get(row.hotline)
    base = f"{system.settings.public_url}/voice/tellings/{row.id}"
    try:
        sid = system.carrier.place(
            row.account,
            to=row.number or "",
            from_=hotline.show_as if hotline else row.hotline,
            url=base,
            status_callback=f"{base}/status",
            ring_for=RING_FOR,
        )
    except (Refused, UnknownAccount):
        with system.database.writing() as session:
            over(session, system, row.id, "failed", system.now())
        return
    except Uncertain:
        return  # it may be ringing: its own webhooks, or the lease, will tell
    with system.database.writing() as session:
        _begin(session, system, row, sid)
        session.execute(
            update(Affected).where(Affected.id == row.id, Affected.leg_sid.is_(None)).values(leg_sid=sid)
        )
        still = live(session, row.id) is not None
    if not still:  # he rang by himself while the carrier was being asked
        system.carrier.hang_up(row.account, sid)


def _begin(session: Session, system: System, row: Affected, sid: str) -> None:
    """The call's row at once, answered or not: what the carrier keeps of it is erased by that row in its time."""
    if calls.find(session, sid) is not None:
        return
    version = system.book.current(session).number
    arrival = Arrival(sid, row.account, row.hotline, version, None, "", direction="outbound")
    with suppress(IntegrityError), session.begin_nested():  # its own webhook was quicker
        calls.begin(session, arrival, system.now()).facts = {"subject": row.id}


def _held(session: Session, affected_id: int) -> Affected | None:
    """As it is now, locked until the transaction ends."""
    found = select(Affected).where(Affected.id == affected_id).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))
