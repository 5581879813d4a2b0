"""The market's clock decides what goes first: on the desk, in the page that wakes somebody, in the callers' line."""

import pytest
from on_duty import LI, team
from world import MOBILE, OTHER, OVERSEAS, SHORT, World

from ivr import incidents
from ivr.callbacks import Viewer, queue, severity
from ivr.people import User
from ivr.waiting import agents, pages
from ivr.waiting.tables import Presence

__all__ = ["team"]

FRIDAY = "2026-10-09"
"""A day on which the exchange trades."""


def leaves_word(world: World, number: str, key: str) -> None:
    """A caller of the duty line whom nobody answers, and who hangs up: an urgent matter."""
    world.caller(number).dials("83182222", key, "!hangup")


@pytest.fixture
def morning(team: World) -> World:
    """At 8:40 somebody asks something, at 8:50 somebody's leased line is dead."""
    leaves_word(team.at(f"{FRIDAY}T08:40"), OTHER, "5")
    leaves_word(team.at(f"{FRIDAY}T08:50"), MOBILE, "2")
    return team


def worked(world: World) -> list[str]:
    """Topics in the order in which the engineers work them off now."""
    with world.database.reading() as session:
        first = severity.at(session, world.system.book.current(session).hours, world.clock())
        li = session.query(User).filter_by(name="li.wei").one()
        return [task.topic for task in queue.work(session, Viewer.of(session, li), severity=first)]


def test_a_dead_line_climbs_when_the_opening_call_begins_and_falls_back_when_it_is_over(
    morning: World,
) -> None:
    assert [task["priority"] for task in morning.tasks()] == ["urgent", "urgent"]
    assert worked(morning.at(f"{FRIDAY}T09:14")) == ["technical", "line"]
    assert worked(morning.at(f"{FRIDAY}T09:15")) == ["line", "technical"]
    assert worked(morning.at(f"{FRIDAY}T09:26")) == ["technical", "line"]
    assert worked(morning.at(f"{FRIDAY}T09:30")) == ["line", "technical"]
    assert worked(morning.at("2026-10-10T09:20")) == ["technical", "line"], "a Saturday: nothing is traded"


def test_whoever_is_woken_hears_and_rings_first_what_goes_first(morning: World) -> None:
    morning.telephone(LI, "1 wait:3 1 wait:90 hangup")
    morning.telephone(MOBILE, "wait:60 hangup")
    morning.telephone(OTHER, "wait:60 hangup")
    morning.at(f"{FRIDAY}T09:16")
    assert pages.page_due(morning.system) == 1
    morning.runs()

    morning.rung(LI)[-1].went_well().hears("两个紧急任务", "回拨任务", "正在接通客户")
    assert len(morning.rung(MOBILE)) == 1 and morning.rung(OTHER) == []


def test_outside_the_rows_it_is_what_is_owed_first(morning: World) -> None:
    morning.telephone(LI, "1 wait:3 1 wait:90 hangup")
    morning.telephone(MOBILE, "wait:60 hangup")
    morning.telephone(OTHER, "wait:60 hangup")
    morning.at(f"{FRIDAY}T09:26")
    assert pages.page_due(morning.system) == 1
    morning.runs()
    assert len(morning.rung(OTHER)) == 1 and morning.rung(MOBILE) == []


def test_whoever_registered_in_an_open_incident_goes_before_everybody(morning: World) -> None:
    morning.at(f"{FRIDAY}T09:32")
    with morning.database.writing() as session:
        report = {"what": "systems", "severity": "major", "hotlines": ["83182222"], "next_update": None}
        li = session.query(User).filter_by(name="li.wei").one()
        schedule = morning.system.book.current(session).schedule
        row = incidents.report(session, schedule, by=li, now=morning.clock(), **report)
    morning.caller(OVERSEAS).dials("83182222", "1", SHORT, "#", "0", "4", "!hangup")
    assert worked(morning) == ["test", "line", "technical"]
    with morning.database.writing() as session:
        li = session.query(User).filter_by(name="li.wei").one()
        incidents.close(
            session, morning.system.book.current(session).schedule, row.id, by=li, now=morning.clock()
        )
    assert worked(morning) == ["line", "technical", "test"]


QUESTIONS = "severity:\n  - name: {zh: 开盘前的咨询, en: Questions}\n    topics: [technical]\n"


@pytest.mark.parametrize(("rows", "first"), [("severity:\n", "网络专线"), (QUESTIONS, "技术咨询")])
def test_of_two_in_line_whoever_calls_about_what_goes_first_is_put_through(
    team: World, rows: str, first: str
) -> None:
    """One engineer is there, and talks; meanwhile a fault and then a question come into line."""
    text = team.system.settings.schedules.read_text(encoding="utf-8")
    team.publish(text.replace("severity:\n", rows, 1))
    team.at(f"{FRIDAY}T09:16")
    with team.database.writing() as session:
        for other in session.query(User).where(User.name != "li.wei"):
            agents.set_presence(session, other.id, Presence.AWAY, team.clock())
    team.telephone(LI, "1 wait:20 hangup", "1 wait:5 hangup")
    team.phone.exchange.dial(OVERSEAS, "83182222", ["!4", "wait:60", "hangup"])
    team.later(seconds=12)
    team.phone.exchange.dial(MOBILE, "83182222", ["!2", "wait:60", "hangup"])
    team.later(seconds=2)
    team.phone.exchange.dial(OTHER, "83182222", ["!5", "wait:60", "hangup"])
    team.runs()

    team.rung(LI)[1].went_well().hears(first)
