"""What ends a recording, and what is worth keeping."""

import re
from pathlib import Path

import pytest
from behind_asterisk import Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from rtp_stream import silence
from small_app import SmallApp
from world import SHORT

from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention
from ivr.gateway.recordings import Recording, RecordingStore

pytestmark = needs_asterisk

RECORD = (
    '<Record action="/taken" timeout="4" playBeep="false" trim="do-not-trim" recordingStatusCallback="/told" '
    'recordingStatusCallbackEvent="completed absent"/>'
)


@pytest.fixture
def recorder(small_app: SmallApp) -> SmallApp:
    small_app.pages |= {"/voice/incoming": f"{RECORD}<Hangup/>", "/taken": "<Hangup/>", "/told": ""}
    return small_app


@pytest.fixture
def store(behind) -> RecordingStore:
    return RecordingStore(behind.data / "gateway")


def test_silence_ends_a_recording_and_what_was_spoken_is_kept(
    recorder: SmallApp, phones: Phones, switch: Switch, watch: Watch, store: RecordingStore
) -> None:
    spoken = audio.read(Path(SHORT[1:]))[: audio.RATE * audio.WIDTH]
    caller = phones.caller()
    caller.dials("83183333", caller.stream.speech(spoken + silence(8)))
    watch.until(Attention.SPEECH)
    switch.records()
    caller.ready()
    caller.next()
    caller.ends()

    assert "Digits" not in recorder.form("/taken")
    assert recorder.form("/told")["RecordingStatus"] == "completed"
    [kept] = store.all()
    assert 0.9 < kept.seconds < 6  # Asterisk leaves out most of the silence that ended it
    assert switch.is_empty()


def test_a_telephone_that_sends_no_sound_at_all_is_not_waited_for(
    recorder: SmallApp, phones: Phones, switch: Switch, store: RecordingStore
) -> None:
    caller = phones.caller()
    caller.dials("83183333")
    caller.ends()

    told = recorder.form("/told")
    assert (told["RecordingStatus"], recorder.forms("/taken")) == ("absent", [])
    assert store.all() == []
    assert switch.is_empty()


def test_a_hang_up_while_speaking_keeps_what_was_said(
    recorder: SmallApp, phones: Phones, switch: Switch, watch: Watch, store: RecordingStore
) -> None:
    spoken = audio.read(Path(SHORT[1:]))[: 2 * audio.RATE * audio.WIDTH]
    caller = phones.caller()
    # The key ends nothing here; it tells that all was spoken.
    recorder.pages["/voice/incoming"] = RECORD.replace("<Record", '<Record finishOnKey="#"')
    caller.dials("83183333", caller.stream.speech(spoken, then="5"), "hang up")
    watch.until(Attention.SPEECH)
    switch.records()
    caller.ready()
    caller.next()
    watch.until("pressed")
    caller.next()
    caller.ends()

    assert recorder.form("/taken")["Digits"] == "hangup"
    [kept] = store.all()
    assert kept.seconds > 1.5


def test_a_flood_of_keys_breaks_nothing(small_app: SmallApp, phones: Phones, watch: Watch) -> None:
    small_app.pages |= {
        "/voice/incoming": '<Gather action="/keys" finishOnKey="#" timeout="30"><Play>/clips/a.wav</Play></Gather>',
        "/keys": "<Play>/clips/b.wav</Play><Hangup/>",
    }
    caller = phones.caller()
    caller.dials("83183333", caller.stream.keys("12345#99*"))
    watch.until("sound_ended")
    caller.next()
    caller.ends()
    # Of packets that come late Asterisk may make a key more: never another one, and never in another order.
    assert re.sub(r"(.)\1+", r"\1", small_app.form("/keys")["Digits"]) == "12345"


def test_a_full_disk_loses_nothing(
    recorder: SmallApp, phones: Phones, watch: Watch, store: RecordingStore, monkeypatch, switch: Switch
) -> None:
    keep, full = RecordingStore.keep, [True]

    def refuses(self: RecordingStore, recording: Recording, pcm: bytes) -> None:
        if full:
            full.pop()
            raise OSError(28, "No space left on device")
        keep(self, recording, pcm)

    monkeypatch.setattr(RecordingStore, "keep", refuses)
    spoken = audio.read(Path(SHORT[1:]))[: audio.RATE * audio.WIDTH]
    caller = phones.caller()
    caller.dials("83183333", caller.stream.speech(spoken, then="#"))
    watch.until(Attention.SPEECH)
    switch.records()
    caller.ready()
    caller.next()
    caller.ends()

    told = recorder.form("/told")
    assert told["RecordingStatus"] == "absent"
    eventually(lambda: [each.sid for each in store.all()] == [told["RecordingSid"]])
    assert switch.is_empty()
