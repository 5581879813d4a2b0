"""A message after hours that speaks of an outage does not wait out a holiday."""

from __future__ import annotations

import pytest
from hearing import hears, written_down
from sqlalchemy import select
from terminal import SHIPPED
from world import MOBILE, OTHER, SHORT, SPEECH, World, local

from ivr.callbacks import Task, acts, claims, undo
from ivr.callbacks.lifting import found
from ivr.hours.reader import ScheduleError, read
from ivr.people import User

OUTAGE = "我们 的 主用 线路 中断 了 全部 用户 登 不 上"
PHONE = "+8613900000001"
WORDS = ("中断", "无法登录", "全部", "is down", "can't log in")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("线路 中 断了", ["中断"]),
        ("全部用户无法 登录", ["无法登录", "全部"]),
        ("没有中断，只是慢", []),
        ("业务没中断但是全部很慢", ["全部"]),
        ("没有中断过，现在中断了", ["中断"]),
        ("the gateway IS  Down again", ["is down"]),
        ("this download is downhill", []),
        ("we can't log in", ["can't log in"]),
        ("", []),
    ],
)
def test_words_are_found_as_they_are_heard(text: str, words: list[str]) -> None:
    assert found(WORDS, text) == words


def leave(
    world: World, *keys: str, number: str = MOBILE, at: str | None = None, line: str = "83183333"
) -> str:
    known = {task["ref"] for task in world.tasks()}
    world.caller(number).dials(line, *(keys or ("1",)), SPEECH, "#", "1", at=at).went_well()
    return next(task["ref"] for task in world.tasks() if task["ref"] not in known)


def kinds(world: World, ref: str) -> list[str]:
    return [entry["kind"] for entry in world.task(ref)["history"]]


def act(world: World, what, ref: str, user: User, **more) -> None:
    with world.database.writing() as session:
        task = session.scalars(select(Task).where(Task.ref == ref)).one()
        what(session, task.id, user, now=world.clock(), **more)


def promise(world: World, ref: str) -> tuple[str, str, str, str]:
    task = world.task(ref)
    return task["desk"], task["hotline"], task["priority"], local(task["due"])


