"""Something is broken and everybody rings: one key registers, one matter grows, and everybody is told at the end."""

from datetime import timedelta

import pytest
from on_duty import CHEN, LI, ROSTERS, passes, rung, schedule, team
from sqlalchemy import func, select
from world import HIDDEN, MOBILE, OTHER, QUIET, SHORT, SPEECH, World

from ivr import incidents, people
from ivr.callbacks import Task
from ivr.incidents import Affected, AffectedState, Incident, IncidentError
from ivr.people import User
from ivr.telephony import Uncertain
from ivr.waiting import agents, telling
from ivr.waiting.tables import Presence

__all__ = ["team"]

SUPPORT, SOUTHERN, BUSINESS = "83182222", "36383666", "83183333"
PIN = "280613"
ALWAYS = ROSTERS.replace(
    'from: "20:00", to: "02:00", on_duty: [[wang.fang]]',
    'from: "20:00", to: "08:00", on_duty: [[li.wei], [chen.jie]]',
)
IN = ("*", PIN + "#")
OPENS = (*IN, "3", "1", "1", "2")
"""Incidents, leased lines, this hotline, major; the time of the next update follows."""


@pytest.fixture
def night(team: World) -> World:
    """Shortly after two; li.wei may act by telephone."""
    team.publish(schedule(team, ALWAYS))
    with team.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        people.set_pin(session, li, PIN, now=team.clock(), actor="test")
    return team.at("2026-09-03T02:10")


def opened(world: World, *words: str) -> Incident:
    """li.wei opens it by telephone, in his own words."""
    call = world.caller(LI).dials(SUPPORT, *OPENS, "0300", *(words or (SPEECH, "#", "1")))
    call.went_well().hears(
        "值班任务请按1",
        "专线中断请按1",
        "本热线请按1",
        "一般请按1",
        "四位数字",
        "请在提示音后说明情况",
        "通报已经发布",
    )
    return only(world)


def only(world: World) -> Incident:
    with world.database.reading() as session:
        return session.scalars(select(Incident)).one()


def closed(world: World) -> None:
    world.caller(LI).dials(SUPPORT, *IN, "3", "2", "1").went_well().hears("直接通知恢复请按1", "故障已恢复")


def affected(world: World) -> list[Affected]:
    with world.database.reading() as session:
        return list(session.scalars(select(Affected).order_by(Affected.id)))


def test_a_whole_outage(night: World) -> None:
    opened(night)
    night.telephone(MOBILE, "1")
    first = night.caller().dials(SUPPORT, "1", "hangup")
    first.went_well().hears("技术支持热线", "凌晨3点更新。", "登记受影响请按1", "请在提示音后说出单位和姓名")
    night.caller(OTHER).dials(SUPPORT, "0", "hangup").went_well().hears("登记受影响请按1", "故障申告请按1")

    again = night.caller().dials(SUPPORT, "hangup")
    again.hears("凌晨3点更新。", "已为您登记，恢复后我们会通知您。", "其他问题请按0").never_hears(
        "登记受影响请按1"
    )
    assert [(row.number, row.calls) for row in affected(night)] == [(MOBILE, 2)]

    closed(night)
    passes(night, minutes=1)

    (told,) = night.rung(MOBILE)
    told.went_well().hears("您好，这里是深证通。", "您登记的故障已经恢复。", "收到请按1", "谢谢，再见。")
    assert [(row.state, row.result) for row in affected(night)] == [("told", "called")]
    night.caller().dials(SUPPORT, "hangup").never_hears("已经恢复", "正在抢修")
    assert night.histories_hold()


def test_who_hangs_up_in_mid_recording_has_published_nothing(night: World) -> None:
    night.caller(LI).dials(SUPPORT, *OPENS, "0300", SPEECH, "hangup")
    with night.database.reading() as session:
        assert session.scalar(select(func.count(Incident.id))) == 0
    assert night.tasks() == [], "and what he said is nobody's matter"
    night.caller().dials(SUPPORT, "hangup").never_hears("登记受影响")


