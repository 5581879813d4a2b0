"""A call that goes out and comes back in: somebody rings one of our own numbers from here.

It is two calls, as it would be at a network: one that is placed and one that arrives. What either of them lets be
heard, the other one hears, sound and keys alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from ivr.gateway import audio
from ivr.gateway.lines import TONE_SECONDS
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Kind
from ivr.gateway.virtual.telephone import VirtualCall

if TYPE_CHECKING:
    from ivr.gateway.machine.leg import Leg
    from ivr.gateway.virtual.exchange import VirtualExchange


class LoopedCall(VirtualCall):
    """One end of a call that comes back to us. It has no hand: both ends do what their documents say."""

    def __init__(self, exchange: VirtualExchange, leg: Leg, number: str) -> None:
        super().__init__(exchange, leg, number, [])
        self._far: LoopedCall | None = None
        self._heard: tuple[float, bytes] | None = None
        """Since when, by the time line, the far end lets which sound be heard."""
        self._keys: list[Callable[[], object]] = []

    def tie(self, far: Self) -> None:
        """From now on the two are one connection."""
        self._far, far._far = far, self

    def pick_up(self) -> None:
        """The end that arrives is answered, and with it the one that was placed."""
        if self._far is not None:
            self._exchange.post(events.Answered(self._far.sid))

    def drop(self, status: str) -> None:
        super().drop(status)
        far, self._far = self._far, None
        for prevent in self._keys:
            prevent()
        if far is None or not far.live:
            return
        if far.direction == "inbound" or far.is_answered:
            self._exchange.post(events.HungUp(far.sid))
        else:
            self._exchange.post(events.Declined(far.sid, "busy"))

    def sound(self, sound: effects.Sound) -> None:
        super().sound(sound)
        if self._far is None:
            return
        if sound.kind is Kind.CLIP:
            self._far.hears(self._exchange.clip(sound.content))
        elif sound.kind is Kind.TONES:
            self._press(self._far, sound.content)

    def stop_sound(self, sound: int) -> None:
        super().stop_sound(sound)
        if self._far is not None:
            self._far.hears(b"")

    def start_recording(self, order: effects.StartRecording) -> None:
        super().start_recording(order)
        if self._heard is not None:
            began, pcm = self._heard
            missed = round((self._exchange.seconds() - began) * audio.RATE) * audio.WIDTH
            self.take_in(pcm[missed:])

    def hears(self, pcm: bytes) -> None:
        """The far end lets this be heard from now on; nothing means that it stopped."""
        self._heard = (self._exchange.seconds(), pcm) if pcm else None
        self.take_in(pcm)

    def _press(self, far: LoopedCall, tones: str) -> None:
        if self._exchange.faults.tones_are_lost:
            return
        for place, key in enumerate(tones):
            if key not in "wW":
                pressed = events.Pressed(far.sid, key)
                delay = place * TONE_SECONDS
                self._keys.append(self._exchange.after(delay, lambda p=pressed: self._exchange.handle(p)))  # type: ignore[misc]
