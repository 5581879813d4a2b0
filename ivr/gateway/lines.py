"""Lines: what a call is carried on. The machine says what is to be done; a line does it.

An in-memory telephone, a telephone on a WebSocket, one day a channel of a PBX: each is a Line.
"""

from collections.abc import Mapping
from typing import Protocol, Self

from ivr.gateway.machine import effects
from ivr.gateway.machine.effects import Attention, Effect, Kind, RecordTalk, Sound, StartRecording

BEEP_SECONDS = 0.5
TONE_SECONDS = 0.5


class Line(Protocol):
    """One telephone's line. What happens on it is told to the machine as events."""

    def pick_up(self) -> None:
        """The arriving call is answered."""

    def drop(self, status: str) -> None:
        """The call is over, with `status`."""

    def sound(self, sound: Sound) -> None:
        """Lets it be heard, then tells SoundEnded; unless it is stopped before."""

    def stop_sound(self, sound: int) -> None: ...

    def listen(self, to: Attention) -> None:
        """What is made of keys and speech from now on."""

    def start_recording(self, order: StartRecording) -> None:
        """Records, and tells Silent when nobody has spoken for as long as the order bears."""

    def record_talk(self, order: RecordTalk, other: Self) -> None:
        """Records what the two say to each other, until it is stopped like any recording."""

    def stop_recording(self, sid: str) -> None:
        """Keeps what was recorded as a whole file, then tells RecordingKept; also when the line is gone."""

    def join(self, other: Self) -> None:
        """From now on the two hear each other. Told to one of them."""

    def part(self, other: Self) -> None: ...


def perform(effect: Effect, lines: Mapping[str, Line]) -> None:
    """Has the line of the effect's leg do it; a leg without a line any more does nothing."""
    line = lines.get(effect.leg)
    if line is None:
        return
    match effect:
        case effects.PickUp():
            line.pick_up()
        case effects.Drop(_, status):
            line.drop(status)
        case effects.Sound():
            line.sound(effect)
        case effects.StopSound(_, sound):
            line.stop_sound(sound)
        case effects.Listen(_, to):
            line.listen(to)
        case effects.StartRecording():
            line.start_recording(effect)
        case effects.RecordTalk(_, other) if other in lines:
            line.record_talk(effect, lines[other])
        case effects.StopRecording(_, recording):
            line.stop_recording(recording)
        case effects.Join(_, other) if other in lines:
            line.join(lines[other])
        case effects.Part(_, other) if other in lines:
            line.part(lines[other])


def length(sound: Sound) -> float | None:
    """How many seconds a sound that is no clip is heard; None: until it is stopped."""
    match sound.kind:
        case Kind.WORDS | Kind.APOLOGY:
            return _speaking_time(sound.content)
        case Kind.TONES:
            return len(sound.content) * TONE_SECONDS
        case Kind.BEEP:
            return BEEP_SECONDS
    return None


def _speaking_time(words: str) -> float:
    """A quarter of a second for a Chinese character, a fifteenth for a letter."""
    return max(0.2, sum(0.25 if ord(letter) > 0x2E7F else 0.066 for letter in words))
