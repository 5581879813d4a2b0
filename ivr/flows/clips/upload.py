"""From a file that somebody uploads to a clip: 8 kHz, one channel, as loud as every other, its silence trimmed.

A WAV of whole samples is read here; MP3 and other codings of WAV need ffmpeg. The file is somebody's: its size and
length are bounded before and after it is decoded, and what it claims about itself is not believed.
"""

import audioop
import io
import math
import shutil
import struct
import subprocess
import wave
from array import array
from itertools import accumulate
from typing import Literal

from ivr.flows.clips.measures import FRAME, LEAD, LOUDNESS, PEAK, QUIET, RATE, tail

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
LONGEST = 60
"""Seconds of sound."""

Why = Literal["empty", "large", "strange", "damaged", "ffmpeg", "long", "short", "silent"]
_SENTENCES: dict[Why, str] = {
    "empty": "the file is empty",
    "large": "the file is larger than 5 MB",
    "strange": "the file is neither a WAV nor an MP3",
    "damaged": "the file begins like a sound, but cannot be read",
    "ffmpeg": "reading this file needs ffmpeg, which is not installed: hand in a WAV of 16 bits (PCM)",
    "long": "the recording is longer than 60 seconds",
    "short": "nothing is said in the recording: it is shorter than a word",
    "silent": "nothing can be heard in the recording",
}
_WIDTH = 2
_WIDER = 4
_FLOOR = 0.002  # of full scale (-54 dBFS): the loudest moments of a recording in which nobody speaks
_SHORTEST = 0.1  # seconds of sound
_CUT = 3_600  # Hz; a telephone carries no more, and what lies above 4,000 would come back as noise
_MOST_RATE = 192_000
_DECODING = 30  # seconds that ffmpeg may take


class NotAClip(ValueError):
    """The file cannot become a clip; `why` names the reason, the message says it in English."""

    def __init__(self, why: Why) -> None:
        super().__init__(_SENTENCES[why])
        self.why: Why = why


def prepared(body: bytes, text: str) -> bytes:
    """The WAV that callers hear for a file in which `text` is said. Raises NotAClip."""
    if not body:
        raise NotAClip("empty")
    if len(body) > LARGEST:
        raise NotAClip("large")
    return _wav(_evened(_samples(body), text))


def seconds(wav: bytes) -> float:
    """How long a clip of ours is heard."""
    with wave.open(io.BytesIO(wav)) as file:
        return float(file.getnframes() / file.getframerate())


def _samples(body: bytes) -> bytes:
    kind = _kind(body)
    read = _plain(body) if kind == "wav" else None
    samples = _decoded(body, kind) if read is None else read
    if len(samples) > LONGEST * RATE * _WIDTH:
        raise NotAClip("long")
    # A constant offset is inaudible, but it would count as loudness.
    return audioop.bias(samples, _WIDTH, -audioop.avg(samples, _WIDTH)) if samples else samples


def _kind(body: bytes) -> Literal["wav", "mp3"]:
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        return "wav"
    # A frame of MPEG layer III, or the tag before it; the other layers look alike and are AAC, say.
    if body[:3] == b"ID3" or (len(body) > 2 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2):
        return "mp3"
    raise NotAClip("strange")


