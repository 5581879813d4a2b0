"""One telephone ringing for one caller: claimed, placed, answered, accepted, ended.

Claim, commit, then act: the row with its unique indexes is committed before the carrier is asked, so that no
race can make a telephone ring twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.severity import Severity
from ivr.calls import Call
from ivr.hours import Hours
from ivr.people import User, telephone
from ivr.system import System
from ivr.telephony import Refused, Uncertain, UnknownAccount
from ivr.waiting import agents, line
from ivr.waiting.agents import Rota
from ivr.waiting.tables import Offer, OfferState, Waiting

LEASE = timedelta(seconds=90)
"""How long an offer may stay without a word from the carrier before we ask."""

AT_ONCE = 20
"""Offers claimed in one run; the next tick takes the rest."""


def match(system: System) -> int:
    """Rings the next telephone for everybody who waits and has none ringing; answers how many.

    Idempotent: arrival, presence, an ended offer and every tick may run it.
    """
    claimed = _claim(system)
    for offer_id, number in claimed:
        _place(system, offer_id, number)
    return len(claimed)


def _claim(system: System) -> list[tuple[int, str]]:
    """Looks first: nothing is locked to find that nobody is free. Each offer is a transaction of its own."""
    now = system.now()
    hopeful = _hopeful(system, now)
    claimed = (_claim_for(system, call_id, rota, now) for call_id, rota in hopeful)
    return [each for each in claimed if each is not None]


def _hopeful(system: System, now: datetime) -> list[tuple[int, Rota]]:
    """The callers for whom a telephone could ring now, in the order of the line, no agent counted twice: who calls
    about what goes first, then whoever is urgent, then whoever came first.

    Who is on duty, and where he answers, is what is in force now: a typhoon does not wait for calls to end. It is asked
    at the moment that the caller's call takes place at. However many wait for one desk, they never keep the callers of
    another one from being looked at.
    """
    hopeful: list[tuple[int, Rota]] = []
    taken: set[int] = set()
    nobody: set[Rota] = set()
    rotas: dict[tuple[str, str, timedelta], Rota] = {}
    with system.database.reading() as session:
        in_line = _in_line(system, now).join(Call, Call.id == Waiting.call_id).add_columns(Call.offset)
        order = in_line.order_by(Waiting.urgent.desc(), Waiting.entered, Waiting.call_id)
        callers = session.execute(order).all()
        hours = system.book.current(session).hours if callers else None
        for waiting, offset in _by_severity(callers, hours, now) if hours else ():
            if hours is None or len(hopeful) == AT_ONCE:
                break
            of = waiting.desk, waiting.hotline, offset
            if of not in rotas:
                rotas[of] = agents.rota(session, hours, waiting.desk, waiting.hotline, now + offset)
            rota = rotas[of]
            if rota in nobody:
                continue
            if not agents.anyone_idle(session, rota, besides=taken):
                nobody.add(rota)
                continue
            agent = agents.next_for(session, waiting, rota, besides=taken)
            if agent is not None:
                taken.add(agent.id)
                hopeful.append((waiting.call_id, rota))
    return hopeful


def _by_severity(
    callers: Sequence[Row[Waiting, timedelta]], hours: Hours, now: datetime
) -> list[Row[Waiting, timedelta]]:
    """Whoever fits a row of the severity table first; the others as they stood. For a call at a pretended time the
    market is where it was then."""
    tables = {offset: Severity(hours.severity(now + offset)) for _, offset in callers}

    def place(caller: Row[Waiting, timedelta]) -> int:
        waiting, offset = caller
        return tables[offset].place(tables[offset].first(waiting.hotline, waiting.topic))

    return sorted(callers, key=place)


def _in_line(system: System, now: datetime) -> Select[Waiting]:
    ringing = select(Offer.call_id).where(Offer.ended.is_(None))
    return select(Waiting).where(
        Waiting.exchange == system.exchange,
        Waiting.queued.is_not(None),
        Waiting.left.is_(None),
        Waiting.round_ends > now,
        Waiting.call_id.not_in(ringing),
    )


def _claim_for(system: System, call_id: int, rota: Rota, now: datetime) -> tuple[int, str] | None:
    with system.database.writing() as session:
        found = _in_line(system, now).where(Waiting.call_id == call_id)
        waiting = session.scalar(found.with_for_update(key_share=True, skip_locked=True))
        agent = agents.next_for(session, waiting, rota) if waiting else None
        if agent is None or not agents.reserve(session, agent, rota):
            return None
        number = telephone(agent, from_home=rota.from_home)
        offer = _insert(session, waiting, agent, number, now) if waiting and number else None
        return (offer.id, number) if offer and number else None


def _insert(session: Session, waiting: Waiting, agent: User, number: str, now: datetime) -> Offer | None:
    offer = Offer(
        call_id=waiting.call_id,
        user_id=agent.id,
        account=waiting.account,
        round=waiting.round,
        state=OfferState.PLACING,
        placed=now,
        lease_until=now + LEASE,
    )
    try:
        with session.begin_nested():
            session.add(offer)
    except IntegrityError:
        return None  # another process was first: its offer is the one that rings
    mobile = True if number == agent.mobile else None
    _note(session, offer, "offered", now, user=agent.id, mobile=mobile)
    return offer


def _place(system: System, offer_id: int, number: str) -> None:
    with system.database.reading() as session:
        offer = session.get_one(Offer, offer_id)
        waiting = session.get_one(Waiting, offer.call_id)
    account = offer.account
    remaining = int((waiting.round_ends - offer.placed).total_seconds())
    base = f"{system.settings.public_url}/voice/offers/{offer_id}"
    try:
        sid = system.carrier.place(
            account,
            to=number,
            from_=waiting.shown,
            url=base,
            status_callback=f"{base}/status",
            ring_for=timedelta(seconds=max(5, min(waiting.offer_seconds, remaining))),
        )
    except (Refused, UnknownAccount):
        with system.database.writing() as session:
            end(session, offer_id, "failed", system.now())
        return
    except Uncertain:
        return  # it may be ringing: its own webhooks, or the lease, will tell
    with system.database.writing() as session:
        ringing = update(Offer).where(Offer.id == offer_id).values(leg_sid=sid)
        session.execute(ringing)
        session.execute(ringing.where(Offer.state == OfferState.PLACING).values(state=OfferState.RINGING))
        over = session.scalar(select(Offer.ended).where(Offer.id == offer_id)) is not None
    if over:  # the caller left while the carrier was being asked
        system.carrier.hang_up(account, sid)


def rings_for(session: Session, offer_id: int) -> Waiting | None:
    """Who still waits for this offer; None when it is over, or he is no longer there. Only looks."""
    standing = (
        select(Waiting)
        .join(Offer, Offer.call_id == Waiting.call_id)
        .where(Offer.id == offer_id, Offer.ended.is_(None), Waiting.left.is_(None))
    )
    return session.scalar(standing)


def answered(session: Session, offer_id: int, leg_sid: str) -> bool:
    """Something picked up. A mobile's voicemail gets as far as this and no further. False when nobody waits."""
    offer = _standing(session, offer_id)
    if offer is None:
        return False
    offer.leg_sid = leg_sid
    if offer.state in (OfferState.PLACING, OfferState.RINGING):
        offer.state = OfferState.ANSWERED
    return True


