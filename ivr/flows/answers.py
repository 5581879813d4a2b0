"""What a step answers: the plain verbs of a call, as small frozen values.

A step names the steps its keys lead to; nothing is kept in memory between two of them. Silence, a wrong key and
hanging up are ordinary endings: each value says where they lead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ivr.flows.phrases import NOTHING, Phrase

if TYPE_CHECKING:
    from ivr.flows.caller import Caller


@dataclass(frozen=True)
class Step:
    """A registered function with a name that survives a deploy in mid-call."""

    name: str
    perform: Callable[[Caller], Answer]
    acts: bool = False
    """True for one that changes more than the call's own row; the others only look."""

    def __call__(self, caller: Caller) -> Answer:
        return self.perform(caller)

    def __repr__(self) -> str:
        return f"<step {self.name}>"


@dataclass(frozen=True)
class Go:
    """Say the words, if any, and go straight on to another step."""

    step: Step
    words: Phrase = NOTHING
    audio: str | None = None
    """The address of a recording to play after the words."""


@dataclass(frozen=True)
class Menu:
    """Words, and where each key leads. A step that answers a Menu only looks: it runs again when the key comes.

    `9` changes the language, `*` goes back, `#` repeats and `0` leads a caller to a person, unless `keys` says other.
    """

    words: Phrase
    keys: Mapping[str, Step]
    otherwise: Go
    """Where two wrong keys or silences lead."""
    seconds: int = 5
    patient: bool = True
    """False: the first silence already leads to `otherwise`, without a word about it."""
    trail: bool = True
    """False for a menu that `*` should not come back to."""


@dataclass(frozen=True)
class Ask:
    """Words, and digits ended by `#` or by their number; `then` finds them in `caller.keys`."""

    words: Phrase
    then: Step
    otherwise: Go
    most: int = 20
    exactly: bool = False
    """True: the last of `most` digits ends it without `#`."""
    seconds: int = 5
    private: bool = True
    """True: the digits are personal and are not kept with the step."""
    empty: Go | None = None
    """Where the finishing key alone leads, and silence with it: carriers do not tell the two apart."""


@dataclass(frozen=True)
class Take:
    """Words, the beep, and a recording for the message `message`."""

    words: Phrase
    message: int
    then: Step
    nothing: Step
    """Where a recording without a sound leads."""
    most: int = 180


@dataclass(frozen=True)
class Wait:
    """Put the caller into a queue of his own; `during` is heard there, `then` follows when he leaves it."""

    queue: str
    during: Step
    then: Step
    words: Phrase = NOTHING


@dataclass(frozen=True)
class Hold:
    """One round of waiting in the queue: words, the ring-back tone, keys that may be pressed; silence asks again."""

    words: Phrase
    keys: Mapping[str, Step]
    seconds: int = 1
    """How long keys are still listened for after the five seconds of the tone."""
    tone: bool = True


@dataclass(frozen=True)
class Leave:
    """Leave the queue; the `then` of the Wait follows."""


@dataclass(frozen=True)
class JoinCaller:
    """Connect this leg with whoever waits in `queue`; `then` follows when that one goes, or is not there."""

    queue: str
    then: Step
    conversation: int | None = None
    """The row of what is recorded of the two; None records nothing."""


@dataclass(frozen=True)
class End:
    """Say the words and hang up."""

    words: Phrase = NOTHING


@dataclass(frozen=True)
class Reject:
    """Do not answer the call at all."""


Answer = Go | Menu | Ask | Take | Wait | Hold | Leave | JoinCaller | End | Reject


@dataclass
class Script:
    """A call script: a name, and the steps that belong to it."""

    name: str
    steps: dict[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        SCRIPTS[self.name] = self

    def step(self, look: Callable[[Caller], Answer]) -> Step:
        """Registers a step that only looks, under the name `script.function`; it may run again for one request."""
        return self._register(look, acts=False)

    def act(self, act: Callable[[Caller], Answer]) -> Step:
        """Registers a step that changes something: messages, tasks, offers. It runs once for each request."""
        return self._register(act, acts=True)

    def choice(self, name: str, then: str, **chosen: str) -> Step:
        """Registers a step of that name for a key: what was chosen is remembered, and the step `then` follows."""

        def choose(caller: Caller) -> Answer:
            caller.remember(**chosen)
            return Go(self.steps[f"{self.name}.{then}"])

        choose.__name__ = name
        return self.step(choose)

    def _register(self, perform: Callable[[Caller], Answer], *, acts: bool) -> Step:
        step = Step(f"{self.name}.{perform.__name__}", perform, acts)
        self.steps[step.name] = step
        return step


SCRIPTS: dict[str, Script] = {}

_IN_A_QUEUE: set[str] = set()


def heard_in_a_queue(step: Step) -> Step:
    """Marks a step that callers meet while they wait in a queue, where carriers record nothing."""
    _IN_A_QUEUE.add(step.name)
    return step


def is_heard_in_a_queue(name: str) -> bool:
    """Whether `script.name` is a step that callers meet while they wait in a queue."""
    return name in _IN_A_QUEUE


def step_named(name: str) -> Step | None:
    """The registered step `script.name`, or None."""
    script = SCRIPTS.get(name.partition(".")[0])
    return script.steps.get(name) if script else None
