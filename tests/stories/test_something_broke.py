"""Something broke: a spoken apology, a message box, and what was said into it is kept, however little still works."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from world import HIDDEN, MOBILE, SHORT, World

from ivr import calls
from ivr.callbacks import Task
from ivr.gateway.faults import Fault, Faults
from ivr.waiting import line, offers
from ivr.web import rescue

MakeWorld = Callable[..., World]
WANG = "+8613900000001"
BROKEN = "很抱歉，系统暂时有问题，请在提示音后留言。"


def breaks(monkeypatch: pytest.MonkeyPatch, where: object, what: str, times: int = 99) -> None:
    """So many times the database is gone when `what` is wanted."""
    whole, left = getattr(where, what), [times]

    def broken(*given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            return whole(*given, **named)
        raise OperationalError("SELECT 1", {}, Exception("the database is gone"))

    monkeypatch.setattr(where, what, broken)


def messages(world: World) -> list[str]:
    return [message["state"] for task in world.tasks() for message in task["messages"]]


def test_a_call_that_could_not_even_be_begun_keeps_its_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away when the phone rang, and back when he had spoken: nobody knew his call."""
    breaks(monkeypatch, calls, "begin", times=1)
    call = world.at("2026-10-01T20:00").caller().dials("83183333", SHORT, "#")

    call.hears(BROKEN, "感谢来电，再见。")
    assert messages(world) == ["stored"]
    assert world.task()["caller"] == MOBILE
    assert world.histories_hold()


def test_the_recordings_report_alone_is_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names neither the caller nor the hotline; the message is kept all the same."""
    breaks(monkeypatch, calls, "begin", times=1)
    breaks(monkeypatch, rescue, "keep", times=1)
    call = world.at("2026-10-01T20:00").caller().dials("83183333", SHORT, "#")
    world.later(minutes=5).settle()

    call.hears("感谢来电，再见。")
    assert messages(world) == ["stored"]
    assert (world.task()["hotline"], world.task()["caller"]) == ("83183333", None)


def test_a_call_nobody_could_tell_of_is_found_at_the_carrier(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away from the first ring to the last word: beginning, action and report are all lost."""
    breaks(monkeypatch, calls, "begin", times=1)
    breaks(monkeypatch, rescue, "keep")
    world.at("2026-10-01T20:00").caller().dials("83183333", SHORT, "#")
    assert messages(world) == []
    monkeypatch.undo()
    world.later(minutes=5).settle()
    world.settle()

    assert messages(world) == ["stored"]
    assert (world.task()["hotline"], world.task()["caller"]) == ("83183333", MOBILE)
    assert world.histories_hold()


def test_the_action_that_comes_after_the_report_says_who_rang(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(Faults(Fault("late", on="/voice/rescue?", seconds=12)))
    breaks(monkeypatch, calls, "begin", times=1)
    world.at("2026-10-01T20:00").caller().dials("83183333", SHORT, "#")
    world.later(minutes=5).settle()

    assert messages(world) == ["stored"]
    assert MOBILE in (world.task()["caller"], world.task()["contact"])


def test_a_message_box_that_cannot_be_kept_either_ends_in_words_and_not_in_a_circle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, calls, "begin")
    breaks(monkeypatch, rescue, "keep")
    call = world.at("2026-10-01T20:00").caller().dials("83183333", SHORT, "#", SHORT, "#")

    call.hears(BROKEN, "感谢来电，再见。")
    assert call.text.count(BROKEN) == 1
    assert call.status == "completed"


def test_a_repeated_report_is_one_message(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(Faults(Fault("duplicate", on="/voice/rescue", times=9)))
    breaks(monkeypatch, calls, "begin", times=1)
    world.at("2026-10-01T20:00").caller(HIDDEN).dials("83183333", SHORT, "#")
    world.later(minutes=5).settle()

    assert messages(world) == ["stored"]


def test_an_error_in_mid_call_joins_what_the_call_had_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ivr.flows import words

    breaks(monkeypatch, words, "review")
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SHORT, "#", SHORT, "#")

    call.hears("请在提示音后", BROKEN, "感谢来电，再见。")
    assert messages(world) == ["stored", "stored"], "what was said before is heard as well"
    assert len(world.tasks()) == 1


def test_an_error_while_somebody_waits_takes_him_out_of_the_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, line, "standing")
    world.agent("wang", "service-centre", WANG)

    call = world.caller().dials("83183333", "1", "wait:5", "1", SHORT, "#", "1")

    call.went_well().hears("正在为您转接", "客服专员正忙。留言请按1", "请在提示音后", "受理编号")
    assert messages(world) == ["stored"]


def test_an_error_while_somebody_waits_that_lasts_ends_in_the_message_box(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, line, "standing")
    breaks(monkeypatch, line, "leave")
    world.agent("wang", "service-centre", WANG)

    call = world.caller().dials("83183333", "1", SHORT, "#")

    call.hears("正在为您转接", BROKEN, "感谢来电，再见。")
    assert messages(world) == ["stored"]


def test_a_step_that_no_deploy_knows_any_more_ends_in_the_message_box(world: World) -> None:
    form = {"CallSid": "CA5", "From": MOBILE, "To": "+8675583183333", "CallStatus": "in-progress"}
    world.post("/voice/incoming", form)
    answer = world.post("/voice/calls/1/1/business.struck", form)

    assert answer.status_code == 200
    assert "/voice/rescue" in answer.text


def test_an_agents_telephone_gets_no_message_box(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A voicemail at the other end would leave us its greeting as a customer's message."""
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "wait:60")
    breaks(monkeypatch, offers, "answered")

    world.caller().dials("83183333", "1", "wait:30", "hangup")

    assert world.rung(WANG)
    for leg in world.rung(WANG):
        leg.never_hears("请在提示音后留言")
    assert world.messages() == []


def test_the_network_failing_afterwards_changes_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.agent("wang", "service-centre", WANG)
    breaks(monkeypatch, offers, "match")

    call = world.caller().dials("83183333", "1", "wait:40", "1", SHORT, "#", "1")

    call.never_hears("很抱歉").hears("正在为您转接", "客服专员正忙", "请在提示音后", "受理编号")
    with world.database.reading() as session:
        assert len(session.scalars(select(Task)).all()) == 1


def test_a_pretended_call_stays_one_when_its_beginning_broke(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may be rung by the system for a call that only pretended to take place."""
    breaks(monkeypatch, calls, "begin", times=1)
    world.caller().dials("83183333", SHORT, "#", at="2026-10-01T20:00").hears(BROKEN)

    (task,) = world.tasks(pretended=True)
    assert task["due"].startswith("2026-10-08T09:00")


def test_a_moment_that_no_calendar_holds_is_said_to_be_none(world: World) -> None:
    form = {"CallSid": "CA6", "From": MOBILE, "To": "+8675583183333"}
    answer = world.post("/voice/incoming", {**form, "IvrAt": "1999-01-01T10:00:00+08:00"})

    assert (answer.status_code, "2005 to 2045" in answer.text) == (400, True)
    assert world.tasks() == []
