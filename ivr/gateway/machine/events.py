"""What happens to a call: everything the machine is told. `leg` is always a call's SID."""

from dataclasses import dataclass

from ivr.gateway.http import Outcome
from ivr.gateway.machine.interrupts import Step


@dataclass(frozen=True)
class Begin:
    """The call exists: an arriving one is ringing here, a placed one is to be rung."""

    leg: str


@dataclass(frozen=True)
class Ringing:
    leg: str


@dataclass(frozen=True)
class Answered:
    leg: str


@dataclass(frozen=True)
class Declined:
    """The telephone that was rung did not take the call."""

    leg: str
    status: str
    """busy, no-answer, failed"""


@dataclass(frozen=True)
class Pressed:
    leg: str
    key: str
    """One of 0-9 # *"""


@dataclass(frozen=True)
class HungUp:
    """Whoever is at the telephone hung up."""

    leg: str


@dataclass(frozen=True)
class SoundEnded:
    leg: str
    sound: int
    error: str = ""
    """Why nothing could be heard, when it could not."""


@dataclass(frozen=True)
class Silent:
    """Nobody has spoken into the recording for as long as it bears."""

    leg: str
    recording: str


@dataclass(frozen=True)
class RecordingKept:
    """The recording is a whole file on disk, or it turned out empty and there is none."""

    leg: str
    recording: str
    seconds: float
    empty: bool = False
    silent: bool = False
    """Empty because nobody spoke, not because it was too short."""


@dataclass(frozen=True)
class Elapsed:
    leg: str
    timer: int


@dataclass(frozen=True)
class Reply:
    leg: str
    request: int
    outcome: Outcome


@dataclass(frozen=True)
class Redirect:
    """Somebody sends the live call to another document."""

    leg: str
    url: str
    method: str = "POST"
    ticket: int | None = None
    """Only while it still holds that place in its queue."""


@dataclass(frozen=True)
class End:
    """Somebody ends the call from outside: `completed` when it is live, `canceled` while it rings."""

    leg: str
    status: str = "completed"


@dataclass(frozen=True)
class Accepted:
    """Told to the leg that dials: `by` has heard what it was to hear and can be joined."""

    leg: str
    by: str


@dataclass(frozen=True)
class Gone:
    """Told to the leg that dials: `by` will not be, or is no longer, joined with it."""

    leg: str
    by: str
    status: str


@dataclass(frozen=True)
class Parted:
    """Told to the leg that was joined: the one that dialled went its own way."""

    leg: str
    by: str


@dataclass(frozen=True)
class Dequeued:
    """Told to a waiting leg: `by` takes it out of its queue, if it still holds that place."""

    leg: str
    by: str
    ticket: int
    step: Step | None = None
    """What it hears before the two are joined."""


Event = (
    Begin
    | Ringing
    | Answered
    | Declined
    | Pressed
    | HungUp
    | SoundEnded
    | Silent
    | RecordingKept
    | Elapsed
    | Reply
    | Redirect
    | End
    | Accepted
    | Gone
    | Parted
    | Dequeued
)
