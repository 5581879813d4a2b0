"""How a test call went: judged once, from what the far end heard and what arrived here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr.calls import Call, Step
from ivr.probes import likeness, telling
from ivr.probes.tables import KEY, Probe, Verdict
from ivr.system import System
from ivr.telephony import CarrierError, NotYet

log = structlog.get_logger("probes")

Expected = Callable[[System, str], bytes | None]
"""The WAV that a caller of that hotline hears first; None where the carrier's own voice reads it."""

LARGEST = 1024 * 1024
"""Bytes of what was heard in a few seconds."""
LOOKED_BACK = 500
"""Test calls in a row that are looked at, at most."""

_ENDINGS = {"busy": Verdict.BUSY, "no-answer": Verdict.NO_ANSWER, "failed": Verdict.FAILED}


def latest(session: Session, hotline: str, *, judged: bool = False) -> Probe | None:
    """The last test call of a hotline; with `judged` the last one whose verdict is known."""
    found = select(Probe).where(Probe.hotline == hotline)
    if judged:
        found = found.where(Probe.ended.is_not(None))
    return session.scalar(found.order_by(Probe.id.desc()).limit(1))


def failures(session: Session, hotline: str, *, before: int | None = None) -> int:
    """How many of its last test calls failed in a row; with `before` of those that came before that one."""
    found = select(Probe.result).where(Probe.hotline == hotline, Probe.ended.is_not(None))
    if before is not None:
        found = found.where(Probe.id < before)
    many = 0
    for result in session.scalars(found.order_by(Probe.id.desc()).limit(LOOKED_BACK)):
        if result == Verdict.OK:
            break
        many += 1
    return many


def settle(system: System, expected: Expected) -> int:
    """Judges the test calls that are over, or should be; answers how many. Safe to repeat, and to do twice at once."""
    if system.database.is_rehearsal:
        return 0
    with system.database.reading() as session:
        live = session.scalars(select(Probe).where(Probe.ended.is_(None)).order_by(Probe.id)).all()
    judged = 0
    for probe in live:
        try:
            verdict = _verdict(system, probe, expected)
        except CarrierError as error:
            log.warning("what a test call heard cannot be fetched", probe=probe.id, why=str(error))
            verdict = Verdict.LOST if _is_late(probe, system.now()) else None
        judged += verdict is not None and judge(system, probe.id, verdict)
    _erase(system)
    return judged


def judge(system: System, probe_id: int, verdict: Verdict) -> bool:
    """Keeps the verdict, and tells the administrators where it is news; False when it was judged before."""
    now = system.now()
    with system.database.writing() as session:
        kept = update(Probe).where(Probe.id == probe_id, Probe.ended.is_(None))
        if session.execute(kept.values(ended=now, result=verdict).returning(Probe.id)).first() is None:
            return False
        probe = session.get_one(Probe, probe_id, populate_existing=True)
        before = failures(session, probe.hotline, before=probe_id)
        tell = partial(telling.post, session, system.settings, system.book.current(session).schedule, probe)
        if verdict != Verdict.OK and before + 1 == telling.ALARMING:
            tell(down=True, now=now)
        elif verdict == Verdict.OK and before >= telling.ALARMING:
            tell(down=False, now=now)
    log.info("a test call was judged", probe=probe_id, verdict=verdict)
    return True


def _verdict(system: System, probe: Probe, expected: Expected) -> Verdict | None:
    """None while it goes on, and while what was heard may still come."""
    late, status = _is_late(probe, system.now()), probe.status
    if status is None:
        if not late:
            return None
        status = _asked(system, probe)
        if status is None:
            return Verdict.LOST
    if status != "completed":
        return _ENDINGS.get(status, Verdict.FAILED)
    try:
        heard = _heard(system, probe)
    except NotYet:
        heard = None
        if not late:
            return None
    greeting = expected(system, probe.hotline)
    if heard is None:
        like = False
    elif greeting is None:
        like = not likeness.is_silent(heard)
    else:
        like = likeness.is_heard(heard, greeting)
    with system.database.reading() as session:
        came_in = probe.call_id is not None and session.get_one(Call, probe.call_id).probe
        keys = select(Step.id).where(Step.call_id == probe.call_id, Step.keys == KEY)
        arrived = came_in and session.scalar(keys.limit(1)) is not None
    if not like:
        return Verdict.UNHEARD if came_in else Verdict.ELSEWHERE
    if not came_in:
        return Verdict.UNRECOGNISED
    return Verdict.OK if arrived else Verdict.KEY_LOST


def _is_late(probe: Probe, now: datetime) -> bool:
    """Its lease ran out; or the clock stepped back by more than a call can last, and would let it run for ever."""
    return not probe.placed - (probe.lease_until - probe.placed) <= now < probe.lease_until


def _asked(system: System, probe: Probe) -> str | None:
    """How the carrier says that it ended; one that goes on is hung up. None when nobody can tell."""
    if probe.leg_sid is None:
        return None
    state = system.carrier.status(probe.account, probe.leg_sid)
    if state is not None and not state.over:
        system.carrier.hang_up(probe.account, probe.leg_sid)
    return state.status if state is not None and state.over else None


def _heard(system: System, probe: Probe) -> bytes | None:
    """What the far end heard, fetched; None when nothing was recorded. Raises NotYet, or another CarrierError."""
    sid = probe.recording_sid
    if sid is None and probe.leg_sid is not None:
        # Its own report was lost, or nothing was to be heard.
        listed = system.carrier.recordings(probe.account, call_sid=probe.leg_sid)
        sid = next((each.sid for each in listed if each.status != "absent"), None)
        if sid is not None:
            with system.database.writing() as session:
                session.execute(update(Probe).where(Probe.id == probe.id).values(recording_sid=sid))
    return None if sid is None else system.carrier.media(probe.account, sid, LARGEST)


def _erase(system: System) -> None:
    """Erases what was heard at the carrier, once it was judged."""
    with system.database.reading() as session:
        left = session.scalars(
            select(Probe).where(Probe.ended.is_not(None), Probe.recording_sid.is_not(None)).limit(10)
        ).all()
    for probe in left:
        try:
            system.carrier.delete_recording(probe.account, probe.recording_sid or "")
        except CarrierError as error:
            log.warning("what a test call heard cannot be erased yet", probe=probe.id, why=str(error))
            return
        with system.database.writing() as session:
            session.execute(update(Probe).where(Probe.id == probe.id).values(recording_sid=None))
