"""The desk in a pocket: an engineer away from his desk rings in, proves who he is, and loses nothing."""

import io

import pytest
from on_duty import LI, WANG, passes, rung, schedule, team
from sqlalchemy import select
from world import MOBILE, OTHER, SPEECH, World

from ivr import duty, logs, people
from ivr.callbacks import Attempt, Outcome, claims
from ivr.calls import Call, Step
from ivr.people import PeopleError, Role, User

__all__ = ["team"]

SUPPORT = "83182222"
PIN = "280613"
IN = ("*", PIN + "#")
ALWAYS = """
rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[chen.jie]]}
    - {days: all, from: "20:00", to: "08:00", on_duty: [[li.wei], [chen.jie]]}
"""


@pytest.fixture
def night(team: World) -> World:
    """li.wei is on duty and has a PIN; so has chen.jie."""
    team.publish(schedule(team, ALWAYS))
    with team.database.writing() as session:
        for name in ("li.wei", "chen.jie"):
            user = session.scalars(select(User).where(User.name == name)).one()
            people.set_pin(session, user, PIN, now=team.clock(), actor="test")
    return team.at("2026-09-03T02:00")


def leaves_a_message(world: World, number: str = MOBILE, key: str = "2") -> None:
    world.caller(number).dials(SUPPORT, key, "wait:60", SPEECH, "#", "1", "hangup")


def states(world: World) -> list[str]:
    return [task["state"] for task in world.tasks()]


def test_tasks_are_heard_one_after_another_and_one_is_closed(night: World) -> None:
    leaves_a_message(night)
    leaves_a_message(night, OTHER, "3")
    call = night.caller(LI).dials(SUPPORT, *IN, "1", "4", "#", "2", "1", "hangup").went_well()
    call.hears(
        "值班任务请按1", "待办任务二。", "技术支持热线，紧急，网络专线。", "应回时间", "回拨请按1，办结请按2"
    )
    call.hears(
        "技术支持热线，紧急，卫星通信。",
        "回拨请按1",
        "技术支持热线，紧急，卫星通信。",
        "已经解决请按1",
        "任务已经办结。",
    )
    call.hears("待办任务一。", "网络专线")
    assert states(night) == ["waiting", "resolved"]
    assert night.histories_hold()


def test_the_customer_is_rung_back_with_the_hotlines_number_and_it_is_settled(night: World) -> None:
    leaves_a_message(night)
    night.telephone(MOBILE, "wait:30 hangup")
    call = night.caller(LI).dials(SUPPORT, *IN, "1", "1", "wait:40", "1", "hangup").went_well()
    call.hears(
        "回拨请按1", "正在接通客户", "已经解决请按1", "没有接通请按4", "任务已经办结。", "没有待办任务。"
    )
    (back,) = night.rung(MOBILE)
    back.went_well().hears("深证通给您回电")
    assert states(night) == ["resolved"]
    assert night.outcomes() == [Outcome.REACHED]
    with night.database.reading() as session:
        (attempt,) = session.scalars(select(Attempt))
        assert attempt.phone and attempt.seconds is not None
    assert len(night.conversations()) == 1
    assert night.histories_hold()


def test_a_mobiles_voicemail_was_no_customer(night: World) -> None:
    leaves_a_message(night)
    night.telephone(MOBILE, "wait:30 hangup")
    night.caller(LI).dials(SUPPORT, *IN, "1", "1", "wait:40", "4", "hangup").went_well().hears(
        "没有接通请按4", "稍后会再次回拨。"
    )
    assert night.outcomes() == [Outcome.NO_ANSWER]
    assert states(night) == ["retry"]


@pytest.mark.parametrize(
    ("telephone", "heard"), [("no-answer", "客户没有接听。"), ("busy", "客户电话正忙。")]
)
def test_a_customer_who_is_not_there_is_tried_again(night: World, telephone: str, heard: str) -> None:
    leaves_a_message(night)
    night.telephone(MOBILE, telephone)
    call = night.caller(LI).dials(SUPPORT, *IN, "1", "1", "wait:50", "hangup").went_well()
    call.hears("正在接通客户", heard, "稍后会再次回拨。", "值班任务请按1")
    assert states(night) == ["retry"]


