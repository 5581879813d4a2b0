"""A supervisor changes the hours by telephone; nobody else notices that there is such a door."""

import io

import pytest
from sqlalchemy import select
from world import MOBILE, OTHER, World

from ivr import logs, people
from ivr.calls import Call, Step
from ivr.clock import ManualClock, parse_moment, shanghai
from ivr.hours import versions
from ivr.people import Role, User
from ivr.testphone import TestPhone

LI = "+8613700000009"
WANG, WANG_AT_HOME = "+8613900000001", "+8613700000001"
PIN = "280613"
BUSINESS, SUPPORT = "83183333", "83182222"
IN = ("*", PIN + "#", "4")


@pytest.fixture
def office(world: World) -> World:
    """A supervisor with a mobile and a PIN, and an agent with a mobile."""
    for name, role, phone, mobile in (
        ("li", Role.SUPERVISOR, None, LI),
        ("wang", Role.AGENT, WANG, WANG_AT_HOME),
    ):
        user = world.agent(name, "service-centre", phone, role)
        with world.database.writing() as session:
            known = session.get_one(User, user.id)
            people.set_mobile(session, known, mobile, now=world.clock(), actor="test")
            if role == Role.SUPERVISOR:
                people.set_pin(session, known, PIN, now=world.clock(), actor="test")
    world.telephone(WANG, "no-answer")
    world.telephone(WANG_AT_HOME, "1 wait:20 hangup")
    return world


def count(world: World) -> int:
    with world.database.reading() as session:
        return versions.latest(session)


def test_on_a_typhoon_morning_the_supervisor_switches_to_home_from_his_mobile(office: World) -> None:
    office.at("2026-09-02T07:30")
    call = office.caller(LI).dials(BUSINESS, *IN, "1", "2", "#", "1", "1")
    call.went_well().hears(
        "请输入密码，按井号键结束。",
        "值班任务请按1，值班交接请按2，故障通报请按3，开放时间请按4。",
        "居家接听请按1，立即关闭请按2",
        "本热线请按1",
        "直接按井号键表示到今天结束",
        "台风请按1",
        "居家接听，全部热线，到今天结束，原因是台风。",
        "确认请按1，取消请按2。",
        "已经生效",
    )

    office.at("2026-09-02T09:00").caller().dials(BUSINESS, "1").went_well().hears("正在为您转接")

    (leg,) = office.rung(WANG_AT_HOME)
    leg.hears("业务咨询热线", "接听请按1")
    assert office.rung(WANG) == []
    with office.database.reading() as session:
        row = versions.last_schedule(session)
    assert row is not None and (row.author, row.note) == ("li", "by telephone")
    assert 'hotlines: all, from: "07:31", to: "24:00", from_home: {zh: 台风' in row.text
    assert office.histories_hold()


def test_closed_until_noon_is_heard_by_the_next_caller_and_ends_by_itself(office: World) -> None:
    # One caller is in mid-menu while it happens: he ends as he began.
    office.at("2026-09-01T10:00")
    before = office.phone.exchange.dial(OTHER, BUSINESS, ["wait:90", "1", "wait:20", "hangup"])
    office.later(seconds=20)
    call = office.caller(LI).dials(BUSINESS, *IN, "2", "1", "1200", "2", "1")
    call.hears("立即关闭，本热线，到今天中午12点，原因是暴雨。", "已经生效")

    closed = office.at("2026-09-01T10:05").caller().dials(BUSINESS, "hangup")
    closed.hears("受暴雨影响，现在暂停人工接听", "今天中午12点恢复人工服务")
    assert "暂停人工接听" not in before.text and "正在为您转接" in before.text

    opened = office.at("2026-09-01T12:00").caller().dials(BUSINESS, "hangup")
    opened.never_hears("暂停人工接听").hears("业务咨询请按1")


def test_longer_tonight_and_then_the_end_of_it(office: World) -> None:
    office.at("2026-09-01T17:30").caller(LI).dials(BUSINESS, *IN, "3", "1", "2000", "6", "1").hears(
        "临时开放，本热线，到今天晚上8点，原因是通关测试。", "已经生效"
    )
    office.at("2026-09-01T18:30").caller().dials(BUSINESS, "hangup").hears("业务咨询请按1")
    office.caller(LI).dials(BUSINESS, *IN, "4", "1", "1").hears("结束临时安排，本热线，确认请按1", "已经生效")
    office.later(minutes=1).caller().dials(BUSINESS, "hangup").hears("现在是非工作时间")
    office.caller(LI).dials(BUSINESS, *IN, "4", "1", "1", "hangup").hears("现在没有临时安排")


