"""A conversation while it is recorded: two voices, each on a channel of its own."""

from dataclasses import dataclass

from ivr.gateway import audio
from ivr.gateway.recordings import SHORTEST, Recording


class Tape:
    """Moments are seconds since the recording began."""

    def __init__(self, began: float) -> None:
        self.began = began
        self._sides = (bytearray(), bytearray())

    def hear(self, side: int, until: float, pcm: bytes) -> None:
        """Adds what one side (0 dialled, 1 was dialled) said, up to that moment."""
        voice = self._sides[side]
        begun = max(0, round(until * audio.RATE) * audio.WIDTH - len(pcm))
        # Sound comes a little early or late; only a real gap is a pause.
        if begun - len(voice) > audio.RATE * audio.WIDTH // 5:
            voice.extend(bytes(begun - len(voice)))
        voice.extend(pcm)

    def finish(self, at: float) -> bytes:
        """The samples of both sides in turn, until `at`."""
        size = round(at * audio.RATE) * audio.WIDTH
        one, other = (bytes(side[:size]).ljust(size, b"\0") for side in self._sides)
        return audio.side_by_side(one, other)


@dataclass(frozen=True)
class Side:
    """One of the two voices: which (0 dialled, 1 was dialled), and the SID of the recording."""

    tape: Tape
    number: int
    sid: str

    def hear(self, now: float, pcm: bytes) -> None:
        """Adds what was said up to now, by the loop's clock."""
        self.tape.hear(self.number, now - self.tape.began, pcm)


def facts(recording: Recording, seconds: float) -> tuple[Recording, bool]:
    """A conversation's facts, and whether it was too short to be kept."""
    made = Recording(
        recording.sid,
        recording.call_sid,
        recording.account_sid,
        recording.created,
        round(seconds, 3),
        channels=2,
        source="DialVerb",
    )
    return made, seconds < SHORTEST
