"""What people do with a task: written down, and refused in one sentence where it may not be."""

from collections.abc import Callable
from typing import Any

import pytest
from owed import DESK, OPEN, Desk, at, hours, minutes
from sqlalchemy import event

from ivr import history
from ivr.callbacks import NotPossible, NotYours, Task, Unknown, Viewer, acts, claims, due, queue
from ivr.callbacks.opening import take_on

KNOWN = {"service-centre", "binhai-duty", "finance-cloud", "complaints"}


def test_urging_is_counted_and_seen(desk: Desk) -> None:
    task = desk.owe()
    assert desk.act(acts.urge, task.id, actor="caller", now=OPEN + minutes(5))
    assert desk.act(acts.urge, task.id, actor="caller", now=OPEN + minutes(6))
    now = desk.task(task)
    assert (now.urged, now.urged_at, now.due) == (2, OPEN + minutes(6), task.due)
    assert desk.story(task) == ["opened", "urged", "urged"]


def test_solved_by_the_caller(desk: Desk) -> None:
    task = desk.claimed(desk.user("wang"))
    assert desk.act(acts.solved_by_caller, task.id, now=OPEN)
    assert not desk.act(acts.solved_by_caller, task.id, now=OPEN)
    assert not desk.act(acts.urge, task.id, actor="caller", now=OPEN)
    assert (desk.task(task).state, desk.task(task).closed_at) == ("closed", OPEN)


