"""What is audio, where somebody speaks, and a copy that is good to listen to."""

import audioop
import io
import math
import random
import shutil
import subprocess
import wave
from array import array
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from left import SAMPLES, sample

from ivr.voicemail import audio, speech
from ivr.voicemail.audio import NotAudio, examine

RATE = 8000


def wav(samples: bytes, *, rate: int = RATE, width: int = 2, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def pcm(body: bytes) -> bytes:
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return file.readframes(file.getnframes())


def noise(seconds: float, decibels: float, *, seed: int = 1) -> bytes:
    """Steady hiss at so many dBFS."""
    chance, level = random.Random(seed), 32768 * 10 ** (decibels / 20)
    return array(
        "h", (max(-32768, min(32767, int(chance.gauss(0, level)))) for _ in range(int(seconds * RATE)))
    ).tobytes()


def tone(hertz: float, decibels: float, *, on: float = 1, off: float = 0, seconds: float = 10) -> bytes:
    level = 32768 * 10 ** (decibels / 20) * math.sqrt(2)
    return array(
        "h",
        (
            int(level * math.sin(2 * math.pi * hertz * n / RATE)) if (n / RATE) % (on + off) < on else 0
            for n in range(int(seconds * RATE))
        ),
    ).tobytes()


def decibels(fraction: float) -> float:
    return 20 * math.log10(fraction)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_heard_trimmed_and_brought_up(path: object) -> None:
    body = path.read_bytes()  # type: ignore[attr-defined]
    before = pcm(body)
    result = examine(body)
    after = pcm(result.playable)
    spoken, copied = speech.find(before), speech.find(after)
    assert spoken and copied
    assert result.kind == "wav"
    assert result.has_speech
    assert result.seconds == pytest.approx(len(before) / 2 / RATE)
    assert len(after) <= len(before)
    # 0.3 s of padding at both ends, where the original had so much
    assert copied.start / RATE == pytest.approx(0.3, abs=0.07)
    assert (len(after) / 2 - copied.stop) / RATE == pytest.approx(0.3, abs=0.07)
    # speech is at least as loud as -21 dBFS, never quieter than it was, and does not clip
    assert decibels(copied.level) > -21
    assert copied.level >= spoken.level * 0.95
    assert copied.peak < 0.95
    assert len(result.peaks) == audio.PEAKS
    assert max(result.peaks) == 100
    assert min(result.peaks) >= 0


def test_the_very_quiet_one_is_brought_up_by_a_good_deal() -> None:
    body = sample("quiet")
    spoken, copied = speech.find(pcm(body)), speech.find(pcm(examine(body).playable))
    assert spoken and copied
    assert decibels(copied.level) - decibels(spoken.level) > 8


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("by", [-20, -30])
def test_quieter_still_is_heard(path: object, by: float) -> None:
    samples = pcm(path.read_bytes())  # type: ignore[attr-defined]
    faint = audioop.mul(samples, 2, 10 ** (by / 20))
    result = examine(wav(faint))
    assert result.has_speech
    assert audioop.max(pcm(result.playable), 2) > audioop.max(faint, 2)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_speech_on_a_noisy_line_is_heard(path: object) -> None:
    samples = pcm(path.read_bytes())  # type: ignore[attr-defined]
    assert examine(wav(audioop.add(samples, noise(len(samples) / 2 / RATE, -40), 2))).has_speech


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_speech_without_any_pause_around_it_is_heard(path: object) -> None:
    samples = pcm(path.read_bytes())  # type: ignore[attr-defined]
    spoken = speech.find(samples)
    assert spoken
    assert examine(wav(samples[spoken.start * 2 : spoken.stop * 2])).has_speech


def test_two_seconds_of_speech_in_three_minutes_are_found_and_the_rest_is_trimmed() -> None:
    short = pcm(sample("short"))
    result = examine(wav(noise(88, -52) + short + noise(88, -52, seed=2)))
    assert result.has_speech
    assert result.seconds == pytest.approx(176 + len(short) / 2 / RATE)
    assert len(pcm(result.playable)) / 2 / RATE < 3


@pytest.mark.parametrize(
    ("name", "samples"),
    [
        ("digital silence", bytes(RATE * 2 * 5)),
        *[(f"hiss at {level} dBFS", noise(8, level)) for level in (-80, -65, -50, -35, -20)],
        ("mains hum", audioop.add(noise(10, -60), tone(50, -25), 2)),
        ("the busy tone of a caller who hung up", tone(450, -15, on=0.35, off=0.35)),
        ("a busy tone on a noisy line", audioop.add(noise(10, -50), tone(450, -15, on=0.35, off=0.35), 2)),
        ("a dial tone", audioop.add(noise(10, -60), tone(450, -15), 2)),
        ("a handset put down", noise(3, -55) + noise(0.06, -10) + noise(3, -55, seed=3)),
        ("a constant offset", array("h", [2000] * RATE * 3).tobytes()),
        ("a tenth of a second", noise(0.1, -20)),
    ],
)
def test_nobody_speaks(name: str, samples: bytes) -> None:
    result = examine(wav(samples))
    assert not result.has_speech, name
    assert result.seconds == pytest.approx(len(samples) / 2 / RATE)
    assert len(pcm(result.playable)) == len(samples), "what nobody speaks in is not cut"


def test_a_recording_of_no_length() -> None:
    result = examine(wav(b""))
    assert (result.seconds, result.has_speech, result.peaks) == (0, False, [])
    assert pcm(result.playable) == b""


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [(8000, 1, 1), (8000, 2, 2), (16000, 2, 1), (44100, 2, 2), (48000, 3, 1), (48000, 4, 2), (11025, 1, 2)],
)
def test_other_pcm_becomes_8_khz_mono(rate: int, width: int, channels: int) -> None:
    source = pcm(sample("short"))
    samples, _ = audioop.ratecv(source, 2, 1, RATE, rate, None)
    samples = audioop.lin2lin(samples, 2, width)
    if width == 1:
        samples = audioop.bias(samples, 1, 128)
    if channels == 2:
        samples = audioop.tostereo(samples, width, 1, 1)
    result = examine(wav(samples, rate=rate, width=width, channels=channels))
    assert result.has_speech
    assert result.seconds == pytest.approx(len(source) / 2 / RATE, abs=0.01)
    plain = examine(wav(source))
    assert len(pcm(result.playable)) == pytest.approx(len(pcm(plain.playable)), rel=0.1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"RIFF",
        "这不是录音".encode(),
        b"<?xml version='1.0'?><Error/>",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",  # the header is cut off
        wav(bytes(100))[:30],
        wav(bytes(100)).replace(b"data", b"junk"),
        b"RIFF" + b"\xff" * 200,
        b"ID3" + b"\x00" * 50,
        b"\xff\xfb" + b"junk" * 9,
        wav(bytes(100), rate=1),  # would be 50 s of 8000 samples each
        wav(bytes(1000))[:22] + b"\xff\xff" + wav(bytes(1000))[24:],  # 65535 channels
    ],
)
def test_what_is_no_audio_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(NotAudio) as caught:
        examine(body)
    assert "recording" in str(caught.value) or "ffmpeg" in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 60))
