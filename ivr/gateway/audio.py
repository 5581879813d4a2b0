"""Telephone audio: 8 kHz, one channel, 16-bit little-endian samples, called «pcm» throughout the gateway."""

import audioop
import io
import wave
from array import array
from pathlib import Path

from pydub import AudioSegment
from pydub.exceptions import PydubException

RATE = 8000
WIDTH = 2
WINDOW = 0.1
"""Seconds over which loudness is measured."""
LOUD = 10 ** (-45 / 20) * 32768
"""Root mean square above which somebody speaks: line noise lies near -50 dBFS, quiet speech near -38."""


class AudioError(ValueError):
    """What was handed in is no audio that can be read; the message says what and why."""


def read(path: Path) -> bytes:
    """The samples of a WAV file of any rate; raises AudioError naming the file."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise AudioError(f"{path}: {error.strerror or error}") from None
    except AudioError as error:
        raise AudioError(f"{path}: {error}") from None


def decode(wav: bytes) -> bytes:
    """The samples of a WAV of any rate, width and number of channels; raises AudioError."""
    try:
        segment = AudioSegment.from_file(io.BytesIO(wav), format="wav")
    except (PydubException, wave.Error, EOFError, OSError, IndexError, ValueError, KeyError):
        raise AudioError("not a WAV file that can be read") from None
    pcm: bytes = segment.set_channels(1).set_sample_width(WIDTH).set_frame_rate(RATE).raw_data
    return pcm


def encode(pcm: bytes, channels: int = 1) -> bytes:
    """A whole WAV file of `pcm`; of two channels, when it holds their samples in turn."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return buffer.getvalue()


def seconds(pcm: bytes | bytearray) -> float:
    return len(pcm) / WIDTH / RATE


def wav_seconds(wav: bytes) -> float:
    """The length of a WAV; raises AudioError for anything else."""
    try:
        with wave.open(io.BytesIO(wav)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        raise AudioError("not a WAV file that can be read") from None


def silence(length: float) -> bytes:
    return bytes(max(0, round(length * RATE)) * WIDTH)


def side_by_side(left: bytes, right: bytes) -> bytes:
    """The samples of two channels in turn, the shorter one filled up with silence."""
    size = max(len(left), len(right))
    both = array("h", bytes(2 * size))
    both[0::2], both[1::2] = (array("h", each.ljust(size, b"\0")) for each in (left, right))
    return both.tobytes()


def loud_windows(pcm: bytes | bytearray) -> list[bool]:
    """For every tenth of a second whether somebody speaks."""
    size, whole = int(RATE * WINDOW) * WIDTH, memoryview(pcm)
    return [audioop.rms(whole[start : start + size], WIDTH) > LOUD for start in range(0, len(pcm), size)]


def trimmed(pcm: bytes) -> bytes:
    """`pcm` without leading and trailing silence, but for 0.3 s of it; empty when nobody speaks at all."""
    loud = loud_windows(pcm)
    if True not in loud:
        return b""
    size = int(RATE * WINDOW) * WIDTH
    first, last = loud.index(True), len(loud) - loud[::-1].index(True)
    return pcm[max(0, first - 3) * size : (last + 3) * size]