def test_an_outage_on_national_day_reaches_the_engineer_on_duty_tonight(world: World) -> None:
    hears(world, OUTAGE)
    duty = world.agent("li", "binhai-duty", PHONE)
    world.telephone(PHONE, "1 wait:3 1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    ref = leave(world.at("2026-10-01T20:00"))
    before = promise(world, ref)
    assert before == ("service-centre", "83183333", "normal", "2026-10-08T09:00")

    written_down(world)
    desk, hotline, priority, due = promise(world, ref)
    assert (desk, hotline, priority) == ("binhai-duty", "83182222", "urgent")
    assert "2026-10-01T20:15" <= due < "2026-10-01T20:18"
    told = next(entry for entry in world.task(ref)["history"] if entry["kind"] == "lifted")
    assert told["facts"]["words"] == ["中断", "全部"]
    assert told["actor"] == "system"

    # The duty engineer's telephone rings at once, and the customer is rung.
    world.settle()
    assert len(world.rung(PHONE)) == 1
    assert world.outcomes() == ["reached"]
    assert world.task(ref)["owner"] == duty.name
    assert world.histories_hold()


def test_dispatched_back_it_is_owed_as_it_was_and_never_lifted_again(world: World) -> None:
    hears(world, OUTAGE)
    duty, clerk = world.agent("li", "binhai-duty"), world.agent("wang", "service-centre")
    desks = world.system.book.current().schedule.desks
    ref = leave(world.at("2026-10-01T20:00"))
    before = promise(world, ref)
    written_down(world)
    lifted = promise(world, ref)
    act(world, acts.dispatch, ref, duty, desk="service-centre", known=desks, text="只是问一下")
    assert promise(world, ref) == before
    act(world, undo.take_back, ref, duty)
    assert promise(world, ref) == lifted
    act(world, acts.dispatch, ref, duty, desk="service-centre", known=desks, text="只是问一下")
    assert promise(world, ref) == before

    # The caller says it again in a message that joins the task: somebody has decided already.
    world.later(minutes=5).caller(MOBILE).dials("83183333", "1", "1", SHORT, "#", "1").went_well()
    written_down(world)
    assert len(world.task(ref)["messages"]) == 2
    assert all(message["transcript"] for message in world.task(ref)["messages"])
    assert promise(world, ref) == before
    assert kinds(world, ref).count("lifted") == 1
    assert world.task(ref)["verified"]
    act(world, acts.dispatch, ref, clerk, desk="operations-1", known=desks, text="清算")
    assert promise(world, ref)[1:] == before[1:]


def test_what_is_never_lifted(world: World) -> None:
    hears(world, OUTAGE)
    clerk = world.agent("wang", "service-centre")
    open_hours = leave(world.at("2026-09-30T17:40"), "1", "1", number="+8613700000001")
    complaint = leave(world.at("2026-10-01T20:00"), number="+8613700000002")
    with world.database.writing() as session:  # after hours there is no key for one yet
        task = session.scalars(select(Task).where(Task.ref == complaint)).one()
        task.topic, task.about, task.desk = "complaint", "service-centre", "complaints"
    round_the_clock = leave(world, "1", "1", number="+8613700000003", line="83182222")
    held = leave(world, number="+8613700000004")
    with world.database.writing() as session:
        task = session.scalars(select(Task).where(Task.ref == held)).one()
        assert claims.claim(session, task.id, clerk, world.clock())
    before = {ref: promise(world, ref) for ref in (open_hours, complaint, round_the_clock, held)}
    written_down(world)
    for ref, was in before.items():
        assert world.task(ref)["messages"][0]["transcript"], ref
        assert promise(world, ref) == was
        assert "lifted" not in kinds(world, ref)
    assert world.task(held)["owner"] == "wang"


def test_what_was_heard_only_after_the_line_opened_stays_with_its_desk(world: World) -> None:
    ref = leave(world.at("2026-10-01T20:00"))
    hears(world.at("2026-10-08T08:31"), OUTAGE)
    written_down(world)
    assert promise(world, ref) == ("service-centre", "83183333", "normal", "2026-10-08T09:00")


def test_heard_late_in_the_night_it_is_due_a_quarter_of_an_hour_from_then(world: World) -> None:
    ref = leave(world.at("2026-10-01T20:00"))
    hears(world.at("2026-10-01T23:00"), OUTAGE)
    written_down(world)
    assert promise(world, ref)[3] == "2026-10-01T23:15"
    world.publish(SHIPPED.replace('to: "18:00"', 'to: "17:00"'))
    world.settle()
    assert promise(world, ref)[3] == "2026-10-01T23:15", "hours published anew derive the same promise"


def test_a_pretended_call_is_lifted_on_paper_and_rings_nobody(world: World) -> None:
    hears(world, OUTAGE)
    world.agent("li", "binhai-duty", PHONE)
    ref = leave(world, at="2026-10-01T20:00")
    written_down(world)
    desk, _, priority, due = promise(world, ref)
    assert (desk, priority) == ("binhai-duty", "urgent")
    assert "2026-10-01T20:15" <= due < "2026-10-01T20:20"
    world.settle()
    assert world.rung(PHONE) == []


def test_without_the_section_nothing_is_lifted_and_a_wrong_one_is_refused(world: World) -> None:
    section = SHIPPED[SHIPPED.index("\nlift:") : SHIPPED.index("\n# Exceptions")]
    world.publish(SHIPPED.replace(section, "\n"))
    hears(world, OUTAGE)
    ref = leave(world.at("2026-10-01T20:00"), number=OTHER)
    written_down(world)
    assert promise(world, ref)[0] == "service-centre"
    for wrong, sentence in (
        ('  to: "83182222"', 'no hotline called "83182223"'),
        ("[中断,", "must not be empty"),
    ):
        text = SHIPPED.replace(wrong, wrong.replace("83182222", "83182223"))
        if wrong.startswith("["):
            text = (
                SHIPPED[: SHIPPED.index("  words: [")]
                + "  words: []\n"
                + SHIPPED[SHIPPED.index("\n# Exceptions") :]
            )
        with pytest.raises(ScheduleError, match=sentence):
            read(text)
