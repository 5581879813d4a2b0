"""A customer who was not reached is tried again by the system itself: when, how often, and never outside the hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from world import MOBILE, OTHER, SPEECH, World, local

from ivr.callbacks import Attempt, Task, claims, ringing
from ivr.gateway.faults import Fault, Faults
from ivr.people import Membership, User

WANG = "+8613900000001"
LI = "+8613900000002"


def owed(world: World, *callers: str) -> None:
    """Messages left on National Day, and Wang's telephone at the desk on the first morning."""
    world.at("2026-10-01T20:00")
    for caller in callers or (MOBILE,):
        world.caller(caller).dials("83183333", "1", SPEECH, "#", "1")


def rings(world: World, agent: User, place: int = 0) -> None:
    with world.database.writing() as session:
        task = session.scalars(select(Task).order_by(Task.id)).all()[place]
        assert claims.claim(session, task.id, agent, now=world.clock())
    ringing.ring_back(world.system, task.id, agent, now=world.clock())
    world.phone.run()


def minutes_pass(world: World, until: str) -> None:
    """The scheduler's ticks, every quarter of a minute as it would."""
    from ivr.clock import parse_moment

    while world.clock() < parse_moment(until):
        world.at((world.clock() + timedelta(seconds=15)).isoformat()).settle()


@pytest.fixture
def wang(world: World) -> User:
    owed(world)
    world.at("2026-10-08T08:40")
    agent = world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:90", "1 wait:90", "1 wait:90", "1 wait:90", "1 wait:90", "1 wait:90")
    return agent


def test_a_quarter_of_an_hour_later_both_telephones_ring_by_themselves(world: World, wang: User) -> None:
    world.telephone(MOBILE, "no-answer", "wait:45 hangup")
    rings(world, wang)
    assert world.task()["state"] == "retry"
    began = world.clock()

    minutes_pass(world, "2026-10-08T08:55")
    assert len(world.rung(WANG)) == 1

    minutes_pass(world, "2026-10-08T08:58")
    assert began < world.clock()
    assert (len(world.rung(WANG)), len(world.rung(MOBILE))) == (2, 2)
    world.rung(WANG)[1].hears("回拨任务", "接通客户请按1。", "正在接通客户")
    assert world.outcomes() == ["no-answer", "reached"]
    assert (world.task()["state"], world.task()["owner"]) == ("claimed", "wang")
    assert world.histories_hold()


def test_the_next_try_is_never_outside_opening_hours(world: World, wang: User) -> None:
    world.telephone(MOBILE, "no-answer", "wait:45 hangup")
    world.at("2026-10-08T17:50")
    rings(world, wang)

    minutes_pass(world, "2026-10-08T18:30")
    for moment in ("2026-10-08T22:30", "2026-10-09T03:00", "2026-10-09T08:29"):
        world.at(moment).settle()
    assert len(world.rung(MOBILE)) == 1

    minutes_pass(world, "2026-10-09T08:40")
    assert len(world.rung(MOBILE)) == 2


def test_five_times_in_vain_and_a_supervisor_decides(world: World, wang: User) -> None:
    world.telephone(MOBILE, *["no-answer"] * 8)
    rings(world, wang)
    tried = []
    for moment in (
        *("2026-10-08T08:58", "2026-10-08T10:05", "2026-10-09T08:32", "2026-10-12T08:32"),
        *("2026-10-13T08:32", "2026-10-14T08:32"),
    ):
        world.at(moment).settle()
        tried.append(len(world.rung(MOBILE)))

    assert tried == [2, 3, 4, 5, 5, 5]
    assert world.task()["state"] == "unreachable"


def test_whoever_is_away_is_not_rung_and_the_task_goes_to_the_queue(world: World, wang: User) -> None:
    from ivr.waiting import agents
    from ivr.waiting.tables import Presence

    world.telephone(MOBILE, "no-answer")
    rings(world, wang)
    with world.database.writing() as session:
        agents.set_presence(session, wang.id, Presence.AWAY, world.clock())
    world.at("2026-10-08T08:58").settle()

    assert len(world.rung(WANG)) == 1
    assert world.task()["state"] == "waiting"


def test_an_agent_who_may_not_any_more_keeps_nobody_else_from_being_rung(world: World) -> None:
    owed(world, MOBILE, OTHER)
    world.at("2026-10-08T08:40")
    wang = world.agent("wang", "service-centre", WANG)
    li = world.agent("li", "service-centre", LI)
    world.telephone(WANG, "1 wait:90")
    world.telephone(LI, "1 wait:90", "1 wait:90")
    world.telephone(MOBILE, "no-answer")
    world.telephone(OTHER, "no-answer", "wait:20 hangup")
    rings(world, wang, 0)
    rings(world, li, 1)
    with world.database.writing() as session:
        session.execute(
            update(Membership).where(Membership.user_id == wang.id).values(desk="trading-settlement")
        )
    world.at("2026-10-08T09:05").settle()

    assert len(world.rung(OTHER)) == 2
    first, _second = world.tasks()
    assert first["state"] == "waiting"


def test_a_carrier_that_refuses_one_call_is_asked_for_the_others(make_world) -> None:
    world = make_world(Faults(rest=(Fault("unreachable", on="Calls.json", skip=4),)))
    owed(world, MOBILE, OTHER)
    world.at("2026-10-08T08:40")
    wang = world.agent("wang", "service-centre", WANG)
    li = world.agent("li", "service-centre", LI)
    world.telephone(WANG, "1 wait:90", "1 wait:90")
    world.telephone(LI, "1 wait:90", "1 wait:90")
    world.telephone(MOBILE, "no-answer", "no-answer")
    world.telephone(OTHER, "no-answer", "wait:20 hangup")
    rings(world, wang, 0)
    rings(world, li, 1)
    world.at("2026-10-08T09:05").settle()

    assert sorted((len(world.rung(MOBILE)), len(world.rung(OTHER)))) == [1, 2]
    assert {task["state"] for task in world.tasks()} == {"waiting", "claimed"}
    with world.database.reading() as session:
        assert session.scalars(select(Attempt).where(Attempt.ended.is_(None))).all() == []
    assert local(world.tasks()[0]["due"]) == "2026-10-08T09:00"
