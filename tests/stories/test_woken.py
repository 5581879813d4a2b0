"""An urgent matter that nobody took wakes whoever is on duty by telephone, until somebody takes it with two keys."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from on_duty import CHEN, LI, ROSTERS, WANG, passes, rung, schedule, team
from sqlalchemy import select
from world import MOBILE, OTHER, SHORT, SPEECH, World, local

from ivr.callbacks import Outcome, acts, claims
from ivr.gateway.faults import Fault, Faults
from ivr.people import User
from ivr.waiting import agents, paged, pages
from ivr.waiting.tables import Page, Presence

__all__ = ["team"]

BOSS = "+8613900000021"
NIGHT = "2026-09-03T02:00"
ALWAYS = ROSTERS.replace(
    'from: "20:00", to: "02:00", on_duty: [[wang.fang]]',
    'from: "20:00", to: "08:00", on_duty: [[li.wei], [chen.jie]]',
)


@pytest.fixture
def night(team: World) -> World:
    """Two in the morning: li.wei is rung first, then chen.jie."""
    team.publish(schedule(team, ALWAYS))
    return team.at(NIGHT)


def leaves_a_message(world: World, number: str = MOBILE) -> None:
    """A caller of 83182222 whom nobody answers leaves word about a leased line; both telephones ring out twice."""
    world.caller(number).dials("83182222", "2", "wait:60", SPEECH, "#", "1", "hangup")


def states(world: World) -> list[str]:
    return [task["state"] for task in world.tasks()]


def told(world: World) -> list[str]:
    """What the first task's history says of its pages."""
    kinds = [(entry["kind"], entry["facts"].get("result")) for entry in world.task()["history"]]
    return [result or "rung" for kind, result in kinds if kind in ("paged", "page-ended")]


def results(world: World) -> list[str | None]:
    with world.database.reading() as session:
        return list(session.scalars(select(Page.result).order_by(Page.id)))


def test_a_whole_night(night: World) -> None:
    night.telephone(LI, "no-answer")
    night.telephone(CHEN, "no-answer", "no-answer", "1 wait:3 1 wait:90 hangup")
    night.telephone(MOBILE, "wait:60 hangup")
    leaves_a_message(night)
    before = len(rung(night))

    passes(night, minutes=9)

    assert rung(night)[before:] == [LI, CHEN, MOBILE]
    woken = night.rung(CHEN)[-1].went_well()
    woken.hears(
        "技术支持热线",
        "紧急",
        "网络专线",
        "接听请按1，转下一位请按2。",
        "回拨任务",
        "接通客户请按1，自行跟进请按2",
        "正在接通客户",
    )
    night.rung(MOBILE)[-1].went_well().hears("深证通给您回电")
    assert [len(task["messages"]) for task in night.tasks()] == [1]
    assert told(night) == ["rung", "no-answer", "rung", "accepted"]
    assert night.outcomes() == [Outcome.REACHED]

    with night.database.writing() as session:
        task = night.first_task(session)
        chen = session.get_one(User, task.owner_id)
        assert chen.name == "chen.jie"
        acts.resolve(session, task.id, chen, text="线路已恢复", now=night.clock())
    assert states(night) == ["resolved"]
    assert night.histories_hold()
    passes(night, minutes=10)
    assert rung(night)[before:] == [LI, CHEN, MOBILE], "nobody is woken for what is done"


