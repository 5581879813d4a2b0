"""One order of the queue: what the table puts first, then what is urgent, then what is owed first."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from owed import BUSINESS, OPEN, SUPPORT, Desk, at, hours, minutes
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, Viewer, acts, claims, queue, severity
from ivr.callbacks.severity import AFTER_ALL, UNRANKED, Severity
from ivr.callbacks.view import tasks_json
from ivr.hours.model import Text
from ivr.hours.severity import InForce
from ivr.people import User

SOUTHERN = "36383666"
NAME = Text(zh="故障", en="Fault")
TOPICS = ("fault", "line", "technical", "test")
CALL = at("2026-10-09T09:20")
AFTER = at("2026-10-09T09:26")


def row(
    place: int = 1, *topics: str, incident: bool = False, hotlines: tuple[str, ...] = (SUPPORT,)
) -> InForce:
    return InForce(place, NAME, frozenset(hotlines), frozenset(topics) if topics else None, incident)


def worked(desk: Desk, order: Severity) -> list[int]:
    """Ids in the order in which a supervisor works them off."""
    with desk.database.writing() as session:
        user = boss_of(session)
        return [task.id for task in queue.work(session, Viewer.of(session, user), severity=order)]


def boss_of(session: Session) -> User:
    return session.scalars(select(User).where(User.name == "boss")).one()


@pytest.fixture
def boss(desk: Desk) -> Desk:
    desk.user("boss", role="supervisor")
    return desk


def a_few_of_each(desk: Desk) -> None:
    """Tasks of every line and topic, urgent and not, owed at several moments, some of them done."""
    for count, (hotline, topic, urgent) in enumerate(
        product((BUSINESS, SUPPORT, SOUTHERN), TOPICS, (False, True))
    ):
        since = OPEN + minutes(7 * (count % 5))
        desk.owe(now=since, hotline=hotline, topic=topic, urgent=urgent, within=minutes(15))


def test_the_database_and_a_plain_sort_agree_at_any_moment(boss: Desk) -> None:
    a_few_of_each(boss)
    first = boss.tasks()[0]
    with boss.database.writing() as session:
        user = boss_of(session)
        claims.claim(session, first.id, user, OPEN)
        acts.resolve(session, first.id, user, text="settled", now=OPEN)
    with boss.database.reading() as session:
        tasks = list(session.scalars(select(Task)))
        viewer = Viewer.of(session, boss_of(session))
        shipped = hours()

        @settings(max_examples=60, deadline=None)
        @given(moment=st.integers(0, 21 * 24 * 60).map(lambda n: at("2026-09-25T00:00") + minutes(n)))
        def by_what_ships(moment: datetime) -> None:
            agree(severity.at(session, shipped, moment))

        @settings(max_examples=60, deadline=None)
        @given(
            rows=st.lists(
                st.tuples(
                    st.sets(st.sampled_from((BUSINESS, SUPPORT, SOUTHERN))),
                    st.none() | st.sets(st.sampled_from(TOPICS)),
                    st.booleans(),
                ),
                max_size=4,
            ),
            incidents=st.sets(st.sampled_from([task.id for task in tasks])),
        )
        def by_any_table(rows: list[Any], incidents: set[int]) -> None:
            told = (
                InForce(
                    place, NAME, frozenset(lines), None if topics is None else frozenset(topics), incident
                )
                for place, (lines, topics, incident) in enumerate(rows, 1)
            )
            agree(Severity(tuple(told), frozenset(incidents)))

        def agree(order: Severity) -> None:
            plain = sorted((task for task in tasks if not task.is_done), key=order.key)
            assert [task.id for task in queue.work(session, viewer, severity=order)] == [
                task.id for task in plain
            ]
            done = [task.id for task in tasks if task.is_done]
            assert [task.id for task in queue.everything(session, severity=order)] == [
                *(task.id for task in plain),
                *done,
            ]

        by_what_ships()
        by_any_table()


def test_the_first_row_that_fits_decides_then_urgency_then_the_promise(boss: Desk) -> None:
    question = boss.owe(hotline=SUPPORT, topic="technical", urgent=True)
    late, early = (boss.owe(now=OPEN - minutes(n), hotline=SUPPORT, topic="line") for n in (0, 10))
    pressing = boss.owe(now=OPEN + minutes(30), hotline=SUPPORT, topic="line", urgent=True)
    fault = boss.owe(now=OPEN + minutes(60), hotline=SUPPORT, topic="fault")
    order = Severity((row(1, "fault"), row(2, "line", "fault")))
    assert worked(boss, order) == [fault.id, pressing.id, early.id, late.id, question.id]
    assert worked(boss, UNRANKED) == [question.id, pressing.id, early.id, late.id, fault.id]


def test_the_market_clock_is_asked_now_and_not_when_the_matter_arose(boss: Desk) -> None:
    question = boss.owe(now=at("2026-10-09T08:40"), hotline=SUPPORT, topic="technical", urgent=True)
    line = boss.owe(now=at("2026-10-09T08:50"), hotline=SUPPORT, topic="line", urgent=True)
    with boss.database.reading() as session:
        before, during, after = (
            severity.at(session, hours(), now) for now in (at("2026-10-09T09:10"), CALL, AFTER)
        )
    assert worked(boss, before) == [question.id, line.id]
    assert worked(boss, during) == [line.id, question.id]
    assert worked(boss, after) == [question.id, line.id]


def test_a_promise_of_the_business_line_keeps_its_place_among_what_fits_no_row(boss: Desk) -> None:
    """Whoever serves both sees at 9:20 the fault first; nothing else of the two lines passes the overdue promise."""
    overdue = boss.owe(now=at("2026-10-09T08:30"), within=minutes(30))
    question = boss.owe(now=at("2026-10-09T09:10"), hotline=SUPPORT, topic="technical")
    line = boss.owe(now=at("2026-10-09T09:19"), hotline=SUPPORT, topic="line")
    with boss.database.reading() as session:
        during = severity.at(session, hours(), CALL)
    assert worked(boss, during) == [line.id, overdue.id, question.id]


def test_a_row_about_incidents_fits_nothing_while_there_are_none(boss: Desk) -> None:
    task = boss.owe(hotline=SUPPORT, topic="fault")
    order = Severity((row(1, incident=True),))
    assert order.row(task) is None
    assert order.place(order.row(task)) == AFTER_ALL
    belongs = Severity((row(1, incident=True),), frozenset({task.id}))
    assert belongs.row(task) == row(1, incident=True)


def test_what_is_done_has_no_row(boss: Desk) -> None:
    task = boss.owe(hotline=SUPPORT, topic="fault")
    order = Severity((row(1),))
    assert order.row(boss.task(task)) == row(1)
    with boss.database.writing() as session:
        user = boss_of(session)
        claims.claim(session, task.id, user, OPEN)
        acts.resolve(session, task.id, user, text="settled", now=OPEN)
    assert order.row(boss.task(task)) is None


def test_the_table_costs_no_query_but_the_one_for_who_is_affected_by_what_is_broken(boss: Desk) -> None:
    boss.owe(hotline=SUPPORT, topic="fault")
    asked: list[str] = []
    with boss.database.reading() as session:
        viewer = Viewer.of(session, boss_of(session))
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        order = severity.at(session, hours(), CALL)
        assert order.rows and ["FROM affected" in each for each in asked] == [True]
        queue.work(session, viewer, severity=order)
    assert len(asked) == 2


def test_the_expression_is_built_once_while_the_same_rows_are_in_force(boss: Desk) -> None:
    with boss.database.reading() as session:
        one, other = (severity.at(session, hours(), CALL + timedelta(minutes=n)) for n in (0, 4))
        assert one.order[0] is other.order[0]
        assert one.order[0] is not severity.at(session, hours(), CALL + timedelta(minutes=40)).order[0]


def test_scripts_are_told_which_row_it_is(boss: Desk) -> None:
    fault = boss.owe(hotline=SUPPORT, topic="fault")
    other = boss.owe(hotline=BUSINESS)
    with boss.database.reading() as session:
        listed = tasks_json(session, boss.tasks(), severity.at(session, hours(), CALL))
    assert {each["ref"]: each["severity"] for each in listed} == {
        fault.ref: {"zh": "集合竞价时的故障", "en": "Fault during the opening call"},
        other.ref: None,
    }
