"""Test calls: every hotline is dialled as a customer would, and what went wrong is known before he is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from line import BUSINESS, E164, SOUTHERN, SUPPORT, passes, results
from sqlalchemy import select
from world import MOBILE, SPEECH, Told, World

from ivr import probes
from ivr.calls import Call
from ivr.flows.probed import greeting
from ivr.gateway.faults import Fault, Faults
from ivr.probes import Probe

Make = Callable[..., World]


def came_in(world: World, hotline: str = SUPPORT) -> Told:
    """The test call of the hotline as it arrived there."""
    call, *_ = (
        call
        for call in world.phone.exchange.calls
        if call.direction == "inbound" and call.number in E164.values() and call.text and _to(call, hotline)
    )
    return Told(world, call)


def _to(call: object, hotline: str) -> bool:
    return call._leg.to == E164[hotline]  # type: ignore[attr-defined]


def rows(world: World) -> list[Call]:
    with world.database.reading() as session:
        return list(session.scalars(select(Call).order_by(Call.id)))


def test_every_hotline_is_dialled_heard_and_answers_to_its_key(world: World) -> None:
    passes(world, minutes=2)

    for hotline, hello in ((BUSINESS, "客户服务中心"), (SUPPORT, "技术支持热线"), (SOUTHERN, "南方中心")):
        assert results(world, hotline) == ["ok"]
        came_in(world, hotline).went_well().hears(hello, "For English, press nine.", "Thank you for calling")
    assert world.tasks() == [] and world.messages() == []
    assert all(call.probe and call.ended for call in rows(world))
    assert world.phone.exchange.store.all() == [], "what was heard is erased at the carrier"
    passes(world, minutes=12)
    assert results(world) == ["ok"]
    passes(world, minutes=2)
    assert results(world) == ["ok", "ok"]
    assert world.histories_hold()


def test_it_is_off_unless_it_is_asked_for(make_world: Make) -> None:
    world = make_world()
    off = world.system.settings.model_copy(update={"probe_every": None})
    object.__setattr__(world.system, "settings", off)
    passes(world, minutes=1)
    assert results(world) == []


@pytest.mark.parametrize(
    ("behaviour", "verdict"), [("no-answer", "no-answer"), ("busy", "busy"), ("failed", "failed")]
)
def test_a_line_that_is_not_answered(world: World, behaviour: str, verdict: str) -> None:
    world.telephone(E164[SUPPORT], behaviour)
    passes(world, minutes=2)
    assert results(world)[0] == verdict


def test_something_else_that_answers_is_not_taken_for_us(world: World) -> None:
    world.telephone(E164[SUPPORT], SPEECH)
    passes(world, minutes=2)
    assert results(world)[0] == "elsewhere"


def test_another_hotlines_greeting_is_not_ours(world: World, tmp_path) -> None:
    wrong = tmp_path / "wrong.wav"
    wrong.write_bytes(greeting(world.system, SOUTHERN) or b"")
    world.telephone(E164[SUPPORT], f"@{wrong}")
    passes(world, minutes=2)
    assert results(world)[0] == "elsewhere"


def test_silence_is_not_a_greeting(world: World) -> None:
    world.telephone(E164[SUPPORT], "wait:60")
    passes(world, minutes=2)
    assert results(world)[0] == "elsewhere"


def test_a_key_that_is_lost_on_the_way(make_world: Make) -> None:
    world = make_world(Faults(tones_are_lost=True))
    passes(world, minutes=2)
    assert results(world)[0] == "key-lost"
    came_in(world).hears("您好", "故障申告请按1")
    assert world.tasks() == [], "silence rings nobody and opens nothing"


def test_a_line_that_hides_who_rings_is_told_apart_from_a_dead_one(make_world: Make) -> None:
    world = make_world(Faults(caller_is_hidden=True))
    passes(world, minutes=2)
    assert results(world)[0] == "unrecognised"
    assert not any(call.probe for call in rows(world)), "whoever hides his number is a caller"


def test_a_trunk_that_cannot_be_reached(make_world: Make) -> None:
    world = make_world(Faults(rest=(Fault("unreachable", on="/Calls.json", times=99),)))
    probes.probe_due(world.system)
    assert results(world) == ["refused"]


def test_an_answer_that_is_lost_leaves_the_call_to_tell_of_itself(make_world: Make) -> None:
    world = make_world(Faults(rest=(Fault("timeout", on="/Calls.json", times=1),)))
    passes(world, minutes=1)
    assert results(world, BUSINESS) == ["ok"]


def test_a_call_of_which_nothing_more_is_heard_is_given_up_when_its_lease_runs_out(make_world: Make) -> None:
    world = make_world(Faults(rest=(Fault("error", on="/Calls.json", times=1),)))
    passes(world, minutes=2.5)
    assert results(world, BUSINESS) == [None], "it may be ringing: no second one is dialled meanwhile"
    passes(world, minutes=1)
    assert results(world, BUSINESS)[0] == "lost"


def test_reports_that_are_lost_are_asked_for(make_world: Make) -> None:
    lost = (
        Fault("lost", on="/status", times=99),
        Fault("lost", on="/recorded", times=99),
        Fault("lost", on="/heard", times=99),
    )
    world = make_world(Faults(*lost))
    passes(world, minutes=2)
    assert results(world) == [None]
    passes(world, minutes=2)
    assert results(world)[0] == "key-lost", "the carrier knows how it ended and what was heard"


def test_a_second_scheduler_dials_nobody_twice(world: World) -> None:
    hotline = world.system.book.current().schedule.hotlines[SUPPORT]
    assert probes.start(world.system, hotline) is not None
    assert probes.start(world.system, hotline) is None, "it knew of none before, and somebody was first"
    passes(world, minutes=1)
    assert results(world) == ["ok"]


def test_a_clock_that_steps_back_stops_nothing(world: World) -> None:
    passes(world, minutes=1)
    assert results(world) == ["ok"]
    with world.database.writing() as session:
        for probe in session.scalars(select(Probe)):
            probe.placed += timedelta(hours=3)
            probe.lease_until += timedelta(hours=3)
    passes(world, minutes=1)
    assert results(world) == ["ok", "ok"]


def test_one_under_way_when_the_clock_steps_back_is_not_live_for_ever(world: World) -> None:
    hotline = world.system.book.current().schedule.hotlines[SUPPORT]
    world.telephone(E164[SUPPORT], "wait:100")
    probes.start(world.system, hotline)
    with world.database.writing() as session:
        probe = session.scalars(select(Probe)).one()
        probe.placed += timedelta(hours=3)
        probe.lease_until += timedelta(hours=3)
        probe.leg_sid = "CA" + "0" * 32
    probes.settle(world.system, greeting)
    assert results(world) == ["lost"]


def test_a_colleague_who_shows_the_same_number_is_a_caller_once_he_presses_a_key(world: World) -> None:
    hotline = world.system.book.current().schedule.hotlines[SUPPORT]
    world.telephone(E164[SUPPORT], "no-answer")
    probes.start(world.system, hotline)
    told = world.caller(E164[BUSINESS]).dials(SUPPORT, "1", SPEECH, "#", "1")
    told.hears("故障申告请按1")
    assert len(world.tasks()) == 1


def test_a_call_that_pretends_a_time_is_no_test_call(world: World) -> None:
    hotline = world.system.book.current().schedule.hotlines[SUPPORT]
    world.telephone(E164[SUPPORT], "no-answer")
    probes.start(world.system, hotline)
    world.caller(E164[BUSINESS]).dials(SUPPORT, "hangup", at="2026-09-01T20:00")
    assert [call.probe for call in rows(world) if call.pretended] == [False]


def test_nothing_is_dialled_in_a_rehearsal(world: World) -> None:
    with world.database.rehearsing() as rehearsed:
        assert probes.probe_due(world.system.with_database(rehearsed)) == 0
    assert results(world) == []


def test_a_closed_duty_line_is_tested_without_opening_a_task(world: World) -> None:
    shut = f'overrides:\n  - {{on: 2026-09-01, hotlines: ["{SUPPORT}"], closed: {{zh: 台风, en: Typhoon}}}}\n'
    text = world.system.settings.schedules.read_text().replace("overrides: []\n", shut)
    world.publish(text)
    passes(world, minutes=2)
    assert results(world) == ["ok"]
    assert world.tasks() == []


def test_an_error_of_ours_is_a_failure_and_leaves_no_message(make_world: Make) -> None:
    world = make_world(Faults(Fault("error", on="/voice/incoming", times=99)))
    passes(world, minutes=3)
    assert results(world)[0] == "elsewhere"
    world.settle()
    assert world.tasks() == [] and world.messages() == []


def test_customers_are_counted_and_test_calls_are_not(world: World) -> None:
    from ivr.reports import calls, span
    from ivr.reports.scope import Scope

    passes(world, minutes=2)
    world.caller(MOBILE).dials(SUPPORT, "hangup")
    today = span.named("today", world.clock())
    with world.database.reading() as session:
        counted = calls.count(session, Scope(), today, None)
    assert [each.calls for each in counted.values()] == [1]


def test_our_own_gateway_may_say_that_a_call_is_a_test_call_and_nobody_else(world: World) -> None:
    said = {"From": MOBILE, "To": SUPPORT, "IvrProbe": "1", "CallStatus": "ringing"}
    world.post("/voice/incoming", {"CallSid": "CA" + "1" * 32, **said})
    assert [call.probe for call in rows(world)] == [True]
    assert (
        world.post("/voice/incoming", {"CallSid": "CA" + "2" * 32, **said}, signed=False).status_code == 403
    )
