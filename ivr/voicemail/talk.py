"""What is in the recording of a conversation. It has no copy: its two channels are heard as they are.

It may last hours, so its samples are read piece by piece and never held twice.
"""

import audioop
import io
import struct
import wave

from ivr.voicemail.audio import PEAKS, Examined, NotAudio, kind_of, scaled, sense
from ivr.voicemail.speech import WIDTH

LARGEST = 256 * 1024 * 1024
"""Bytes: more than two hours in two channels."""

_LONGEST = 4 * 3600 + 100  # seconds: four hours is the longest a carrier lets two talk
_HEADER = 44  # bytes of the shortest WAV header


def examine(body: bytes) -> Examined:
    """Reads a WAV of any number of channels, as far as it goes. Raises NotAudio when these bytes are none."""
    if kind_of(body, LARGEST) != "wav":
        raise NotAudio("the recording of a conversation is no WAV file")
    try:
        with wave.open(io.BytesIO(body)) as file:
            seconds, bars = _read(file, len(body))
    except wave.Error as error:
        raise NotAudio(f"the recording's WAV header cannot be read: {error}") from None
    except (EOFError, RuntimeError, ValueError, struct.error):  # what wave makes of sizes that lie
        raise NotAudio("the recording's WAV header is cut off or damaged") from None
    if seconds > _LONGEST:
        raise NotAudio(f"the recording claims to last {seconds:.0f} seconds")
    return Examined("wav", seconds, any(bars), None, scaled(bars))


def _read(file: wave.Wave_read, size: int) -> tuple[float, list[int]]:
    """The length in seconds, and the loudest sample of each of PEAKS pieces."""
    channels, width, rate = sense(file)
    frame = channels * width
    # Counted from the bytes: what the header says may be more than there is.
    whole = max(1, -(-(size - _HEADER) // frame // PEAKS))
    bars, frames = [], 0
    while piece := file.readframes(whole):
        piece = piece[: len(piece) // frame * frame]
        frames += len(piece) // frame
        bars.append(_loudest(piece, width))
    return frames / rate, bars


def _loudest(piece: bytes, width: int) -> int:
    if width == 1:
        piece = audioop.bias(piece, 1, -128)  # WAV keeps 8 bits unsigned
    return audioop.max(audioop.lin2lin(piece, width, WIDTH), WIDTH)