def test_dispatch_with_a_note(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li", "finance-cloud")
    task = desk.claimed(wang)
    desk.act(
        acts.dispatch, task.id, wang, "finance-cloud", known=KNOWN, text="问云主机 13912345678", now=OPEN
    )

    now = desk.task(task)
    assert (now.desk, now.state, now.owner_id) == ("finance-cloud", "waiting", None)
    assert not desk.act(Viewer.of, wang).sees(now)
    assert desk.act(claims.claim, task.id, li, OPEN)
    last = desk.json(task)["history"][2]
    assert (last["kind"], last["actor"], last["note"]) == ("dispatched", "wang", "问云主机 13912345678")
    assert last["facts"] == {"desk": "finance-cloud", "was": DESK}


def test_a_note_can_be_erased_and_the_history_still_holds(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    desk.act(acts.write, task.id, wang, text="王总 13912345678", now=OPEN)
    desk.act(history.erase_all, task.subject)
    shown = desk.json(task)
    assert shown["verified"] is True
    assert "note" in shown["history"][-1] and shown["history"][-1]["note"] is None
    assert "139" not in str(shown["history"])


def test_resolve_and_reopen(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li")
    task = desk.claimed(wang)
    with pytest.raises(NotPossible, match="how it was settled"):
        desk.act(acts.resolve, task.id, wang, text="  ", now=OPEN)
    desk.act(acts.resolve, task.id, wang, text="settled", now=OPEN + minutes(5))
    shown = desk.json(task)
    assert (shown["state"], shown["owner"]) == ("resolved", "wang")

    with pytest.raises(NotPossible, match="claim it first"):
        desk.act(acts.resolve, task.id, wang, text="again", now=OPEN)
    desk.act(acts.reopen, desk.hours, task.id, li, text="asked again", now=OPEN + minutes(60))
    now = desk.task(task)
    assert (now.state, now.owner_id, now.closed_at, now.due) == ("waiting", None, None, OPEN + minutes(90))
    with pytest.raises(NotPossible, match="nothing to reopen"):
        desk.act(acts.reopen, desk.hours, task.id, li, now=OPEN)


def test_put_off_to_the_time_the_customer_chose(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    with pytest.raises(NotPossible, match="has passed"):
        desk.act(acts.put_off, task.id, wang, until=OPEN, now=OPEN)
    desk.act(acts.put_off, task.id, wang, until=OPEN + minutes(240), now=OPEN)
    now = desk.task(task)
    assert (now.state, now.retry_at, now.owner_id) == ("retry", OPEN + minutes(240), None)


# Whatever is done to a task that somebody else holds is refused, and changes nothing.
ACTS: list[tuple[str, Callable[[Desk, Task, Any], Any]]] = [
    ("resolve", lambda d, t, u: d.act(acts.resolve, t.id, u, text="x", now=OPEN)),
    ("dispatch", lambda d, t, u: d.act(acts.dispatch, t.id, u, "binhai-duty", known=KNOWN, now=OPEN)),
    ("put off", lambda d, t, u: d.act(acts.put_off, t.id, u, until=OPEN + minutes(5), now=OPEN)),
    ("give back", lambda d, t, u: d.act(claims.give_back, t.id, u, OPEN)),
]


@pytest.mark.parametrize(("name", "act"), ACTS, ids=[name for name, _ in ACTS])
@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor"])
def test_hands_off_what_somebody_else_holds(
    desk: Desk, name: str, act: Callable[[Desk, Task, Any], Any], role: str
) -> None:
    wang, other = desk.user("wang"), desk.user("other", role=role)
    task = desk.claimed(wang)
    with pytest.raises(NotYours):
        act(desk, task, other)
    assert (desk.task(task).state, desk.task(task).owner_id) == ("claimed", wang.id)
    assert desk.story(task) == ["opened", "claimed"]


def test_an_auditor_changes_nothing_at_all(desk: Desk) -> None:
    task, auditor = desk.owe(), desk.user("auditor", role="auditor")
    for act in (
        lambda: desk.act(acts.write, task.id, auditor, text="x", now=OPEN),
        lambda: desk.act(acts.dispatch, task.id, auditor, "binhai-duty", known=KNOWN, now=OPEN),
        lambda: desk.act(acts.reopen, desk.hours, task.id, auditor, now=OPEN),
    ):
        with pytest.raises(NotYours, match="looks on"):
            act()
    assert desk.story(task) == ["opened"]


@pytest.mark.parametrize(("to", "said"), [("nowhere", "no desk called"), (DESK, "already")])
def test_where_nothing_can_be_dispatched(desk: Desk, to: str, said: str) -> None:
    wang = desk.user("wang")
    with pytest.raises(NotPossible, match=said):
        desk.act(acts.dispatch, desk.owe().id, wang, to, known=KNOWN, now=OPEN)


class TestComplaints:
    """A channel of their own, hidden from the desk complained about."""

    def complaint(self, desk: Desk) -> Task:
        return desk.owe(topic="complaint", desk="complaints", about=DESK)

    def test_who_sees_it(self, desk: Desk) -> None:
        task = self.complaint(desk)
        sees = {
            name: desk.act(Viewer.of, desk.user(name, *desks, role=role)).sees(task)
            for name, desks, role in [
                ("theirs", [DESK], "agent"),
                ("both", [DESK, "complaints"], "agent"),
                ("complaints", ["complaints"], "agent"),
                ("supervisor", [DESK], "supervisor"),
                ("auditor", [DESK], "auditor"),
                ("admin", [DESK], "admin"),
            ]
        }
        assert sees == {
            "theirs": False,
            "both": False,
            "complaints": True,
            "supervisor": True,
            "auditor": True,
            "admin": False,
        }

    def test_it_is_not_in_their_queue_either(self, desk: Desk) -> None:
        self.complaint(desk)
        for name, desks in (("theirs", [DESK]), ("both", [DESK, "complaints"]), ("admin", ["complaints"])):
            user = desk.user(name, *desks, role="admin" if name == "admin" else "agent")
            with desk.database.reading() as session:
                assert queue.work(session, Viewer.of(session, user)) == []

    def test_it_is_never_dispatched_to_them(self, desk: Desk) -> None:
        task, kind = self.complaint(desk), desk.user("kind", "complaints")
        with pytest.raises(NotPossible, match="complaint about that desk"):
            desk.act(acts.dispatch, task.id, kind, DESK, known=KNOWN, now=OPEN)

    def test_they_cannot_touch_it(self, desk: Desk) -> None:
        task, theirs = self.complaint(desk), desk.user("theirs")
        with pytest.raises(Unknown, match="no such task"):
            desk.act(acts.write, task.id, theirs, text="x", now=OPEN)


class TestQueue:
    """What an agent sees."""

    def seen(self, desk: Desk, user: Any, **which: Any) -> list[int]:
        with desk.database.reading() as session:
            return [task.id for task in queue.work(session, Viewer.of(session, user), **which)]

    def test_urgent_first_then_by_due_time(self, desk: Desk) -> None:
        late = desk.owe(now=OPEN + minutes(30))
        early = desk.owe(now=OPEN)
        urgent = desk.owe(now=OPEN + minutes(60), urgent=True, within=minutes(15))
        desk.owe(desk="binhai-duty")
        assert self.seen(desk, desk.user("wang")) == [urgent.id, early.id, late.id]

    def test_what_is_done_is_gone_and_what_i_hold_stays(self, desk: Desk) -> None:
        wang = desk.user("wang")
        held, done = desk.claimed(wang), desk.claimed(wang)
        desk.act(acts.resolve, done.id, wang, text="settled", now=OPEN)
        assert self.seen(desk, wang) == [held.id]
        assert self.seen(desk, desk.user("li"), mine=True) == []
        assert self.seen(desk, wang, mine=True) == [held.id]
        with desk.database.reading() as session:
            assert [task.id for task in queue.finished(session, Viewer.of(session, wang))] == [done.id]

    def test_counts(self, desk: Desk) -> None:
        wang = desk.user("wang")
        desk.claimed(wang)
        desk.owe(urgent=True)
        desk.owe(now=OPEN + minutes(600))
        with desk.database.reading() as session:
            counts = queue.counts(session, Viewer.of(session, wang), OPEN + minutes(45))
        assert counts == queue.Counts(waiting=2, urgent=1, overdue=2, mine=1, undecided=0)

    def test_never_reads_through_what_is_done(self, desk: Desk) -> None:
        wang = desk.user("wang")
        with desk.database.writing() as session:
            now = desk.owe()
            values = {
                column.name: getattr(now, column.key)
                for column in Task.__table__.columns
                if column.name not in ("id", "ref")
            } | {"state": "resolved", "closed_at": OPEN, "owner_id": wang.id}
            for batch in range(20):
                session.execute(
                    Task.__table__.insert(),
                    [values | {"ref": f"x{batch:02}{number:05}"} for number in range(1000)],
                )
        plans = []

        def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("SELECT") and "tasks" in statement:
                prefix = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
                plans.append(str(connection.exec_driver_sql(prefix + statement, parameters).all()))

        if desk.database.dialect == "postgresql":
            with desk.database.writing() as session:
                session.connection().exec_driver_sql("ANALYZE tasks")
        with desk.database.reading() as session:
            viewer = Viewer.of(session, wang)
            event.listen(desk.database.engine, "before_cursor_execute", explain)
            queue.work(session, viewer)
            queue.counts(session, viewer, OPEN)
            queue.open_task_of(session, "+8613800138000")
            queue.find(session, now.ref)
            event.remove(desk.database.engine, "before_cursor_execute", explain)
        assert len(plans) == 4
        whole = ("SCAN tasks'", 'SCAN tasks"', "Seq Scan on tasks")
        assert not [plan for plan in plans if any(sign in plan for sign in whole)], plans


class TestDueTimes:
    """They move when the hours do, and the history says so."""

    CLOSED = """overrides:
  - {on: 2026-10-09, hotlines: ["83183333"], closed: {zh: 台风, en: Typhoon}}
"""

    def moved(self, desk: Desk, overrides: str, publication: int) -> int:
        moved = desk.act(
            due.recompute, hours(overrides), publication=publication, actor="user:1", now=OPEN + minutes(1)
        )
        return len(moved)

    def test_a_day_that_was_closed_moves_the_promise(self, desk: Desk) -> None:
        wang = desk.user("wang")
        task, other = desk.owe(), desk.owe(hotline="83182222", within=minutes(15))
        done = desk.claimed(wang)
        desk.act(acts.resolve, done.id, wang, text="settled", now=OPEN)

        assert self.moved(desk, self.CLOSED, 2) == 1
        assert self.moved(desk, self.CLOSED, 2) == 0, "a repeat does nothing"
        assert desk.task(task).due == at("2026-10-12T09:00")
        assert (desk.task(other).due, desk.task(done).due) == (other.due, done.due)
        last = desk.json(task)["history"][-1]
        assert (last["kind"], last["facts"]["publication"]) == ("due-moved", 2)

        assert self.moved(desk, "", 3) == 1
        assert desk.task(task).due == task.due
        assert desk.story(other) == ["opened"]

    def test_many_tasks(self, desk: Desk) -> None:
        with desk.database.writing() as session:
            for _ in range(450):
                take_on(session, desk.hours, desk.matter(), OPEN)
        assert self.moved(desk, self.CLOSED, 2) == 450
        with desk.database.reading() as session:
            assert not due.is_behind(session, 2)
            assert due.is_behind(session, 3)
