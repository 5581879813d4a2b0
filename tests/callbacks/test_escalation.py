"""Promises that run out: who is told, when, and that nobody is told twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from owed import BUSINESS, DESK, SUPPORT, at, minutes
from sqlalchemy import select
from world import SPEECH, World

from ivr import history, people
from ivr.callbacks import Matter, Task, TaskState, acts, claims, digests, due, escalation
from ivr.callbacks.digest_tables import Crossing, Digest, Level
from ivr.callbacks.opening import reopen, take_on
from ivr.callbacks.rights import Viewer
from ivr.clock import shanghai
from ivr.notifiers import Outgoing, channels
from ivr.people import Role, User

SHIPPED = re.compile(r"overrides: \[\]")


def owe(world: World, *, now: datetime | None = None, within: float = 30, **more: object) -> Task:
    """A task that began with no call."""
    values: dict[str, object] = {
        "hotline": BUSINESS,
        "desk": DESK,
        "topic": "business",
        "within": minutes(within),
        "caller": "+8613800138000",
        "origin": "form",
    }
    with world.database.writing() as session:
        hours = world.system.book.current(session).hours
        return take_on(session, hours, Matter(**(values | more)), now or world.clock())


def told(world: World) -> list[tuple[str, str, list[str]]]:
    """Every digest in order: its desk, its level and the references it names."""
    with world.database.reading() as session:
        return [
            (
                digest.desk,
                digest.level,
                sorted(
                    session.scalars(select(Task.ref).join(Crossing).where(Crossing.digest_id == digest.id))
                ),
            )
            for digest in session.scalars(select(Digest).order_by(Digest.id))
        ]


def story(world: World, task: Task) -> list[str]:
    with world.database.reading() as session:
        assert history.verify(session, task.subject)
        entries = history.entries(session, task.subject)
    return [
        f"{shanghai(entry.at):%d %H:%M} {entry.facts['level']}"
        for entry in entries
        if entry.kind == "escalated"
    ]


def schedule(world: World, overrides: str = "[]") -> None:
    """Publishes the shipped schedule with other overrides, and has due times follow."""
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(SHIPPED.sub(lambda _: f"overrides: {overrides}", text))
    due.follow_publication(world.database, world.system.book, world.clock())


def test_a_promise_made_in_the_holiday_runs_out_in_opening_time(world: World) -> None:
    """Half an hour promised on National Day: the desk is reminded at 8:45 of the eighth, and not a minute before."""
    world.at("2026-10-01T20:00")
    task = owe(world)
    for moment, levels in (
        ("2026-10-07T12:00", []),
        ("2026-10-08T08:44", []),
        ("2026-10-08T08:45", ["desk"]),
        ("2026-10-08T08:59", ["desk"]),
        ("2026-10-08T09:00", ["desk", "supervisor"]),
        ("2026-10-08T09:29", ["desk", "supervisor"]),
        ("2026-10-08T09:30", ["desk", "supervisor", "head"]),
        ("2026-10-09T09:30", ["desk", "supervisor", "head"]),
    ):
        world.at(moment)
        escalation.gather(world.system)
        escalation.gather(world.system)
        assert [level for _, level, _ in told(world)] == levels, moment
    assert story(world, task) == ["08 08:45 desk", "08 09:00 supervisor", "08 09:30 head"]


def test_a_quarter_of_an_hour_round_the_clock(world: World) -> None:
    """At night too, and what crossed together while nobody looked is told together, to everybody it concerns."""
    world.at("2026-10-03T03:00")
    first = owe(world, hotline=SUPPORT, desk="binhai-duty", within=15, urgent=True)
    second = owe(world, hotline=SUPPORT, desk="binhai-duty", within=15, urgent=True)
    world.at("2026-10-03T03:08")
    assert escalation.gather(world.system) == 1
    refs = sorted((first.ref, second.ref))
    assert told(world) == [("binhai-duty", "desk", refs)]
    world.at("2026-10-03T03:31")
    assert escalation.gather(world.system) == 2
    assert told(world)[1:] == [("binhai-duty", "supervisor", refs), ("binhai-duty", "head", refs)]


def test_what_is_done_waits_or_is_held(world: World) -> None:
    wang = world.agent("wang", DESK)
    world.at("2026-10-09T10:00")
    held, done, later = owe(world), owe(world), owe(world)
    with world.database.writing() as session:
        for task in (held, done, later):
            assert claims.claim(session, task.id, wang, world.clock())
        acts.resolve(session, done.id, wang, text="好了", now=world.clock())
        acts.put_off(session, later.id, wang, until=at("2026-10-09T15:00"), now=world.clock())
    world.at("2026-10-09T10:40")
    escalation.gather(world.system)
    assert told(world) == [(DESK, "desk", [held.ref]), (DESK, "supervisor", [held.ref])]

    # The customer chose three o'clock; from then on it is overdue like any other.
    world.at("2026-10-09T15:00")
    escalation.gather(world.system)
    assert [later.ref in refs for _, _, refs in told(world)] == [False, False, True, True, True]

    with world.database.writing() as session:
        acts.reopen(session, world.system.book.current(session).hours, done.id, wang, now=world.clock())
    world.at("2026-10-09T15:15")
    escalation.gather(world.system)
    assert story(world, done) == ["09 15:15 desk"], "a promise made anew is counted anew"


def test_a_promise_that_moves(world: World) -> None:
    """Later is told again in its own time; sooner, or back to where it was, is told once."""
    world.at("2026-10-09T10:00")
    task = owe(world)
    world.at("2026-10-09T10:30")
    escalation.gather(world.system)
    schedule(
        world,
        '\n  - {on: 2026-10-09, hotlines: ["83183333"], from: "10:10", to: "14:00", closed: {zh: 停电, en: Power}}',
    )
    world.at("2026-10-09T14:04")
    escalation.gather(world.system)
    world.at("2026-10-09T14:05")
    escalation.gather(world.system)
    world.at("2026-10-09T14:20")
    escalation.gather(world.system)
    schedule(world)
    escalation.gather(world.system)
    assert story(world, task) == [
        "09 10:30 desk",
        "09 10:30 supervisor",
        "09 14:05 desk",
        "09 14:20 supervisor",
        # By the old hours, which hold again, twice the time was over at eleven.
        "09 14:20 head",
    ]


def test_a_drill_stays_in_the_house(world: World) -> None:
    with world.database.writing() as session:
        channels.add(session, "json://127.0.0.1/x", desk=DESK, now=world.clock(), actor="test")
    world.caller().dials(BUSINESS, "1", SPEECH, "#", "1", at="2026-08-28T20:00")
    escalation.gather(world.system)
    with world.database.reading() as session:
        assert {(digest.level, digest.pretended) for digest in session.scalars(select(Digest))} == {
            ("desk", True),
            ("supervisor", True),
            ("head", True),
        }
        assert session.scalars(select(Outgoing)).all() == []
    with world.database.rehearsing() as rehearsal:
        assert escalation.gather(world.system.with_database(rehearsal)) == 0


def test_whose_reminders_they_are(world: World) -> None:
    """Desks read their own, supervisors what is due, the named head twice the time; administrators stand in for none.

    A complaint is hidden from the desk it is about, here as everywhere.
    """
    wang, zhao = world.agent("wang", DESK), world.agent("zhao", "complaints")
    both = world.agent("both", "complaints")
    lead, boss, root = (
        world.agent(name, "x", role=role)
        for name, role in (("lead", "supervisor"), ("boss", "auditor"), ("root", "admin"))
    )
    with world.database.writing() as session:
        people.set_desks(
            session, session.get_one(User, both.id), ["complaints", DESK], now=world.clock(), actor="test"
        )
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("ring_for: 25s, then: message", "ring_for: 25s, then: message, head: boss"))
    world.at("2026-10-09T10:00")
    task, complaint = owe(world), owe(world, desk="complaints", about=DESK, topic="complaint")
    world.at("2026-10-09T11:00")
    escalation.gather(world.system)

    def reads(user: User) -> list[tuple[str, str]]:
        with world.database.reading() as session:
            schedule = world.system.book.current(session).schedule
            found = digests.pressing(session, schedule, Viewer.of(session, user))
            return sorted((each.digest.level, task.ref) for each in found for task in each.open)

    assert reads(wang) == [("desk", task.ref)]
    assert reads(zhao) == [("desk", complaint.ref)]
    assert reads(both) == [("desk", task.ref)]
    assert reads(lead) == sorted([("supervisor", task.ref), ("supervisor", complaint.ref)])
    assert reads(boss) == [("head", task.ref)]
    assert reads(root) == [("head", complaint.ref)]

    with world.database.writing() as session:
        schedule_now = world.system.book.current(session).schedule
        number = session.scalars(
            select(Digest.id).where(Digest.desk == DESK, Digest.level == Level.DESK)
        ).one()
        assert not digests.take_note(session, schedule_now, Viewer.of(session, lead), number, world.clock())
        assert digests.take_note(session, schedule_now, Viewer.of(session, wang), number, world.clock())
        assert not digests.take_note(session, schedule_now, Viewer.of(session, both), number, world.clock())
    assert reads(wang) == [] == reads(both)
    with world.database.reading() as session:
        assert history.entries(session, task.subject)[-1].kind == "escalation-seen"
        assert history.verify(session, f"digest:{number}")


STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("tick"), st.integers(1, 2)),
    st.tuples(st.just("owe"), st.sampled_from([5, 15, 30, 45])),
    st.tuples(st.just("claim"), st.integers(0, 2)),
    st.tuples(st.just("reopen"), st.integers(0, 2)),
    st.tuples(st.just("resolve"), st.integers(0, 2)),
    st.tuples(st.just("put-off"), st.integers(0, 2)),
    st.tuples(st.just("close-for"), st.integers(1, 6)),
    st.tuples(st.just("open-again"), st.just(0)),
)


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=20))
def test_each_promise_is_told_once_at_each_level_and_never_missed(
    world: World, steps: list[tuple[str, int]]
) -> None:
    """Whatever happens in between, and with two schedulers that look at once."""
    wang = _wang(world)
    world.at(f"{shanghai(world.clock()).date() + timedelta(days=1)}T09:00")
    schedule(world)
    tasks = [owe(world)]
    with ThreadPoolExecutor(2) as pool:
        for what, amount in [*steps, ("wait", 40), ("tick", 2)]:
            now = world.clock()
            task = tasks[amount % len(tasks)]
            if what == "wait":
                world.later(minutes=amount)
            elif what == "owe":
                tasks.append(owe(world, within=amount))
            elif what == "tick":
                list(pool.map(escalation.gather, [world.system] * amount))
                _nothing_is_missed(world, tasks)
            elif what == "close-for":
                on, end = (
                    shanghai(now),
                    min(shanghai(now) + timedelta(hours=amount), shanghai(now).replace(hour=23)),
                )
                span = f'from: "{on:%H:%M}", to: "{end:%H:%M}", ' if on < end else ""
                day = f'on: {on.date()}, hotlines: ["83183333"]'
                schedule(world, f"\n  - {{{day}, {span}closed: {{zh: 停电, en: Power failure}}}}")
            elif what == "open-again":
                schedule(world)
            else:
                _act(world, what, task, wang)
    with world.database.writing() as session:
        _nothing_is_told_twice(session, world, tasks)
        for task in session.scalars(select(Task).where(Task.closed_at.is_(None))):
            task.state, task.closed_at = TaskState.CLOSED, world.clock()


def _wang(world: World) -> User:
    with world.database.reading() as session:
        found = people.find(session, "wang")
    return found or world.agent("wang", DESK, role=Role.AGENT)


def _act(world: World, what: str, task: Task, user: User) -> None:
    """What may be done just now is done."""
    now = world.clock()
    with world.database.writing() as session:
        state = session.get_one(Task, task.id).state
        hours = world.system.book.current(session).hours
        done = state in (TaskState.RESOLVED, TaskState.CLOSED)
        if what == "reopen" and done:
            reopen(session, hours, session.get_one(Task, task.id), now=now, actor="caller")
        elif what != "reopen" and not done and claims.claim(session, task.id, user, now):
            if what == "resolve":
                acts.resolve(session, task.id, user, text="好了", now=now)
            elif what == "put-off":
                acts.put_off(session, task.id, user, until=now + minutes(20), now=now)


def _nothing_is_missed(world: World, tasks: list[Task]) -> None:
    """By the elapsed opening time, counted the other way round than the levels are."""
    now = world.clock()
    with world.database.reading() as session:
        hours = world.system.book.current(session).hours
        for number in [task.id for task in tasks]:
            task = session.get_one(Task, number)
            if task.is_done or (task.state == TaskState.RETRY and task.retry_at and task.retry_at > now):
                continue
            spent = hours.between(task.hotline, task.owed_since, now)
            wanted = {level for level, share in escalation.SHARE.items() if spent >= task.within * share}
            if hours.soonest(task.hotline, now) != now:
                continue  # what falls on the moment of closing is told by either reading
            found = session.scalars(
                select(Crossing.level).where(Crossing.task_id == number, Crossing.at >= task.owed_since)
            )
            assert wanted <= set(found), (task.ref, spent, wanted)


def _nothing_is_told_twice(session: object, world: World, tasks: list[Task]) -> None:
    for task in tasks:
        rows = session.scalars(select(Crossing).where(Crossing.task_id == task.id)).all()
        promises = [(row.level, row.due) for row in rows]
        assert len(promises) == len(set(promises))
        entries = [entry for entry in history.entries(session, task.subject) if entry.kind == "escalated"]
        assert sorted(entry.facts["level"] for entry in entries) == sorted(row.level for row in rows)
        for level in Level:
            moments = [(row.at, row.due) for row in rows if row.level == level]
            for (earlier, was), (later, new) in pairwise(moments):
                assert new > was, (earlier, later, "only a later promise is told again")
