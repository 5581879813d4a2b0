"""Duty is handed to a colleague, on to a third, and taken back; whoever comes is the one who is rung."""

from datetime import datetime, timedelta

import pytest
from on_duty import CHEN, LI, WANG, rung, team
from world import World

from ivr import duty, history, people
from ivr.clock import parse_moment
from ivr.duty import DutyError, StandIn
from ivr.people import User

__all__ = ["team"]

DESK = "binhai-duty"
NIGHT = parse_moment("2026-09-02T20:00"), parse_moment("2026-09-03T02:00")
DAY = parse_moment("2026-09-03T08:00"), parse_moment("2026-09-03T20:00")


def hand(
    world: World, giver: str, taker: str, begins: datetime, ends: datetime, by: str | None = None
) -> StandIn:
    with world.database.writing() as session:
        of, to, who = (people.find(session, name) for name in (giver, taker, by or giver))
        assert of and to and who
        hours = world.system.book.current(session).hours
        return duty.hand_over(
            session, hours, DESK, giver=of, taker=to, begins=begins, ends=ends, by=who, now=world.clock()
        )


def withdraw(world: World, row: StandIn, by: str) -> StandIn | None:
    with world.database.writing() as session:
        who = people.find(session, by)
        assert who
        return duty.withdraw(session, row.id, by=who, now=world.clock())


def tiers(world: World, moment: datetime) -> tuple[tuple[str, ...], ...]:
    with world.database.reading() as session:
        found = duty.on_duty(session, world.system.book.current(session).hours, DESK, moment)
        return found.tiers if found else ()


def calls(world: World) -> str:
    """Whose telephone the next caller's call rings first."""
    before = len(rung(world))
    world.caller().dials("83182222", "1", "wait:8", "hangup")
    return rung(world)[before]


def test_the_colleague_is_rung_from_the_minute_that_was_named_to_the_other(team: World) -> None:
    hand(team, "wang.fang", "chen.jie", NIGHT[0] + timedelta(hours=1), NIGHT[0] + timedelta(hours=2))

    for moment, who in [("20:59", WANG), ("21:00", CHEN), ("21:58", CHEN), ("22:00", WANG)]:
        assert calls(team.at(f"2026-09-02T{moment}")) == who
    with team.database.reading() as session:
        (entry,) = history.entries(session, f"duty:{DESK}")
    assert (entry.kind, entry.facts["begins"]) == ("duty-handed", "2026-09-02T21:00:00+08:00")
    assert team.histories_hold()


def test_duty_goes_on_to_a_third_and_back(team: World) -> None:
    hand(team, "li.wei", "wang.fang", *DAY)
    hand(team, "wang.fang", "chen.jie", *DAY)
    assert tiers(team, DAY[0]) == (("chen.jie",),), "who stood behind him stands there once"

    hand(team, "chen.jie", "li.wei", *DAY)
    assert tiers(team, DAY[0]) == (("li.wei",),)
    assert tiers(team, DAY[0] + timedelta(days=1)) == (("li.wei",), ("chen.jie",))


def test_what_is_taken_back_before_it_begins_never_was(team: World) -> None:
    row = hand(team, "li.wei", "wang.fang", *DAY)
    assert withdraw(team, row, "wang.fang")
    assert tiers(team, DAY[0]) == (("li.wei",), ("chen.jie",))
    assert withdraw(team, row, "wang.fang") is None, "a second press changes nothing"


def test_what_is_taken_back_in_the_middle_ends_there(team: World) -> None:
    row = hand(team, "li.wei", "wang.fang", *DAY)
    assert calls(team.at("2026-09-03T12:00")) == WANG
    assert withdraw(team, row, "li.wei")
    assert calls(team) == LI
    assert tiers(team, DAY[0]) == (("wang.fang",), ("chen.jie",)), "what has been stays as it was"


def test_a_supervisor_may_arrange_it_and_a_bystander_may_not(team: World) -> None:
    team.agent("zhao", "binhai-duty", "+8613900000014")
    team.agent("sun", "binhai-duty", role="supervisor")
    with pytest.raises(DutyError, match="zhao may change neither"):
        hand(team, "li.wei", "wang.fang", *DAY, by="zhao")
    row = hand(team, "li.wei", "wang.fang", *DAY, by="sun")
    with pytest.raises(DutyError, match="no part"):
        withdraw(team, row, "zhao")
    assert withdraw(team, row, "sun")


def test_whoever_takes_it_may_say_so_himself(team: World) -> None:
    hand(team, "li.wei", "wang.fang", *DAY, by="wang.fang")
    assert tiers(team, DAY[0])[0] == ("wang.fang",)


@pytest.mark.parametrize(
    ("giver", "taker", "span", "why"),
    [
        ("li.wei", "li.wei", DAY, "same"),
        ("li.wei", "wang.fang", (DAY[1], DAY[0]), "backwards"),
        ("li.wei", "wang.fang", (DAY[0] - timedelta(days=5), DAY[0] - timedelta(days=4)), "past"),
        ("li.wei", "stranger", DAY, "not-of-the-desk"),
        ("li.wei", "nophone", DAY, "no-telephone"),
        ("wang.fang", "chen.jie", DAY, "not-on-duty"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    team: World, giver: str, taker: str, span: tuple[datetime, datetime], why: str
) -> None:
    team.agent("stranger", "service-centre", "+8613900000015")
    team.agent("nophone", "binhai-duty")
    with pytest.raises(DutyError) as refused:
        hand(team, giver, taker, *span)
    assert refused.value.why == why
    assert tiers(team, DAY[0]) == (("li.wei",), ("chen.jie",))


def test_a_desk_without_a_roster_has_nothing_to_hand_over(world: World) -> None:
    for name in ("li.wei", "chen.jie"):
        world.agent(name, DESK, "+8613900000016")
    with pytest.raises(DutyError, match="no roster"):
        hand(world, "li.wei", "chen.jie", *DAY)


def test_who_left_stands_in_for_nobody(team: World) -> None:
    hand(team, "li.wei", "wang.fang", *DAY)
    with team.database.writing() as session:
        wang = people.find(session, "wang.fang")
        assert wang
        people.set_active(session, session.get_one(User, wang.id), False, now=team.clock(), actor="test")
    assert tiers(team, DAY[0]) == (("li.wei",), ("chen.jie",))
