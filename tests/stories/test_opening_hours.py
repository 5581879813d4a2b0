"""83183333 in opening hours: one agent's phone after the other, and what follows when nobody takes the call."""

from datetime import timedelta

import pytest
from world import MOBILE, SHORT, SPEECH, World, local

WANG = "+8613900000001"
LI = "+8613900000002"


def test_an_agent_presses_one_and_talks_to_the_caller(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:20 hangup")

    call = world.caller().dials("83183333", "1")

    call.went_well().hears(
        "您好，深证通客户服务中心。", "通话将被录音。", "业务咨询请按1", "正在为您转接，请稍候。"
    )
    (leg,) = world.rung(WANG)
    leg.went_well().hears("业务咨询热线", "业务咨询", "接听请按1，转下一位请按2。")
    assert call.status == "completed"
    assert world.tasks() == []
    assert world.histories_hold()


def test_an_agent_who_presses_one_at_once_gets_the_caller_too(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "!1 wait:20 hangup")

    call = world.caller().dials("83183333", "!0", "wait:60")

    call.went_well().hears("正在为您转接，请稍候。")
    assert "客服专员正忙" not in call.text
    (leg,) = world.rung(WANG)
    leg.went_well()
    assert "来电者已挂断" not in leg.text
    assert call.status == "completed"
    assert world.tasks() == []
    assert world.histories_hold()


def test_the_next_agent_rings_when_the_first_passes_it_on(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.agent("li", "service-centre", LI)
    world.telephone(WANG, "2")
    world.telephone(LI, "1 wait:20 hangup")

    world.caller().dials("83183333", "2").went_well()

    assert len(world.rung(WANG)) == 1
    (leg,) = world.rung(LI)
    leg.hears("业务咨询热线", "技术咨询")
    assert world.tasks() == []


def test_a_mobiles_voicemail_never_takes_a_caller(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "wait:40")  # picks up, says nothing useful, presses nothing

    call = world.caller().dials("83183333", "1", "wait:40", "1", SPEECH, "#", "1")

    call.hears("正在为您转接", "客服专员正忙", "请在提示音后", "受理编号")
    assert local(world.task()["due"]) in ("2026-09-01T10:30", "2026-09-01T10:31")


def test_nobody_takes_it_message_callback_or_wait_on(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer")

    message = world.caller().dials("83183333", "1", "wait:20", "1", SPEECH, "#", "1")
    message.went_well().hears(
        "正在为您转接", "客服专员正忙。留言请按1，由我们回拨请按2", "请在提示音后", "受理编号"
    )

    callback = world.caller("+8613700001111").dials("83183333", "1", "wait:20", "2")
    callback.went_well().hears("客服专员正忙", "受理编号", "给您回电")

    assert [task["caller"] for task in world.tasks()] == [MOBILE, "+8613700001111"]


def test_waiting_on_rings_the_desk_again(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer", "1 wait:10 hangup")

    call = world.caller().dials("83183333", "1", "wait:8")

    call.hears("客服专员正忙")
    assert len(world.rung(WANG)) == 2
    assert call.status == "completed"
    assert world.tasks() == []


def test_a_caller_may_leave_the_line_for_a_message(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer")

    call = world.caller().dials("83183333", "1", "1", SHORT, "#", "1")

    call.went_well().hears("请在提示音后", "受理编号")


def test_nobody_at_the_desk_is_said_at_once(world: World) -> None:
    call = world.caller().dials("83183333", "0", "1", SHORT, "#", "1")

    call.went_well().hears("客服专员正忙", "请在提示音后", "受理编号").never_hears("正在为您转接")


def test_hanging_up_while_a_phone_rings_stops_it_and_leaves_a_task(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer")

    world.caller().dials("83183333", "1", "wait:3", "hangup")

    assert world.task()["caller"] == MOBILE
    assert world.task()["messages"] == []
    (leg,) = world.rung(WANG)
    assert leg.status in ("canceled", "no-answer", "completed")


def test_a_complaint_goes_to_its_own_queue_hidden_from_the_desk(world: World) -> None:
    from ivr.callbacks import Viewer, queue

    wang = world.agent("wang", "service-centre", WANG)
    zhou = world.agent("zhou", "complaints")

    call = world.caller().dials("83183333", "4", SPEECH, "#", "1")

    call.went_well().hears("投诉和建议请按4", "请在提示音后", "受理编号")
    task = world.task()
    assert (task["desk"], task["topic"]) == ("complaints", "complaint")
    with world.database.reading() as session:
        assert queue.work(session, Viewer.of(session, wang)) == []
        assert [seen.ref for seen in queue.work(session, Viewer.of(session, zhou))] == [task["ref"]]


def test_a_call_recorded_nowhere_says_nothing_of_recording(world: World) -> None:
    text = world.system.settings.schedules.read_text().replace(
        "flow: business", "flow: business\n    record: off", 1
    )
    world.publish(text)

    world.caller().dials("83183333", "hangup").hears("业务咨询请按1").never_hears("通话将被录音。")


def test_two_callers_and_one_agent_the_second_is_served_after_the_first(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:15 hangup", "1 wait:10 hangup")
    first = world.phone.exchange.dial(MOBILE, "83183333", ["1", "wait:120"])
    world.later(seconds=20)
    second = world.caller("+8613700001111").dials("83183333", "1", "wait:120")

    assert (first.status, second.status) == ("completed", "completed")
    assert [leg.call.errors for leg in world.rung(WANG)] == [[], []]
    second.hears("正在为您转接").never_hears("客服专员正忙")
    assert world.tasks() == []


def test_two_callers_and_one_agent_who_talks_on_the_second_chooses(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:300 hangup")
    world.phone.exchange.dial(MOBILE, "83183333", ["1", "wait:400"])
    world.later(seconds=20)
    second = world.caller("+8613700001111").dials("83183333", "1", "wait:30", "1", SHORT, "#", "1")

    second.hears("正在为您转接", "客服专员正忙", "请在提示音后", "受理编号")
    assert len(world.rung(WANG)) == 1
    (task,) = world.tasks()
    assert task["caller"] == "+8613700001111"


def test_waiting_on_says_how_many_are_before_you_and_ends_in_a_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SCRIPTS.md, «Waiting»: the choice is offered once; then the place in the line is said with it."""
    monkeypatch.setattr("ivr.flows.ringing.LONGEST_WAIT", timedelta(minutes=2))
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:900 hangup")
    world.phone.exchange.dial(MOBILE, "83183333", ["1", "wait:900"])
    world.later(seconds=20)
    world.phone.exchange.dial("+8613700002222", "83183333", ["1", "wait:900"])
    third = world.caller("+8613700001111").dials("83183333", "1", "wait:140", SHORT, "#", "1")

    third.hears(
        "客服专员正忙",
        "您前面还有",
        "一位",
        "保留排位、由我们回拨请按2",
        "您前面还有",
        "请直接留言",
        "受理编号",
    )
    assert third.text.count("客服专员正忙") == 1


def test_callers_of_a_busy_desk_never_keep_another_desks_callers_from_ringing(world: World) -> None:
    from datetime import timedelta

    from sqlalchemy import select

    from ivr import calls
    from ivr.waiting import line, offers
    from ivr.waiting.tables import Offer

    edition = world.system.book.current()
    chen = world.agent("chen", "binhai-duty", LI)
    world.agent("wang", "service-centre", WANG)
    with world.database.writing() as session:
        for number, hotline in enumerate(["83183333"] * 40 + ["83182222"]):
            arrival = calls.Arrival(
                f"CA{number}", world.system.carrier.outward.sid, hotline, edition.number, None, ""
            )
            call = calls.begin(session, arrival, world.clock())
            known = edition.schedule.hotlines[hotline]
            line.join(
                session,
                call,
                known,
                edition.schedule.desks[known.desk],
                urgent=False,
                exchange=world.system.exchange,
                now=world.clock() + timedelta(seconds=number / 100),
            )
            line.queued(session, call.id, edition.schedule.desks[known.desk], world.clock())
    offers.match(world.system)

    with world.database.reading() as session:
        assert chen.id in session.scalars(select(Offer.user_id)).all()


def test_an_offer_of_a_test_phone_that_was_switched_off_blocks_its_agent_for_no_longer_than_a_lease(
    world: World,
) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from ivr.waiting import agents, offers

    wang = world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer")
    world.phone.exchange.dial(MOBILE, "83183333", ["1", "wait:60"])
    world.later(seconds=21)  # it rings, and somebody presses Ctrl-C
    everybody = agents.Rota("service-centre", (), only=False, from_home=False)
    with world.database.reading() as session:
        assert agents.free(session, wang.id, everybody) is None

    world.clock.advance(timedelta(minutes=3))
    served = replace(world.system, exchange="")
    offers.overdue(served)
    with world.database.reading() as session:
        assert agents.free(session, wang.id, everybody) is not None
