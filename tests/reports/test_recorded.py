"""What the figures are made of is recorded as it happens: on the telephone, at a desk, by an agent's own word."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from world import MOBILE, OTHER, SHORT, World

from ivr.callbacks import Attempt, Task, acts, claims, handing, undo
from ivr.callbacks.errors import NotPossible, NotYours, Unknown
from ivr.calls import Call
from ivr.people import User
from ivr.reports import leaving, span, tally
from ivr.reports.figure import FIGURES
from ivr.reports.scope import Scope
from ivr.waiting import agents
from ivr.waiting.tables import Offer, Presence, PresencePeriod

WANG = "+8613900000001"


def today(world: World, scope: Scope = Scope()) -> dict[str, float | None]:  # noqa: B008
    with world.database.reading() as session:
        hours = world.system.book.current(session).hours
        found = tally.whole(session, hours, scope, span.named("today", world.clock()), world.clock())
        return {key: found.value(figure) for key, figure in FIGURES.items()}


def test_a_call_that_is_taken_and_one_that_comes_to_nothing(world: World) -> None:
    wang = world.agent("wang", "service-centre", WANG)
    with world.database.writing() as session:
        agents.set_presence(session, wang.id, Presence.AVAILABLE, world.clock())
    world.telephone(WANG, "wait:2 1 wait:60")
    world.caller(MOBILE).dials("83183333", "1", "wait:40", "hangup")
    with world.database.reading() as session:
        call, offer = (
            session.scalars(select(Call).where(Call.direction == "inbound")).one(),
            session.scalar(select(Offer)),
        )
        assert call.asked and offer.accepted and offer.ended
        assert call.began < call.asked < offer.accepted < offer.ended
        assert call.desk == "service-centre"
    world.caller(OTHER).dials("83183333", "hangup")
    world.caller(OTHER).dials("83182222", "hangup")
    world.caller(OTHER).dials(
        "83183333", "1", SHORT, "#", "1", at="2026-10-01T20:00"
    )  # pretended: in no figure
    with world.database.reading() as session:
        lost = leaving.points(session, Scope(), span.named("today", world.clock()))
    assert [(point.step, point.calls) for point in lost] == [
        ("business.answered", 1),
        ("support.answered", 1),
    ]
    world.later(minutes=1)
    found = today(world)
    assert (found["calls"], found["asked"], found["answered"], found["messages"], found["tasks"]) == (
        3,
        1,
        1,
        0,
        0,
    )
    assert 0 < found["utilisation"] <= 1
    assert found["wait"] == pytest.approx((offer.accepted - call.asked).total_seconds(), abs=0.01)


def test_presence_is_kept_as_periods(world: World) -> None:
    wang = world.agent("wang", "service-centre", WANG)
    for state, minutes in (
        (Presence.AVAILABLE, 30),
        (Presence.AVAILABLE, 30),
        (Presence.AWAY, 15),
        (Presence.AVAILABLE, 5),
    ):
        with world.database.writing() as session:
            agents.set_presence(session, wang.id, state, world.clock())
        world.later(minutes=minutes)
    with world.database.reading() as session:
        periods = session.scalars(select(PresencePeriod).order_by(PresencePeriod.id)).all()
        lengths = [
            (each.state, each.until and (each.until - each.since).total_seconds() / 60) for each in periods
        ]
    assert lengths == [("available", 60), ("away", 15), ("available", None)]
    assert today(world)["utilisation"] == 0


def test_what_desks_do_with_a_task_is_counted_and_taken_back(world: World) -> None:
    wang = world.agent("wang", "service-centre", WANG)
    ops, boss = world.agent("ops", "operations-1"), world.agent("boss", "operations-1", role="supervisor")
    known = ("service-centre", "operations-1")
    world.at("2026-09-01T20:00").caller(MOBILE).dials("83183333", "1", SHORT, "#", "1")
    world.at("2026-09-02T08:31")

    def act(do, *args, **how):
        with world.database.writing() as session:
            task = world.first_task(session)
            do(session, task.id, *args, now=world.clock(), **how)
            return (task.dispatched, task.sent_back, task.taken_at)

    def claim(session, task_id: int, user: User, *, now) -> None:
        assert claims.claim(session, task_id, user, now)

    taken = act(claim, wang)[2]
    assert taken == world.clock()
    assert act(acts.dispatch, wang, "operations-1", known=known)[:2] == (1, 0)
    world.later(seconds=5)
    assert act(undo.take_back, wang)[:2] == (0, 0)
    assert act(acts.dispatch, wang, "operations-1", known=known)[:2] == (1, 0)
    world.later(minutes=1)
    act(claim, ops)
    assert act(acts.dispatch, ops, "service-centre", known=known) == (2, 1, taken)
    act(undo.take_back, ops)
    assert act(acts.dispatch, ops, "service-centre", known=known)[:2] == (2, 1)

    act(claim, wang)
    with pytest.raises(Unknown):
        act(handing.hand_on, ops, ops.id)  # not his to see
    with pytest.raises(NotYours, match="supervisor"):
        act(handing.hand_on, wang, ops.id)
    with pytest.raises(NotPossible, match="agent of its desk"):
        act(handing.hand_on, boss, ops.id)
    act(handing.hand_on, boss, boss.id)
    with pytest.raises(NotYours):
        act(acts.resolve, wang, text="too late")
    act(acts.resolve, boss, text="settled")
    with pytest.raises(NotPossible, match="claim it instead"):
        act(handing.hand_on, boss, boss.id)
    hours = world.system.book.current().hours
    with world.database.writing() as session:
        task = world.first_task(session)
        acts.reopen(session, hours, task.id, boss, now=world.clock())
        assert (task.reopened, task.handed_from) == (1, wang.id)
    assert world.histories_hold()


def test_an_attempt_remembers_the_promise_it_was_made_under(world: World) -> None:
    from ivr.callbacks import ringing

    wang = world.agent("wang", "service-centre", WANG)
    world.at("2026-09-01T20:00").caller(MOBILE).dials("83183333", "1", SHORT, "#", "1")
    world.at("2026-09-02T09:30")  # half an hour late
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:20 hangup")
    with world.database.writing() as session:
        task = world.first_task(session)
        number, due = task.id, task.due
        assert claims.claim(session, number, wang, world.clock())
    ringing.ring_back(world.system, number, wang, now=world.clock())
    world.phone.run()
    with world.database.writing() as session:
        acts.resolve(session, number, wang, text="settled", now=world.clock())
        acts.reopen(session, world.system.book.current().hours, number, wang, now=world.clock())
    with world.database.reading() as session:
        assert session.scalar(select(Attempt.due)) == due != session.get_one(Task, number).due
    world.later(minutes=1)
    with world.database.reading() as session:
        hours = world.system.book.current(session).hours
        days = span.read("2026-09-01", "2026-09-02")
        found = tally.whole(session, hours, Scope(), days, world.clock())
        assert found.value(FIGURES["kept"]) == 0  # the first promise was missed, whatever came later
        assert found.value(FIGURES["p50"]) == pytest.approx(60, abs=1)  # 8:30 to 9:30
