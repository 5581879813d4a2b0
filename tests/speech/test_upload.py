"""A file that a supervisor hands in becomes a clip like every other, or is refused in one sentence."""

from __future__ import annotations

import math
import shutil
import struct
import subprocess
from array import array
from itertools import pairwise
from pathlib import Path

import pytest
from recorded import SAID, read, silence, voice, wav
from test_clips import loudness

from ivr.flows.clips import upload
from ivr.flows.clips.upload import NotAClip, prepared

TEXT = "您好，深证通客户服务中心。"
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def made(body: bytes, text: str = TEXT) -> array[int]:
    samples, rate = read(prepared(body, text))
    assert rate == 8000
    return samples


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_every_clip_is_equally_loud_and_never_clipped(level: float) -> None:
    heard = made(wav(voice(level=level)))
    assert -21 < loudness(heard) < -19
    assert max(map(abs, heard)) < 0.9 * 32768


def test_what_somebody_said_on_the_telephone_is_as_loud_as_our_clips() -> None:
    assert -23 < loudness(made(SAID.read_bytes())) < -17


def test_silence_at_both_ends_is_cut_off_but_for_a_breath() -> None:
    body = wav(silence(2) + voice(1) + silence(3))
    assert 1.2 < len(made(body)) / 8000 < 1.4  # after 。 callers need a moment
    assert 1.0 < len(made(body, "上午")) / 8000 < 1.15  # and within a sentence none


def test_a_click_does_not_decide_how_loud_the_voice_is() -> None:
    spoken = voice(1, level=0.05)
    spoken[4000] = 32767
    assert -22 < loudness(made(wav(spoken))) < -18


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 44_100, 48_000])
def test_any_rate_becomes_8_khz_and_keeps_its_pitch(rate: int) -> None:
    heard = made(wav(voice(2, rate, pitch=440), rate))
    crossings = sum(1 for left, right in pairwise(heard) if left < 0 <= right)
    assert crossings / (len(heard) / 8000 - 0.3) == pytest.approx(440, rel=0.03)


def test_what_a_telephone_cannot_carry_does_not_come_back_as_noise() -> None:
    hiss = voice(1, 48_000, level=0.3, pitch=6_500)  # would fold down to 1,500 Hz
    low = voice(1, 48_000, level=0.3, pitch=400)
    both = array("h", map(sum, zip(hiss, low, strict=True)))
    alone, mixed = made(wav(low, 48_000)), made(wav(both, 48_000))
    strayed = sum((a - b) ** 2 for a, b in zip(alone, mixed, strict=False)) / sum(a * a for a in alone)
    assert strayed < 0.02


def test_both_channels_are_heard() -> None:
    left = voice(1)
    stereo = array("h", (sample for pair in zip(left, silence(1), strict=True) for sample in pair))
    assert -21 < loudness(made(wav(stereo, channels=2))) < -19


@needs_ffmpeg
@pytest.mark.parametrize("codec", ["pcm_alaw", "pcm_f32le", "pcm_s24le", "pcm_u8"])
def test_other_wav_files_are_read(tmp_path: Path, codec: str) -> None:
    assert -21 < loudness(made(converted(tmp_path, "wav", "-c:a", codec))) < -19


@needs_ffmpeg
def test_an_mp3_is_read(tmp_path: Path) -> None:
    assert -21 < loudness(made(converted(tmp_path, "mp3", "-ar", "44100"))) < -19


def test_an_mp3_needs_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotAClip, match="needs ffmpeg"):
        prepared(b"ID3\x04" + bytes(500), TEXT)


def lying(size: int) -> bytes:
    """A header that claims `size` bytes of sound."""
    body = bytearray(wav(voice(0.5)))
    body[40:44] = struct.pack("<I", size)
    return bytes(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (bytes(5 * 1024 * 1024 + 1), "large"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(900), "strange"),  # a video from a telephone
        (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(900), "strange"),
        (b"OggS" + bytes(900), "strange"),
        (b"%PDF-1.7" + bytes(900), "strange"),
        (b"\xff\xf1" + bytes(900), "strange"),  # AAC
        ("您好".encode(), "strange"),
        (b"RIFF", "strange"),
        (b"RIFF\x24\x00\x00\x00WAVE", "damaged"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", "damaged"),
        (wav(voice(0.5))[:30], "damaged"),
        (wav(silence(2)), "silent"),
        (wav(voice(2, level=0.001)), "silent"),
        (wav(voice(0.05)), "short"),
        (wav(array("h")), "short"),
        (wav(silence(61)), "long"),
        (wav(silence(61, 4000), 4000), "long"),
    ],
)
def test_anything_else_is_refused_with_its_reason(body: bytes, why: str) -> None:
    with pytest.raises(NotAClip) as refused:
        prepared(body, TEXT)
    assert refused.value.why == why


def test_a_header_is_not_believed() -> None:
    assert len(made(lying(2**31 - 1))) < 8000
    assert len(made(lying(2**32 - 1))) < 8000


@needs_ffmpeg
@pytest.mark.parametrize(
    "body",
    [b"ID3" + bytes(2000), b"\xff\xfb\x90\x64" + bytes(10), b"\xff\xfb" + b"\xff\xfb\x90" * 300],
    ids=["a tag alone", "one frame cut off", "noise"],
)
def test_a_damaged_mp3_is_refused(body: bytes) -> None:
    with pytest.raises(NotAClip) as refused:
        prepared(body, TEXT)
    assert refused.value.why in ("damaged", "silent", "short")


@needs_ffmpeg
def test_an_mp3_that_unpacks_to_hours_is_refused(tmp_path: Path) -> None:
    body = converted(tmp_path, "mp3", "-b:a", "8k", "-ar", "8000", seconds=1200)
    assert len(body) < upload.LARGEST
    with pytest.raises(NotAClip) as refused:
        prepared(body, TEXT)
    assert refused.value.why == "long"


def test_a_tone_of_one_level_is_a_clip() -> None:
    tone = array("h", (round(3000 * math.sin(at / 2)) for at in range(4000)))
    assert len(made(wav(tone), "上午")) > 4000


def converted(folder: Path, kind: str, *how: str, seconds: float = 1.5) -> bytes:
    """What ffmpeg makes of somebody speaking."""
    folder.joinpath("spoken.wav").write_bytes(wav(voice(1.5)))
    target = folder / f"said.{kind}"
    loop = ["-stream_loop", "-1"] if seconds > 2 else []
    command = ["ffmpeg", "-v", "error", *loop, "-i", "spoken.wav", "-t", str(seconds), *how, target.name]
    subprocess.run(command, cwd=folder, check=True)
    return target.read_bytes()
