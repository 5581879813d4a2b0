"""Who answers a desk at a moment: by its roster and its stand-ins, and whether each of them can be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import duty
from ivr.clock import shanghai
from ivr.hours import Desk, Hours, Schedule
from ivr.people import Membership, User
from ivr.waiting.tables import Agent, Presence

Trouble = Literal["unknown", "left", "not-of-the-desk", "no-telephone", "away"]


@dataclass(frozen=True)
class OnTheList:
    """One whose telephone is to ring."""

    name: str
    """What he signs in with."""
    display: str
    instead_of: str | None
    """In whose place he is there: that one's `name`."""
    trouble: Trouble | None
    """Why his telephone cannot ring; None when it can."""


@dataclass(frozen=True)
class Serving:
    """Who answers one desk at one moment."""

    desk: Desk
    at: datetime
    by: Literal["roster", "gap", "everybody"]
    """By its roster; in a gap of it, and where there is none, everybody of the desk is rung."""
    tiers: tuple[tuple[OnTheList, ...], ...]
    until: datetime | None
    """When others are on duty, or nobody is; None where that is not known, and where there is no roster."""

    @property
    def is_reachable(self) -> bool:
        """Whether at least one telephone could ring."""
        return any(each.trouble is None for tier in self.tiers for each in tier)


def answering(schedule: Schedule) -> list[Desk]:
    """The desks that answer a hotline or have a roster, in the order of the file."""
    answer = {hotline.desk for hotline in schedule.hotlines.values()} | set(schedule.rosters)
    return [desk for desk in schedule.desks.values() if desk.id in answer]


def serving(session: Session, hours: Hours, desk: Desk, moment: datetime) -> Serving:
    """Who answers `desk` at that moment, as far as is known now who is away.

    Raises LookupError for a moment of no year that the calendar holds.
    """
    hours.calendar.certainty(shanghai(moment).year)
    roll = duty.roll(session, hours, desk.id, moment)
    if roll is None:
        return _everybody(session, desk, moment, "everybody", None)
    told = roll.at(moment)
    if told is None:
        return _everybody(session, desk, moment, "gap", roll.until_somebody(moment))
    names, instead = [name for tier in told.tiers for name in tier], roll.instead(moment)
    people = {user.name: user for user in session.scalars(select(User).where(User.name.in_(names)))}
    kept_from = _kept_from(session, desk, people.values())
    tiers = tuple(
        tuple(_one(name, people.get(name), instead.get(name), kept_from) for name in tier)
        for tier in told.tiers
    )
    return Serving(desk, moment, "roster", tiers, told.until)


def _everybody(
    session: Session, desk: Desk, moment: datetime, by: Literal["gap", "everybody"], until: datetime | None
) -> Serving:
    people = duty.colleagues(session, desk.id)
    kept_from = _kept_from(session, desk, people)
    tier = tuple(_one(user.name, user, None, kept_from) for user in people)
    return Serving(desk, moment, by, (tier,) if tier else (), until)


def _one(name: str, user: User | None, instead_of: str | None, kept_from: Mapping[int, Trouble]) -> OnTheList:
    if user is None:
        return OnTheList(name, name, instead_of, "unknown")
    return OnTheList(name, user.display, instead_of, kept_from.get(user.id))


def _kept_from(session: Session, desk: Desk, people: Iterable[User]) -> dict[int, Trouble]:
    """What keeps these people's telephones from ringing for the desk."""
    ids = [user.id for user in people]
    of_desk = set(
        session.scalars(
            select(Membership.user_id).where(Membership.desk == desk.id, Membership.user_id.in_(ids))
        )
    )
    away = set(
        session.scalars(select(Agent.user_id).where(Agent.state == Presence.AWAY, Agent.user_id.in_(ids)))
    )
    kept: dict[int, Trouble] = {}
    for user in people:
        if not user.active:
            kept[user.id] = "left"
        elif user.id not in of_desk:
            kept[user.id] = "not-of-the-desk"
        elif user.phone is None:
            kept[user.id] = "no-telephone"
        elif user.id in away:
            kept[user.id] = "away"
    return kept
