"""`<Dial record>`: what two say to each other, each on a channel of its own."""

import io
import wave
from array import array
from pathlib import Path

import pytest

from ivr.gateway import audio
from ivr.gateway.tape import Tape
from ivr.gateway.virtual import VirtualExchange

AGENT = "+8613900000001"
RECORDED = (
    '<Dial action="/dialled" record="record-from-answer-dual" recordingStatusCallback="/told">'
    f"<Number>{AGENT}</Number></Dial>"
)


def sides(wav: bytes) -> tuple[bytes, bytes]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, audio.RATE)
        both = array("h", file.readframes(file.getnframes()))
    return both[0::2].tobytes(), both[1::2].tobytes()


def spoken(pcm: bytes) -> float:
    return sum(audio.loud_windows(pcm)) * audio.WINDOW


@pytest.fixture
def dialled(app):
    app.pages |= {"/voice/incoming": RECORDED, "/dialled": "<Hangup/>", "/told": ""}
    return app


def test_each_is_heard_on_his_own_channel(dialled, exchange: VirtualExchange, speech: Path) -> None:
    exchange.phone(AGENT, ["wait:6", f"@{speech}", "hangup"])
    exchange.dial("13800138000", "83183333", [f"@{speech}"])
    exchange.run()

    told, action = dialled.form("/told"), dialled.form("/dialled")
    assert (told["RecordingSource"], told["RecordingChannels"]) == ("DialVerb", "2")
    assert action["RecordingUrl"] == told["RecordingUrl"]
    [kept] = exchange.store.all()
    assert (kept.source, kept.channels, round(kept.seconds)) == ("DialVerb", 2, 10)
    caller, agent = sides(exchange.store.media(kept.sid) or b"")
    for voice, since in ((caller, 0), (agent, 6)):
        assert 3.8 <= spoken(voice) <= 4.2
        assert audio.loud_windows(voice)[int(since / audio.WINDOW)]


@pytest.mark.parametrize("record", ["do-not-record", "false"])
def test_nothing_is_recorded_that_was_not_asked_for(dialled, exchange: VirtualExchange, record: str) -> None:
    dialled.pages["/voice/incoming"] = RECORDED.replace("record-from-answer-dual", record)
    exchange.phone(AGENT, ["wait:3", "hangup"])
    exchange.dial("13800138000", "83183333", [])
    exchange.run()
    assert exchange.store.all() == []
    assert "RecordingUrl" not in dialled.form("/dialled")


def test_a_caller_who_hangs_up_ends_the_recording(dialled, exchange: VirtualExchange) -> None:
    exchange.phone(AGENT, [])
    exchange.dial("13800138000", "83183333", ["wait:4", "hangup"])
    exchange.run()
    assert dialled.form("/told")["RecordingDuration"] == "4"
    assert dialled.form("/dialled")["DialCallStatus"] == "completed"
    assert "RecordingUrl" in dialled.form("/dialled")


def test_nobody_who_answers_is_nobody_to_record(dialled, exchange: VirtualExchange) -> None:
    exchange.phone(AGENT, "busy")
    exchange.dial("13800138000", "83183333", [])
    exchange.run()
    assert dialled.form("/dialled")["DialCallStatus"] == "busy"
    assert dialled.forms("/told") == []


def test_pauses_stay_and_jitter_leaves_no_holes() -> None:
    tape, frame = Tape(0), b"\x01\x01" * 160
    for number in range(50):
        late = 0.03 if number % 3 else 0
        tape.hear(0, 1 + number * 0.02 + late, frame)
    left = tape.finish(3)[0:]
    one = array("h", left)[0::2]
    heard = [place for place, sample in enumerate(one) if sample]
    assert len(heard) == 50 * 160
    assert heard[-1] - heard[0] == 50 * 160 - 1
    assert len(one) == 3 * audio.RATE
