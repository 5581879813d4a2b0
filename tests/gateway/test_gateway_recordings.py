"""Recordings on disk and while they are made; scripted actions."""

import io
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway import actions, audio
from ivr.gateway.actions import Action, ActionError, HangUp, Keys, Speak, Wait
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Recording, RecordingStore

SPOKEN = b"\x00\x10" * 40 + b"\x00\xf0" * 40


def recording(number: int = 1) -> Recording:
    created = datetime(2026, 10, 1, 12, number, tzinfo=UTC)
    return Recording(f"RE{number:032x}", "CA1", "AC1", created, 1.0)


def test_a_store_answers_what_it_was_given_also_to_another_process(tmp_path):
    store = RecordingStore(tmp_path)
    for number in (1, 3, 2):
        store.keep(recording(number), SPOKEN)
    other = RecordingStore(tmp_path)
    assert [each.sid[-1] for each in other.all()] == ["3", "2", "1"]
    assert other.find(recording(1).sid) == recording(1)
    assert audio.decode(other.media(recording(1).sid)) == SPOKEN
    assert other.delete(recording(1).sid)
    assert store.find(recording(1).sid) is None
    assert not store.delete(recording(1).sid)
    assert store.media(recording(1).sid) is None


@pytest.mark.parametrize("sid", ["", "../secrets", "RE", "RE" + "g" * 32, "RE" + "0" * 33, "RE" + "0" * 32])
def test_no_name_leads_out_of_the_folder(tmp_path, sid):
    (tmp_path / "secrets.json").write_text("{}")
    store = RecordingStore(tmp_path / "gateway")
    assert store.find(sid) is None
    assert store.media(sid) is None
    assert not store.delete(sid)


def test_a_recording_that_a_crash_interrupted_is_kept_at_the_next_start(tmp_path):
    store = RecordingStore(tmp_path)
    draft = store.draft(recording(1))
    draft.hear(SPOKEN * 100)
    draft.hear(b"\x01")  # half a sample
    short = store.draft(recording(2))
    short.hear(SPOKEN)
    finished = store.draft(recording(3))
    finished.discard()
    again = RecordingStore(tmp_path)
    assert [each.sid for each in again.recover()] == [recording(1).sid]
    assert again.find(recording(1).sid).seconds == 1.0
    assert audio.decode(again.media(recording(1).sid)) == SPOKEN * 100
    assert again.recover() == []
    assert again.all() == [again.find(recording(1).sid)]
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".pcm", ".facts")]


def test_what_is_spoken_lies_where_it_was_spoken():
    recorder = Recorder(5, trim=False)
    recorder.hear(1, SPOKEN * 100)
    recorder.hear(3, SPOKEN * 100)
    take = recorder.finish(5)
    assert audio.seconds(take.pcm) == 5
    assert take.pcm[8000 * 2 : 16000 * 2] == SPOKEN * 100
    assert take.pcm[16000 * 2 : 24000 * 2] == bytes(16000)
    assert not take.empty


@given(st.lists(st.tuples(st.floats(0, 4), st.floats(0.2, 2)), max_size=5), st.integers(1, 6))
def test_silence_ends_a_recording_after_the_first_long_enough_pause(pieces, patience):
    """Against a slow and obvious reference: the first moment that ends a pause of that length."""
    recorder, at, ends = Recorder(patience, trim=False), 0.0, []
    for pause, length in pieces:
        at = round(at + pause, 1)
        length = round(length, 1)
        recorder.hear(at, (SPOKEN * 200)[: int(length * 8000) * 2])
        ends.append((at, round(at + length, 1)))
        at = ends[-1][1]
    expected, last = None, 0.0
    for start, end in ends:
        if expected is None and start - last >= patience - 1e-6:
            expected = last + patience
        last = end
    assert recorder.silent_at() == pytest.approx(last + patience if expected is None else expected, abs=0.21)


def test_audio_of_any_rate_becomes_telephone_audio(tmp_path):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(bytes(44100 * 4))
    pcm = audio.decode(buffer.getvalue())
    assert audio.seconds(pcm) == pytest.approx(1, abs=0.01)
    for broken in (b"", b"RIFF", b"<html>", buffer.getvalue()[:30], b"ID3" + bytes(100)):
        with pytest.raises(audio.AudioError):
            audio.decode(broken)
    with pytest.raises(audio.AudioError, match=r"nowhere\.wav: No such file"):
        audio.read(tmp_path / "nowhere.wav")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("1", Action(Keys("1"))),
        ("38520617#", Action(Keys("38520617#"))),
        ("!1", Action(Keys("1"), at_once=True)),
        ("@a b.wav", Action(Speak(Path("a b.wav")))),
        ("wait:2.5", Action(Wait(2.5))),
        ("!hangup", Action(HangUp(), at_once=True)),
    ],
)
def test_actions_as_they_are_written(text, action):
    assert actions.parse(text) == action


@pytest.mark.parametrize("text", ["", "!", "@", "a", "wait:", "wait:-1", "hang up", "1a", "!!1"])
def test_what_is_no_action_is_said_to_be_none(text):
    with pytest.raises(ActionError, match="is no action"):
        actions.parse(text)


def test_several_actions_may_be_one_string():
    assert actions.parse_all("1 wait:3 hangup") == [
        Action(Keys("1")),
        Action(Wait(3.0)),
        Action(HangUp()),
    ]
