"""Publishing and what follows from it: promises move in the same act, and customers are told."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from world import MOBILE, OTHER, SHORT, SPEECH, World

from ivr import history, scheduler
from ivr.callbacks import Matter, Task, acts, attempts, claims, publishing
from ivr.callbacks.opening import take_on
from ivr.callbacks.publishing import Published, ToTell, tell, to_tell
from ivr.callbacks.tables import DueMove
from ivr.calls import Call
from ivr.clock import parse_moment, shanghai
from ivr.hours import Book, Conflict, Hours, NotWithdrawable, ScheduleError, UnknownNumber, versions
from ivr.hours.reader import read

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
WANG = "+8613900000001"


def with_override(override: str, text: str = SHIPPED) -> str:
    return text.replace("overrides: []", f"overrides:\n  - {override}")


MORNING = with_override(
    '{on: 2026-10-08, hotlines: ["83183333"], from: "08:30", to: "14:00", closed: {zh: 台风, en: Typhoon}}'
)
DAY = with_override('{on: 2026-10-08, hotlines: ["83183333"], closed: {zh: 台风, en: Typhoon}}')
NOTICE = """
notices:
  - title: 关于10月8日休市的通知
    by: exchange
    published: 2026-10-07
    source: test
    closed:
      - {from: 2026-10-08, to: 2026-10-08, for: {zh: 台风, en: Typhoon}}
