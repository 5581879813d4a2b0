"""Callers that nobody would think of: machines, those who never say a word, telephones that ask for an offer."""

from pathlib import Path

import pytest
from behind_asterisk import Phones, Switch, needs_asterisk
from exchange_watch import Watch
from rtp_stream import silence
from small_app import SmallApp
from sound import likeness
from world import SHORT

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.recordings import RecordingStore

pytestmark = needs_asterisk

SPOKEN = audio.read(Path(SHORT[1:]))[: 2 * audio.RATE * audio.WIDTH]
CALLING = (mulaw.tone(1100, 0.5) + silence(3)) * 2
"""A fax machine that rings us: half a second of it every three and a half (T.30)."""
ANSWERING = mulaw.tone(2100, 3.3)
"""A fax machine that was rung."""

MENU = '<Gather action="/keys" numDigits="1" timeout="1"><Play>/clips/a.wav</Play></Gather>'
MESSAGE = '<Record action="/taken" playBeep="false" timeout="4" maxLength="5" finishOnKey="#"/>'


@pytest.fixture
def store(behind) -> RecordingStore:
    return RecordingStore(behind.data / "gateway")


@pytest.fixture
def box(small_app: SmallApp) -> SmallApp:
    """As our own scripts do it: a menu whose silence leads to a message; then, whatever came of it, the end."""
    small_app.pages |= {
        "/voice/incoming": f"{MENU}{MENU}{MESSAGE}<Play>/clips/b.wav</Play>",
        "/keys": "<Hangup/>",
        "/taken": "<Play>/clips/b.wav</Play>",
    }
    return small_app


def test_an_invite_without_sdp_is_a_call_like_any_other(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch, store: RecordingStore
) -> None:
    small_app.pages |= {
        "/voice/incoming": MENU.replace('timeout="1"', 'timeout="60"'),
        "/keys": MESSAGE.replace('timeout="4" maxLength="5"', 'timeout="60"'),
        "/taken": "<Hangup/>",
    }
    caller = phones.caller()
    caller.asks_for_an_offer("83183333", caller.stream.keys("1"), caller.stream.speech(SPOKEN, then="#"))
    watch.until(Attention.PROMPT)
    caller.next()
    watch.until(Attention.SPEECH)
    switch.records()
    caller.next()
    caller.ends()

    assert small_app.form("/keys")["Digits"] == "1"
    assert small_app.form("/taken")["Digits"] == "#"
    [kept] = store.all()
    assert likeness(audio.decode(store.media(kept.sid)), SPOKEN) > 0.9
    assert switch.is_empty()


@pytest.mark.parametrize(
    "tone", [CALLING, ANSWERING], ids=["calling tone, 1100 Hz", "answering tone, 2100 Hz"]
)
def test_the_tone_of_a_fax_is_no_key_and_is_recorded_up_to_the_greatest_length(
    box: SmallApp, phones: Phones, switch: Switch, watch: Watch, store: RecordingStore, tone: bytes
) -> None:
    fax = phones.caller()
    fax.dials("83183333", fax.stream.speech(tone * 4))
    watch.until(Attention.PROMPT)
    fax.next()
    fax.ends()

    assert box.forms("/keys") == []
    assert "Digits" not in box.form("/taken")
    [kept] = store.all()
    assert kept.seconds < 10, "of more than thirteen"
    assert switch.is_empty()


def test_a_caller_who_sends_nothing_but_silence_is_let_go_by_the_limits_of_the_script(
    box: SmallApp, phones: Phones, switch: Switch, watch: Watch, store: RecordingStore
) -> None:
    """Half a minute of silent packets in place of half an hour: what ends such a call are its script's own limits."""
    caller = phones.caller()
    caller.dials("83183333", caller.stream.speech(silence(30)))
    watch.until(Attention.PROMPT)
    caller.next()
    caller.ends()

    assert int(box.form("/voice/status")["CallDuration"]) < 30
    assert [path for path, _ in box.told] == ["/voice/incoming", "/voice/status"]
    heard = [what for _, what in watch.seen if isinstance(what, Kind) or what in (Attention.SPEECH, "drop")]
    assert heard == [Kind.CLIP, Kind.CLIP, Attention.SPEECH, Kind.CLIP, "drop"], (
        "words at each step, and at the end"
    )
    assert store.all() == []
    assert switch.is_empty()
