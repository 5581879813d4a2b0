"""Agents and customers are rung over the trunk, and callers are joined with them."""

import io
import os
import threading
import wave
from array import array

from behind_asterisk import PATIENCE, Gateway, Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from rtp_stream import silence
from small_app import SmallApp
from sound import likeness
from world import SAMPLES

from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention
from ivr.gateway.recordings import RecordingStore

pytestmark = needs_asterisk

AGENT = "13900000001"
DIAL = f'<Dial action="/dialled" timeout="30"><Number url="/whisper">{AGENT}</Number></Dial>'
OVERHEARD = 0.9 if os.environ.get("IVR_TEST_PHONES") == "exactly" else 0.6
"""How like a conversation is kept. Asterisk listens in by the clock, and leaves out a moment where all cores are busy;
what somebody else said is less than half as like. `make test-phones` asks for all of it."""

WHISPER = '<Gather numDigits="1" action="/yes"><Play>/clips/a.wav</Play></Gather><Hangup/>'


def bridged(switch: Switch) -> bool:
    """Whether two channels hear each other."""
    return [len(bridge["channels"]) for bridge in switch.ari("GET", "bridges").json()] == [2]


def test_an_agent_is_rung_says_yes_and_is_joined(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch
) -> None:
    small_app.pages |= {
        "/voice/incoming": DIAL,
        "/whisper": WHISPER,
        "/yes": "",
        "/dialled": "<Play>/clips/b.wav</Play>",
    }
    agent, caller = phones.agent(AGENT), phones.caller()
    agent.answers(agent.stream.keys("1"), "hang up")
    caller.dials("83183333")

    watch.until(Attention.PROMPT)
    agent.ready()
    agent.next()
    eventually(lambda: bridged(switch))
    agent.next()
    agent.ends()
    caller.ends()

    told = small_app.form("/dialled")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "true")
    assert small_app.form("/whisper")["From"] == "13800138000"
    assert f"sip:{AGENT}@" in agent.request_line
    assert "sip:13800138000@" in agent.header("From")
    assert switch.is_empty()


def test_a_busy_agent_and_one_who_does_not_answer(small_app: SmallApp, phones: Phones) -> None:
    second_is_there = threading.Event()

    def again(_form: dict[str, str]) -> str:
        second_is_there.wait(PATIENCE)
        return DIAL.replace("/dialled", "/again").replace('timeout="30"', 'timeout="5"')

    small_app.pages |= {"/voice/incoming": DIAL, "/dialled": again, "/again": ""}
    first = phones.agent(AGENT)
    first.refuses("486 Busy Here")
    caller = phones.caller()
    caller.dials("83183333")
    first.ends()
    second = phones.agent(AGENT)
    second.only_rings()
    second_is_there.set()
    second.ends()
    caller.ends()

    assert small_app.form("/dialled")["DialCallStatus"] == "busy"
    assert small_app.form("/again")["DialCallStatus"] == "no-answer"


def test_a_caller_who_hangs_up_while_they_talk_leaves_nobody_on_the_line(
    small_app: SmallApp, phones: Phones, switch: Switch
) -> None:
    small_app.pages |= {"/voice/incoming": DIAL, "/whisper": "", "/dialled": ""}
    agent, caller = phones.agent(AGENT), phones.caller()
    agent.answers()
    caller.dials("83183333", "hang up")
    eventually(lambda: bridged(switch))
    caller.next()
    caller.ends()
    agent.ends()

    assert small_app.form("/dialled")["DialBridged"] == "true"
    assert small_app.form("/voice/status")["CallStatus"] == "completed"
    assert switch.is_empty()


def test_a_caller_who_hangs_up_while_an_agent_hears_who_it_is(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch
) -> None:
    small_app.pages |= {
        "/voice/incoming": DIAL,
        "/whisper": WHISPER.replace("a.wav", "long.wav"),
        "/yes": "",
        "/dialled": "",
    }
    agent, caller = phones.agent(AGENT), phones.caller()
    agent.answers()
    caller.dials("83183333", "hang up")
    watch.until(Attention.PROMPT)
    caller.next()
    caller.ends()
    agent.ends()

    assert small_app.form("/dialled")["DialCallStatus"] == "canceled"
    assert small_app.forms("/yes") == []
    assert switch.is_empty()


def test_a_call_placed_over_rest_takes_a_waiting_caller_out_of_the_queue(
    small_app: SmallApp, phones: Phones, switch: Switch, gateway: Gateway, watch: Watch, behind
) -> None:
    small_app.pages |= {
        "/voice/incoming": '<Enqueue action="/left" waitUrl="/wait">hall</Enqueue>',
        "/wait": "<Play>/clips/a.wav</Play>",
        "/left": "",
        "/agent": "<Dial><Queue>hall</Queue></Dial>",
    }
    caller, agent = phones.caller(), phones.agent(AGENT)
    agent.answers("hang up")
    caller.dials("83183333")
    watch.until(Attention.QUEUE)
    watch.until("sound_ended")
    placed = gateway.rest(
        "POST", "Calls.json", {"To": AGENT, "From": "83183333", "Url": f"{behind.public_url}/agent"}
    )
    eventually(lambda: bridged(switch))
    assert gateway.rest("GET", f"Calls/{placed['sid']}.json")["status"] == "in-progress"
    agent.next()
    agent.ends()
    caller.ends()

    assert small_app.form("/left")["QueueResult"] == "bridged"
    assert switch.is_empty()


def test_a_call_that_is_rejected_hears_busy(small_app: SmallApp, phones: Phones) -> None:
    small_app.pages |= {"/voice/incoming": '<Reject reason="busy"/>'}
    caller = phones.caller()
    caller.is_refused("83183333", 486)
    caller.ends()
    assert small_app.form("/voice/status")["CallStatus"] == "busy"


def test_what_two_say_to_each_other_is_recorded_side_by_side(
    small_app: SmallApp, phones: Phones, switch: Switch, behind, watch: Watch
) -> None:
    recorded = 'action="/dialled" record="record-from-answer-dual" recordingStatusCallback="/told"'
    small_app.pages |= {
        "/voice/incoming": DIAL.replace('action="/dialled"', recorded),
        "/whisper": "",
        "/told": "",
        "/dialled": "<Hangup/>",
    }
    first, second = (
        audio.read(SAMPLES / name) for name in ("zh-short-callback.wav", "en-overseas-access.wav")
    )
    second = second[: 2 * audio.RATE * audio.WIDTH]
    agent, caller = phones.agent(AGENT), phones.caller()
    # A moment more: on a busy machine what records them is late, and ends with the conversation.
    agent.answers(agent.stream.speech(second + silence(2), then="5"), "hang up")
    caller.dials("83183333", caller.stream.speech(first, then="5"))
    eventually(lambda: len(switch.ari("GET", "recordings/stored").json()) == 2)
    caller.ready()
    caller.next()
    watch.until("pressed")
    agent.next()
    watch.until("pressed")
    agent.next()
    agent.ends()
    caller.ends()

    told = small_app.form("/told")
    assert small_app.form("/dialled")["RecordingUrl"] == told["RecordingUrl"]
    with wave.open(io.BytesIO(RecordingStore(behind.data / "gateway").media(told["RecordingSid"]))) as file:
        both = array("h", file.readframes(file.getnframes()))
    assert likeness(both[0::2].tobytes(), first) > OVERHEARD
    assert likeness(both[1::2].tobytes(), second) > OVERHEARD
    assert switch.is_empty()
