"""The line of waiting callers: joining it, how one stands in it, leaving it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls import Call
from ivr.hours import Desk, Hotline
from ivr.people import User
from ivr.waiting import agents
from ivr.waiting.agents import Rota
from ivr.waiting.tables import Offer, OfferState, Waiting


@dataclass(frozen=True)
class Standing:
    """How a caller stands in the line at one moment."""

    over: bool
    """This round has come to nothing: no telephone rings, and none is left to ring in time."""
    ahead: int
    """How many callers of the same desk came before him."""
    remaining: timedelta
    """Until the round ends."""


def join(
    session: Session, call: Call, hotline: Hotline, desk: Desk, *, urgent: bool, exchange: str, now: datetime
) -> Waiting:
    """Puts a caller into line, or back into line for another round; he keeps the moment he first came."""
    row = held(session, call.id)
    if row is None:
        row = Waiting(call_id=call.id, account=call.account, exchange=exchange, entered=now, round=0)
        session.add(row)
    row.hotline, row.desk, row.topic = hotline.number, desk.id, call.topic
    row.urgent, row.language, row.shown = urgent, call.language, hotline.show_as
    row.offer_seconds = int(desk.offer_for.total_seconds())
    row.round += 1
    row.round_ends = now + desk.ring_for
    row.queued = row.left = row.result = None
    session.flush()
    _note(session, row, "waiting", now)
    return row


def queued(session: Session, call_id: int, desk: Desk, now: datetime) -> None:
    """The carrier's queue has the caller: the round begins, and telephones may ring. Again, it changes nothing."""
    row = of(session, call_id)
    if row is None or row.queued is not None:
        return
    row = held(session, call_id)
    if row is not None and row.left is None and row.queued is None:
        row.queued, row.round_ends = now, now + desk.ring_for


def of(session: Session, call_id: int) -> Waiting | None:
    """The caller's row, in line or not."""
    return session.get(Waiting, call_id)


def held(session: Session, call_id: int) -> Waiting | None:
    """The caller's row as it stands now, locked until the transaction ends.

    Whoever changes his place or an offer made for him locks this first, then the offer: a caller who leaves and an
    agent who takes him in the same moment follow each other, and neither waits for the other in a circle.
    """
    found = select(Waiting).where(Waiting.call_id == call_id).with_for_update(key_share=True)
    return session.scalar(found.execution_options(populate_existing=True))


def standing(session: Session, call_id: int, now: datetime, rota: Rota) -> Standing:
    """How the caller stands before the telephones of `rota`. A caller who is not in line has his round over."""
    row = session.get(Waiting, call_id)
    if row is None or row.left is not None:
        return Standing(over=True, ahead=0, remaining=timedelta())
    remaining = max(row.round_ends - now, timedelta())
    return Standing(
        over=not _live(session, call_id) and (not remaining or not _somebody_left(session, row, rota)),
        ahead=_ahead(session, row),
        remaining=remaining,
    )


def leave(session: Session, call_id: int, result: str, now: datetime) -> Waiting | None:
    """The caller is no longer in line; None when he was not. The first reason stands."""
    row = held(session, call_id)
    if row is None or row.left is not None:
        return None
    row.left, row.result = now, result
    _note(session, row, "left-line", now, result=result)
    return row


def never_joined(session: Session, call_id: int, now: datetime) -> None:
    """An agent had pressed 1 for a caller who hung up in that second: he left by himself, and was not served."""
    row = held(session, call_id)
    if row is not None and row.result == "bridged":
        row.result = "hangup"
        _note(session, row, "never-joined", now)


def was_taken(session: Session, call_id: int) -> bool:
    """True when an agent pressed 1 for this caller."""
    taken = select(Offer.id).where(
        Offer.call_id == call_id, (Offer.state == OfferState.ACCEPTED) | (Offer.result == "accepted")
    )
    return session.scalar(taken.limit(1)) is not None


def _live(session: Session, call_id: int) -> bool:
    live = select(Offer.id).where(Offer.call_id == call_id, Offer.ended.is_(None))
    return session.scalar(live) is not None


def _somebody_left(session: Session, row: Waiting, rota: Rota) -> bool:
    """True while some telephone that may ring has not yet rung in this round, even if it is busy now."""
    tried = select(Offer.user_id).where(Offer.call_id == row.call_id, Offer.round == row.round)
    return session.scalar(agents.of_desk(rota).where(User.id.not_in(tried)).limit(1)) is not None


def _ahead(session: Session, row: Waiting) -> int:
    earlier = (
        select(func.count())
        .select_from(Waiting)
        .where(Waiting.desk == row.desk, Waiting.left.is_(None))
        .where(tuple_(Waiting.entered, Waiting.call_id) < (row.entered, row.call_id))
        # A test phone that was switched off in the middle of a call leaves its callers in line for ever.
        .where(Waiting.exchange == row.exchange)
        .where(
            ~select(Offer.id)
            .where(Offer.call_id == Waiting.call_id, Offer.state == OfferState.ACCEPTED)
            .exists()
        )
    )
    return session.scalar(earlier) or 0


def _note(session: Session, row: Waiting, kind: str, now: datetime, **facts: str | int) -> None:
    history.append(
        session, f"call:{row.call_id}", kind, at=now, actor="system", desk=row.desk, round=row.round, **facts
    )
