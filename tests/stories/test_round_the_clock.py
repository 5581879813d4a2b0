"""83182222 and 36383666: ringing whoever is on duty, and an urgent task when nobody takes it."""

import pytest
from world import ENGLISH, MOBILE, SHORT, SPEECH, World, local

ENGINEER = "+8613900000011"
SECOND = "+8613900000012"

TOPICS = [
    ("83182222", "1", "fault", "故障申告"),
    ("83182222", "2", "line", "网络专线"),
    ("83182222", "3", "satellite", "卫星通信"),
    ("83182222", "4", "test", "专项测试"),
    ("83182222", "5", "technical", "技术咨询"),
    ("36383666", "1", "equipment", "设备故障"),
    ("36383666", "2", "line", "网络专线"),
    ("36383666", "3", "service", "服务请求"),
]


@pytest.mark.parametrize(("hotline", "key", "topic", "said"), TOPICS)
def test_the_topic_chosen_is_told_to_whoever_is_on_duty(
    world: World, hotline: str, key: str, topic: str, said: str
) -> None:
    desk = "binhai-duty" if hotline == "83182222" else "southern-centre"
    world.agent("chen", desk, ENGINEER)
    world.telephone(ENGINEER, "1 wait:30 hangup")

    world.at("2026-10-01T03:00").caller().dials(hotline, key).went_well().hears("正在为您转接")

    (leg,) = world.rung(ENGINEER)
    leg.hears("紧急", said if said != "专项测试" else "", "接听请按1")
    assert world.tasks() == []


@pytest.mark.parametrize(("hotline", "key", "topic", "said"), TOPICS)
def test_nobody_in_two_rounds_becomes_an_urgent_task_with_that_topic(
    world: World, hotline: str, key: str, topic: str, said: str
) -> None:
    desk = "binhai-duty" if hotline == "83182222" else "southern-centre"
    world.agent("chen", desk, ENGINEER)
    world.telephone(ENGINEER, "no-answer")

    call = world.at("2026-10-01T03:00").caller().dials(hotline, key, "wait:35", SPEECH, "#", "1")

    call.went_well().hears("已列为紧急", "请在提示音后", "受理编号")
    assert len(world.rung(ENGINEER)) == 2
    task = world.task()
    assert (task["hotline"], task["topic"], task["priority"]) == (hotline, topic, "urgent")
    assert [message["state"] for message in task["messages"]] == ["stored"]


def test_silence_at_the_menu_reaches_the_engineer_on_duty(world: World) -> None:
    world.agent("chen", "binhai-duty", ENGINEER)
    world.telephone(ENGINEER, "1 wait:30 hangup")

    call = world.caller().dials("83182222", "wait:60")

    call.hears("或稍候由值班工程师接听。", "正在为您转接")
    assert len(world.rung(ENGINEER)) == 1


def test_the_second_round_says_so_and_a_key_leaves_a_message(world: World) -> None:
    world.agent("chen", "binhai-duty", ENGINEER)
    world.telephone(ENGINEER, "no-answer")

    call = world.caller().dials("83182222", "1", "wait:20", "1", SHORT, "#", "1")

    call.hears("正在呼叫下一位值班工程师，留言请按1。", "已列为紧急", "请在提示音后", "受理编号")
    task = world.task()
    assert (task["priority"], [message["state"] for message in task["messages"]]) == ("urgent", ["stored"])


def test_without_a_message_the_urgent_task_stands_all_the_same(world: World) -> None:
    call = world.caller().dials("83182222", "2", "!hangup")

    task = world.task()
    assert (task["topic"], task["priority"], task["messages"]) == ("line", "urgent", [])
    assert local(task["due"]) == "2026-09-01T10:15"
    assert call.status == "completed"


def test_both_engineers_are_rung_one_after_the_other(world: World) -> None:
    world.agent("chen", "binhai-duty", ENGINEER)
    world.agent("zhao", "binhai-duty", SECOND)
    world.telephone(ENGINEER, "busy")
    world.telephone(SECOND, "1 wait:10 hangup")

    world.caller().dials("83182222", "1").went_well()

    assert len(world.rung(ENGINEER)) == 1
    assert len(world.rung(SECOND)) == 1
    assert world.tasks() == []


