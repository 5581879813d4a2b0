"""Webhooks that repeat, overtake each other, come late or never: the message and the task are the same.

Each case names the fact of TWILIO.md that it holds against.
"""

from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from world import SHORT, SPEECH, World, local

from ivr.gateway.faults import Fault, Faults

MakeWorld = Callable[..., World]

FACTS = [
    pytest.param(lambda: Faults(Fault("duplicate", on="message.recorded")), id="the action comes twice"),
    pytest.param(
        lambda: Faults(Fault("duplicate", on="/voice/messages/", times=9)),
        id="the recording is reported twice",
    ),
    pytest.param(lambda: Faults(Fault("duplicate", on="/voice/", times=99)), id="everything comes twice"),
    pytest.param(
        lambda: Faults(Fault("late", on="message.recorded", seconds=12)),
        id="the report comes before the action",
    ),
    pytest.param(
        lambda: Faults(Fault("late", on="RecordingStatus=completed", seconds=3600)),
        id="the report comes an hour late",
    ),
    pytest.param(
        lambda: Faults(Fault("lost", on="RecordingStatus=completed", times=9)), id="the report never comes"
    ),
    pytest.param(
        lambda: Faults(Fault("lost", on="CallStatus=completed", times=9)),
        id="the end of the call never comes",
    ),
    pytest.param(
        lambda: Faults(Fault("timeout", on="message.recorded")), id="the answer to the action is lost"
    ),
    pytest.param(
        lambda: Faults(Fault("unreachable", on="message.recorded")), id="the first try does not connect"
    ),
    pytest.param(lambda: Faults(media_missing=4), id="the media is not there yet"),
    pytest.param(
        lambda: Faults(rest=(Fault("error", on="Recordings", times=3),)),
        id="the carrier answers 500 for the media",
    ),
    pytest.param(lambda: Faults(seed=11), id="notices overtake each other"),
]


@pytest.mark.parametrize("faults", FACTS)
def test_the_message_arrives_once_and_whole(make_world: MakeWorld, faults: Callable[[], Faults]) -> None:
    world = make_world(faults())
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    for _ in range(8):
        world.later(minutes=20).settle()

    task = world.task()
    assert [message["state"] for message in task["messages"]] == ["stored"]
    assert local(task["due"]) == "2026-10-08T09:00"
    assert task["verified"] is True
    assert world.histories_hold()


@pytest.mark.parametrize("step", ["ringing.in_queue", "ringing.hold"])
@pytest.mark.parametrize("what", ["error", "lost"])
def test_whoever_waits_while_the_application_is_away_is_led_out_of_the_line(
    make_world: MakeWorld, what: Literal["error", "lost"], step: str
) -> None:
    """Twilio asks the fallback address, and tells it the ErrorUrl."""
    world = make_world(Faults(Fault(what, on=step, times=99)))
    world.agent("wang", "service-centre", "+8613900000001")

    call = world.caller().dials("83183333", "1", "wait:8", "1", SHORT, "#", "1")

    call.hears("正在为您转接", "客服专员正忙。留言请按1", "请在提示音后", "受理编号")
    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


def test_an_action_that_never_arrives_is_found_by_the_sweep(make_world: MakeWorld) -> None:
    faults = Faults(Fault("lost", on="message.recorded", times=9), Fault("lost", on="Recording", times=9))
    world = make_world(faults)

    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    for _ in range(4):
        world.later(minutes=30).settle()

    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


def test_the_application_failing_throughout_still_takes_a_message(make_world: MakeWorld) -> None:
    world = make_world(Faults(Fault("error", on="Digits=1")))

    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SHORT, "#")

    call.hears("国庆节休市", "很抱歉，系统暂时有问题，请在提示音后留言。")
    world.later(minutes=5).settle()
    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


def test_silence_that_the_carrier_keeps_is_marked(make_world: MakeWorld) -> None:
    world = make_world(Faults(silence_is_kept=True))

    world.at("2026-10-01T20:00").caller().dials("83183333", "1", "wait:12", "1")

    (message,) = world.messages()
    assert (message.state, message.reason) == ("stored", "no speech")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@given(seed=st.integers(0, 10_000))
@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_notices_ends_in_one_task_each(make_world: MakeWorld, seed: int) -> None:
    world = make_world(Faults(Fault("duplicate", on="/voice/", times=seed % 7), seed=seed, spread=400))
    before = len(world.tasks())
    caller = f"+86139{seed:08d}"

    world.caller(caller).dials(
        "83182222", "1", SPEECH, "#", "3", SHORT, "hangup" if seed % 2 else "#", "hangup"
    )
    world.later(hours=1).settle()

    (task,) = world.tasks()[before:]
    assert {message["state"] for message in task["messages"]} == {"stored"}
    assert len(task["messages"]) == (2 if seed % 2 else 1)
    assert world.histories_hold()