def test_the_exchange_is_shut_tomorrow_by_a_notice_and_not_by_an_override(office: World) -> None:
    office.at("2026-09-01T16:00").caller(LI).dials(BUSINESS, *IN, "5", "2", "1", "1").went_well().hears(
        "今天休市请按1，明天休市请按2。", "交易所明天临时休市，原因是台风。", "已经生效"
    )
    with office.database.reading() as session:
        row = versions.published(session)[0]
        assert (row.kind, row.author) == ("notice", "li")
    office.at("2026-09-02T10:00").caller().dials(BUSINESS, "hangup").hears("受台风影响，今天休市")
    office.at("2026-09-03T10:00").caller().dials(BUSINESS, "hangup").hears("业务咨询请按1")


def test_midnight_between_reading_back_and_the_last_key_shuts_no_other_day(office: World) -> None:
    before = count(office)
    call = office.at("2026-09-01T23:59:02").caller(LI).dials(BUSINESS, *IN, "2", "2", "#", "1", "1", "hangup")
    call.hears("立即关闭，全部热线，到今天结束", "这个时间不行").never_hears("已经生效")
    assert shanghai(office.clock()).day == 2
    assert count(office) == before


def test_the_exchanges_closure_is_for_the_day_that_was_read_back(office: World) -> None:
    call = office.at("2026-09-01T23:59:10").caller(LI).dials(BUSINESS, *IN, "5", "2", "1", "1")
    call.hears("交易所明天临时休市，原因是台风。", "已经生效")
    assert shanghai(office.clock()).day == 2
    with office.database.reading() as session:
        (row, *_) = versions.published(session)
    assert "{from: 2026-09-02, to: 2026-09-02" in row.text


@pytest.mark.parametrize(
    ("start", "heard"),
    [
        pytest.param("23:59:10", ("交易所今天临时休市", "今天休市请按1"), id="after it was read back"),
        pytest.param("23:59:16", ("台风请按1", "今天休市请按1"), id="before"),
    ],
)
def test_today_is_over_before_the_last_key(office: World, start: str, heard: tuple[str, str]) -> None:
    before = count(office)
    call = office.at(f"2026-09-01T{start}").caller(LI).dials(BUSINESS, *IN, "5", "1", "1", "1", "hangup")
    call.hears(*heard).never_hears("已经生效", "交易所明天")
    assert shanghai(office.clock()).day == 2
    assert count(office) == before


def test_a_closed_duty_line_lets_the_supervisor_open_it_again(office: World) -> None:
    office.at("2026-09-01T10:00").caller(LI).dials(SUPPORT, *IN, "2", "2", "#", "1", "1").hears("已经生效")
    call = office.later(minutes=5).caller(LI).dials(SUPPORT, *IN, "4", "2", "1")
    call.went_well().hears("受台风影响，今天暂停人工接听", "结束临时安排，全部热线", "已经生效")
    assert office.tasks() == [], "a supervisor who opens the line is no customer"
    office.later(minutes=1).caller().dials(SUPPORT, "hangup").hears("故障申告请按1")


def test_in_english_as_well(office: World) -> None:
    office.caller(LI).dials(BUSINESS, "9", *IN, "2", "2", "#", "3", "1").went_well().hears(
        "Please key in your PIN",
        "To answer from home, press one.",
        "until the end of today",
        "power failure",
        "in force now",
    )


def test_for_everybody_else_the_star_means_back(office: World) -> None:
    for number in (MOBILE, WANG, WANG_AT_HOME):
        call = office.caller(number).dials(BUSINESS, "*", PIN + "#", "hangup")
        call.never_hears("密码").hears("业务咨询请按1", "业务咨询请按1")
    office.caller().dials(SUPPORT, "*", "hangup").never_hears("密码").hears("故障申告请按1", "故障申告请按1")


def test_hanging_up_or_cancelling_before_the_last_key_changes_nothing(office: World) -> None:
    before = count(office)
    office.caller(LI).dials(BUSINESS, *IN, "2", "2", "#", "1", "hangup").hears("确认请按1")
    office.caller(LI).dials(BUSINESS, *IN, "2", "2", "#", "1", "2", "hangup").hears("已取消，没有任何更改。")
    office.caller(LI).dials(BUSINESS, *IN, "2", "2", "#", "1", "wait:25", "hangup").hears("已取消")
    assert count(office) == before
    assert office.tasks() == []