def test_the_engineer_hangs_up_while_the_customer_rings_and_nobody_is_left_ringing(night: World) -> None:
    leaves_a_message(night)
    night.telephone(MOBILE, "no-answer")
    night.caller(LI).dials(SUPPORT, *IN, "1", "1", "wait:8", "hangup")
    assert night.outcomes() == [Outcome.NO_ANSWER]
    (back,) = night.rung(MOBILE)
    assert not back.call.live
    assert states(night) == ["retry"]
    assert len(night.tasks()) == 1, "his own call is no customer's"


def test_a_colleague_was_first(night: World) -> None:
    leaves_a_message(night)
    first = night.phone.exchange.dial(LI, SUPPORT, [*IN, "1", "3", "hangup"])
    night.later(seconds=45)
    with night.database.writing() as session:
        chen = session.scalars(select(User).where(User.name == "chen.jie")).one()
        assert claims.claim(session, night.first_task(session).id, chen, night.clock())
    night.runs()
    assert "这个任务已由其他同事处理。" in first.text
    owner = night.task()["owner"]
    assert owner == "chen.jie"


def test_duty_is_handed_to_a_colleague_by_the_end_of_his_number(night: World) -> None:
    call = night.caller(LI).dials(SUPPORT, *IN, "2", "2", "9999", WANG[-4:], "1", "hangup").went_well()
    call.hears(
        "您正在值班，到今天上午8点。",
        "交班请按2",
        "没有找到这位同事。",
        "由尾号",
        "的同事接班，到今天上午8点。",
        "交接完成。",
    )
    leaves_a_message(night)
    assert WANG in rung(night) and LI not in rung(night)
    with night.database.reading() as session:
        serving = duty.on_duty(
            session, night.system.book.current(session).hours, "binhai-duty", night.clock()
        )
    assert serving is not None and serving.tiers[0] == ("wang.fang",)


def test_duty_is_taken_over(night: World) -> None:
    with night.database.writing() as session:
        wang = session.scalars(select(User).where(User.name == "wang.fang")).one()
        people.set_pin(session, wang, PIN, now=night.clock(), actor="test")
    call = night.caller(WANG).dials(SUPPORT, *IN, "2", "1", "1", "hangup").went_well()
    call.hears("您现在没有值班。", "接班请按1", "由您接班，到今天上午8点。", "交接完成。")
    night.caller(WANG).dials(SUPPORT, *IN, "2", "hangup").hears("您正在值班，到今天上午8点。")
    night.caller(LI).dials(SUPPORT, *IN, "2", "1", "2", "hangup").hears("您现在没有值班。", "已取消")


def test_an_engineer_has_his_own_line_answered_from_home_and_may_do_no_more(night: World) -> None:
    with night.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        people.set_mobile(session, li, "+8613700000077", now=night.clock(), actor="test")
    call = night.caller(LI).dials(SUPPORT, *IN, "4", "0800", "1", "1").went_well()
    call.hears("居家接听请按4", "四位数字", "居家接听，本热线，到今天上午8点，原因是台风。", "已经生效")
    night.telephone("+8613700000077", "1 wait:5 hangup")
    night.caller().dials(SUPPORT, "1", "wait:40", "hangup")
    assert rung(night) == ["+8613700000077"]
    other = night.caller(LI).dials("36383666", *IN, "4", "0800", "1", "1", "hangup")
    other.never_hears("已经生效")


def test_guessing_the_pin_locks_it_and_a_strange_number_is_not_even_asked(night: World) -> None:
    for _ in range(2):
        night.caller(LI).dials(SUPPORT, "*", "111111#", "222222#", "333333#", "hangup")
    night.caller(LI).dials(SUPPORT, *IN, "hangup").never_hears("值班任务")
    night.caller(OTHER).dials(SUPPORT, "*", "hangup").never_hears("密码", "值班任务").hears("故障申告请按1")
    night.later(minutes=16).caller(LI).dials(SUPPORT, *IN, "hangup").hears("值班任务请按1")
    assert night.tasks() == []


