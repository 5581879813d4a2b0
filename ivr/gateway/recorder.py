"""One recording while it is being made: what is spoken when, and when nobody has spoken for too long."""

from dataclasses import dataclass

from ivr.gateway import audio
from ivr.gateway.recordings import SHORTEST


@dataclass(frozen=True)
class Take:
    """What came of a recording."""

    pcm: bytes
    empty: bool
    """Nothing worth keeping."""
    silent: bool
    """Long enough, but nobody spoke."""


class Recorder:
    """One recording while it is being made; moments are seconds since it began.

    `keep_silent` keeps recordings in which nobody speaks.
    """

    def __init__(self, silence: float, *, trim: bool, keep_silent: bool = False) -> None:
        self._silence = silence
        self._trim = trim
        self._keep_silent = keep_silent
        self._pcm = bytearray()

    @property
    def heard_until(self) -> float:
        return audio.seconds(self._pcm)

    def hear(self, at: float, pcm: bytes) -> None:
        """Adds what is spoken from `at` on; what lies between is silence."""
        size = max(0, round(at * audio.RATE)) * audio.WIDTH
        del self._pcm[size:]
        self._pcm.extend(bytes(size - len(self._pcm)))
        self._pcm.extend(pcm)

    def silent_at(self) -> float:
        """When nobody will have spoken for as long as the recording bears, as far as is known now."""
        last = 0.0
        for number, loud in enumerate(audio.loud_windows(self._pcm)):
            if number * audio.WINDOW - last >= self._silence:
                break
            if loud:
                last = (number + 1) * audio.WINDOW
        return last + self._silence

    def finish(self, at: float) -> Take:
        """What was recorded until `at`."""
        self.hear(at, b"")
        pcm = bytes(self._pcm)
        spoken = audio.trimmed(pcm)
        long_enough = at >= SHORTEST
        empty = not self._keep_silent and not (spoken and long_enough)
        return Take(spoken if self._trim and spoken else pcm, empty, empty and long_enough)
