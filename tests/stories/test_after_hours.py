"""83183333 when nobody is there: why, until when, and a message that becomes a callback."""

import pytest
from world import ENGLISH, HIDDEN, MOBILE, OVERSEAS, QUIET, SHORT, SPEECH, World, local


def test_a_message_on_national_day_evening_is_owed_when_the_exchange_opens_again(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")

    call.went_well().hears(
        "您好，深证通客户服务中心。",
        "For English, press nine.",
        "国庆节休市，",
        "10月8日",
        "上午8点半",
        "留言请按1",
        "请在提示音后说明单位",
        "发送请按1",
        "受理编号",
        "10月8日",
        "上午9点",
    )
    task = world.task()
    assert local(task["due"]) == "2026-10-08T09:00"
    assert (task["state"], task["topic"], task["desk"]) == ("waiting", "enquiry", "service-centre")
    assert task["caller"] == MOBILE
    assert task["verified"] is True
    (message,) = task["messages"]
    assert message["state"] == "stored"
    assert 15 < message["seconds"] < 25


@pytest.mark.parametrize(
    ("moment", "heard", "due"),
    [
        ("2026-09-02T07:00", ["现在是非工作时间，", "今天", "上午8点半"], "2026-09-02T09:00"),
        ("2026-09-01T18:00", ["现在是非工作时间，", "明天", "上午8点半"], "2026-09-02T09:00"),
        ("2026-09-05T12:00", ["今天周末休市，", "后天", "上午8点半"], "2026-09-07T09:00"),
        # A Saturday on which offices work for a holiday: the exchange does not trade.
        ("2026-10-10T10:00", ["今天周末休市，", "后天", "上午8点半"], "2026-10-12T09:00"),
        ("2026-09-25T10:00", ["中秋节休市，", "9月28日"], "2026-09-28T09:00"),
        # The evening before the holiday is an evening, and the next opening is after the holiday.
        ("2026-09-30T18:30", ["现在是非工作时间，", "10月8日"], "2026-10-08T09:00"),
    ],
)
def test_every_kind_of_closed_says_why_and_until_when(
    world: World, moment: str, heard: list[str], due: str
) -> None:
    call = world.at(moment).caller().dials("83183333", "1", SHORT, "#", "1")

    call.went_well().hears(*heard, "留言请按1")
    assert local(world.task()["due"]) == due


def test_the_last_second_of_the_day_is_open_and_the_next_is_not(world: World) -> None:
    world.at("2026-09-01T17:59:59").caller().dials("83183333", "hangup").hears("业务咨询请按1")
    world.at("2026-09-02T18:00:00").caller().dials("83183333", "hangup").hears("现在是非工作时间")
    world.at("2026-09-03T08:29:59").caller().dials("83183333", "hangup").hears("现在是非工作时间")
    world.at("2026-09-04T08:30:00").caller().dials("83183333", "hangup").hears("业务咨询请按1")


def test_english_from_the_first_key_to_the_reference(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller(OVERSEAS).dials("83183333", "9", "1", ENGLISH, "#", "1")

    call.went_well().hears(
        "For English, press nine.",
        "We are closed for National Day.",
        "To leave a message, press one.",
        "After the tone",
        "To send it, press one.",
        "Your reference is",
        "We will call you by",
        "Shenzhen time",
    )
    assert world.task()["caller"] == OVERSEAS


def test_two_silences_take_a_message_instead_of_ending_in_dead_air(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "wait:6", "wait:30", SPEECH, "#", "1")

    call.hears("没有收到按键。", "国庆节休市", "请直接留言。", "请在提示音后", "受理编号")


def test_two_wrong_keys_take_a_message_too(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "7", "8", SPEECH, "#", "1")

    call.hears("没有这个选项，请重新选择。", "请直接留言。", "请在提示音后", "受理编号")


def test_hash_repeats_the_menu_and_a_key_interrupts_it(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "#", "!1", SHORT, "#", "1")

    call.went_well().hears("国庆节休市", "国庆节休市", "请在提示音后")


def test_a_caller_without_a_number_is_asked_for_one_and_it_is_read_back(world: World) -> None:
    call = (
        world.at("2026-10-01T20:00")
        .caller(HIDDEN)
        .dials("83183333", "1", "075582345678#", "1", SPEECH, "#", "1")
    )

    call.went_well().hears("请输入回电号码", "号码是", "正确请按1", "请在提示音后", "受理编号")
    task = world.task()
    assert (task["caller"], task["contact"]) == (None, "+8675582345678")


def test_a_hidden_caller_who_keys_nothing_can_leave_a_message_all_the_same(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller(HIDDEN).dials("83183333", "1", "wait:20", SPEECH, "#", "1")

    call.hears("请输入回电号码", "请在提示音后", "受理编号")
    assert world.task()["caller"] is None
    assert world.messages()[0].state == "stored"


def test_another_number_can_be_given_after_the_reference(world: World) -> None:
    call = (
        world.at("2026-10-01T20:00")
        .caller()
        .dials("83183333", "1", SPEECH, "#", "1", "2", "13911112222#", "1")
    )

    call.went_well().hears("受理编号", "请输入回电号码", "号码是", "回电号码已更改。", "受理编号")
    assert world.task()["contact"] == "+8613911112222"


def test_a_message_can_be_heard_and_said_again(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SHORT, "#", "2", "3", QUIET, "#", "1")

    call.went_well().hears("发送请按1", "您的留言是", "发送请按1", "请在提示音后", "发送请按1", "受理编号")
    kept = world.task()["messages"]
    assert [round(message["seconds"]) > 10 for message in kept] == [True]
    assert len(world.messages()) == 2


def test_nothing_said_is_said_so_and_asked_again(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", "wait:15", SPEECH, "#", "1")

    call.hears("没有录到声音，请再说一次。", "发送请按1", "受理编号")
    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


def test_nothing_said_twice_still_leaves_a_task(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", "wait:15", "wait:15", "wait:5")

    call.hears("没有录到声音", "受理编号")
    assert world.task()["messages"] == []
    assert local(world.task()["due"]) == "2026-10-08T09:00"


def test_faults_are_passed_on_to_the_round_the_clock_lines(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "2", SPEECH, "#", "1")

    call.went_well().hears("国庆节休市", "正在为您转技术支持热线", "已列为紧急", "请在提示音后", "受理编号")
    task = world.task()
    assert (task["hotline"], task["topic"], task["priority"]) == ("83182222", "fault", "urgent")
    assert local(task["due"]) == "2026-10-01T20:15"


def test_southern_centre_faults_go_to_the_southern_centre(world: World) -> None:
    call = world.at("2026-10-01T20:00").caller().dials("83183333", "3", "1", SPEECH, "#", "1")

    call.went_well().hears("正在为您转南方中心", "设备故障请按1", "已列为紧急", "机柜编号", "受理编号")
    task = world.task()
    assert (task["hotline"], task["topic"], task["desk"]) == ("36383666", "equipment", "southern-centre")


def test_a_second_message_asks_whether_it_belongs_to_the_open_matter(world: World) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")

    call = world.at("2026-10-01T21:00").caller().dials("83183333", "1", "1", SHORT, "#", "1")
    call.went_well().hears("您有一件事正在处理", "预计", "10月8日", "这次留言属于这件事请按1", "请在提示音后")
    assert [len(task["messages"]) for task in world.tasks()] == [2]


def test_without_that_key_it_stands_beside_it_linked_and_not_merged(world: World) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-01T21:00").caller().dials("83183333", "1", "2", SHORT, "#", "1")

    first, second = world.tasks()
    assert [len(first["messages"]), len(second["messages"])] == [1, 1]
    assert first["ref"] != second["ref"]


def test_an_unknown_number_is_refused_politely(world: World) -> None:
    call = world.caller().dials("83180000")

    call.hears("您拨打的号码不是服务热线")
    assert call.status == "completed"
    assert world.tasks() == []


def test_a_pretended_call_is_marked_and_its_promise_is_kept_in_its_own_time(world: World) -> None:
    call = world.caller().dials("83183333", "1", SPEECH, "#", "1", at="2026-10-01T20:00")

    call.went_well().hears("国庆节休市", "受理编号")
    assert local(world.task()["due"]) == "2026-10-08T09:00"
    assert world.tasks(pretended=True)
