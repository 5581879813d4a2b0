"""Sounds as people hand them in: made here, so that each is exactly as wrong as its test says."""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

SAID = Path(__file__).parents[1] / "samples" / "voicemail" / "zh-short-callback.wav"
"""Somebody who says a sentence, 8 kHz, with line noise and silence around it."""


def wav(samples: array[int], rate: int = 8000, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def voice(seconds: float = 1.0, rate: int = 8000, level: float = 0.1, pitch: float = 220) -> array[int]:
    """Something like a vowel in syllables, four a second."""
    return array(
        "h",
        (
            round(
                32767
                * level
                * (0.6 + 0.4 * math.sin(2 * math.pi * 4 * at / rate))
                * math.sin(2 * math.pi * pitch * at / rate)
            )
            for at in range(round(seconds * rate))
        ),
    )


def silence(seconds: float, rate: int = 8000) -> array[int]:
    return array("h", bytes(2 * round(seconds * rate)))


def read(body: bytes) -> tuple[array[int], int]:
    """The samples of a WAV and its rate."""
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array("h", file.readframes(file.getnframes())), file.getframerate()
