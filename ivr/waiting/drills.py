"""Test pages: whoever comes on duty is rung once, and presses 1. Who cannot be reached is known before he is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import duty
from ivr.clock import SHANGHAI, shanghai
from ivr.hours import Desk, Hours
from ivr.people import User, telephone
from ivr.system import System
from ivr.waiting import agents, placing
from ivr.waiting.pages import live_of
from ivr.waiting.tables import Page

TRIES = 2
"""How often somebody is rung who does not confirm."""
APART = timedelta(minutes=10)
"""Between two tries."""
WITHIN = timedelta(hours=2)
"""A shift is tested when it begins: whoever was not rung by then is left alone."""
DAY = timedelta(days=1)
DAILY = time(9)
"""When somebody is tested whose duty does not change for more than a day."""


@dataclass(frozen=True)
class Drill:
    """How it stands with one who is on duty."""

    user: User
    began: datetime
    """When he came on duty."""
    at: datetime | None
    """When he was rung last in this shift; None while he was not."""
    reached: bool
    over: bool
    """Whether he will not be rung again in this shift."""


def test_due(system: System) -> int:
    """Rings the next one to be tested at each desk; answers how many are being rung. Idempotent, as pages are."""
    now = system.now()
    hours = system.book.current().hours
    rung = 0
    for desk in hours.schedule.desks.values():
        if not desk.test_page:
            continue
        with system.database.reading() as session:
            wanting = any(_wants(each, now) for each in tested(session, hours, desk, now))
        if wanting:
            with system.database.writing() as session:
                claimed = _claim(system, session, hours, desk, now)
            if claimed is not None:
                placing.place(system, *claimed)
                rung += 1
    return rung


def tested(session: Session, hours: Hours, desk: Desk, now: datetime) -> list[Drill]:
    """Everybody on duty at the desk now, tier by tier, and what came of his test; nobody in a gap of its roster."""
    roll = duty.roll(session, hours, desk.id, now - DAY)
    told = roll.at(now) if roll else None
    if roll is None or told is None:
        return []
    spans = list(roll.spans(now - DAY, now))
    names = [name for tier in told.tiers for name in tier]
    people = {user.name: user for user in session.scalars(select(User).where(User.name.in_(names)))}
    found = select(Page).where(Page.desk == desk.id, Page.shift >= now - DAY).order_by(Page.placed, Page.id)
    rows = session.scalars(found).all()
    return [_standing(people[name], _began(spans, name, now), rows, now) for name in names if name in people]


def _standing(user: User, began: datetime, rows: Sequence[Page], now: datetime) -> Drill:
    his = [row for row in rows if row.user_id == user.id and row.shift == began]
    reached = any(row.result == "accepted" for row in his)
    over = reached or len(his) >= TRIES or now >= began + WITHIN
    return Drill(user, began, his[-1].placed if his else None, reached, over)


def _wants(each: Drill, now: datetime) -> bool:
    return not each.over and (each.at is None or each.at <= now - APART)


def _began(spans: list[duty.Span], name: str, now: datetime) -> datetime:
    """When he came on duty; the day's hour of testing where that was more than a day ago."""
    absent = [span for span in spans if not any(name in tier for tier in span.tiers)]
    if absent:
        return absent[-1].ends
    today = datetime.combine(shanghai(now).date(), DAILY, SHANGHAI)
    return today if today <= now else today - DAY


def _claim(
    system: System, session: Session, hours: Hours, desk: Desk, now: datetime
) -> tuple[int, str] | None:
    """Writes down whom to ring before he is rung; None when somebody else did, or nobody may be rung now."""
    hotline = next((each for each in hours.schedule.hotlines.values() if each.desk == desk.id), None)
    if hotline is None or live_of(session, desk.id) is not None:
        return None
    rota = agents.rota(session, hours, desk.id, hotline.number, now)
    for each in tested(session, hours, desk, now):
        number = telephone(each.user, from_home=rota.from_home)
        if number is None or not _wants(each, now):
            continue
        if not agents.reserve(session, each.user, rota):
            continue
        page = Page(
            desk=desk.id,
            hotline=hotline.number,
            user_id=each.user.id,
            account=system.carrier.outward.sid,
            shift=each.began,
            placed=now,
            lease_until=now + placing.LEASE,
        )
        if not placing.written_down(session, page):
            return None
        return page.id, number
    return None