def test_damaged_bytes_are_audio_or_refused_and_nothing_else(junk: bytes, at: int) -> None:
    whole = wav(bytes(400))
    for body in (junk, b"RIFF" + junk, whole[:at] + junk + whole[at:], whole[:at] + junk):
        if body[:2] == b"\xff\xfb" or body[:3] == b"ID3":
            continue  # ffmpeg's business, slow to start
        with suppress(NotAudio):
            assert examine(body).seconds >= 0


def test_a_recording_cut_off_in_the_middle_is_read_as_far_as_it_goes() -> None:
    body = sample("settlement")
    result = examine(body[: len(body) // 2 + 1])
    assert result.has_speech
    assert result.seconds == pytest.approx(examine(body).seconds / 2, abs=0.1)


def test_200_megabytes_are_refused_unread() -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return 200_000_000

    with pytest.raises(NotAudio, match="200000000 bytes"):
        examine(Huge(b"RIFF....WAVE"))


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="MP3 is read where ffmpeg is installed")
def test_an_mp3_and_a_wav_of_another_coding_are_read_with_ffmpeg(tmp_path: object) -> None:
    for arguments, kind in ((["-f", "mp3"], "mp3"), (["-acodec", "pcm_mulaw", "-f", "wav"], "wav")):
        made = subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-i", "-", *arguments, "-"],
            input=sample("short"),
            capture_output=True,
            check=True,
        ).stdout
        result = examine(made)
        assert result.kind == kind
        assert result.has_speech
        assert result.seconds == pytest.approx(3.5, abs=0.2)


def test_without_ffmpeg_an_mp3_is_refused_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(NotAudio, match="needs ffmpeg"):
        examine(b"ID3" + bytes(100))


def test_the_original_is_not_touched() -> None:
    body = sample("quiet")
    kept = bytes(body)
    examine(body)
    assert body == kept


def test_peaks_follow_the_sound() -> None:
    result = examine(wav(bytes(RATE * 2) + tone(300, -10, seconds=1) + bytes(RATE * 2)))
    third = audio.PEAKS // 3
    assert max(result.peaks[: third - 2]) == 0
    assert min(result.peaks[third + 2 : 2 * third - 2]) > 90