def test_without_words_of_ones_own_the_standard_sentence_is_heard(night: World) -> None:
    call = night.caller(LI).dials(SUPPORT, *IN, "3", "1", "2", "3", "#", SPEECH, "#", "4")
    call.went_well().hears("通报已经发布")
    for line, menu in ((SUPPORT, "故障申告请按1"), (SOUTHERN, "设备故障请按1")):
        heard = night.caller().dials(line, "0", "hangup").went_well()
        heard.hears("目前部分专线中断，正在抢修，有消息立即更新。", "登记受影响请按1，其他问题请按0。", menu)
    english = night.caller().dials(SUPPORT, "9", "0", "hangup")
    english.hears(
        "登记受影响请按1", "Some leased lines are down and being repaired.", "For faults, press one."
    )


def test_whoever_chose_english_hears_the_standard_sentence_and_not_the_recording(night: World) -> None:
    opened(night)
    call = night.caller().dials(SUPPORT, "9", "1", "hangup").went_well()
    call.hears("登记受影响请按1", "Some leased lines are down", "Next update", "please say your firm")
    night.telephone(MOBILE, "1")
    closed(night)
    passes(night, minutes=1)
    (told,) = night.rung(MOBILE)
    told.hears("Hello, this is S S C C.", "has been repaired", "press one", "Thank you. Goodbye.")


def test_before_the_closed_menu_of_the_business_line_too(night: World) -> None:
    night.caller(LI).dials(SUPPORT, *IN, "3", "3", "2", "1", "#", SPEECH, "#", "4").hears("通报已经发布")
    heard = night.caller().dials(BUSINESS, "0", "hangup").went_well()
    heard.hears("目前部分系统异常", "登记受影响请按1", "现在是非工作时间", "留言请按1")


