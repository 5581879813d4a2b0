"""Promises that are true: which ones cannot be kept at the pace a desk works, and what callers are told instead."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from owed import BUSINESS, DESK, SUPPORT, at, hours, minutes
from world import SPEECH, World, local

from ivr.callbacks import Attempt, Matter, Outcome, Task, TaskState, pace
from ivr.callbacks.opening import take_on
from ivr.callbacks.pace import Owed, Pace
from ivr.people import User
from ivr.waiting import agents, paces
from ivr.waiting.tables import Presence


def promised(number: int, due: str, **more: object) -> list[Owed]:
    return [Owed(f"{n:08}", BUSINESS, at(due), **more) for n in range(number)]


def test_before_the_opening_it_is_known_which_promises_cannot_be_kept() -> None:
    """Forty messages of the holiday, all promised for nine: two people who take six minutes ring twelve by then."""
    owed = promised(40, "2026-10-08T09:00")
    measured = Pace(minutes(6), 2)
    broken = pace.cannot_be_kept(hours(), owed, measured, at("2026-10-08T07:00"))
    assert broken == [each.ref for each in owed[12:]]
    assert broken == pace.cannot_be_kept(hours(), owed, measured, at("2026-10-05T12:00"))
    # At a quarter to nine there is less time, and with more people more is kept.
    assert len(pace.cannot_be_kept(hours(), owed, measured, at("2026-10-08T08:45"))) == 34
    assert pace.cannot_be_kept(hours(), owed, Pace(minutes(6), 10), at("2026-10-08T07:00")) == []
    assert len(pace.cannot_be_kept(hours(), owed, Pace(minutes(6), 0), at("2026-10-08T07:00"))) == 40


def test_what_is_urgent_goes_first_and_each_line_has_its_own_hours() -> None:
    routine = promised(3, "2026-10-08T09:00")
    fault = Owed("fault", SUPPORT, at("2026-10-08T03:10"), urgent=True)
    slow = Pace(minutes(30), 1)
    assert pace.cannot_be_kept(hours(), [*routine, fault], slow, at("2026-10-08T03:00")) == [routine[2].ref]
    assert pace.cannot_be_kept(hours(), [fault], slow, at("2026-10-08T03:11")) == ["fault"]
    assert pace.cannot_be_kept(hours(), [], slow, at("2026-10-08T03:11")) == []


@given(
    number=st.integers(0, 30),
    people=st.integers(1, 6),
    handling=st.integers(1, 40),
    within=st.integers(0, 240),
)
def test_by_arithmetic(number: int, people: int, handling: int, within: int) -> None:
    """On a line that is always open the n-th is rung when those before him, shared out, are done."""
    now = at("2026-10-08T10:00")
    owed = [Owed(f"{n:08}", SUPPORT, now + minutes(within)) for n in range(number)]
    broken = pace.cannot_be_kept(hours(), owed, Pace(minutes(handling), people), now)
    assert broken == [each.ref for n, each in enumerate(owed) if n // people * handling > within]


def matter(**more: object) -> Matter:
    values: dict[str, object] = {
        "hotline": BUSINESS,
        "desk": DESK,
        "topic": "business",
        "within": minutes(30),
        "caller": "+8613800138000",
        "origin": "form",
    }
    return Matter(**(values | more))


def owe(world: World, **more: object) -> Task:
    with world.database.writing() as session:
        edition = world.system.book.current(session)
        return take_on(session, edition.hours, matter(**more), world.clock())


def worked_off(world: World, user: User, number: int, took: timedelta) -> None:
    """So many callbacks were rung and settled, each in that time."""
    for _ in range(number):
        task = owe(world, topic="enquiry")
        with world.database.writing() as session:
            found = session.get_one(Task, task.id)
            found.state, found.closed_at = TaskState.RESOLVED, world.clock()
            session.add(
                Attempt(
                    key=task.ref,
                    task_id=task.id,
                    user_id=user.id,
                    account="ACtest",
                    phone="+8613900000001",
                    state="ended",
                    started=world.clock() - took,
                    ended=world.clock(),
                    outcome=Outcome.REACHED,
                    lease_until=world.clock(),
                )
            )


@pytest.fixture
def busy(world: World) -> World:
    """Friday at ten; two people who take ten minutes for a callback, as it was measured."""
    world.at("2026-10-09T10:00")
    wang = world.agent("wang", DESK, "+8613900000001")
    world.agent("zhao", DESK, "+8613900000002")
    worked_off(world, wang, 4, minutes(10))
    assert paces.measure(world.system) == 0, "four callbacks are too few to say"
    worked_off(world, wang, 3, minutes(600))
    worked_off(world, wang, 1, minutes(10))
    assert (paces.measure(world.system), paces.measure(world.system)) == (1, 0)
    return world


def test_the_pace_is_the_median_of_the_latest_by_those_who_are_there(busy: World) -> None:
    def measured() -> Pace | None:
        paces.measure(busy.system)
        with busy.database.reading() as session:
            return pace.of_desk(session, DESK)

    assert measured() == Pace(minutes(10), 2)
    with busy.database.writing() as session:
        wang = session.query(User).filter_by(name="wang").one()
        agents.set_presence(session, wang.id, Presence.AWAY, busy.clock())
    assert measured() == Pace(minutes(10), 1)
    with busy.database.writing() as session:
        zhao = session.query(User).filter_by(name="zhao").one()
        agents.set_presence(session, zhao.id, Presence.AWAY, busy.clock())
    assert measured() == Pace(minutes(10), 2), (
        "when all are away, as at night, those who belong to the desk count"
    )


def test_once_the_queue_is_long_the_promise_is_the_honest_time(busy: World) -> None:
    """Six ahead of him and two people: his turn ends at 10:40, and 10:30 would not be true."""
    dues = [f"{local(busy.tasks(id=owe(busy).id)[0]['due'])[11:]}" for _ in range(9)]
    assert dues == ["10:30"] * 6 + ["10:40", "10:40", "10:50"]
    busy.later(minutes=1)
    assert local(busy.tasks(id=owe(busy).id)[0]["due"])[11:] == "10:55", "told in steps of five minutes"
    assert local(busy.tasks(id=owe(busy, urgent=True).id)[0]["due"])[11:] == "10:31"
    other = owe(busy, desk="complaints")
    assert local(busy.tasks(id=other.id)[0]["due"])[11:] == "10:31", "another desk has its own queue"


def test_a_caller_hears_the_honest_time_and_the_hours_move_it_like_any_other(busy: World) -> None:
    for _ in range(12):
        owe(busy)
    busy.at("2026-10-09T19:00")
    told = busy.caller().dials(BUSINESS, "1", SPEECH, "#", "1")
    # Monday is the next trading day; thirteen turns for two people are seven times ten minutes from half past eight.
    told.hears("我们将在", "10月12日", "上午9点", "40分", "前").went_well()
    assert local(busy.tasks()[-1]["due"]) == "2026-10-12T09:40"


def test_an_empty_queue_keeps_what_the_schedule_says(busy: World) -> None:
    assert local(busy.tasks(id=owe(busy).id)[0]["due"])[11:] == "10:30"
