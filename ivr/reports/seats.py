"""Who is there: agents by desk, what each is doing, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task, TaskState, Viewer
from ivr.people import Membership, User, sign_ins
from ivr.waiting.tables import Agent, Offer, OfferState, Presence


class Doing(StrEnum):
    """What somebody is on, the most pressing first."""

    TALKING = "talking"  # with a caller
    CALLING = "calling"  # ringing a customer back, or speaking with him
    RINGING = "ringing"  # his telephone rings for a caller
    HOLDING = "holding"  # has claimed a task
    AVAILABLE = "available"
    AWAY = "away"
    UNKNOWN = "unknown"  # never said


@dataclass(frozen=True)
class Seat:
    """One person at one desk."""

    user: User
    doing: Doing
    since: datetime | None
    tasks: tuple[str, ...]
    """References of the tasks in hand that the viewer may see."""
    signed_in: datetime | None = None
    """Since when he is signed in at the console; None while he is not."""


def by_desk(session: Session, viewer: Viewer, now: datetime) -> dict[str, list[Seat]]:
    """The active members of every desk, those who are on something first."""
    members = session.execute(
        select(Membership.desk, User)
        .join(User, User.id == Membership.user_id)
        .where(User.active.is_(True))
        .order_by(Membership.desk, User.display)
    ).all()
    told = {row.user_id: row for row in session.scalars(select(Agent))}
    busy = _busy(session)
    held = _held(session, viewer)
    here = sign_ins.seen(session, now)
    order = list(Doing)
    seats: dict[str, list[Seat]] = {}
    for desk, user in members:
        seat = _seat(user, told.get(user.id), busy, held)
        since = here[user.id].since if user.id in here else None
        seats.setdefault(desk, []).append(replace(seat, signed_in=since))
    return {desk: sorted(each, key=lambda seat: order.index(seat.doing)) for desk, each in seats.items()}


def _seat(
    user: User,
    told: Agent | None,
    busy: dict[int, tuple[Doing, datetime]],
    held: dict[int, list[tuple[str, datetime | None]]],
) -> Seat:
    mine = held.get(user.id, [])
    refs = tuple(ref for ref, _ in mine)
    if user.id in busy:
        doing, since = busy[user.id]
        return Seat(user, doing, since, refs)
    if mine:
        return Seat(user, Doing.HOLDING, min((at for _, at in mine if at), default=None), refs)
    if told is None:
        return Seat(user, Doing.UNKNOWN, None, refs)
    doing = Doing.AVAILABLE if told.state == Presence.AVAILABLE else Doing.AWAY
    return Seat(user, doing, told.since, refs)


def _busy(session: Session) -> dict[int, tuple[Doing, datetime]]:
    """Whose telephone is in use, by user."""
    found: dict[int, tuple[Doing, datetime]] = {}
    for offer in session.scalars(select(Offer).where(Offer.ended.is_(None))):
        taken = offer.state == OfferState.ACCEPTED
        found[offer.user_id] = (
            Doing.TALKING if taken else Doing.RINGING,
            offer.accepted or offer.placed,
        )
    for attempt in session.scalars(select(Attempt).where(Attempt.ended.is_(None))):
        found[attempt.user_id] = (Doing.CALLING, attempt.started)
    return found


def _held(session: Session, viewer: Viewer) -> dict[int, list[tuple[str, datetime | None]]]:
    """Tasks in hand by holder, each with when it was first taken or last handed over."""
    rows: Iterable[Task] = session.scalars(
        select(Task)
        .where(Task.closed_at.is_(None), Task.state.in_((TaskState.CLAIMED, TaskState.RINGING)))
        .where(viewer.seen(), Task.pretended.is_(False))
        .order_by(Task.due)
    )
    found: dict[int, list[tuple[str, datetime | None]]] = {}
    for task in rows:
        if task.owner_id is not None:
            found.setdefault(task.owner_id, []).append((task.ref, task.handed_at or task.taken_at))
    return found
