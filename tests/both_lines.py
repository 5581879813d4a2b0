"""Stories that are told twice: on the test phone in virtual time, and on a real Asterisk in real time.

Each is handed a world (`world.py`, or `asterisk/asterisk_world.py`) and uses no word that only one of them knows.
What is spoken is short and keys interrupt where they may, because on Asterisk every second is one.
"""

from collections.abc import Callable
from pathlib import Path

from sound import likeness
from world import MOBILE, SHORT, World, local

from ivr.callbacks import Outcome, claims, ringing
from ivr.gateway import audio

WANG = "+8613900000001"


def a_message_after_hours_is_kept_as_it_was_spoken_and_owed_when_the_exchange_opens(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SHORT, "#", "!1", "!hangup")

    call.went_well().hears(
        "您好，深证通客户服务中心。",
        "国庆节休市，",
        "留言请按1",
        "请在提示音后说明单位",
        "发送请按1",
        "受理编号",
    )
    task = world.task()
    assert local(task["due"]) == "2026-10-08T09:00"
    assert (task["state"], task["topic"], task["caller"]) == ("waiting", "enquiry", MOBILE)
    (message,) = world.messages()
    kept = audio.decode(world.system.store.get(message.original))
    assert likeness(kept, audio.read(Path(SHORT[1:]))) > 0.9
    assert world.histories_hold()


def who_hangs_up_in_the_middle_of_a_message_has_left_it(world: World) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "!1", SHORT, "hangup")

    world.settle()
    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


def an_agent_says_yes_and_talks_to_the_caller(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:2 hangup")

    call = world.at("2026-09-01T10:00").caller().dials("83183333", "!1")

    call.went_well().hears("正在为您转接，请稍候。")
    (leg,) = world.rung(WANG)
    leg.went_well().hears("业务咨询热线", "业务咨询", "接听请按1，转下一位请按2。")
    assert call.status == "completed"
    assert world.tasks() == []
    assert world.histories_hold()


def nobody_takes_the_call_and_the_caller_is_to_be_rung_back(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "busy")

    call = world.at("2026-09-01T10:00").caller().dials("83183333", "!1", "wait:8", "2", "!hangup")

    call.went_well().hears("正在为您转接", "客服专员正忙。留言请按1，由我们回拨请按2", "受理编号")
    assert world.rung(WANG) != []
    task = world.task()
    assert (task["caller"], task["state"], task["messages"]) == (MOBILE, "waiting", [])


def a_customer_is_rung_back_and_says_how_it_was(world: World) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "!1", "!hangup")
    wang = world.at("2026-10-08T08:40").agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:15 hangup")
    world.telephone(MOBILE, "wait:12 1")

    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.runs()

    (agent,), (customer,) = world.rung(WANG), world.rung(MOBILE)
    agent.went_well().hears("回拨任务", "接通客户请按1。", "正在接通客户")
    customer.went_well().hears("深证通给您回电", "请评价本次服务", "感谢您的评价，再见。")
    assert world.outcomes() == [Outcome.REACHED]
    assert world.task()["rating"] == {"score": "satisfied", "given": True}
    assert world.histories_hold()


def nobody_is_on_duty_and_the_matter_is_urgent(world: World) -> None:
    call = world.at("2026-10-01T03:00").caller().dials("83182222", "!2", SHORT, "#", "!hangup")

    call.went_well().hears("已列为紧急", "请在提示音后")
    task = world.task()
    assert (task["hotline"], task["topic"], task["priority"]) == ("83182222", "line", "urgent")
    assert local(task["due"]) == "2026-10-01T03:15"
    assert [message["state"] for message in task["messages"]] == ["stored"]


STORIES: list[Callable[[World], None]] = [
    a_message_after_hours_is_kept_as_it_was_spoken_and_owed_when_the_exchange_opens,
    who_hangs_up_in_the_middle_of_a_message_has_left_it,
    an_agent_says_yes_and_talks_to_the_caller,
    nobody_takes_the_call_and_the_caller_is_to_be_rung_back,
    a_customer_is_rung_back_and_says_how_it_was,
    nobody_is_on_duty_and_the_matter_is_urgent,
]
