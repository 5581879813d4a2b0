"""From what the voice said to a clip: silence trimmed, loudness evened, 8 kHz, 16 bits, one channel."""

import wave
from pathlib import Path
from typing import Any

from ivr.flows.clips.measures import FRAME, LEAD, LOUDNESS, PEAK, QUIET, tail
from ivr.flows.clips.measures import RATE as CLIP_RATE
from ivr.flows.phrases import PAUSES, Piece
from ivr.flows.rendering.voice import RATE

_GAP = 0.11
"""Seconds of silence within Mandarin speech that can only be a comma: consonants close the mouth for less."""
_BREATH = 0.26
"""How long a comma is made: the voice hurries through menus, and callers need the moment to find the key."""


def clip(piece: Piece, spoken: Any) -> Any:
    """The samples of the clip, as 16-bit integers. Raises ValueError for a sound that cannot be speech."""
    import numpy as np
    from scipy.signal import resample_poly

    if not np.isfinite(spoken).all():
        raise ValueError(f"{piece.text!r} came out as noise: is it the full-precision model?")
    sound = resample_poly(spoken, CLIP_RATE, RATE)
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    energy = np.sqrt((frames**2).mean(axis=1))
    heard = np.flatnonzero(energy > energy.max() * QUIET)
    if energy.max() < 1e-3:
        raise ValueError(f"{piece.text!r} came out silent")
    sound = sound[heard[0] * FRAME : (heard[-1] + 1) * FRAME]
    speech = energy[energy > energy.max() * 0.1]
    sound = sound * (10 ** (LOUDNESS / 20) / np.sqrt((speech**2).mean()))
    sound = _limited(sound)
    if piece.language == "zh":
        sound = _breathing(sound)
    ramp = np.linspace(0, 1, FRAME)
    sound[:FRAME] *= ramp
    sound[-FRAME:] *= ramp[::-1]
    sound = np.concatenate(
        [np.zeros(int(LEAD * CLIP_RATE)), sound, np.zeros(int(tail(piece.text) * CLIP_RATE))]
    )
    return (sound * 32767).astype(np.int16)


def pause(piece: Piece) -> Any:
    """The silence of a mark on its own."""
    import numpy as np

    return np.zeros(int(PAUSES[piece.text] * CLIP_RATE), dtype=np.int16)


def write(samples: Any, path: Path) -> float:
    """Writes a WAV; answers its seconds. A half-written file never stands under the clip's name."""
    draft = path.with_suffix(".part")
    with wave.open(str(draft), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(CLIP_RATE)
        file.writeframes(samples.tobytes())
    draft.replace(path)
    return len(samples) / CLIP_RATE


def _breathing(sound: Any) -> Any:
    """Makes each comma's silence long enough."""
    import numpy as np

    energy = np.sqrt((sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME) ** 2).mean(axis=1))
    quiet = energy < energy.max() * 0.03
    parts, begun, kept = [], None, 0
    for frame, is_quiet in enumerate([*quiet, False]):
        if is_quiet:
            begun = frame if begun is None else begun
            continue
        if begun is not None and _GAP <= (frame - begun) / 100 < _BREATH:
            middle = (begun + frame) // 2 * FRAME
            parts += [sound[kept:middle], np.zeros(int((_BREATH - (frame - begun) / 100) * CLIP_RATE))]
            kept = middle
        begun = None
    return np.concatenate([*parts, sound[kept:]])


def _limited(sound: Any) -> Any:
    """Bends the rare peaks over PEAK instead of clipping them."""
    import numpy as np

    knee = PEAK * 0.8
    over = np.abs(sound) > knee
    bent = knee + (PEAK - knee) * np.tanh((np.abs(sound) - knee) / (PEAK - knee))
    return np.where(over, np.sign(sound) * bent, sound)
