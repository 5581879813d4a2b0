"""What is in a recording, and a copy of it that is good to listen to. The original is never changed."""

import audioop
import io
import shutil
import struct
import warnings
import wave
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from ivr.voicemail import speech
from ivr.voicemail.speech import RATE, WIDTH, Speech

LARGEST = 32 * 1024 * 1024
"""Bytes. Three minutes of a message are 2.9 MB; nothing larger than this is read into memory."""

PEAKS = 400
"""How many bars a waveform has."""

_LONGEST = 3700  # seconds: an hour is the longest a carrier records of one voice
_TARGET = 0.1  # RMS of speech in the playable copy: -20 dBFS
_MOST_GAIN = 32.0  # 30 dB: beyond that only noise grows
_CEILING = 0.89  # -1 dBFS
_PADDING = int(0.3 * RATE)  # samples of silence left around speech


class NotAudio(Exception):
    """These bytes are no recording we can read; the message says why in words."""


KINDS: tuple[Literal["wav", "mp3"], ...] = ("wav", "mp3")
"""What a carrier can send; an original is kept as it came."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of a recording's bytes."""

    kind: Literal["wav", "mp3"]
    seconds: float
    """Length of the original."""
    has_speech: bool
    playable: bytes | None
    """A WAV, 8 kHz mono 16-bit: silence around the speech trimmed to 0.3 s, quiet speech brought up. None where the
    original is to be heard."""
    peaks: list[int]
    """`PEAKS` bars of the playable copy, each 0 to 100; empty when there is no sound at all."""


def examine(body: bytes) -> Examined:
    """Reads a WAV (or an MP3, where ffmpeg is installed). Raises NotAudio when these bytes are neither."""
    kind = kind_of(body, LARGEST)
    samples, seconds = _samples(body, kind)
    spoken = speech.find(samples)
    copy = _brought_up(samples, spoken) if spoken else samples
    return Examined(kind, seconds, spoken is not None, _wav(copy), _peaks(copy))


def kind_of(body: bytes, largest: int) -> Literal["wav", "mp3"]:
    """What these bytes begin like. Raises NotAudio for anything else, and for more than `largest` of them."""
    if len(body) > largest:
        raise NotAudio(f"the recording has {len(body)} bytes, more than the {largest} that are read")
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        return "wav"
    if body[:3] == b"ID3" or (len(body) > 2 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0):
        return "mp3"
    raise NotAudio("the recording is neither a WAV nor an MP3 file" if body else "the recording is empty")


def _samples(body: bytes, kind: str) -> tuple[bytes, float]:
    """The sound as 8 kHz mono 16-bit samples, and the original's length in seconds."""
    segment = _plain_wav(body) if kind == "wav" else None
    if segment is None:
        segment = _decoded(body, kind)
    seconds = segment.frame_count() / segment.frame_rate
    if seconds > _LONGEST:
        raise NotAudio(f"the recording claims to last {seconds:.0f} seconds")
    plain = segment.set_channels(1).set_sample_width(WIDTH).set_frame_rate(RATE)
    samples: bytes = plain.raw_data
    # A constant offset is inaudible, but it would eat the room that quiet speech needs.
    return (audioop.bias(samples, WIDTH, -audioop.avg(samples, WIDTH)) if samples else b""), seconds


def _plain_wav(body: bytes) -> Any:
    """A PCM WAV, read as far as it goes when its end is cut off; None when it is WAV of another coding."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            channels, width, rate = sense(file)
            frames = file.readframes(len(body))
    except wave.Error as error:
        if "unknown format" in str(error):
            return None
        raise NotAudio(f"the recording's WAV header cannot be read: {error}") from None
    except (EOFError, RuntimeError, ValueError, struct.error):  # what wave makes of sizes that lie
        raise NotAudio("the recording's WAV header is cut off or damaged") from None
    frames = frames[: len(frames) - len(frames) % (channels * width)]
    if width == 1:
        frames = audioop.bias(frames, 1, -128)  # WAV keeps 8 bits unsigned
    if width == 3:
        frames, width = audioop.lin2lin(frames, 3, 4), 4
    return _pydub().AudioSegment(data=frames, sample_width=width, frame_rate=rate, channels=channels)


def sense(file: wave.Wave_read) -> tuple[int, int, int]:
    """Channels, bytes of a sample, and rate. Raises NotAudio where they make no sense."""
    channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
    if not (1 <= channels <= 8 and 1 <= width <= 4 and 4000 <= rate <= 192_000):
        raise NotAudio(
            f"the recording's WAV header makes no sense: {channels} channels, {width * 8} bits, {rate} Hz"
        )
    return channels, width, rate


def _decoded(body: bytes, kind: str) -> Any:
    """What ffmpeg makes of it."""
    pydub = _pydub()
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        raise NotAudio(f"reading this kind of {kind.upper()} needs ffmpeg, which is not installed")
    try:
        return pydub.AudioSegment.from_file(io.BytesIO(body), format=kind, duration=_LONGEST)
    except (pydub.exceptions.PydubException, OSError, IndexError, KeyError, ValueError):
        raise NotAudio(f"the recording begins like {kind.upper()}, but cannot be decoded") from None


def _pydub() -> Any:
    with warnings.catch_warnings():
        # It complains at import where ffmpeg is missing, which only MP3 needs.
        warnings.simplefilter("ignore")
        import pydub.exceptions

    return pydub


def _brought_up(samples: bytes, spoken: Speech) -> bytes:
    """Silence trimmed and quiet speech amplified; clicks may clip, speech does not."""
    start = max(0, spoken.start - _PADDING) * WIDTH
    trimmed = samples[start : (spoken.stop + _PADDING) * WIDTH]
    gain = min(_TARGET / spoken.level, _CEILING / spoken.peak, _MOST_GAIN)
    return audioop.mul(trimmed, WIDTH, gain) if gain > 1 else trimmed


def _wav(samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(samples)
    return out.getvalue()


def _peaks(samples: bytes) -> list[int]:
    """Bars relative to the loudest, or to a tenth of full scale where all is quieter than that."""
    count = len(samples) // WIDTH
    if not count:
        return []
    edges = [index * count // PEAKS * WIDTH for index in range(PEAKS + 1)]
    return scaled(
        [audioop.max(samples[start : max(stop, start + WIDTH)], WIDTH) for start, stop in pairwise(edges)]
    )


def scaled(bars: list[int]) -> list[int]:
    """Loudest samples of 16 bits as bars of a waveform."""
    full = max(*bars, 3277) if bars else 1
    return [round(100 * bar / full) for bar in bars]