def test_a_time_that_has_passed_is_asked_for_again(office: World) -> None:
    office.at("2026-09-01T10:00")
    call = office.caller(LI).dials(BUSINESS, *IN, "2", "1", "0930", "12*4", "1100", "1", "hangup")
    call.went_well().hears("这个时间不行", "这个时间不行", "到今天上午11点")


def test_five_wrong_pins_lock_and_every_refusal_sounds_the_same(office: World) -> None:
    first = office.caller(LI).dials(BUSINESS, "*", "111111#", "222222#", "333333#", "hangup")
    first.hears("验证没有通过，请重新输入。", "验证没有通过，请重新输入。", "验证没有通过。", "业务咨询请按1")
    office.caller(LI).dials(BUSINESS, "*", "444444#", "555555#", "hangup")
    locked = office.caller(LI).dials(BUSINESS, *IN, "hangup")
    locked.hears("验证没有通过，请重新输入。").never_hears("居家接听", "锁")
    office.later(minutes=14).caller(LI).dials(BUSINESS, *IN, "hangup").never_hears("居家接听")
    office.later(minutes=2).caller(LI).dials(BUSINESS, *IN, "hangup").hears("居家接听请按1")


def test_the_pin_is_kept_nowhere(office: World) -> None:
    written = io.StringIO()
    logs.configure(written)
    try:
        office.caller(LI).dials(BUSINESS, "*", "974310#", PIN + "#", "4", "2", "1", "#", "1", "1").hears(
            "已经生效"
        )
    finally:
        logs.configure()
    with office.database.reading() as session:
        steps = session.scalars(select(Step)).all()
        kept = " ".join(f"{step.step} {step.keys} {step.answer}" for step in steps)
        kept += " ".join(str(call.facts) for call in session.scalars(select(Call)))
    assert "office.pin:keys" in kept
    for digits in ("974310", PIN):
        assert digits not in kept + written.getvalue()


def test_who_is_no_supervisor_any_more_is_no_longer_asked(office: World) -> None:
    with office.database.writing() as session:
        li = people.find(session, "li")
        assert li is not None
        people.set_active(session, li, False, now=office.clock(), actor="test")
    office.caller(LI).dials(BUSINESS, *IN, "hangup").never_hears("密码", "居家接听")


def test_a_call_that_pretends_another_time_changes_nothing(office: World) -> None:
    before = count(office)
    call = office.caller(LI).dials(BUSINESS, *IN, "2", "2", "#", "1", "1", "hangup", at="2026-09-08T10:00")
    call.hears("这是模拟来电，不能更改开放时间。").never_hears("密码", "已经生效")
    assert count(office) == before


def test_a_rehearsed_call_acts_in_its_own_world_and_leaves_nothing(office: World) -> None:
    before, file = count(office), office.system.settings.schedules.read_text(encoding="utf-8")
    with office.database.rehearsing() as database:
        phone = TestPhone(office.system.settings, ManualClock(office.clock()), database=database)
        keys = [*IN, "2", "2", "1200", "1", "1"]
        call = phone.exchange.dial(LI, BUSINESS, keys, at=parse_moment("2026-09-08T10:00"))
        phone.run()
        with database.reading() as session:
            row = versions.last_schedule(session)
        assert "已经生效" in call.text
        assert row is not None and 'on: 2026-09-08, hotlines: all, from: "10:01"' in row.text
    assert count(office) == before
    assert office.system.settings.schedules.read_text(encoding="utf-8") == file


def test_a_confirmation_that_the_carrier_repeats_publishes_once(office: World) -> None:
    call = office.caller(LI).dials(BUSINESS, *IN, "2", "1", "#", "1", "1").hears("已经生效")
    before = count(office)
    with office.database.reading() as session:
        row = session.scalars(select(Call).where(Call.sid == call.call.sid)).one()
        last = session.scalars(
            select(Step).where(Step.call_id == row.id, Step.step == "office.confirm:keys")
        ).one()
    form = {"CallSid": row.sid, "Digits": "1", "From": LI, "To": BUSINESS, "CallStatus": "in-progress"}
    again = office.post(f"/voice/calls/{row.id}/{last.visit}/office.confirm/keys", form)
    assert again.status_code == 200 and again.get_data(as_text=True) == last.answer
    assert count(office) == before
    assert office.tasks() == []