def test_who_is_passed_on_from_another_line_hears_it_there(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    call = night.caller().dials(BUSINESS, "2", "1", SHORT, "#", "0", "hangup").went_well()
    call.hears("留言请按1，系统故障请按2", "正在为您转技术支持热线。", "部分专线中断", "登记受影响请按1")
    call.hears("请在提示音后说出单位", "已为您登记", "故障申告请按1")
    assert [(row.number, row.hotline) for row in affected(night)] == [(MOBILE, SUPPORT)]
    night.caller(OTHER).dials(BUSINESS, "3", "hangup").hears("正在为您转南方中心。", "设备故障请按1")


def test_what_he_heard_on_the_line_he_dialled_is_not_told_again(night: World) -> None:
    night.caller(LI).dials(SUPPORT, *IN, "3", "3", "2", "1", "#", SPEECH, "#", "4").hears("通报已经发布")
    call = night.caller().dials(BUSINESS, "0", "3", "hangup").went_well()
    call.hears("部分系统异常", "系统故障请按2", "正在为您转南方中心。", "设备故障请按1")
    assert call.text.count("部分系统异常") == 1


def test_an_update_is_heard_by_later_callers(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    call = night.caller(LI).dials(SUPPORT, *IN, "3", "1", "0430", QUIET, "#", "4")
    call.went_well().hears("更新通报请按1", "通报已经发布")
    night.caller().dials(SUPPORT, "0", "hangup").hears("正在抢修", "凌晨4点半更新。")
    with night.database.reading() as session:
        kinds = [each.kind for each in incidents.bulletins(session, only(night))]
    assert kinds == ["opened", "updated"]


def test_whoever_hides_his_number_gives_one_and_is_told_there(night: World) -> None:
    opened(night)
    night.telephone(MOBILE, "1")
    night.caller(HIDDEN).dials(SUPPORT, "1", "13800138000#", "1", "hangup").went_well().hears(
        "请输入回电号码", "号码是", "请在提示音后说出单位"
    )
    night.caller(HIDDEN).dials(SUPPORT, "1", "wait:60", "wait:60", "hangup").hears("请输入回电号码")
    assert [row.state for row in affected(night)] == [AffectedState.REGISTERED, AffectedState.NO_NUMBER]
    counted = night.phone.exchange.calls[-1]
    assert "已记下您受影响。" in counted.text and "恢复后我们会通知您" not in counted.text
    closed(night)
    passes(night, minutes=1)
    assert len(night.rung(MOBILE)) == 1


def test_a_stranger_says_who_he_is_and_that_is_kept_with_his_registration(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", SHORT, "#", "hangup").went_well().hears(
        "请在提示音后说出单位", "已为您登记"
    )
    (row,) = affected(night)
    with night.database.reading() as session:
        (taken,) = [each for each in night.messages() if each.id == row.voicemail_id]
        assert session.scalar(select(func.count(Task.id))) == 0
    assert (taken.state, taken.dictated) == ("stored", True)


def test_who_rings_before_he_was_rung_is_told_then_and_not_rung(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    closed(night)
    night.caller().dials(SUPPORT, "hangup").went_well().hears("您登记的故障已经恢复。", "故障申告请按1")
    passes(night, minutes=20)
    assert night.rung(MOBILE) == []
    assert [(row.state, row.result) for row in affected(night)] == [("told", "rang")]


@pytest.mark.parametrize("behaviour", ["no-answer", "busy", "failed", "wait:90", "hangup"])
def test_who_is_rung_in_vain_three_times_becomes_a_task(night: World, behaviour: str) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, behaviour)
    night.telephone(LI, "no-answer")
    closed(night)
    passes(night, minutes=25)
    assert len(night.rung(MOBILE)) == 3
    (task,) = night.tasks()
    assert (task["topic"], task["state"], task["priority"]) == ("line", "waiting", "normal")
    assert [row.state for row in affected(night)] == [AffectedState.UNREACHED]
    assert night.histories_hold()


def test_for_whom_it_is_not_over_an_urgent_task_is_opened_once(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "2")
    closed(night)
    passes(night, minutes=1)
    night.rung(MOBILE)[0].went_well().hears("仍有问题请按2", "已列为紧急")
    assert [task["priority"] for task in night.tasks()] == ["urgent"]
    passes(night, minutes=15)
    assert len(night.rung(MOBILE)) == 1


def test_a_wave_takes_no_more_lines_than_there_are(night: World) -> None:
    opened(night)
    numbers = [f"+861380013{place:04}" for place in range(25)]
    for number in numbers:
        night.caller(number).dials(SUPPORT, "1", "hangup")
        night.telephone(number, "1")
    closed(night)
    most = 0
    for _ in range(40):
        telling.tell_due(night.system)
        with night.database.reading() as session:
            ringing = select(func.count()).where(Affected.state == AffectedState.RINGING)
            most = max(most, session.scalar(ringing) or 0)
        night.later(seconds=2)
    assert most == night.system.settings.outward_lines == 10
    assert {row.result for row in affected(night)} == {"called"}
    assert sorted(rung(night)[-25:]) == numbers


def test_a_second_incident_opens_while_the_first_is_being_told_of(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "no-answer", "1")
    closed(night)
    opened_again = night.caller(LI).dials(SUPPORT, *IN, "3", "2", "1", "2", "0500", SPEECH, "#", "4")
    opened_again.went_well().hears("通报已经发布")
    passes(night, minutes=8)
    assert len(night.rung(MOBILE)) == 2, "he is told of the first"
    caller = night.caller().dials(SUPPORT, "1", "hangup").went_well()
    caller.hears("卫星通信中断", "凌晨5点更新", "登记受影响请按1", "请在提示音后说出单位")
    assert [row.state for row in affected(night)] == [AffectedState.TOLD, AffectedState.REGISTERED]


def test_two_things_are_broken_at_once(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.caller(LI).dials(SUPPORT, *IN, "3", "3", "2", "1", "1", "#", SPEECH, "#", "4").hears("通报已经发布")
    call = night.caller().dials(SUPPORT, "1", "!hangup")
    call.hears("卫星通信中断", "登记受影响请按1", "请在提示音后说出单位")
    call = night.caller(OTHER).dials(SUPPORT, "0", "1", SHORT, "#", "0", "hangup").went_well()
    call.hears("卫星通信中断", "部分专线中断", "请在提示音后说出单位", "已为您登记", "故障申告请按1")
    assert len(affected(night)) == 2


def test_the_same_is_reported_by_a_colleague_in_the_same_minute(night: World) -> None:
    opened(night)
    call = night.caller(LI).dials(SUPPORT, *IN, "3", "3", "1", "hangup").went_well()
    call.hears("另行通报请按3", "同类故障已经通报，请更新通报。", "四位数字")
    with night.database.writing() as session:
        chen = session.scalars(select(User).where(User.name == "chen.jie")).one()
        with pytest.raises(IncidentError, match="open already"):
            incidents.report(
                session,
                night.system.book.current(session).schedule,
                what="lines",
                severity="minor",
                hotlines=[SUPPORT],
                by=chen,
                next_update=None,
                now=night.clock(),
            )
    assert night.histories_hold()


def test_an_overdue_update_rings_its_owner_who_gives_it_on_the_spot(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.telephone(LI, "2", "no-answer", "1 0400 " + SPEECH + " # 4")
    passes(night, minutes=45)
    assert rung(night) == []
    passes(night, minutes=25)
    assert rung(night)[:3] == [LI, LI, LI]
    night.rung(LI)[0].hears("故障通报到了更新时间。", "稍后更新请按2", "谢谢")
    night.rung(LI)[2].went_well().hears("现在更新请按1", "四位数字", "通报已经发布")
    assert len(rung(night)) == 3, "he is left alone until the next one is due"
    night.caller().dials(SUPPORT, "0", "hangup").hears("凌晨4点更新")


def test_a_clock_that_steps_rings_nobody_twice(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "1")
    closed(night)
    passes(night, minutes=1)
    night.clock._now -= timedelta(hours=1)
    passes(night, minutes=10)
    night.clock.advance(timedelta(hours=5))
    passes(night, minutes=10)
    assert len(night.rung(MOBILE)) == 1


def test_two_schedulers_ring_nobody_twice(night: World) -> None:
    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "1")
    closed(night)
    assert [telling.tell_due(night.system) for _ in range(2)] == [1, 0]
    night.runs()
    assert len(night.rung(MOBILE)) == 1


def test_a_call_that_the_carrier_never_spoke_of_is_asked_about_and_placed_again(
    night: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> str:
        raise Uncertain("no answer came")

    opened(night)
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "1")
    closed(night)
    with monkeypatch.context() as patch:
        patch.setattr(night.system.carrier, "place", silent)
        telling.tell_due(night.system)
    assert [row.state for row in affected(night)] == [AffectedState.RINGING]
    assert telling.overdue(night.system) == 0, "it may be ringing"
    night.later(minutes=3)
    assert telling.overdue(night.system) == 1
    passes(night, minutes=6)
    assert [row.result for row in affected(night)] == ["called"]


def test_a_reminder_lets_whoever_picks_up_give_the_update_and_nothing_else(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.telephone(LI, "1 wait:30 wait:30 wait:30 wait:30 1 1 1")
    passes(night, minutes=52)
    (reminder, *_) = night.rung(LI)
    reminder.hears("现在更新请按1", "四位数字").never_hears("值班任务", "待办任务")


def test_whom_nobody_can_remind_leaves_it_to_whoever_is_on_duty(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    with night.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        agents.set_presence(session, li.id, Presence.AWAY, night.clock())
    night.telephone(CHEN, "1 0400 " + SPEECH + " # 4")
    passes(night, minutes=53)
    night.rung(CHEN)[-1].went_well().hears("现在更新请按1", "通报已经发布")
    night.caller().dials(SUPPORT, "0", "hangup").hears("凌晨4点更新")


def test_closed_too_soon_and_reported_again_nobody_is_told_that_it_is_over(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "no-answer", "1")
    closed(night)
    again = night.caller(LI).dials(SUPPORT, *OPENS, "0500", SPEECH, "#", "4").went_well()
    again.hears("通报已经发布")
    passes(night, minutes=20)
    assert night.rung(MOBILE) == []
    night.caller().dials(SUPPORT, "hangup").hears("正在抢修", "已为您登记").never_hears("已经恢复")
    closed(night)
    passes(night, minutes=8)
    assert [row.result for row in affected(night)] == ["called"]


def test_a_promise_that_has_passed_is_no_longer_made_and_tomorrow_is_said(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.telephone(LI, "no-answer")
    night.at("2026-09-03T03:01").caller().dials(SUPPORT, "0", "hangup").hears("有消息立即更新。")
    night.caller(LI).dials(SUPPORT, *IN, "3", "1", "0200", QUIET, "#", "4").hears("通报已经发布")
    night.caller().dials(SUPPORT, "0", "hangup").hears("明天凌晨两点更新。")


def test_it_spreads_to_another_line(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    boss = night.agent("boss", "southern-centre", "+8613900000031", role="supervisor")
    with night.database.writing() as session:
        people.set_pin(session, session.get_one(User, boss.id), PIN, now=night.clock(), actor="test")
    call = night.caller("+8613900000031").dials(SOUTHERN, *IN, "3", "1", "0400", QUIET, "#", "4").went_well()
    call.hears("同类故障已经通报，请更新通报。", "通报已经发布")
    for line in (SUPPORT, SOUTHERN):
        night.caller().dials(line, "0", "hangup").hears("部分专线中断", "凌晨4点更新")


def test_a_pretended_call_registers_nobody_for_real(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.caller().dials(SUPPORT, "1", "hangup", at="2026-10-01T20:00")
    real = night.caller().dials(SUPPORT, "1", "hangup")
    real.hears("登记受影响请按1", "请在提示音后说出单位")
    night.telephone(MOBILE, "1")
    closed(night)
    passes(night, minutes=1)
    assert len(night.rung(MOBILE)) == 1


def test_a_late_word_of_an_earlier_try_does_not_end_the_present_one(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "no-answer", "wait:2 1")
    closed(night)
    passes(night, minutes=1)
    first = night.rung(MOBILE)[0].call.sid
    night.later(minutes=6)
    telling.tell_due(night.system)
    night.later(seconds=4)
    (row,) = affected(night)
    night.post(f"/voice/tellings/{row.id}/status", {"CallSid": first, "CallStatus": "no-answer"})
    assert [each.state for each in affected(night)] == [AffectedState.RINGING]
    night.runs()
    assert [each.result for each in affected(night)] == ["called"]


def test_on_the_office_line_nobody_is_told_that_the_duty_engineers_are_called(night: World) -> None:
    night.caller(LI).dials(SUPPORT, *IN, "3", "3", "2", "1", "#", SPEECH, "#", "4").hears("通报已经发布")
    night.caller().dials(BUSINESS, "1", "hangup")
    night.telephone(MOBILE, "2")
    closed(night)
    passes(night, minutes=1)
    (told,) = night.rung(MOBILE)
    told.went_well().hears("仍有问题请按2", "我们将在今天上午9点前", "给您回电").never_hears("系统会继续呼叫")
    assert night.task()["priority"] == "urgent"


def test_broken_again_while_he_was_being_rung_he_is_not_told_that_it_is_over(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    night.caller().dials(SUPPORT, "1", "hangup")
    night.telephone(MOBILE, "no-answer", "1")
    closed(night)
    telling.tell_due(night.system)
    night.later(seconds=5)
    again = night.caller(LI).dials(SUPPORT, *OPENS, "0500", SPEECH, "#", "4")
    again.hears("通报已经发布")
    passes(night, minutes=12)
    assert len(night.rung(MOBILE)) == 1
    closed(night)
    passes(night, minutes=2)
    assert len(night.rung(MOBILE)) == 2


def test_an_update_that_is_refused_changes_nothing(night: World) -> None:
    opened(night, SPEECH, "#", "4")
    with night.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        schedule, now = night.system.book.current(session).schedule, night.clock()
        with pytest.raises(IncidentError, match="has passed"):
            incidents.update(session, schedule, 1, by=li, next_update=now, also=[SOUTHERN], now=now)
    assert only(night).hotlines == [SUPPORT]
