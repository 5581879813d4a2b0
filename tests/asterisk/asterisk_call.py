"""One telephone on one call through a real Asterisk: what its hand does, and what it hears.

It does its actions when the call listens, as a scripted one does; keys are RFC 2833, speech is RTP. What it hears is
told by what the gateway has played.
"""

import asyncio
from typing import Any

from sip_phone import SipPhone

from ivr.clock import Clock
from ivr.gateway import audio
from ivr.gateway.actions import Action, HangUp, Keys, Speak, Wait
from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.hand import Hand
from ivr.gateway.machine.effects import Attention, Kind, Sound
from ivr.gateway.transcript import Transcript
from ivr.testphone import clip_text


class SipHand(Hand):
    """Takes a key or a word for done when the other end has had it."""

    def _do(self, act: Keys | Speak | Wait | HangUp) -> None:
        if isinstance(act, Keys):
            self._busy = True
            self._pressing = len(act.keys)
            self._telephone.note("pressed", act.keys)
            self._telephone.press(act.keys)
        elif isinstance(act, Speak):
            self._busy = True
            self._telephone.note("spoke", act.path.name)
            self._telephone.speak(act.path.name, self._speech[act.path])
        else:
            super()._do(act)

    def pressed(self) -> None:
        """A key has come to the gateway."""
        self._pressing -= 1
        if not self._pressing:
            self._free()

    def spoken(self) -> None:
        """All that was said has come to Asterisk."""
        self._free()


class AsteriskCall:
    """One telephone on one call: what its hand does, and what it heard. It looks like a virtual one."""

    def __init__(self, line: ChannelLine, clock: Clock) -> None:
        self.line = line
        self.number = line.leg.from_ if line.leg.direction == "inbound" else line.leg.to
        self.transcript = Transcript()
        self._clock = clock
        self._phone: SipPhone | None = None
        self._hand: SipHand | None = None
        self._sounds: set[int] = set()

    @property
    def direction(self) -> str:
        return self.line.leg.direction

    @property
    def status(self) -> str:
        return self.line.leg.status

    @property
    def live(self) -> bool:
        return self.line.leg.live

    @property
    def errors(self) -> list[str]:
        return [entry.error for entry in self.line.leg.log if entry.error]

    @property
    def text(self) -> str:
        return "\n".join(heard.text for heard in self.transcript.heard)

    def is_at(self, phone: SipPhone, actions: list[Action]) -> None:
        """That telephone is on this call, and does this once it is answered."""
        self._phone = phone
        self._hand = SipHand(actions, self, self.line.after)
        self.line.spawn(self._begin())

    async def _begin(self) -> None:
        assert self._phone and self._hand
        await asyncio.to_thread(self._phone.ready)
        self._hand.begin()

    # What happens to it, told on the gateway's thread

    def sounds(self, sound: Sound) -> None:
        words = clip_text(sound.content) if sound.kind is Kind.CLIP else ""
        if sound.kind in (Kind.WORDS, Kind.APOLOGY):
            words = sound.content
        if words:
            self.transcript.hears(self._clock(), words, sound.content)
        self._sounds.add(sound.sound)
        self._hears()

    def stops(self, sound: int) -> None:
        self._sounds.discard(sound)
        self._hears()

    def _hears(self) -> None:
        if self._hand:
            self._hand.hears(bool(self._sounds))

    def listens(self, to: Attention) -> None:
        if to in (Attention.KEYS, Attention.SPEECH, Attention.TALK):
            self.transcript.pause()
        if self._hand:
            self._hand.listen(to)

    def pressed(self, _key: str) -> None:
        if self._hand:
            self._hand.pressed()

    def dropped(self, status: str) -> None:
        self.note("ended", status)
        if self._hand:
            self._hand.end()

    # What its hand does

    def press(self, keys: str) -> None:
        self._next()

    def speak(self, _name: str, pcm: bytes) -> None:
        self.line.spawn(self._speak(round(audio.seconds(pcm) * 50)))

    async def _speak(self, packets: int) -> None:
        """Speaks, until all the packets have arrived, or no more do."""
        assert self._hand
        while await self._is_asked_to_record():
            await asyncio.sleep(0.1)
        before = await self.line.packets() or 0
        self._next()
        arrived, still = before, 0
        while arrived < before + packets - 1 and still < 30:
            await asyncio.sleep(0.1)
            now = await self.line.packets() or 0
            still = 0 if now > arrived or now == before else still + 1
            arrived = now
        self._hand.spoken()

    async def _is_asked_to_record(self) -> bool:
        """Whether Asterisk has been asked to record this, and does not yet: on a busy machine that takes a moment."""
        taking = self.line._taker.taking
        if taking is None:
            return False
        answer = await self.line.trunk.ari.asked("GET", f"recordings/live/{taking.name}")
        return not answer.ok or answer.content["state"] == "queued"

    def hang_up(self) -> None:
        self._next()

    def note(self, kind: str, words: str = "") -> None:
        self.transcript.note(self._clock(), kind, words)

    def _next(self) -> None:
        assert self._phone
        self._phone.next()


def steps(phone: SipPhone, actions: list[Action]) -> list[Any]:
    """What sipp is to do, one step for each action that is more than waiting."""
    done: list[Any] = []
    for action in actions:
        match action.act:
            case Keys(keys):
                done.append(phone.stream.keys(keys))
            case Speak(path):
                done.append(phone.stream.speech(audio.read(path)))
            case HangUp():
                done.append("hang up")
    return done