def _plain(body: bytes) -> bytes | None:
    """A WAV of whole samples in one or two channels; None when it is of another coding."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.readframes(len(body))
    except wave.Error as error:
        if "unknown format" in str(error):
            return None
        raise NotAClip("damaged") from None
    except (EOFError, RuntimeError, ValueError, struct.error):  # what wave makes of sizes that lie
        raise NotAClip("damaged") from None
    if not (1 <= channels <= 2 and 1 <= width <= 4 and 4_000 <= rate <= _MOST_RATE):
        raise NotAClip("damaged")
    frames = frames[: len(frames) - len(frames) % (channels * width)]
    if len(frames) > LONGEST * rate * channels * width:
        raise NotAClip("long")
    if width == 1:
        frames = audioop.bias(frames, 1, -128)  # WAV keeps 8 bits unsigned
    frames = audioop.lin2lin(frames, width, _WIDTH)
    if channels == 2:
        frames = audioop.tomono(frames, _WIDTH, 0.5, 0.5)
    return audioop.ratecv(_without_treble(frames, rate), _WIDTH, 1, rate, RATE, None)[0]


def _without_treble(samples: bytes, rate: int) -> bytes:
    """What a telephone carries of it: a windowed-sinc low-pass, each tap one pass over all samples."""
    if rate <= RATE:
        return samples
    half = rate * 6 // RATE
    taps = [_sinc(2 * _CUT / rate, tap, half) for tap in range(-half, half + 1)]
    if len(samples) < len(taps) * _WIDTH:
        return b""
    # Half as loud, in more bits: no sum of taps can overflow, and nothing is lost by rounding.
    wide = audioop.mul(audioop.lin2lin(samples, _WIDTH, _WIDER), _WIDER, 0.5 / sum(taps))
    kept = len(wide) - 2 * half * _WIDER
    passes = (audioop.mul(wide[at * _WIDER : at * _WIDER + kept], _WIDER, tap) for at, tap in enumerate(taps))
    *_, filtered = accumulate(passes, lambda left, right: audioop.add(left, right, _WIDER))
    return audioop.lin2lin(filtered, _WIDER, _WIDTH)


def _sinc(cut: float, tap: int, half: int) -> float:
    window = 0.54 + 0.46 * math.cos(math.pi * tap / half)
    return cut * window * (math.sin(math.pi * cut * tap) / (math.pi * cut * tap) if tap else 1)


def _decoded(body: bytes, kind: str) -> bytes:
    """What ffmpeg makes of it, told the container so that it guesses none, and stopped after a minute of sound."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise NotAClip("ffmpeg")
    reading = ["-nostdin", "-v", "error", "-protocol_whitelist", "pipe", "-f", kind, "-i", "pipe:0"]
    writing = ["-map", "0:a:0", "-t", str(LONGEST + 1), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1"]
    try:
        done = subprocess.run(  # noqa: S603 - our own words; the file is its standard input
            [program, *reading, *writing], input=body, capture_output=True, timeout=_DECODING, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NotAClip("damaged") from None
    if done.returncode or not done.stdout:
        raise NotAClip("damaged")
    return done.stdout


def _evened(samples: bytes, text: str) -> bytes:
    size = FRAME * _WIDTH
    frames = [samples[at : at + size] for at in range(0, len(samples) - size + 1, size)]
    levels = [audioop.rms(frame, _WIDTH) / 32768 for frame in frames]
    if len(levels) * FRAME < _SHORTEST * RATE:
        raise NotAClip("short")
    loudest = sorted(levels)[-3]  # a click is over within two frames
    if loudest < _FLOOR:
        raise NotAClip("silent")
    heard = [at for at, level in enumerate(levels) if level > loudest * QUIET]
    speech = [level for level in levels if level > loudest * 0.1]
    spoken = samples[heard[0] * size : (heard[-1] + 1) * size]
    gain = 10 ** (LOUDNESS / 20) / math.sqrt(sum(level * level for level in speech) / len(speech))
    silence = bytes(_WIDTH)
    lead, after = silence * int(LEAD * RATE), silence * int(tail(text) * RATE)
    return lead + _limited(array("h", spoken), gain).tobytes() + after


def _limited(samples: "array[int]", gain: float) -> "array[int]":
    """Amplified, with the rare peaks bent instead of clipped, and no click where it begins and ends."""
    knee, room = PEAK * 0.8, PEAK * 0.2
    ramp = min(FRAME, len(samples) // 2)
    made = array("h", bytes(len(samples) * _WIDTH))
    for at, sample in enumerate(samples):
        value = sample * gain / 32768
        if abs(value) > knee:
            value = math.copysign(knee + room * math.tanh((abs(value) - knee) / room), value)
        edge = min(at, len(samples) - 1 - at)
        made[at] = round(value * 32767 * (edge / ramp if edge < ramp else 1))
    return made


def _wav(samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_WIDTH)
        file.setframerate(RATE)
        file.writeframes(samples)
    return out.getvalue()
