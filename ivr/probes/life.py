"""A test call from its row to its last report: claimed, placed, recognised when it comes in, over."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.calls import ENDED, Call
from ivr.hours import Hotline, Schedule
from ivr.hours.model import full
from ivr.probes.tables import Probe, Verdict
from ivr.probes.verdict import failures, judge, latest
from ivr.system import System
from ivr.telephony import Refused, Uncertain, UnknownAccount

log = structlog.get_logger("probes")

RING_FOR = timedelta(seconds=30)
LEASE = timedelta(minutes=3)
"""More than ringing, listening and pressing take together; what is not over by then is asked about."""
CONFIRMED_AFTER = timedelta(minutes=1)
"""One failure may be chance: so soon it is tried again, and the second in a row is told."""
KEPT = timedelta(days=200)
"""How long it can be looked up how test calls went."""


def probe_due(system: System) -> int:
    """Dials each hotline whose last test call is long enough ago; answers how many. Two schedulers dial once."""
    every = system.settings.probe_every
    if every is None or system.database.is_rehearsal:
        return 0
    now = system.now()
    placed = 0
    for hotline in system.book.current().schedule.hotlines.values():
        with system.database.reading() as session:
            last = latest(session, hotline.number)
            doubtful = failures(session, hotline.number) == 1
        wait = min(every, CONFIRMED_AFTER) if doubtful else every
        # One of the future was placed before the clock stepped back: it keeps nobody waiting until then.
        if last is not None and last.placed <= now < last.placed + wait:
            continue
        placed += start(system, hotline, after=last) is not None
    return placed


def start(
    system: System, hotline: Hotline, *, number: str | None = None, after: Probe | None = None
) -> int | None:
    """Dials the hotline, at `number` or else its own, and answers the test call's id; None when another is under way
    or somebody else was first. It comes `after` the last one that the caller knows of."""
    now, schedule = system.now(), system.book.current().schedule
    if after is not None and after.ended is None:
        return None
    probe = Probe(
        hotline=hotline.number,
        after=after.id if after else 0,
        number=number or _number(system, schedule, hotline),
        shown=system.settings.probe_from or _shown(schedule, hotline),
        account=system.carrier.outward.sid,
        placed=now,
        lease_until=now + LEASE,
    )
    try:
        with system.database.writing() as session:
            session.add(probe)
            session.flush()
            session.execute(delete(Probe).where(Probe.ended < now - KEPT))
            probe_id = probe.id
    except IntegrityError:
        return None
    _place(system, probe_id)
    return probe_id


def _number(system: System, schedule: Schedule, hotline: Hotline) -> str:
    """What customers dial. At Twilio it is the number there that rings the hotline, where it has one: that trunk is
    tested, and not who passes calls on to it."""
    if system.carrier.outward.real and hotline.reached_by:
        return hotline.reached_by[0]
    return full(hotline.number, schedule.area)


def _shown(schedule: Schedule, hotline: Hotline) -> str:
    """Another hotline's number: some networks do not let a number ring itself."""
    others = (each.show_as for each in schedule.hotlines.values() if each.number != hotline.number)
    return next(others, hotline.show_as)


def _place(system: System, probe_id: int) -> None:
    with system.database.reading() as session:
        probe = session.get_one(Probe, probe_id)
    base = f"{system.settings.public_url}/voice/probes/{probe_id}"
    try:
        sid = system.carrier.place(
            probe.account,
            to=probe.number,
            from_=probe.shown,
            url=base,
            status_callback=f"{base}/status",
            ring_for=RING_FOR,
        )
    except (Refused, UnknownAccount) as error:
        log.warning("a test call was refused", hotline=probe.hotline, why=str(error))
        judge(system, probe_id, Verdict.REFUSED)
        return
    except Uncertain:
        return  # it may be ringing: its own webhooks, or the lease, will tell
    with system.database.writing() as session:
        session.execute(update(Probe).where(Probe.id == probe_id).values(leg_sid=sid))


def recognise(system: System, session: Session, call: Call, schedule: Schedule, now: datetime) -> bool:
    """Whether the call that comes in is the test call that is under way: by the hotline and the number it shows.

    Only one is: a second caller who shows that number is a caller. Nor is one that pretends a time. Of whoever shows
    none of our own numbers the database is not asked.
    """
    ours_show = {system.settings.probe_from, *(each.show_as for each in schedule.hotlines.values())}
    if call.pretended or call.caller is None or call.caller not in ours_show:
        return False
    ours = select(Probe.id).where(
        Probe.hotline == call.dialled,
        Probe.shown == call.caller,
        Probe.ended.is_(None),
        Probe.call_id.is_(None),
        Probe.lease_until > now,
    )
    met = update(Probe).where(Probe.id.in_(ours), Probe.call_id.is_(None)).values(call_id=call.id)
    call.probe = session.execute(met.returning(Probe.id)).first() is not None
    return call.probe


def was_ours(session: Session, call: Call) -> bool:
    """The same of a call that is over already, and that nobody had told us of."""
    found = select(Probe.id).where(
        Probe.hotline == call.dialled,
        Probe.shown == call.caller,
        Probe.placed <= call.began,
        Probe.lease_until > call.began,
    )
    call.probe = session.scalar(found.limit(1)) is not None
    return call.probe


def over(session: Session, probe_id: int, sid: str, status: str) -> None:
    """What the carrier told of the call that went out; its end is kept, and repeats change nothing."""
    session.execute(
        update(Probe)
        .where(Probe.id == probe_id, Probe.leg_sid.is_(None), Probe.ended.is_(None))
        .values(leg_sid=sid)
    )
    if status in ENDED:
        session.execute(
            update(Probe).where(Probe.id == probe_id, Probe.status.is_(None)).values(status=status)
        )


def recorded(session: Session, probe_id: int, recording_sid: str) -> None:
    """There is a recording of what the far end heard."""
    session.execute(update(Probe).where(Probe.id == probe_id).values(recording_sid=recording_sid))
