"""`ivr duty`, as scripts and people read it."""

from datetime import timedelta

import pytest
from on_duty import ROSTERS
from terminal import SHIPPED, Terminal

from ivr import duty, people
from ivr.clock import parse_moment
from ivr.installation import open_system

DESK = "binhai-duty"
DAY = "2026-09-02T10:00"


@pytest.fixture
def staffed(terminal: Terminal) -> Terminal:
    """An installation with three engineers on a roster."""
    for name, number in (
        ("li.wei", "13900000011"),
        ("chen.jie", "13900000012"),
        ("wang.fang", "13900000013"),
    ):
        told = terminal.types("users", "add", name, "--role", "agent", "--desk", DESK, "--phone", number)
        assert told.exit_code == 0, told.output
    told = terminal.publishes(SHIPPED + ROSTERS)
    assert told.exit_code == 0, told.output
    return terminal


def test_who_is_on_duty_as_scripts_read_it(staffed: Terminal) -> None:
    assert staffed.reads("duty", DESK, "--at", DAY) == {
        "desk": DESK,
        "name": {"zh": "滨海运行组技术值班团队", "en": "Binhai duty engineers"},
        "at": "2026-09-02T10:00:00+08:00",
        "by": "roster",
        "tiers": [
            [{"name": "li.wei", "display": "li.wei", "instead_of": None, "trouble": None}],
            [{"name": "chen.jie", "display": "chen.jie", "instead_of": None, "trouble": None}],
        ],
        "until": "2026-09-02T20:00:00+08:00",
    }
    desks = [(each["desk"], each["by"]) for each in staffed.reads("duty", "--at", DAY)]
    assert desks == [("service-centre", "everybody"), (DESK, "roster"), ("southern-centre", "everybody")]


def test_who_is_on_duty_as_people_read_it(staffed: Terminal) -> None:
    def told(*words: str) -> str:
        return staffed.types("duty", *words).stdout

    assert told(DESK, "--at", DAY).endswith(": li.wei, then chen.jie, until 2026-09-02 20:00\n")
    gap = told(DESK, "--at", "2026-09-03T02:00")
    assert "nobody by the roster, until 2026-09-03 08:00" in gap
    assert gap.endswith("everybody of the desk is rung: chen.jie and li.wei and wang.fang\n")
    assert "no roster, everybody is rung: nobody" in told("service-centre", "--at", DAY)


def test_who_stands_in_is_told_and_whoever_cannot_be_rung(staffed: Terminal) -> None:
    database = staffed.database()
    begins = parse_moment("2099-01-01T08:00").replace(year=2044)
    with database.writing() as session:
        li, wang = people.find(session, "li.wei"), people.find(session, "wang.fang")
        assert li and wang
        hours = open_system(staffed.settings, database=database).book.current(session).hours
        duty.hand_over(
            session, hours, DESK, giver=li, taker=wang, begins=begins, ends=begins + timedelta(hours=2), by=li,
            now=begins - timedelta(days=1),
        )  # fmt: skip
    database.close()

    told = staffed.reads("duty", DESK, "--at", "2044-01-01T09:00")
    assert told["tiers"][0][0] | {"display": ""} == {
        "name": "wang.fang", "display": "", "instead_of": "li.wei", "trouble": None,
    }  # fmt: skip
    assert told["until"] == "2044-01-01T10:00:00+08:00"

    assert staffed.types("users", "change", "wang.fang", "--left").exit_code == 0
    (own,) = staffed.reads("duty", DESK, "--at", "2044-01-01T09:00")["tiers"][0]
    assert own["name"] == "li.wei"
    (left,) = staffed.reads("duty", DESK, "--at", "2044-01-01T21:00")["tiers"][0]
    assert (left["name"], left["trouble"]) == ("wang.fang", "left")
    assert (
        "wang.fang (cannot be rung: has left)"
        in staffed.types("duty", DESK, "--at", "2044-01-01T21:00").stdout
    )


def test_what_cannot_be_answered_is_one_sentence(staffed: Terminal) -> None:
    assert "there is no desk night-watch: service-centre, binhai-duty" in staffed.fails("duty", "night-watch")
    assert "the calendar holds 2005 to 2045" in staffed.fails("duty", DESK, "--at", "2099-01-01T00:00")
    assert staffed.types("duty", "--at", "tomorrow").exit_code == 2
