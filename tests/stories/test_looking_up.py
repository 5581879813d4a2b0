"""Looking a matter up by its reference."""

import pytest
from world import HIDDEN, OTHER, SHORT, SPEECH, World


@pytest.fixture
def ref(world: World) -> str:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    return str(world.task()["ref"])


def test_from_the_same_number_the_due_time_is_said(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "wait:20")

    call.hears("请输入八位受理编号", "预计", "10月8日", "上午9点", "前回电", "催办请按1")


def test_urging_is_seen_by_the_person_in_charge(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "1", "hangup")

    call.went_well().hears("催办请按1", "已为您催办", "预计")
    assert "urged" in [entry["kind"] for entry in world.task(ref)["history"]]


def test_a_message_can_be_added(world: World, ref: str) -> None:
    world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "2", SHORT, "#", "1").went_well()

    assert [len(task["messages"]) for task in world.tasks()] == [2]


def test_already_solved_closes_it(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "3")

    call.went_well().hears("这件事已为您办结")
    assert world.task(ref)["state"] == "closed"


def test_from_another_number_the_last_four_digits_are_asked(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller(OTHER).dials("83183333", "4", ref, "8000", "hangup")

    call.hears("请输入联系电话的后四位", "预计", "10月8日")
    call.never_hears("138", "华南")


def test_wrong_last_digits_show_nothing(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller(HIDDEN).dials("83183333", "4", ref, "1234", "hangup")

    call.hears("请输入联系电话的后四位").never_hears("预计", "催办请按1")


def test_five_wrong_references_end_the_menu(world: World, ref: str) -> None:
    wrong = "12345678"
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", *[wrong] * 5, "4", "wait:3", "hangup")

    call.hears("输入错误次数过多", "留言请按1", "输入错误次数过多")
    assert call.text.count("请输入八位受理编号") == 5


def test_in_opening_hours_it_is_key_three(world: World, ref: str) -> None:
    call = world.at("2026-10-08T08:45").caller().dials("83183333", "3", ref, "hangup")

    call.hears("请输入八位受理编号", "今天", "上午9点")


def test_a_promise_that_is_late_says_so(world: World, ref: str) -> None:
    call = world.at("2026-10-08T10:00").caller().dials("83183333", "3", ref, "hangup")

    call.hears("已超过承诺时间，我们会尽快回电。")


def test_zero_is_a_person_at_every_menu(world: World, ref: str) -> None:
    world.agent("wang", "service-centre", "+8613900000001")
    world.telephone("+8613900000001", "1 wait:10 hangup")
    call = world.at("2026-10-08T08:45").caller().dials("83183333", "3", ref, "0", "wait:60")

    call.hears("今天", "上午9点", "正在为您转人工。", "正在为您转接")
    assert len(world.rung("+8613900000001")) == 1


def test_zero_while_closed_takes_a_message(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "0", "1", SHORT, "#", "1")

    call.hears("预计", "请直接留言。", "请在提示音后", "受理编号")


def test_a_number_that_was_only_keyed_in_hears_nothing_of_the_matter(world: World, ref: str) -> None:
    """Keying in somebody's number proves nothing: his matter is neither told of nor joined, only linked."""
    call = (
        world.at("2026-10-02T10:00")
        .caller(HIDDEN)
        .dials("83183333", "1", "13800138000#", "1", SHORT, "#", "1")
    )

    call.went_well().hears("号码是", "请在提示音后", "受理编号").never_hears("您有一件事正在处理")
    first, second = world.tasks()
    assert first["ref"] == ref != second["ref"]
    assert [len(task["messages"]) for task in (first, second)] == [1, 1]
    opened = world.task(second["ref"])["history"][0]
    assert opened["kind"] == "opened"
    assert "linked_to" in str(opened)


def test_somebody_we_rang_in_vain_is_not_promised_a_call_as_soon_as_possible(world: World, ref: str) -> None:
    from sqlalchemy import update

    from ivr.callbacks import Task

    with world.database.writing() as session:
        session.execute(update(Task).values(state="unreachable"))
    call = world.at("2026-10-08T10:00").caller().dials("83183333", "3", ref, "1", "hangup")

    call.hears("我们多次回电没有接通，会再与您联系。", "已为您催办")


def test_five_wrong_last_digits_end_it_too(world: World, ref: str) -> None:
    call = (
        world.at("2026-10-02T10:00")
        .caller(OTHER)
        .dials("83183333", "4", ref, *["1234"] * 5, "wait:3", "hangup")
    )

    call.hears("请输入联系电话的后四位", "与登记的号码不符，请重新输入。", "输入错误次数过多")
    call.never_hears("预计", "催办请按1")


def test_urging_twice_in_a_breath_is_one_urging(world: World, ref: str) -> None:
    call = world.at("2026-10-02T10:00").caller().dials("83183333", "4", ref, "1", "1", "hangup")

    call.went_well().hears("已为您催办", "已经为您催办，请等候回电。")
    assert [entry["kind"] for entry in world.task(ref)["history"]].count("urged") == 1