"""


@pytest.fixture
def owed(world: World) -> dict[str, Any]:
    """A message of National Day evening, promised for 9:00 on 8 October; it is 7 October now."""
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.settle().at("2026-10-07T15:00")
    task = world.task()
    assert due(task) == "10-08 09:00"
    return task


def due(task: dict[str, Any]) -> str:
    return minute(datetime.fromisoformat(task["due"]))


def minute(moment: datetime) -> str:
    return f"{shanghai(moment):%m-%d %H:%M}"


def publish(world: World, text: str, **more: Any) -> Published:
    return publishing.put_in_force(world.system, text, author="zhao", note="台风", **more)


def waiting(world: World) -> list[ToTell]:
    """Whom a supervisor has to tell."""
    with world.database.reading() as session:
        return to_tell(session)


def told(world: World, line: ToTell, user: int) -> bool:
    with world.database.writing() as session:
        return tell(session, line.move_id, user, world.clock())


class TestAStoryOfAClosedMorning:
    def test_the_promise_moves_and_comes_back(self, world: World, owed: dict[str, Any]) -> None:
        done = publish(world, MORNING)
        (moved,) = done.moved
        assert (moved.ref, minute(moved.was), minute(moved.due)) == (
            owed["ref"],
            "10-08 09:00",
            "10-08 14:30",
        )
        task = world.task()
        assert due(task) == "10-08 14:30", "in the same act, before any tick of the scheduler"
        last = task["history"][-1]
        assert (last["kind"], last["facts"]["publication"]) == ("due-moved", done.number)
        (line,) = waiting(world)
        assert (line.ref, line.hotline, line.later) == (owed["ref"], "83183333", True)
        assert (minute(line.promised), minute(line.due)) == ("10-08 09:00", "10-08 14:30")
        assert line.number is not None
        assert MOBILE[-8:] not in line.number, "a list shows no clear numbers"

        back = publishing.roll_back(world.system, 1, author="zhao")
        assert due(world.task()) == "10-08 09:00"
        assert [(minute(one.was), minute(one.due)) for one in back.moved] == [("10-08 14:30", "10-08 09:00")]
        assert waiting(world) == [], "he will be rung as he was promised"
        assert world.histories_hold()

    def test_an_unsound_schedule_moves_nothing(self, world: World, owed: dict[str, Any]) -> None:
        with pytest.raises(ScheduleError):
            publish(world, MORNING.replace("hours: trading-day", "hours: tradng-day"))
        assert world.task()["due"] == owed["due"]
        assert world.system.book.current().number == 1

    def test_the_scheduler_finds_nothing_left_to_move(self, world: World, owed: dict[str, Any]) -> None:
        publish(world, MORNING)
        kinds = [entry["kind"] for entry in world.task()["history"]]
        assert scheduler.recompute_due(world.system) == 0
        assert [entry["kind"] for entry in world.task()["history"]] == kinds
        assert len(waiting(world)) == 1

    def test_what_was_published_past_the_door_is_listed_as_well(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        world.publish(MORNING)
        assert scheduler.recompute_due(world.system) == 1
        assert [minute(line.due) for line in waiting(world)] == ["10-08 14:30"]

    def test_only_who_is_moved_is_told(self, world: World, owed: dict[str, Any]) -> None:
        world.caller(OTHER).dials("83182222", "1", SHORT, "#", "1")
        publish(world, MORNING)
        assert [line.ref for line in waiting(world)] == [owed["ref"]]

    def test_a_hotline_struck_from_the_schedule_leaves_its_tasks(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        start = SHIPPED.index('  "83183333":')
        struck = SHIPPED[:start] + SHIPPED[SHIPPED.index('  "83182222":') :]
        assert publish(world, struck).moved == ()
        assert world.task()["due"] == owed["due"]
        assert waiting(world) == []


class TestWhatADraftWouldMove:
    def test_is_said_before_and_changes_nothing(self, world: World, owed: dict[str, Any]) -> None:
        calendar = world.system.book.current().hours.calendar
        draft = Hours(read(MORNING, "draft"), calendar)
        (moved,) = publishing.would_move(world.system, draft)
        assert (moved.ref, minute(moved.was), minute(moved.due)) == (
            owed["ref"],
            "10-08 09:00",
            "10-08 14:30",
        )
        assert publishing.would_move(world.system, world.system.book.current().hours) == ()
        assert world.task() == owed | {"history": world.task()["history"]}
        assert waiting(world) == []


class TestWhomToTell:
    def test_several_moves_are_one_line_from_the_promise_to_now(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        publish(world, MORNING)
        publish(world, DAY)
        (line,) = waiting(world)
        assert (minute(line.promised), minute(line.due)) == ("10-08 09:00", "10-09 09:00")
        assert line.publications == (2, 3)

    def test_each_is_told_once_by_somebody(self, world: World, owed: dict[str, Any]) -> None:
        zhao = world.agent("zhao", "service-centre", role="supervisor")
        publish(world, MORNING)
        publish(world, DAY)
        (line,) = waiting(world)
        assert told(world, line, zhao.id)
        assert not told(world, line, zhao.id), "somebody was first"
        assert waiting(world) == []
        last = world.task()["history"][-1]
        assert (last["kind"], last["actor"]) == ("told", "zhao")
        with world.database.reading() as session:
            rows = session.scalars(select(DueMove)).all()
            assert {(row.told_by, row.told_at) for row in rows} == {(zhao.id, world.clock())}

    def test_who_was_told_is_told_again_when_it_moves_again(self, world: World, owed: dict[str, Any]) -> None:
        zhao = world.agent("zhao", "service-centre", role="supervisor")
        publish(world, MORNING)
        (line,) = waiting(world)
        told(world, line, zhao.id)
        publishing.roll_back(world.system, 1, author="zhao")
        (again,) = waiting(world)
        assert (minute(again.promised), minute(again.due)) == ("10-08 14:30", "10-08 09:00")
        assert not again.later, "he is rung sooner than he was told"

    def test_a_line_read_before_another_move_tells_only_what_it_said(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        zhao = world.agent("zhao", "service-centre", role="supervisor")
        publish(world, MORNING)
        (line,) = waiting(world)
        publish(world, DAY)
        assert told(world, line, zhao.id)
        (rest,) = waiting(world)
        assert (minute(rest.promised), minute(rest.due)) == ("10-08 14:30", "10-09 09:00")

    def test_who_says_that_it_is_solved_is_told_nothing(self, world: World, owed: dict[str, Any]) -> None:
        publish(world, MORNING)
        with world.database.writing() as session:
            acts.solved_by_caller(session, world.first_task(session).id, now=world.clock())
        assert waiting(world) == []

    def test_who_was_reached_knows(self, world: World, owed: dict[str, Any]) -> None:
        publish(world, MORNING)
        ring(world.later(minutes=1))
        assert waiting(world) == []
        world.later(minutes=1)
        publish(world, DAY)
        (line,) = waiting(world)
        assert minute(line.promised) == "10-08 14:30", "what was said when they spoke"


def ring(world: World) -> None:
    """An agent claims the only task and reaches the customer."""
    wang = world.agent("wang", "service-centre", WANG)
    now = world.clock()
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now)
        hours = world.system.book.current(session).hours
        attempt = attempts.start(
            session, hours, task.id, wang, key="k", account="AC", now=now, reason="urgent"
        )
        attempts.placed(session, attempt.id, "CA1", now)
        attempts.agent_accepted(session, attempt.id, now)
        attempts.customer_ended(session, hours, attempt.id, status="completed", seconds=40, now=now)


class TestNotices:
    def test_a_closure_of_the_exchange_moves_promises_and_its_withdrawal_moves_them_back(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        done = publishing.confirm_notices(world.system, NOTICE, author="zhao", note="临时休市")
        assert (done.file, due(world.task())) == (None, "10-09 09:00")
        assert len(waiting(world)) == 1
        back = publishing.withdraw_notice(world.system, done.number, author="zhao", note="通知有误")
        assert (back.number, due(world.task())) == (3, "10-08 09:00")
        assert waiting(world) == []
        with pytest.raises(NotWithdrawable, match="notice 2 was withdrawn already, by publication 3"):
            publishing.withdraw_notice(world.system, 2, author="zhao", note="again")
        with pytest.raises(NotWithdrawable, match="number 1 is no notice but a schedule"):
            publishing.withdraw_notice(world.system, 1, author="zhao", note="wrong number")
        with pytest.raises(UnknownNumber, match="number 9: the latest is 3"):
            publishing.withdraw_notice(world.system, 9, author="zhao", note="wrong number")
        assert world.system.book.current().number == 3, "a refusal publishes nothing"


class TestTwoAtOnce:
    def test_the_second_may_not_overwrite_blindly(self, world: World, owed: dict[str, Any]) -> None:
        assert publish(world, MORNING, base=1).number == 2
        with pytest.raises(
            Conflict, match="began with the schedule of publication 1, but 2 is in force"
        ) as no:
            publish(world, DAY, base=1)
        assert (no.value.base, no.value.current) == (1, 2)
        assert due(world.task()) == "10-08 14:30"
        assert publish(world, DAY, base=2).number == 3
        with pytest.raises(Conflict):
            publishing.roll_back(world.system, 1, author="zhao", base=2)

    def test_a_notice_in_between_is_no_conflict(self, world: World, owed: dict[str, Any]) -> None:
        publishing.confirm_notices(world.system, NOTICE, author="zhao", note="临时休市")
        assert publish(world, MORNING, base=1).number == 3
        publishing.confirm_notices(world.system, NOTICE, author="zhao", note="临时休市")
        assert publish(world, DAY, base=4).number == 5, "the number of the edition the draft was read from"


class TestEverybodyLearns:
    def test_a_caller_in_mid_call_ends_under_the_rules_he_began_with(self, world: World) -> None:
        world.at("2026-10-08T17:50")
        exchange = world.phone.exchange
        call = exchange.dial(MOBILE, "83183333", ["wait:20", "1", SPEECH, "#", "1"])
        world.later(seconds=5)
        assert call.status == "in-progress"
        publish(world, SHIPPED.replace('to: "18:00"', 'to: "09:00"'))
        world.phone.run()
        world.phone.fetch()
        with world.database.reading() as session:
            assert session.scalars(select(Call.version)).all() == [1]
        assert call.errors == []
        world.caller(OTHER).dials("83183333").hears("现在是非工作时间")

    def test_another_process_answers_by_it_at_its_next_question(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        elsewhere = Book(world.database)
        at = parse_moment("2026-10-08T09:30")
        assert type(elsewhere.current().hours.at("83183333", at)).__name__ == "Open"
        publish(world, MORNING)
        assert type(elsewhere.current().hours.at("83183333", at)).__name__ == "Closed"
        assert type(elsewhere.edition(1).hours.at("83183333", at)).__name__ == "Open"

    def test_what_was_rolled_back_is_remembered_by_nobody(
        self, world: World, owed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaks(*_: object, **__: object) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as patched:
            patched.setattr("ivr.callbacks.due.note", breaks)
            with pytest.raises(OSError, match="disk"):
                publish(world, MORNING)
        assert (world.task()["due"], waiting(world)) == (owed["due"], [])
        world.publish(DAY)  # by another process, under the number that was given back
        at = parse_moment("2026-10-08T15:00")
        assert type(world.system.book.edition(2).hours.at("83183333", at)).__name__ == "Closed"

    def test_the_history_names_who_and_what(self, world: World, owed: dict[str, Any]) -> None:
        publish(world, MORNING)
        publishing.confirm_notices(world.system, NOTICE, author="qian", note="临时休市")
        publishing.withdraw_notice(world.system, 3, author="sun")
        with world.database.reading() as session:
            entries = history.entries(session, "schedule")
            said = [(e.actor, e.facts["what"], e.facts["number"]) for e in entries if e.kind == "published"]
            assert said[1:] == [("zhao", "schedule", 2), ("qian", "notice", 3), ("sun", "withdrawal", 4)]
            assert history.verify(session, "schedule")


class TestTheFile:
    def test_it_follows_what_is_published(self, world: World) -> None:
        path = world.system.settings.schedules
        assert publish(world, MORNING).file == "written"
        assert path.read_text(encoding="utf-8") == MORNING

    def test_unpublished_edits_by_hand_are_kept_and_neither_is_lost(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        path = world.system.settings.schedules
        by_hand = SHIPPED.replace('to: "18:00"', 'to: "17:00"')
        path.write_text(by_hand, encoding="utf-8")
        done = publish(world, MORNING)
        assert done.file == "kept"
        for _ in range(2):
            scheduler.once(world.system)
        assert path.read_text(encoding="utf-8") == by_hand, "what was typed is still there"
        assert world.system.book.current().number == done.number, "and does not undo what was published"
        assert due(world.task()) == "10-08 14:30"

    def test_an_edit_by_hand_moves_the_promises_in_the_same_act(
        self, world: World, owed: dict[str, Any]
    ) -> None:
        path = world.system.settings.schedules
        path.write_text(MORNING, encoding="utf-8")
        tick(world, "schedule")
        assert due(world.task()) == "10-08 14:30"
        assert len(waiting(world)) == 1
        path.write_text(MORNING.replace("hours: trading-day", "hours: tradng-day"), encoding="utf-8")
        tick(world, "schedule")
        assert world.system.book.current().number == 2


def tick(world: World, name: str) -> None:
    work: dict[str, Callable[..., object]] = {one.name: one.work for one in scheduler.ticks(world.system)}
    work[name](world.system)


def test_many_promises_move_in_one_act(world: World, owed: dict[str, Any]) -> None:
    with world.database.writing() as session:
        hours = world.system.book.current(session).hours
        task = world.first_task(session)
        for _ in range(60):
            matter = Matter(
                hotline="83183333",
                desk="service-centre",
                topic="business",
                within=task.within,
                caller=MOBILE,
                call_id=None,
                origin="form",
            )
            take_on(session, hours, matter, world.clock())
    assert len(publish(world, MORNING).moved) == 61
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DueMove)) == 61
        assert set(session.scalars(select(Task.publication))) == {2}


def test_a_desk_is_not_taken_out_while_it_has_tasks(world: World, owed: dict[str, Any]) -> None:
    zhao = world.agent("zhao", "service-centre", role="supervisor")
    with world.database.writing() as session:
        task = session.scalars(select(Task)).one()
        acts.dispatch(
            session, task.id, zhao, "operations-1", known={"operations-1"}, text="清算", now=world.clock()
        )
    without = "".join(line for line in SHIPPED.splitlines(True) if not line.startswith("  operations-1:"))
    assert without != SHIPPED
    said = "desks: operations-1 still has 1 open task: dispatch or resolve them first, or keep the desk"
    with pytest.raises(ScheduleError, match=said) as refused:
        publish(world, without)
    assert "operations-1 还有 1 条未完成的任务" in refused.value.sentences("zh")[0]
    # Nor by the file, nor seen for the first time when the button is pressed.
    world.system.settings.schedules.write_text(without, encoding="utf-8")
    world.settle()
    with world.database.reading() as session:
        assert versions.latest(session) == 1
        with pytest.raises(ScheduleError):
            publishing.check(session, without)

    with world.database.writing() as session:
        claims.claim(session, task.id, zhao, world.clock())
        acts.resolve(session, task.id, zhao, text="好了", now=world.clock())
    assert publish(world, without).number == 2
    with world.database.writing() as session:
        acts.reopen(session, world.system.book.current(session).hours, task.id, zhao, now=world.clock())
        assert session.get_one(Task, task.id).desk == "operations-1", "supervisors see it, and dispatch it on"
