"""Two sounds compared, piece by piece: a telephone on a busy machine sends its packets unevenly, and loses none."""

from collections.abc import Iterator

import numpy as np

from ivr.gateway import audio

PIECE = audio.RATE // 2
SMALLEST = audio.RATE // 8
"""Where a packet came late a piece is cut in two, down to an eighth of a second, so that the rest of it counts."""

REACH = audio.RATE
"""Samples after the piece before within which the next one must begin."""

FOUND = 0.9

Samples = np.ndarray


def likeness(kept: bytes, spoken: bytes) -> float:
    """How well what was spoken is found again in what was kept: 1 is the very same sound.

    The normalised cross-correlation of every piece, each looked for after the one before, weighed by their energy.
    """
    heard, said = (np.frombuffer(pcm, dtype="<i2").astype(float) for pcm in (kept, spoken))
    assert len(heard) >= SMALLEST, "nothing to speak of was kept"
    found = list(_found(heard, said))
    return float(sum(like * energy for like, energy in found) / sum(energy for _, energy in found))


def _found(heard: Samples, said: Samples) -> Iterator[tuple[float, float]]:
    """Of each piece how like it was found, and its energy."""
    at, reach = 0, len(heard)  # the first may be anywhere
    todo = [said[begin : begin + PIECE] for begin in range(0, len(said), PIECE)]
    while todo:
        piece = todo.pop(0)
        like, place = _sought(heard[at : at + reach + len(piece)], piece)
        if like < FOUND and len(piece) >= 2 * SMALLEST:
            todo[:0] = np.array_split(piece, 2)
            continue
        if like >= FOUND:
            at, reach = at + place + len(piece), REACH
        else:
            reach += len(piece)
        yield like, float((piece**2).sum())


def _sought(where: Samples, piece: Samples) -> tuple[float, int]:
    """The greatest normalised cross-correlation of `piece` with any part of `where`, and the place of it."""
    if len(where) < len(piece):
        return 0.0, 0
    size = 1 << (len(where) + len(piece)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(where, size) * np.conj(np.fft.rfft(piece, size)), size)
    crossed = crossed[: len(where) - len(piece) + 1]
    sums = np.concatenate(([0.0], np.cumsum(where**2)))
    energies = sums[len(piece) :] - sums[: -len(piece)]
    # Next to silence anything is like anything: at least as loud as a hiss is asked for.
    like = crossed / np.sqrt(np.maximum(energies, len(piece)) * max((piece**2).sum(), len(piece)))
    place = int(like.argmax())
    return float(like[place]), place