def test_the_pin_is_spoken_and_kept_nowhere(night: World) -> None:
    written = io.StringIO()
    logs.configure(written)
    try:
        call = night.caller(LI).dials(SUPPORT, "*", "974310#", PIN + "#", "hangup").hears("值班任务请按1")
    finally:
        logs.configure()
    with night.database.reading() as session:
        steps = session.scalars(select(Step)).all()
        kept = " ".join(f"{step.step} {step.keys} {step.answer}" for step in steps)
        kept += " ".join(str(each.facts) for each in session.scalars(select(Call)))
    for digits in ("974310", PIN):
        assert digits not in kept + written.getvalue() + call.text


def test_who_takes_no_calls_gets_no_pin(night: World) -> None:
    auditor = night.agent("audit", "binhai-duty", None, "auditor")
    with night.database.writing() as session, pytest.raises(PeopleError, match="only agents and supervisors"):
        people.set_pin(session, session.get_one(User, auditor.id), PIN, now=night.clock(), actor="test")
    assert auditor.role == Role.AUDITOR


def test_in_english_as_well(night: World) -> None:
    leaves_a_message(night)
    call = night.caller(LI).dials(SUPPORT, "9", *IN, "1", "3", "2", "hangup").went_well()
    call.hears(
        "For tasks, press one.", "Tasks: one", "leased line", "Due", "It is yours.", "You are on duty until"
    )


def test_nothing_waits(night: World) -> None:
    night.caller(LI).dials(SUPPORT, *IN, "1", "hangup").went_well().hears("没有待办任务。", "值班任务请按1")
    passes(night, minutes=1)
    assert rung(night) == []


def test_whoever_says_nothing_more_is_let_go_and_rings_nobody(night: World) -> None:
    call = night.caller(LI).dials(SUPPORT, *IN, "wait:30", "wait:30").went_well()
    call.hears("值班任务请按1", "值班任务请按1", "谢谢，再见。").never_hears("正在为您转接")
    assert night.tasks() == [] and rung(night) == []


def test_two_customers_are_rung_in_one_call_and_each_has_an_end_of_its_own(night: World) -> None:
    leaves_a_message(night)
    leaves_a_message(night, OTHER, "3")
    night.telephone(MOBILE, "busy")
    night.telephone(OTHER, "no-answer")
    call = (
        night.caller(LI)
        .dials(SUPPORT, *IN, "1", "1", "wait:3", "1", "1", "wait:50", "2", "hangup")
        .went_well()
    )
    call.hears(
        "网络专线",
        "正在接通客户",
        "客户电话正忙。",
        "值班任务请按1",
        "卫星通信",
        "正在接通客户",
        "客户没有接听。",
    )
    call.hears("值班任务请按1", "您正在值班")
    assert night.outcomes() == [Outcome.BUSY, Outcome.NO_ANSWER]
    assert states(night) == ["retry", "retry"]


def test_every_listen_is_written_down(night: World) -> None:
    leaves_a_message(night)
    night.caller(LI).dials(SUPPORT, *IN, "1", "#", "hangup")
    listens = [entry for entry in night.task()["history"] if entry["kind"] == "listened"]
    assert [entry["actor"] for entry in listens] == ["li.wei"]


def test_whoever_is_shut_out_in_mid_call_does_nothing_more(night: World) -> None:
    leaves_a_message(night)
    call = night.phone.exchange.dial(LI, SUPPORT, [*IN, "1", "wait:3", "3", "hangup"])
    night.later(seconds=45)
    with night.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        people.set_active(session, li, False, now=night.clock(), actor="test")
    night.runs()
    assert "待办任务" in call.text and "任务由您跟进" not in call.text
    assert states(night) == ["waiting"]
