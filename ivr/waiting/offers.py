"""One telephone ringing for one caller: claimed, placed, answered, accepted, ended.

Claim, commit, then act: the row with its unique indexes is committed before the carrier is asked, so that no
race can make a telephone ring twice.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import history
from ivr.people import User
from ivr.system import System
from ivr.telephony import Refused, Uncertain
from ivr.waiting import agents, line
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
    now = system.now()
    claimed: list[tuple[int, str]] = []
    ringing = select(Offer.call_id).where(Offer.ended.is_(None))
    in_line = select(Waiting).where(
        Waiting.exchange == system.exchange,
        Waiting.left.is_(None),
        Waiting.round_ends > now,
        Waiting.call_id.not_in(ringing),
    )
    with system.database.reading() as session:
        if session.scalar(in_line.limit(1)) is None:
            return claimed
    desks = system.book.current().schedule.desks
    with system.database.writing() as session:
        order = in_line.order_by(Waiting.urgent.desc(), Waiting.entered).limit(AT_ONCE)
        for waiting in session.scalars(order.with_for_update(skip_locked=True)).all():
            desk = desks.get(waiting.desk)
            agent = agents.next_for(session, waiting, desk.tiers if desk else ())
            offer = _insert(session, waiting, agent, now) if agent else None
            if agent and agent.phone and offer:
                claimed.append((offer.id, agent.phone))
    return claimed


def _insert(session: Session, waiting: Waiting, agent: User, now: datetime) -> Offer | None:
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
    _note(session, offer, "offered", now, user=agent.id)
    return offer


def _place(system: System, offer_id: int, number: str) -> None:
    with system.database.reading() as session:
        offer = session.get_one(Offer, offer_id)
        waiting = session.get_one(Waiting, offer.call_id)
    remaining = int((waiting.round_ends - offer.placed).total_seconds())
    base = f"{system.settings.public_url}/voice/offers/{offer_id}"
    try:
        sid = system.carrier.place(
            offer.account,
            to=number,
            from_=waiting.shown,
            url=base,
            status_callback=f"{base}/status",
            ring_for=timedelta(seconds=max(5, min(waiting.offer_seconds, remaining))),
        )
    except Refused:
        with system.database.writing() as session:
            end(session, offer_id, "failed", system.now())
        return
    except Uncertain:
        return  # it may be ringing: its own webhooks, or the lease, will tell
    with system.database.writing() as session:
        ringing = update(Offer).where(Offer.id == offer_id).values(leg_sid=sid)
        session.execute(ringing)
        session.execute(ringing.where(Offer.state == OfferState.PLACING).values(state=OfferState.RINGING))


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
    offer.state = OfferState.ACCEPTED
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
        overdue = (Offer.ended.is_(None), Offer.lease_until < now, Waiting.exchange == system.exchange)
        silent = session.scalars(unheard.where(*overdue)).all()
    ended = 0
    for offer in silent:
        over = offer.leg_sid is None or system.carrier.is_over(offer.account, offer.leg_sid)
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
