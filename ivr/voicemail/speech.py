"""Where somebody speaks in a recording, told from line noise, clicks and busy tones.

A recording of a telephone line has a floor: its quietest tenth. Speech stands out from that floor, for longer
than a click, and at changing levels, which a tone does not. Levels count relative to the floor, so very quiet
speech is found as well as loud speech on a bad line. In doubt it is speech: a person listens anyway.
"""

import audioop
import math
from dataclasses import dataclass

RATE = 8000
"""Samples a second; samples are mono, signed, 16 bits."""
WIDTH = 2

_FRAME = 240  # samples: 30 ms
_ABOVE_FLOOR = 5.0  # dB; frames of steady noise stray by 1 dB
_LOWEST_FLOOR = -72.0  # dBFS; what a coder makes of digital silence
_SHORTEST_RUN = 3  # frames; a click is shorter
_SHORTEST_SPEECH = 10  # frames in all; "yes" is longer
_TONE_SPREAD = 3.0  # dB; busy tones keep their level, syllables do not
_NOTHING = -120.0


@dataclass(frozen=True, slots=True)
class Speech:
    """Where speech begins and ends, in samples, and how loud it is."""

    start: int
    stop: int
    level: float
    """RMS of the frames with speech, as a fraction of full scale."""
    peak: float
    """What all but one frame in a hundred stay under, as a fraction of full scale."""


def find(samples: bytes) -> Speech | None:
    """The speech in 8 kHz mono 16-bit samples, or None when there is none."""
    levels = [_decibels(audioop.rms(frame, WIDTH)) for frame in _frames(_without_hum(samples))]
    if len(levels) < _SHORTEST_SPEECH:
        return None
    threshold = max(_LOWEST_FLOOR, sorted(levels)[len(levels) // 10]) + _ABOVE_FLOOR
    runs = _runs([level > threshold for level in levels])
    if sum(stop - start for start, stop in runs) < _SHORTEST_SPEECH or _is_tone(levels, runs):
        return None
    frames = _frames(samples)
    spoken = [frames[index] for start, stop in runs for index in range(start, stop)]
    peaks = sorted(audioop.max(frame, WIDTH) for frame in spoken)
    return Speech(
        start=runs[0][0] * _FRAME,
        stop=runs[-1][1] * _FRAME,
        level=audioop.rms(b"".join(spoken), WIDTH) / 32768,
        peak=peaks[int(len(peaks) * 0.99)] / 32768,
    )


def _without_hum(samples: bytes) -> bytes:
    """Each sample less the one three before: mains hum and rumble fall by 18 dB and hiss counts for less, while
    the band that carries most of speech, 500 to 2000 Hz, comes through."""
    step = 3 * WIDTH
    halved = audioop.mul(samples, WIDTH, 0.5)
    return audioop.add(halved[step:], audioop.mul(halved[:-step], WIDTH, -1), WIDTH)


def _frames(samples: bytes) -> list[bytes]:
    size = _FRAME * WIDTH
    return [samples[at : at + size] for at in range(0, len(samples) - size + 1, size)]


def _runs(loud: list[bool]) -> list[tuple[int, int]]:
    """Stretches of loud frames, from and up to, without those shorter than a syllable."""
    runs, start = [], None
    for index, each in enumerate([*loud, False]):
        if each and start is None:
            start = index
        elif not each and start is not None:
            if index - start >= _SHORTEST_RUN:
                runs.append((start, index))
            start = None
    return runs


def _is_tone(levels: list[float], runs: list[tuple[int, int]]) -> bool:
    """True when every stretch sounds alike; its first and last frame are only partly filled."""
    inner = sorted(levels[index] for start, stop in runs for index in range(start + 1, stop - 1))
    if not inner:
        return False
    return inner[int(len(inner) * 0.95)] - inner[int(len(inner) * 0.05)] < _TONE_SPREAD


def _decibels(rms: int) -> float:
    return 20 * math.log10(rms / 32768) if rms else _NOTHING
