"""Whoever comes on duty is rung once and presses 1; who cannot be reached is known before he is needed."""

from datetime import timedelta

import pytest
from on_duty import CHEN, LI, ROSTERS, WANG, passes, rung, schedule, team
from world import World

from ivr import duty, history, people
from ivr.people import User
from ivr.waiting import drills
from ivr.waiting.drills import Drill

__all__ = ["team"]

DESK = "binhai-duty"


@pytest.fixture
def tested(team: World) -> World:
    """The minute before the day's shift begins, at a desk whose people are tested."""
    text = schedule(team, ROSTERS)
    line = next(line for line in text.splitlines() if line.strip().startswith(f"{DESK}:") and "name:" in line)
    team.publish(text.replace(line, line.replace("then: urgent}", "then: urgent, test_page: on}")))
    return team.at("2026-09-02T07:59")


def standing(world: World) -> list[Drill]:
    with world.database.reading() as session:
        edition = world.system.book.current(session)
        return drills.tested(session, edition.hours, edition.schedule.desks[DESK], world.clock())


def test_everybody_of_the_shift_is_rung_when_it_begins_and_says_that_he_is_there(tested: World) -> None:
    for phone in (LI, CHEN):
        tested.telephone(phone, "1")
    passes(tested, minutes=5)

    assert rung(tested) == [LI, CHEN]
    tested.rung(LI)[0].went_well().hears("值班测试呼叫，收到请按1。", "测试完成，谢谢。")
    assert [(each.user.name, each.reached, each.over) for each in standing(tested)] == [
        ("li.wei", True, True),
        ("chen.jie", True, True),
    ]
    passes(tested, minutes=30)
    assert rung(tested) == [LI, CHEN], "once in a shift"
    with tested.database.reading() as session:
        told = [(entry.kind, entry.facts["result"]) for entry in history.entries(session, f"duty:{DESK}")]
    assert told == [("duty-tested", "accepted")] * 2
    assert tested.tasks() == []
    assert tested.histories_hold()


@pytest.mark.parametrize("behaviour", ["no-answer", "busy", "wait:40", "2", "hangup"])
def test_who_does_not_confirm_is_rung_again_and_then_told_of(tested: World, behaviour: str) -> None:
    tested.telephone(LI, behaviour)
    tested.telephone(CHEN, "1")
    passes(tested, minutes=8)
    assert rung(tested) == [LI, CHEN]
    passes(tested, minutes=30)
    assert rung(tested) == [LI, CHEN, LI], "the second time, and no third"
    assert [(each.reached, each.over) for each in standing(tested)] == [(False, True), (True, True)]


def test_who_stands_in_is_tested_when_he_comes(tested: World) -> None:
    for phone in (LI, CHEN, WANG):
        tested.telephone(phone, "1")
    tested.at("2026-09-02T12:00")
    with tested.database.writing() as session:
        li, wang = people.find(session, "li.wei"), people.find(session, "wang.fang")
        assert li and wang
        duty.hand_over(
            session, tested.system.book.current(session).hours, DESK, giver=li, taker=wang,
            begins=tested.clock() + timedelta(hours=1), ends=tested.clock() + timedelta(hours=3), by=li,
            now=tested.clock(),
        )  # fmt: skip
    passes(tested, minutes=5)
    assert rung(tested) == [], "whoever came four hours ago is left alone"
    tested.at("2026-09-02T12:59")
    passes(tested, minutes=5)
    assert rung(tested) == [WANG], "chen.jie came in the morning"


def test_who_never_goes_off_duty_is_tested_every_morning(tested: World) -> None:
    text = schedule(tested, "\nrosters:\n  binhai-duty:\n    - {days: all, on_duty: [[li.wei]]}\n")
    tested.publish(text.replace("rounds: 2, then: urgent}", "rounds: 2, then: urgent, test_page: on}", 1))
    tested.telephone(LI, "1")
    tested.at("2026-09-02T08:55")
    passes(tested, minutes=10)
    assert rung(tested) == [LI]
    tested.at("2026-09-03T08:30")
    passes(tested, minutes=20)
    assert rung(tested) == [LI]
    passes(tested, minutes=20)
    assert rung(tested) == [LI, LI]


def test_a_desk_that_does_not_want_it_tests_nobody(team: World) -> None:
    team.telephone(LI, "1")
    team.at("2026-09-02T07:59")
    passes(team, minutes=5)
    assert rung(team) == []
    assert isinstance(team.agent("zhao", DESK, "+8613900000017"), User)
