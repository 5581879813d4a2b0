"""Ringing back: the agent's phone first, «press 1», then the customer; and what becomes of the task."""

import pytest
from world import MOBILE, SPEECH, World, local

from ivr.callbacks import claims, ringing
from ivr.people import User

AGENT = "+8613900000001"


@pytest.fixture
def agent(world: World) -> User:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:31")
    return world.agent("wang", "service-centre", AGENT)


def ring(world: World, agent: User) -> None:
    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, agent, now=world.clock())
    ringing.ring_back(world.system, task.id, agent, now=world.clock())
    world.phone.run()


def test_the_customer_is_reached_and_the_task_waits_for_its_resolution(world: World, agent: User) -> None:
    world.telephone(AGENT, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")

    ring(world, agent)

    (leg,) = world.rung(AGENT)
    leg.went_well().hears("回拨任务", "接通客户请按1。", "正在接通客户")
    (customer,) = world.rung(MOBILE)
    customer.hears("您好，深证通给您回电，通话将被录音，请稍候。")
    task = world.task()
    assert task["state"] == "claimed"
    assert task["attempts"] == 1
    assert world.outcomes() == ["reached"]
    assert task["verified"] is True


def test_the_customer_sees_the_hotlines_own_number(world: World, agent: User) -> None:
    world.telephone(AGENT, "1 wait:60")
    world.telephone(MOBILE, "wait:5 hangup")

    ring(world, agent)

    (customer,) = world.rung(MOBILE)
    assert "+8675583183333" in str(customer.call.transcript)


@pytest.mark.parametrize(
    ("behaviour", "outcome", "said"),
    [
        ("no-answer", "no-answer", "客户没有接听。"),
        ("busy", "busy", "客户电话正忙。"),
        ("failed", "switched-off", "客户"),
    ],
)
def test_a_customer_who_is_not_reached_is_tried_again_by_itself(
    world: World, agent: User, behaviour: str, outcome: str, said: str
) -> None:
    world.telephone(AGENT, "1 wait:90")
    world.telephone(MOBILE, behaviour)

    ring(world, agent)

    leg = world.rung(AGENT)[0]
    leg.went_well()
    # At once, even before the agent is told that the customer is being rung.
    leg.hears(*(("正在接通客户",) if behaviour == "no-answer" else ()), said)
    assert leg.text.count("客户没有接听。") == (behaviour == "no-answer"), "and once"
    assert world.outcomes() == [outcome]
    assert world.task()["state"] == "retry"


def test_an_agent_who_does_not_press_one_rings_nobody(world: World, agent: User) -> None:
    world.telephone(AGENT, "wait:40 hangup")

    ring(world, agent)

    assert world.rung(MOBILE) == []
    assert world.task()["attempts"] == 0
    assert world.task()["state"] in ("waiting", "claimed")


def test_the_due_time_was_kept(world: World, agent: User) -> None:
    assert local(world.task()["due"]) == "2026-10-08T09:00"
