"""Stories that are told twice: on the test phone in virtual time, and on a real Asterisk in real time.

Each is handed a world (`world.py`, or `asterisk/asterisk_world.py`) and uses no word that only one of them knows.
What is spoken is short and keys interrupt where they may, because on Asterisk every second is one.
"""

from collections.abc import Callable
from pathlib import Path

from sound import likeness
from world import MOBILE, OTHER, SHORT, World, local

from ivr import people
from ivr.callbacks import Outcome, claims, ringing
from ivr.gateway import audio
from ivr.incidents import Affected
from ivr.people import User

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


LI, CHEN = "+8613900000011", "+8613900000012"
PIN = "280613"
NIGHTS = """
rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[chen.jie]]}
    - {days: all, from: "20:00", to: "08:00", on_duty: [[li.wei], [chen.jie]]}
"""


def on_duty_at_night(world: World) -> None:
    """li.wei is rung first, then chen.jie; both may act by telephone. It is two in the morning."""
    for name, number in (("li.wei", LI), ("chen.jie", CHEN)):
        user = world.agent(name, "binhai-duty", number)
        with world.database.writing() as session:
            known = session.get_one(User, user.id)
            people.set_pin(session, known, PIN, now=world.clock(), actor="test")
    world.publish(world.system.settings.schedules.read_text(encoding="utf-8") + NIGHTS)
    world.at("2026-09-03T02:00")


def a_whole_night(world: World) -> None:
    on_duty_at_night(world)
    world.telephone(LI, "busy")
    world.telephone(CHEN, "busy", "busy", "1 wait:1 1 wait:30")
    world.telephone(MOBILE, "wait:6 hangup")
    world.caller().dials("83182222", "!2", "wait:20", SHORT, "#", "!hangup").went_well()

    world.at("2026-09-03T02:06").settle()  # the first tier is silent
    world.at("2026-09-03T02:07").settle()

    woken = world.rung(CHEN)[-1].went_well()
    woken.hears("技术支持热线", "紧急", "网络专线", "接听请按1", "接通客户请按1", "正在接通客户")
    (customer,) = world.rung(MOBILE)
    customer.went_well().hears("深证通给您回电")
    assert world.outcomes() == [Outcome.REACHED]

    closing = world.at("2026-09-03T02:31").caller(CHEN)
    closing.dials("83182222", "!*", f"{PIN}#", "!1", "!2", "!1", "hangup").went_well().hears(
        "待办任务", "已经解决请按1", "任务已经办结。"
    )
    task = world.task()
    kinds = [entry["kind"] for entry in task["history"]]
    assert (task["state"], task["owner"]) == ("resolved", "chen.jie")
    assert [each for each in kinds if each in ("paged", "claimed", "ringing", "resolved")] == [
        *("paged", "paged", "claimed", "ringing", "claimed", "resolved")
    ]
    assert task["verified"] and world.histories_hold()


def a_whole_outage(world: World) -> None:
    on_duty_at_night(world)
    reported = world.caller(LI).dials(
        *("83182222", "!*", f"{PIN}#", "!3", "!1", "!1", "!3", "0300", SHORT, "#", "!1", "wait:1")
    )
    reported.went_well().hears("请在提示音后说明情况", "发布请按1", "通报已经发布")
    for number in (MOBILE, OTHER):
        world.telephone(number, "1")
    first = world.caller(MOBILE).dials("83182222", "1", "!hangup").went_well()
    first.hears("凌晨3点更新。登记受影响请按1", "请在提示音后说出单位和姓名")
    world.caller(OTHER).dials("83182222", "!1", "!hangup").went_well().hears("请在提示音后说出单位")
    again = world.caller(OTHER).dials("83182222", "hangup")
    again.hears("已为您登记").never_hears("登记受影响请按1")

    over = world.caller(LI).dials("83182222", "!*", f"{PIN}#", "!3", "!2", "!1", "wait:1")
    over.went_well().hears("故障已恢复")
    world.settle()
    for number in (MOBILE, OTHER):
        (told,) = world.rung(number)
        told.went_well().hears("您好，这里是深证通。", "您登记的故障已经恢复。", "收到请按1")
    with world.database.reading() as session:
        assert {row.result for row in session.query(Affected)} == {"called"}
    assert world.tasks() == [], "hundreds of calls are one matter, and it is over"
    assert world.histories_hold()


STORIES: list[Callable[[World], None]] = [
    a_message_after_hours_is_kept_as_it_was_spoken_and_owed_when_the_exchange_opens,
    who_hangs_up_in_the_middle_of_a_message_has_left_it,
    an_agent_says_yes_and_talks_to_the_caller,
    nobody_takes_the_call_and_the_caller_is_to_be_rung_back,
    a_customer_is_rung_back_and_says_how_it_was,
    nobody_is_on_duty_and_the_matter_is_urgent,
    a_whole_night,
    a_whole_outage,
]
