"""What every clip has in common, so that clips of any origin can be said one after the other."""

RATE = 8_000
"""Samples a second; samples are mono, signed, 16 bits."""
LOUDNESS = -20.0
"""dBFS, root mean square over what is speech: the frames within 20 dB of the loudest."""
PEAK = 0.85
"""Of full scale; rarer peaks are bent below it instead of clipped."""
FRAME = RATE // 100
"""Samples over which loudness is measured: a hundredth of a second."""
QUIET = 0.01
"""Of the loudest frame (40 dB down): below this a frame is silence."""
LEAD = 0.04
"""Seconds of silence before the first sound."""
_TAILS = {"。": 0.26, ".": 0.26, "，": 0.14, ",": 0.14, "：": 0.14, ":": 0.14}
_TAIL = 0.05


def tail(text: str) -> float:
    """Seconds of silence after a clip of this text: the breath that its last mark asks for."""
    return _TAILS.get(text[-1:], _TAIL)
