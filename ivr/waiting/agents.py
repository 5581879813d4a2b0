"""Agents as the line sees them: who belongs to a desk, and whose telephone may ring now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, literal, select, update
from sqlalchemy.orm import Session

from ivr import duty
from ivr.callbacks import Attempt
from ivr.hours import Hours
from ivr.people import Membership, Role, User
from ivr.waiting.tables import Agent, Offer, Page, Presence, PresencePeriod, Waiting


@dataclass(frozen=True)
class Rota:
    """Whose telephones may ring at a desk at one moment, in which order, and which telephones those are."""

    desk: str
    tiers: tuple[tuple[str, ...], ...]
    """Names of users: who is rung first, then, then."""
    only: bool
    """Nobody but those in the tiers: they are on duty, the others are not woken."""
    from_home: bool
    """Their mobiles ring."""


def rota(session: Session, hours: Hours, desk: str, hotline: str, moment: datetime) -> Rota:
    """Who may be rung for the hotline's callers; everybody of the desk where it has no roster, and in a gap of one.

    A desk or a hotline that the schedule no longer has is rung as if nothing were said about it.
    """
    schedule = hours.schedule
    from_home = hotline in schedule.hotlines and hours.from_home(hotline, moment) is not None
    serving = duty.on_duty(session, hours, desk, moment)
    if serving is not None:
        return Rota(desk, serving.tiers, True, from_home)
    known = schedule.desks.get(desk)
    return Rota(desk, known.tiers if known else (), False, from_home)


def everybody(rota: Rota) -> Rota:
    """The same without the roster: for a call that is for one person, on duty or not."""
    return replace(rota, only=False)


def of_desk(rota: Rota) -> Select[User]:
    """Those of a desk whose telephones may ring at all: on duty, active, with a number, not away."""
    members = select(Membership.user_id).where(Membership.desk == rota.desk)
    return _ringable(rota).where(User.id.in_(members))


def _ringable(rota: Rota) -> Select[User]:
    away = select(Agent.user_id).where(Agent.state == Presence.AWAY)
    number = func.coalesce(User.mobile, User.phone) if rota.from_home else User.phone
    found = select(User).where(User.active.is_(True), number.is_not(None), User.id.not_in(away))
    return found.where(User.name.in_([name for tier in rota.tiers for name in tier])) if rota.only else found


def anyone(session: Session, rota: Rota) -> bool:
    """True when the desk has somebody whose telephone may ring, busy or not."""
    return session.scalar(of_desk(rota).limit(1)) is not None


def _idle(people: Select[User]) -> Select[User]:
    """Of these, whose telephone neither rings nor is on the line for us."""
    ringing = select(Offer.user_id).where(Offer.ended.is_(None))
    on_the_line = select(Attempt.user_id).where(Attempt.ended.is_(None))
    paged = select(Page.user_id).where(Page.ended.is_(None))
    return people.where(User.id.not_in(ringing), User.id.not_in(on_the_line), User.id.not_in(paged))


def free(session: Session, user_id: int, rota: Rota) -> User | None:
    """The user, if his telephone may ring now; a supervisor need not be of the desk."""
    return session.scalar(_idle(_ringable(rota).where(User.id == user_id)))


def reserve(session: Session, user: User, rota: Rota) -> bool:
    """Holds the user until the transaction ends; False when something else has begun to ring there meanwhile.

    An offer and a page know nothing of each other's indexes: whoever is about to ring asks here first.
    """
    session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))
    return free(session, user.id, rota) is not None


def idle_in_order(session: Session, rota: Rota) -> list[User]:
    """Everybody who may be woken for the desk and whose telephone may ring now: tier by tier, then the supervisors."""
    order = {name: place for place, tier in enumerate(rota.tiers) for name in tier}
    staff = sorted(
        session.scalars(_idle(of_desk(rota))), key=lambda user: (order.get(user.name, len(order)), user.id)
    )
    above = _ringable(everybody(rota)).where(User.role == Role.SUPERVISOR).order_by(User.id)
    known = {user.id for user in staff}
    return staff + [user for user in session.scalars(_idle(above)) if user.id not in known]


def anyone_idle(session: Session, rota: Rota, *, besides: Collection[int]) -> bool:
    """True when some telephone of the desk may ring now."""
    return session.scalar(_idle(of_desk(rota)).where(User.id.not_in(besides)).limit(1)) is not None


def next_for(session: Session, waiting: Waiting, rota: Rota, *, besides: Collection[int] = ()) -> User | None:
    """Whose telephone rings next for this caller: free, not yet tried in this round, longest idle first.

    Where there are tiers an earlier one comes before a later one, and whoever is in none last. A second round begins
    with those the first did not come to: «the next engineer» is another one, and a third tier is reached.
    """
    tried = select(Offer.user_id).where(Offer.call_id == waiting.call_id, Offer.round == waiting.round)
    times = (
        select(func.count())
        .select_from(Offer)
        .where(Offer.call_id == waiting.call_id, Offer.user_id == User.id)
        .scalar_subquery()
    )
    last = (
        select(func.max(Offer.ended))
        .where(Offer.user_id == User.id, Offer.result == "accepted")
        .scalar_subquery()
    )
    candidates = _idle(of_desk(rota)).where(User.id.not_in(tried), User.id.not_in(besides))
    return session.scalar(candidates.order_by(times, _tier(rota), last.is_not(None), last, User.id).limit(1))


def _tier(rota: Rota) -> ColumnElement[int]:
    places = [(User.name.in_(names), place) for place, names in enumerate(rota.tiers)]
    return case(*places, else_=len(places)) if places else literal(0)


def set_presence(session: Session, user_id: int, state: Presence, now: datetime) -> None:
    """What the agent says of himself."""
    row = session.get(Agent, user_id)
    if row is None:
        row = Agent(user_id=user_id)
        session.add(row)
    elif row.state == state:
        return
    row.state, row.since = state, now
    lasting = PresencePeriod.user_id == user_id, PresencePeriod.until.is_(None)
    session.execute(update(PresencePeriod).where(*lasting).values(until=now))
    session.add(PresencePeriod(user_id=user_id, state=state, since=now))


def presence(session: Session, user_id: int) -> Presence:
    """Available, unless the agent said otherwise."""
    row = session.get(Agent, user_id)
    return Presence(row.state) if row else Presence.AVAILABLE