def test_he_keeps_it_to_follow_it_up_himself(night: World) -> None:
    night.telephone(LI, "no-answer", "no-answer", "1 wait:3 2")
    leaves_a_message(night)
    passes(night, minutes=2)

    night.rung(LI)[-1].went_well().hears("回拨任务", "任务已由您跟进，请在系统中办结。")
    assert states(night) == ["claimed"]
    assert night.rung(MOBILE) == []


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        ("2", "declined"),
        ("wait:60", "declined"),  # a mobile's voicemail: it speaks, and presses nothing
        ("hangup", "declined"),
        ("busy", "busy"),
        ("failed", "failed"),
        ("no-answer", "no-answer"),
        ("1 hangup", "unconfirmed"),  # the call drops in the middle of taking it
        ("1 wait:90", "unconfirmed"),
    ],
)
def test_whoever_does_not_take_it_is_followed_by_the_next(night: World, behaviour: str, result: str) -> None:
    night.telephone(LI, "no-answer", "no-answer", behaviour)
    night.telephone(CHEN, "no-answer", "no-answer", "1 wait:3 2")
    leaves_a_message(night)
    before = len(rung(night))
    passes(night, minutes=4)

    assert rung(night)[before:] == [LI, CHEN]
    assert results(night) == [result, "accepted"]
    assert states(night) == ["claimed"]
    assert night.histories_hold()


def test_when_nobody_takes_it_the_supervisor_is_woken_and_then_everybody_again(night: World) -> None:
    night.agent("boss", "service-centre", BOSS, role="supervisor")
    night.telephone(BOSS, "no-answer")
    night.telephone(CHEN, "no-answer")
    leaves_a_message(night)
    before, began = len(rung(night)), night.clock()
    passes(night, minutes=4)
    assert rung(night)[before:] == [LI, CHEN, BOSS]
    passes(night, minutes=6)
    assert rung(night)[before:][:6] == [LI, CHEN, BOSS] * 2
    with night.database.reading() as session:
        placed = list(session.scalars(select(Page.placed).order_by(Page.id)))
    assert placed[3] - placed[2] >= pages.AGAIN > placed[5] - placed[3]
    assert placed[0] - began <= timedelta(minutes=1)


def test_ten_matters_are_one_call(night: World) -> None:
    for number in range(10):
        night.caller(f"+861380013{number:04}").dials("83182222", "2", "!hangup")
    night.telephone(LI, "1 wait:3 2")
    before = len(rung(night))
    passes(night, minutes=2)

    assert rung(night)[before:] == [LI]
    night.rung(LI)[-1].went_well().hears("技术支持热线", "十个紧急任务", "接听请按1", "任务已由您跟进")
    assert states(night) == ["claimed"] * 10


def test_a_matter_that_comes_while_he_talks_wakes_the_next(night: World) -> None:
    night.telephone(LI, "no-answer", "no-answer", "1 wait:3 1 wait:600 hangup")
    night.telephone(CHEN, "no-answer")
    night.telephone(MOBILE, "wait:500 hangup")
    leaves_a_message(night)
    assert pages.page_due(night.system) == 1
    night.later(seconds=90)
    assert night.rung(MOBILE) != [], "they talk"
    before = len(rung(night))

    night.phone.exchange.dial(OTHER, "83182222", ["!2", "!hangup"])
    night.later(seconds=10)
    assert pages.page_due(night.system) == 1
    night.later(seconds=1)
    assert rung(night)[before:] == [CHEN], "li.wei is on the line: he is not rung"
    night.runs()


def test_two_who_take_it_in_the_same_second(night: World) -> None:
    """A colleague claims it in the console while the other one's telephone is being answered."""
    night.telephone(LI, "no-answer", "no-answer", "wait:4 1")
    leaves_a_message(night)
    with night.database.writing() as session:
        page_id = pages.page_due(night.system)
        assert page_id == 1
        chen = session.scalars(select(User).where(User.name == "chen.jie")).one()
        assert claims.claim(session, night.first_task(session).id, chen, night.clock())
    night.phone.run()

    night.rung(LI)[-1].hears("已由其他同事处理。")
    assert results(night) == ["gone"]
    with night.database.reading() as session:
        assert session.get_one(User, night.first_task(session).owner_id).name == "chen.jie"


