"""The hand at a scripted telephone: does the next action when the call is ready for it.

Shared by the telephone in virtual time and the one in real time; time and the telephone itself are handed in.
"""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from ivr.gateway import audio
from ivr.gateway.actions import Action, HangUp, Keys, Speak, Wait
from ivr.gateway.machine.effects import Attention

BETWEEN_KEYS = 0.2
LONGEST_CALL = 30 * 60
"""Seconds after which a telephone whose actions are used up hangs up at last."""

_LISTENING = (Attention.KEYS, Attention.SPEECH, Attention.TALK)

After = Callable[[float, Callable[[], object]], Callable[[], object]]
"""Does something so many seconds from now; answers what prevents it."""


class Telephone(Protocol):
    """What a hand can do at a telephone."""

    def press(self, key: str) -> None: ...

    def speak(self, name: str, pcm: bytes, /) -> None: ...

    def hang_up(self) -> None: ...

    def note(self, kind: str, words: str = "") -> None: ...


class Hand:
    """Performs actions one after the other.

    An action is done when the call next listens: a Gather whose prompt is over, a Record after the beep, a
    conversation; waiting and hanging up also in a queue. An action at once does not wait for the end of what is
    heard. When all are done it waits for the end of the call. After keys it rests for `reaction` seconds: over a
    network it takes a moment to learn what they led to. Raises AudioError for speech that cannot be read.
    """

    def __init__(
        self, todo: Iterable[Action], telephone: Telephone, after: After, *, reaction: float = 0
    ) -> None:
        self._todo = deque(todo)
        self._telephone = telephone
        self._after = after
        self._reaction = reaction
        self._speech: dict[Path, bytes] = {
            action.act.path: audio.read(action.act.path)
            for action in self._todo
            if isinstance(action.act, Speak)
        }
        self._attention = Attention.NONE
        self._sounding = False
        self._busy = True
        self._pending: list[Callable[[], object]] = []

    def begin(self) -> None:
        """The call is answered."""
        self._busy = False
        self._pending.append(self._after(LONGEST_CALL, self._give_up))
        self._go_on()

    def listen(self, to: Attention) -> None:
        """What the call makes of keys and speech from now on."""
        self._attention = to
        self._go_on()

    def hears(self, sounding: bool) -> None:
        """Something begins, or ceases, to be heard."""
        self._sounding = sounding
        self._go_on()

    def end(self) -> None:
        """The call is over: nothing more is done."""
        self._todo.clear()
        for prevent in self._pending:
            prevent()
        self._pending.clear()

    def _go_on(self) -> None:
        while self._todo and not self._busy and self._may(self._todo[0]):
            self._do(self._todo.popleft().act)

    def _may(self, action: Action) -> bool:
        listening = self._attention in _LISTENING
        at_once = action.at_once and self._sounding
        match action.act:
            case Keys():
                return listening or (at_once and self._attention is Attention.PROMPT)
            case Speak():
                return listening
        return listening or at_once or self._attention is Attention.QUEUE

    def _do(self, act: Keys | Speak | Wait | HangUp) -> None:
        match act:
            case Keys(keys):
                self._telephone.note("pressed", keys)
                for place, key in enumerate(keys):
                    self._later(place * BETWEEN_KEYS, lambda key=key: self._telephone.press(key))  # type: ignore[misc]
                self._rest((len(keys) - 1) * BETWEEN_KEYS + self._reaction)
            case Speak(path):
                pcm = self._speech[path]
                self._telephone.note("spoke", f"{path.name} ({audio.seconds(pcm):.1f} s)")
                self._telephone.speak(path.name, pcm)
                self._rest(audio.seconds(pcm))
            case Wait(seconds):
                self._telephone.note("waited", f"{seconds:g} s")
                self._rest(seconds)
            case HangUp():
                self._telephone.note("hung up")
                self._busy = True
                self._later(0, self._telephone.hang_up)

    def _rest(self, seconds: float) -> None:
        self._busy = True
        self._later(seconds, self._free)

    def _free(self) -> None:
        self._busy = False
        self._go_on()

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        self._pending.append(self._after(seconds, act))

    def _give_up(self) -> None:
        self._todo.clear()
        self._do(HangUp())
