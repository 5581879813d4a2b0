"""One call as the machine keeps it: its facts, its running scripts, and the acts scripts are made of.

A script is a generator: it emits effects through its leg, and each `yield` hands it that leg's next event.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ivr.gateway.http import Request
from ivr.gateway.machine import effects
from ivr.gateway.machine.events import Elapsed, Event, SoundEnded
from ivr.gateway.machine.interrupts import Interrupt, Step

if TYPE_CHECKING:
    from ivr.gateway.machine.switchboard import Switchboard

T = TypeVar("T")
Script = Generator[None, Event, T]

API_VERSION = "2010-04-01"
LIVE = ("queued", "ringing", "in-progress")


@dataclass(frozen=True)
class Report:
    """Where a call's progress is told, and which of it."""

    url: str
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)


@dataclass(frozen=True)
class Logged:
    """One webhook of a call and what came back, or a fault of the call itself (then `request` is None)."""

    at: datetime
    request: Request | None
    status: int | None = None
    answer: str = ""
    error: str = ""


@dataclass
class Leg:
    """One telephone's connection with us."""

    board: Switchboard
    sid: str
    direction: str
    """inbound, outbound-api or outbound-dial"""
    from_: str
    to: str
    created: datetime
    url: str = ""
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    report: Report | None = None
    ring_for: float = 60
    parent: str | None = None
    first_extra: dict[str, str] = field(default_factory=dict)
    """Parameters of the first webhook alone."""
    status: str = "queued"
    answered: datetime | None = None
    ended: datetime | None = None
    ticket: int | None = None
    """Its place in a queue; None again as soon as it has left or somebody takes it out."""
    expecting: str | None = None
    """The call it is about to be joined with, or is joined with."""
    step: Step | None = None
    """The document it is at: where it can go on if everything but the telephone line was lost."""
    told: int = 0
    """How many reports of its progress there were."""
    ahead: tuple[effects.Piece, ...] = ()
    """What the document lets be heard after the verb that is performed now, if nothing comes between."""
    log: list[Logged] = field(default_factory=list)
    _main: Script[None] | None = None
    _aside: list[Script[None]] = field(default_factory=list)
    _instant: tuple[datetime | None, int] = (None, 0)

    # What the switchboard does with it

    def begin(self, script: Script[None]) -> None:
        """Starts the script that is the call's life."""
        self._main = script
        self._advance(lambda: next(script))

    def aside(self, script: Script[None]) -> None:
        """Starts a script beside the call's life; it goes on when the call has ended."""
        self._aside.append(script)
        try:
            next(script)
        except StopIteration:
            self._aside.remove(script)

    def hear(self, event: Event) -> None:
        main = self._main
        for script in list(self._aside):
            try:
                script.send(event)
            except StopIteration:
                self._aside.remove(script)
        if main is not None:
            self._advance(lambda: main.send(event))

    def interrupt(self, interrupt: Interrupt) -> bool:
        """Breaks into the call's life; False when it has not begun or is over."""
        main = self._main
        if main is not None:
            self._advance(lambda: main.throw(interrupt))
        return main is not None

    def _advance(self, act: Callable[[], None]) -> None:
        try:
            act()
        except StopIteration:
            self._main = None

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def seconds(self) -> int:
        """How long the conversation was or has been, in whole seconds."""
        if self.answered is None:
            return 0
        return round(((self.ended or self.board.now) - self.answered).total_seconds())

    def over(self, status: str) -> None:
        """The call has ended: `completed` if it was ever answered, else with `status`. Later calls say nothing."""
        if self.live:
            self.ended = self.board.now
            self.status = "completed" if self.answered else status

    # What scripts are made of

    def emit(self, effect: effects.Effect) -> None:
        self.board.emit(effect)

    def listen(self, to: effects.Attention) -> None:
        self.emit(effects.Listen(self.sid, to))

    def rest(self) -> None:
        """What happens at the telephone does not count any more; a caller in a queue still waits there."""
        self.listen(effects.Attention.NONE if self.ticket is None else effects.Attention.QUEUE)

    def pick_up(self) -> None:
        """Answers an arriving call that is still ringing here."""
        if self.answered is None and self.direction == "inbound":
            self.answered = self.board.now
            self.status = "in-progress"
            self.emit(effects.PickUp(self.sid))

    def start_timer(self, seconds: float) -> int:
        timer = self.board.number()
        self.emit(effects.StartTimer(self.sid, timer, seconds))
        return timer

    def stop_timer(self, timer: int) -> None:
        self.emit(effects.StopTimer(self.sid, timer))

    def sleep(self, seconds: float) -> Script[None]:
        timer = self.start_timer(seconds)
        try:
            while (yield) != Elapsed(self.sid, timer):
                pass
        finally:
            self.stop_timer(timer)

    def sound(
        self,
        kind: effects.Kind,
        content: str = "",
        language: str = "",
        then: tuple[effects.Piece, ...] = (),
    ) -> Script[None]:
        """Lets the leg hear something to its end, or until the script is broken into."""
        sound = self.board.number()
        self.emit(effects.Sound(self.sid, sound, kind, content, language, then))
        over = False
        try:
            while not over:
                event = yield
                over = isinstance(event, SoundEnded) and event.sound == sound
                if over and isinstance(event, SoundEnded) and event.error:
                    self.complain(event.error)
        finally:
            if not over:
                self.emit(effects.StopSound(self.sid, sound))

    def wait(self, wanted: Callable[[Event], T | None]) -> Script[T]:
        """Waits for the first event of which `wanted` makes something."""
        while True:
            found = wanted((yield))
            if found is not None:
                return found

    def complain(self, error: str) -> None:
        """Writes a fault into the call's log."""
        self.log.append(Logged(self.board.now, None, error=error))

    def params(self) -> dict[str, str]:
        """The parameters that Twilio sends with every request about a call."""
        params = {
            "CallSid": self.sid,
            "AccountSid": self.board.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
        }
        if self.parent:
            params["ParentCallSid"] = self.parent
        return params

    def next_told(self) -> int:
        self.told += 1
        return self.told - 1

    def documents_this_instant(self) -> int:
        """Counts a document; answers how many were performed without any time passing."""
        at, count = self._instant
        self._instant = (self.board.now, count + 1 if at == self.board.now else 1)
        return self._instant[1]
