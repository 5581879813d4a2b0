"""What was kept long enough is gone everywhere, and the history still verifies."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from traces import NATIONAL, Traces
from world import MOBILE, OTHER, SPEECH, World

from ivr.callbacks import Task, acts
from ivr.calls import Call, Step
from ivr.people import User
from ivr.privacy import purging, requests
from ivr.voicemail import Voicemail


def test_two_hundred_days_later_nothing_is_left(world: World, ref: str, traces: Traces) -> None:
    audio = traces.audio()
    assert traces.in_database(NATIONAL, "结算文件晚到")
    assert len(traces.in_files(audio)) >= 2  # ours, and the gateway's
    world.at("2027-04-19T19:00").settle()
    assert world.messages()[0].state == "stored"
    world.at("2027-04-19T21:00").settle()  # 200 days after the message: its audio goes, the matter is younger
    assert world.messages()[0].state == "purged"
    assert not traces.in_files(audio)
    assert traces.in_database(NATIONAL)
    world.at("2027-04-26T12:00")
    assert purging.foresee(world.system) == purging.Tally(tasks=1, calls=1)
    world.settle()
    assert traces.in_database(NATIONAL, "结算文件晚到", "13800138000") == []
    if world.database.dialect == "sqlite":
        assert traces.in_files(NATIONAL.encode()) == []
        assert traces.in_files("结算文件晚到".encode()) == []
    task = world.task(ref)
    assert task["verified"]
    assert world.histories_hold()
    assert (task["state"], task["caller"], task["attempts"]) == ("resolved", None, 0)
    assert [entry["kind"] for entry in task["history"]][-2:] == ["audio-erased", "purged"]
    assert purging.foresee(world.system) == purging.Tally()


def test_what_is_owed_is_never_purged_however_old(world: World, traces: Traces) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2028-10-01T12:00").settle()
    assert world.messages()[0].state == "stored"
    assert traces.in_database(NATIONAL)
    assert purging.foresee(world.system) == purging.Tally()


def test_each_hotline_keeps_for_its_own_time(world: World, wang: User) -> None:
    text = world.system.settings.schedules.read_text().replace(
        "    call_back_within: 30m", "    call_back_within: 30m\n    keep: {recordings: 400, logs: 500}"
    )
    world.publish(text + "keep: {recordings: 60, logs: 184}\n")
    world.caller(MOBILE).dials("83183333", "hangup")
    world.caller(OTHER).dials("36383666", "1", SPEECH, "#", "1")
    with world.database.writing() as session:
        for task in session.scalars(select(Task)):
            task.state, task.closed_at = "closed", world.clock()
    world.later(days=61).settle()
    assert [message.state for message in world.messages()] == ["purged"]
    world.later(days=124).settle()
    with world.database.reading() as session:
        assert set(session.scalars(select(Call.caller))) == {MOBILE, None}
    world.later(days=316).settle()
    with world.database.reading() as session:
        assert set(session.scalars(select(Call.caller))) == {None}


def test_a_slip_in_the_schedule_can_be_taken_back_for_a_day(world: World, ref: str) -> None:
    text = world.system.settings.schedules.read_text()
    world.at("2026-12-24T09:00")
    world.publish(text + "keep: {recordings: 30}\n")
    world.later(hours=23).settle()
    assert world.messages()[0].state == "stored"
    world.publish(text)
    world.later(days=3).settle()
    assert world.messages()[0].state == "stored"
    world.publish(text + "keep: {recordings: 30}\n")  # and now it is meant
    world.later(days=1).settle()
    assert world.messages()[0].state == "purged"


def test_a_drill_is_purged_by_when_it_really_was(world: World, traces: Traces) -> None:
    world.caller().dials("83183333", "1", SPEECH, "#", "1", at="2031-10-01T20:00")
    with world.database.writing() as session:
        task = session.scalars(select(Task)).one()
        task.state, task.closed_at = "closed", task.created + timedelta(days=1)
    world.later(days=199).settle()
    assert world.messages()[0].state == "stored"
    world.later(days=2).settle()
    assert world.messages()[0].state == "purged"
    assert traces.in_database(NATIONAL) == []


def test_what_was_noted_after_a_purge_is_purged_in_its_turn(
    world: World, ref: str, wang: User, settle: Callable[..., str], traces: Traces
) -> None:
    world.at("2027-06-01T12:00").settle()
    with world.database.writing() as session:
        number = session.scalars(select(Task.id)).one()
        hours = world.system.book.current(session).hours
        acts.reopen(session, hours, number, wang, text="客户又来信", now=world.clock())
    world.later(minutes=5)
    settle("第二次答复")
    world.later(days=100).settle()
    assert traces.in_database("第二次答复")
    world.later(days=101).settle()
    assert traces.in_database("第二次答复", "客户又来信") == []
    assert world.histories_hold()
    assert [entry["kind"] for entry in world.task(ref)["history"]].count("purged") == 2


def test_why_somebody_asked_is_forgotten_after_the_audit(world: World, ref: str, traces: Traces) -> None:
    requests.find(world.system, MOBILE, reason="王女士来电", actor="terminal")
    world.later(days=1095).settle()
    assert traces.in_database("王女士")
    world.later(days=2).settle()
    assert traces.in_database("王女士") == []
    with world.database.reading() as session:
        assert [row.kind for row in requests.everything(session)] == ["find"]
    assert world.histories_hold()


def test_what_is_counted_survives(world: World, ref: str) -> None:
    def counts() -> tuple[object, ...]:
        with world.database.reading() as session:
            return (
                session.scalar(select(func.count()).select_from(Call)),
                session.scalar(select(func.count()).select_from(Step)),
                session.execute(select(Voicemail.seconds, Voicemail.digest, Voicemail.created)).all(),
                session.execute(
                    select(Task.state, Task.due, Task.owner_id, Task.closed_at, Task.topic)
                ).all(),
            )

    before = counts()
    world.at("2027-06-01T12:00").settle()
    assert world.messages()[0].state == "purged"
    assert counts() == before