def accept(session: Session, offer_id: int, now: datetime) -> Offer | None:
    """The agent pressed 1. None when the caller is gone."""
    offer = _standing(session, offer_id)
    if offer is None:
        return None
    offer.state, offer.accepted = OfferState.ACCEPTED, now
    _note(session, offer, "accepted", now, user=offer.user_id)
    return offer


def end(session: Session, offer_id: int, result: str, now: datetime) -> bool:
    """The telephone no longer rings; True when this report was the first to say so."""
    offer, _ = _held(session, offer_id)
    if offer is None or offer.ended is not None:
        return False
    offer.result = "accepted" if offer.state == OfferState.ACCEPTED else result
    offer.state, offer.ended = OfferState.ENDED, now
    _note(session, offer, "offer-ended", now, user=offer.user_id, result=offer.result)
    return True


def parted(session: Session, offer_id: int, now: datetime, *, joined: bool) -> int | None:
    """The agent's leg left the caller's queue. Answers the caller's call when the two never were joined."""
    end(session, offer_id, "gone", now)
    offer, _ = _held(session, offer_id)
    if joined or offer is None:
        return None
    if offer.result == "accepted":
        offer.result = "gone"
        _note(session, offer, "never-joined", now, user=offer.user_id)
    return offer.call_id


def cancel(session: Session, call_id: int, now: datetime) -> list[tuple[str, str]]:
    """Ends what still rings for a caller who has left; answers (account, leg) to hang up after the commit."""
    line.held(session, call_id)
    rows = session.scalars(
        select(Offer)
        .where(Offer.call_id == call_id, Offer.ended.is_(None), Offer.state != OfferState.ACCEPTED)
        .execution_options(populate_existing=True)
    )
    legs = []
    for offer in rows.all():
        end(session, offer.id, "gone", now)
        if offer.leg_sid:
            legs.append((offer.account, offer.leg_sid))
    return legs


def overdue(system: System) -> int:
    """Asks the carrier about offers it never spoke of again; answers how many were ended."""
    now = system.now()
    with system.database.reading() as session:
        unheard = select(Offer).join(Waiting, Waiting.call_id == Offer.call_id)
        if system.exchange:
            unheard = unheard.where(Waiting.exchange == system.exchange)
        silent = session.execute(
            unheard.add_columns(Waiting.exchange).where(Offer.ended.is_(None), Offer.lease_until < now)
        ).all()
    ended = 0
    for offer, exchange in silent:
        # A test phone that was switched off while an agent's telephone rang will never speak of it again.
        unknown = offer.leg_sid is None or exchange != system.exchange
        over = unknown or system.carrier.is_over(offer.account, offer.leg_sid or "")
        with system.database.writing() as session:
            if over:
                ended += end(session, offer.id, "lost", now)
            else:
                session.execute(update(Offer).where(Offer.id == offer.id).values(lease_until=now + LEASE))
    return ended


def _standing(session: Session, offer_id: int) -> Offer | None:
    """The offer while it stands and its caller waits, both locked; None otherwise."""
    offer, waiting = _held(session, offer_id)
    return offer if offer and offer.ended is None and waiting and waiting.left is None else None


def _held(session: Session, offer_id: int) -> tuple[Offer | None, Waiting | None]:
    """The offer and its caller's place as they are now, locked in the order that everybody keeps."""
    call_id = session.scalar(select(Offer.call_id).where(Offer.id == offer_id))
    if call_id is None:
        return None, None
    waiting = line.held(session, call_id)
    found = select(Offer).where(Offer.id == offer_id).with_for_update(key_share=True)
    return session.scalar(found.execution_options(populate_existing=True)), waiting


def _note(session: Session, offer: Offer, kind: str, now: datetime, **facts: str | int | None) -> None:
    history.append(session, f"call:{offer.call_id}", kind, at=now, actor="system", offer=offer.id, **facts)