def test_whoever_is_on_duty_is_rung_again_until_somebody_takes_it(world: World) -> None:
    world.agent("chen", "binhai-duty", ENGINEER)
    world.agent("zhao", "binhai-duty", SECOND)
    world.telephone(ENGINEER, "no-answer")
    # Two rounds while the caller waits, then not heard once more, then taken.
    world.telephone(SECOND, "no-answer", "no-answer", "no-answer", "1 wait:3 1 wait:40 hangup")
    world.telephone(MOBILE, "wait:20 hangup")

    call = world.at("2026-10-01T03:00").caller().dials("83182222", "2", "wait:70", SPEECH, "#", "1", "hangup")
    call.hears("系统会继续呼叫值班人员")
    for _ in range(8):
        world.later(minutes=1).settle()

    taken = world.rung(SECOND)[-1]
    taken.hears("接通客户请按1，自行跟进请按2", "正在接通客户")
    assert len(world.rung(MOBILE)) == 1
    assert world.outcomes()[-1] == "reached"
    assert world.task()["owner"] == "zhao"
    assert world.histories_hold()


def test_a_pretended_call_wakes_nobody_afterwards(world: World) -> None:
    world.agent("chen", "binhai-duty", ENGINEER)
    world.telephone(ENGINEER, "no-answer")

    world.caller().dials("83182222", "2", "wait:70", SPEECH, "#", "hangup", at="2026-10-01T03:00")
    before = len(world.rung(ENGINEER))
    world.later(minutes=5).settle()

    assert len(world.rung(ENGINEER)) == before


DUTY = {"li": "+8613900000011", "zhang": "+8613900000012", "chen": "+8613900000013", "wang": "+8613900000014"}

POWER_CUT = """overrides:
  - {on: 2026-09-01, hotlines: all, from: "09:00", to: "16:00", closed: {zh: 停电, en: Power cut}}
"""


@pytest.mark.parametrize("hotline", ["83182222", "36383666"])
def test_a_duty_line_that_is_closed_says_why_rings_nobody_and_loses_nothing(
    world: World, hotline: str
) -> None:
    world.agent("chen", "binhai-duty" if hotline == "83182222" else "southern-centre", ENGINEER)
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("overrides: []\n", POWER_CUT))

    call = world.at("2026-09-01T14:00").caller().dials(hotline, "1", SPEECH, "#", "1")

    call.went_well().hears(
        "因停电，现在暂停人工接听，今天下午4点恢复人工服务。留言请按1。", "受理编号", "4点15分前"
    )
    call.never_hears("故障申告请按1", "正在为您转接", "通话将被录音")
    assert world.rung(ENGINEER) == []
    task = world.task()
    assert (task["priority"], len(task["messages"])) == ("urgent", 1)
    assert str(task["due"]).startswith("2026-09-01T16:15")


def test_hanging_up_on_a_closed_duty_line_is_an_urgent_task_all_the_same(world: World) -> None:
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("overrides: []\n", POWER_CUT))
    world.at("2026-09-01T14:00").caller().dials("83182222", "hangup").hears("因停电")
    assert world.task()["priority"] == "urgent"


def test_a_fault_passed_on_to_a_duty_line_that_is_closed_too(world: World) -> None:
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("overrides: []\n", POWER_CUT))
    call = world.at("2026-09-01T14:00").caller().dials("83183333", "2", "1", SPEECH, "#", "1")
    call.went_well().hears("因停电", "留言请按1。", "受理编号")
    assert (world.task()["hotline"], world.task()["topic"]) == ("83182222", "fault")


def test_a_closed_duty_line_speaks_english_and_takes_silence_for_a_message(world: World) -> None:
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("overrides: []\n", POWER_CUT.replace("Power cut", "Power failure")))
    call = world.at("2026-09-01T14:00").caller().dials("83182222", "9", "wait:30", ENGLISH, "#", "1")
    call.went_well().hears(
        "For English, press nine.",
        "留言请按1。",
        "Because of a power failure, nobody can answer calls right now.",
        "To leave a message, press one.",
        "Please leave a message.",
    )
    assert (world.task()["priority"], len(world.task()["messages"])) == ("urgent", 1)


def test_the_second_round_rings_those_the_first_did_not_come_to(world: World) -> None:
    for name, phone in DUTY.items():
        world.agent(name, "binhai-duty", phone)
        world.telephone(phone, "no-answer")
    tiers = "".join(f"[{name}], " for name in DUTY)
    roster = f"rosters:\n  binhai-duty:\n    - {{days: all, on_duty: [{tiers}]}}\noverrides: []\n"
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("overrides: []\n", roster))
    call = world.at("2026-09-01T14:00").caller().dials("83182222", "1", "wait:120", SPEECH, "#", "1")
    call.went_well().hears("正在呼叫下一位值班工程师", "已列为紧急")
    assert [len(world.rung(phone)) for phone in DUTY.values()] == [1, 1, 1, 1]
