"""What the machine wants done: everything a driver and its lines perform. `leg` is always a call's SID."""

from dataclasses import dataclass
from enum import StrEnum

from ivr.gateway.http import Request


@dataclass(frozen=True)
class Send:
    """Sign and send a webhook; answer with Reply."""

    leg: str
    request: int
    webhook: Request
    notice: bool = False
    """Nobody waits for the answer."""


@dataclass(frozen=True)
class StartTimer:
    leg: str
    timer: int
    seconds: float


@dataclass(frozen=True)
class StopTimer:
    leg: str
    timer: int


@dataclass(frozen=True)
class Ring:
    """Ring a telephone; answer with Ringing, then Answered or Declined."""

    leg: str
    to: str
    from_: str


@dataclass(frozen=True)
class PickUp:
    """Answer the arriving call."""

    leg: str


@dataclass(frozen=True)
class Drop:
    """End the call, or stop ringing."""

    leg: str
    status: str
    """The call's last status; an arriving call that was never answered hears «busy» for busy."""


class Kind(StrEnum):
    WORDS = "words"
    APOLOGY = "apology"
    """Words, the last thing that can be done for a call that is broken; a line that can do more may take it over."""
    CLIP = "clip"
    TONES = "tones"
    BEEP = "beep"
    RINGING = "ringing"
    """Goes on until it is stopped."""
    MUSIC = "music"
    """Goes on until it is stopped."""


Piece = tuple[Kind, str, str]
"""What can be heard: kind, content, language."""


@dataclass(frozen=True)
class Sound:
    """Let the leg hear something; answer with SoundEnded."""

    leg: str
    sound: int
    kind: Kind
    content: str = ""
    """The words, the clip's address, or the tones."""
    language: str = ""
    then: tuple[Piece, ...] = ()
    """What is asked for next, and at once, if nothing comes between: a line may have it ready, or play it on."""

    @property
    def piece(self) -> Piece:
        return self.kind, self.content, self.language


@dataclass(frozen=True)
class StopSound:
    leg: str
    sound: int


class Attention(StrEnum):
    """What the call makes of what happens at the telephone now."""

    NONE = "none"
    PROMPT = "prompt"
    """A prompt is heard and keys count."""
    KEYS = "keys"
    """The prompt is over, keys are awaited."""
    SPEECH = "speech"
    """What is spoken is recorded; keys may end it."""
    QUEUE = "queue"
    """Waiting in a queue."""
    TALK = "talk"
    """Joined with somebody."""


@dataclass(frozen=True)
class Listen:
    leg: str
    to: Attention


@dataclass(frozen=True)
class StartRecording:
    """Record what the leg says; Silent after `silence` seconds without speech."""

    leg: str
    recording: str
    silence: float
    trim: bool


@dataclass(frozen=True)
class RecordTalk:
    """Record what the two say to each other, who dialled on one channel and the other on the second."""

    leg: str
    other: str
    recording: str


@dataclass(frozen=True)
class StopRecording:
    """Keep what was recorded as a whole file, then answer with RecordingKept."""

    leg: str
    recording: str


@dataclass(frozen=True)
class Join:
    leg: str
    other: str


@dataclass(frozen=True)
class Part:
    leg: str
    other: str


Effect = (
    Send
    | StartTimer
    | StopTimer
    | Ring
    | PickUp
    | Drop
    | Sound
    | StopSound
    | Listen
    | StartRecording
    | RecordTalk
    | StopRecording
    | Join
    | Part
)