def test_who_presses_1_in_the_second_after_another_took_it_has_taken_nothing(night: World) -> None:
    leaves_a_message(night)
    assert pages.page_due(night.system) == 1
    with night.database.writing() as session:
        page = session.scalars(select(Page)).one()
        assert paged.answered(session, page.id, "CA1")
        chen = session.scalars(select(User).where(User.name == "chen.jie")).one()
        assert claims.claim(session, night.first_task(session).id, chen, night.clock())
        assert paged.accept(session, page.id, night.clock()) == []
        assert paged.end(session, page.id, "gone", night.clock())
    assert results(night) == ["gone"]


def test_a_telephone_does_not_ring_on_for_what_somebody_has_taken(night: World) -> None:
    night.telephone(LI, "no-answer")
    leaves_a_message(night)
    assert pages.page_due(night.system) == 1
    night.later(seconds=2)
    with night.database.writing() as session:
        chen = session.scalars(select(User).where(User.name == "chen.jie")).one()
        assert claims.claim(session, night.first_task(session).id, chen, night.clock())
    pages.page_due(night.system)

    assert results(night) == ["gone"]
    began = night.clock()
    night.runs()
    assert night.clock() - began < timedelta(seconds=10), "it was hung up at once"
    assert night.rung(LI)[-1].status == "canceled"


def test_whoever_is_away_is_not_woken(night: World) -> None:
    with night.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        agents.set_presence(session, li.id, Presence.AWAY, night.clock())
    night.telephone(CHEN, "no-answer", "no-answer", "1 wait:3 2")
    leaves_a_message(night)
    before = len(rung(night))
    passes(night, minutes=1)
    assert rung(night)[before:] == [CHEN]


FAULTS: list[Callable[[], Faults]] = [
    lambda: Faults(Fault("duplicate", on="/voice/pages/", times=99)),
    lambda: Faults(Fault("duplicate", on="/page.", times=99)),
    lambda: Faults(Fault("lost", on="/voice/pages/", times=2)),
    lambda: Faults(seed=7, spread=5),
]


@pytest.mark.parametrize("faults", FAULTS)
def test_whatever_the_network_does_it_is_taken_once(
    make_world: Callable[..., World], faults: Callable[[], Faults]
) -> None:
    world = make_world(faults())
    for name, phone in (("li.wei", LI), ("chen.jie", CHEN), ("wang.fang", WANG)):
        world.agent(name, "binhai-duty", phone)
        world.telephone(phone, "no-answer", "no-answer", "1 wait:3 2")
    world.publish(schedule(world, ALWAYS))
    world.at(NIGHT)
    leaves_a_message(world)
    passes(world, minutes=12)

    assert results(world).count("accepted") == 1
    assert states(world) == ["claimed"]
    assert local(world.task()["due"]) < "2026-09-03T02:30"
    assert world.histories_hold()


def test_a_carrier_that_never_speaks_of_a_page_again_is_asked(make_world: Callable[..., World]) -> None:
    world = make_world(Faults(Fault("lost", on="/voice/pages/", times=999)))
    world.agent("li.wei", "binhai-duty", LI)
    world.telephone(LI, "no-answer")
    world.at(NIGHT)
    leaves_a_message(world)
    passes(world, minutes=4)

    assert results(world)[0] == "lost"
    assert len(results(world)) > 1, "and he is rung again"
    assert states(world) == ["waiting"]


def test_of_a_message_without_words_the_matter_is_told_all_the_same(night: World) -> None:
    night.telephone(LI, "no-answer", "no-answer", "1 wait:3 2")
    night.caller().dials("83182222", "2", "wait:60", "!hangup")
    passes(night, minutes=1)
    night.rung(LI)[-1].hears("回拨任务", "任务已由您跟进")


def test_what_is_pretended_wakes_nobody(night: World) -> None:
    night.caller().dials("83182222", "2", "wait:60", SHORT, "#", "1", "hangup", at="2026-09-06T03:00")
    before = len(rung(night))
    passes(night, minutes=5)
    assert rung(night)[before:] == []
