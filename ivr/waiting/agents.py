"""Agents as the line sees them: who belongs to a desk, and whose telephone may ring now."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt
from ivr.people import Membership, User
from ivr.waiting.tables import Agent, Offer, Presence, Waiting


def of_desk(desk: str) -> Select[User]:
    """Those of a desk whose telephones may ring at all: active, with a number, not away."""
    away = select(Agent.user_id).where(Agent.state == Presence.AWAY)
    members = select(Membership.user_id).where(Membership.desk == desk)
    return select(User).where(
        User.id.in_(members), User.active.is_(True), User.phone.is_not(None), User.id.not_in(away)
    )


def anyone(session: Session, desk: str) -> bool:
    """True when the desk has somebody whose telephone may ring, busy or not."""
    return session.scalar(of_desk(desk).limit(1)) is not None


def _idle(people: Select[User]) -> Select[User]:
    """Of these, whose telephone neither rings nor is on the line for us."""
    ringing = select(Offer.user_id).where(Offer.ended.is_(None))
    on_the_line = select(Attempt.user_id).where(Attempt.ended.is_(None))
    return people.where(User.id.not_in(ringing), User.id.not_in(on_the_line))


def free(session: Session, user_id: int) -> User | None:
    """The user, if his telephone may ring now."""
    away = select(Agent.user_id).where(Agent.state == Presence.AWAY)
    there = select(User).where(
        User.id == user_id, User.active.is_(True), User.phone.is_not(None), User.id.not_in(away)
    )
    return session.scalar(_idle(there))


def anyone_idle(session: Session, desk: str, *, besides: Collection[int]) -> bool:
    """True when some telephone of the desk may ring now."""
    return session.scalar(_idle(of_desk(desk)).where(User.id.not_in(besides)).limit(1)) is not None


def next_for(
    session: Session, waiting: Waiting, tiers: Sequence[Sequence[str]], *, besides: Collection[int] = ()
) -> User | None:
    """Whose telephone rings next for this caller: free, not yet tried in this round, longest idle first.

    Where the desk has `tiers` of user names, an earlier tier comes before a later one, and everybody else last.
    """
    tried = select(Offer.user_id).where(Offer.call_id == waiting.call_id, Offer.round == waiting.round)
    last = (
        select(func.max(Offer.ended))
        .where(Offer.user_id == User.id, Offer.result == "accepted")
        .scalar_subquery()
    )
    candidates = _idle(of_desk(waiting.desk)).where(User.id.not_in(tried), User.id.not_in(besides))
    return session.scalar(candidates.order_by(_tier(tiers), last.is_not(None), last, User.id).limit(1))


def _tier(tiers: Sequence[Sequence[str]]) -> ColumnElement[int]:
    places = [(User.name.in_(names), place) for place, names in enumerate(tiers)]
    return case(*places, else_=len(places)) if places else literal(0)


def set_presence(session: Session, user_id: int, state: Presence, now: datetime) -> None:
    """What the agent says of himself."""
    row = session.get(Agent, user_id)
    if row is None:
        row = Agent(user_id=user_id)
        session.add(row)
    row.state, row.since = state, now


def presence(session: Session, user_id: int) -> Presence:
    """Available, unless the agent said otherwise."""
    row = session.get(Agent, user_id)
    return Presence(row.state) if row else Presence.AVAILABLE
