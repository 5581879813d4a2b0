"""The installation of `world.py` behind a real Asterisk: the same words for stories, in real time over SIP and RTP.

A telephone does its actions when the call listens, as a scripted one does; keys are RFC 2833, speech is RTP. What a
telephone hears is told by what the gateway has it play.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from behind_asterisk import Gateway, Phones, Switch, Wound, eventually
from sip_phone import SipPhone
from world import Told, World

from ivr import scheduler
from ivr.clock import parse_moment
from ivr.gateway import audio
from ivr.gateway.actions import Action, HangUp, Keys, Speak, Wait, parse_all
from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.asterisk.ringing import Outward
from ivr.gateway.asterisk.trunk import Trunk
from ivr.gateway.hand import Hand
from ivr.gateway.live.exchange import LiveExchange
from ivr.gateway.machine.effects import Attention, Kind, Sound
from ivr.gateway.transcript import Transcript
from ivr.system import System
from ivr.testphone import clip_text

STORY = 150.0
"""Seconds until a call of a story that does not end has failed."""
REFUSALS = {"busy": "486 Busy Here", "failed": "503 Service Unavailable"}


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

    def __init__(self, line: ChannelLine, clock: Wound) -> None:
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


class AsteriskCaller:
    """A caller's telephone."""

    def __init__(self, world: "AsteriskWorld", number: str) -> None:
        self.world = world
        self.number = number

    def dials(self, hotline: str, *actions: str) -> Told:
        return self.world.dials(self.number, hotline, parse_all(actions))


class AsteriskWorld(World):
    """One installation behind an Asterisk, and everybody who telephones with it."""

    clock: Wound  # type: ignore[assignment]  # it goes by itself

    def __init__(
        self, system: System, clock: Wound, gateway: Gateway, switch: Switch, phones: Phones, monkeypatch: Any
    ) -> None:
        self.system, self.clock, self.database = system, clock, system.database
        self._gateway, self._switch, self._phones = gateway, switch, phones
        self._calls: dict[str, AsteriskCall] = {}
        self._behaviours: dict[str, list[str]] = {}
        self._dialling: tuple[SipPhone, list[Action]] | None = None
        self._exchange: LiveExchange | None = None
        self._listen(monkeypatch)

    # The words of stories

    def at(self, moment: str) -> "AsteriskWorld":
        self.clock.put_to(parse_moment(moment))
        return self

    def later(self, **by: float) -> "AsteriskWorld":
        self.clock.put_to(self.clock() + timedelta(**by))
        return self

    def caller(self, number: str = "+8613800138000") -> AsteriskCaller:  # type: ignore[override]
        return AsteriskCaller(self, number)

    def telephone(self, number: str, *behaviours: str) -> None:
        self._behaviours[number] = list(behaviours)

    def rung(self, number: str) -> list[Told]:
        calls = [each for each in self._calls.values() if each.direction != "inbound"]
        return [Told(self, each) for each in calls if each.number == number]  # type: ignore[arg-type]

    def settle(self) -> "AsteriskWorld":
        scheduler.once(self.system)
        return self.runs()

    def runs(self) -> "AsteriskWorld":
        eventually(self._is_quiet, STORY)
        scheduler.fetch_messages(self.system)
        return self

    def dials(self, number: str, hotline: str, actions: list[Action]) -> Told:
        phone = self._phones.caller(number)
        known = len(self._calls)
        self._dialling = phone, actions
        phone.dials(hotline, *_steps(phone, actions))
        call = eventually(lambda: list(self._calls.values())[known:])[0]
        self.runs()
        return Told(self, call)

    # Inside

    def _is_quiet(self) -> bool:
        """Nobody is on the line, nothing is under way."""
        exchange = self._exchange
        return exchange is None or not (
            any(call.live for call in list(self._calls.values()))
            or exchange._tasks
            or exchange._timers
            or self._switch.channels
        )

    def _arrives(self, line: ChannelLine) -> None:
        self._exchange = line.exchange
        call = self._calls[line.leg.sid] = AsteriskCall(line, self.clock)
        if line.leg.direction == "inbound":
            assert self._dialling
            call.is_at(*self._dialling)

    def _rings(self, number: str) -> str:
        """Puts a telephone there that takes it as it shall; answers where Asterisk reaches it."""
        behaviours = self._behaviours.get(number, ["no-answer"])
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        phone = self._phones.agent(number, anywhere=True)
        call = [each for each in self._calls.values() if each.number == number][-1]
        if behaviour == "no-answer":
            phone.only_rings()
        elif behaviour in REFUSALS:
            phone.refuses(REFUSALS[behaviour])
        else:
            actions = parse_all(behaviour)
            phone.answers(*_steps(phone, actions))
            asyncio.run_coroutine_threadsafe(_soon(lambda: call.is_at(phone, actions)), self._loop)
        return f"PJSIP/trunk/sip:{number}@127.0.0.1:{phone.port}"

    def _listen(self, monkeypatch: Any) -> None:
        """Has the calls told what the gateway does with their lines."""

        def told(name: str, tell: Callable[..., None], *, before: bool = False) -> None:
            done = getattr(ChannelLine, name)

            def seen(line: ChannelLine, *what: Any) -> None:
                call = self._calls[line.leg.sid]
                if before:
                    tell(call, *what[:1])
                done(line, *what)
                if not before:
                    tell(call, *what[:1])

            monkeypatch.setattr(ChannelLine, name, seen)

        told("sound", AsteriskCall.sounds)
        told("stop_sound", AsteriskCall.stops)
        told("sound_ended", AsteriskCall.stops, before=True)
        told("listen", AsteriskCall.listens)
        told("pressed", AsteriskCall.pressed)
        told("drop", AsteriskCall.dropped)
        hang_on = Trunk.hang_on

        def hung_on(trunk: Trunk, leg: Any, *more: Any) -> ChannelLine:
            line = hang_on(trunk, leg, *more)
            self._arrives(line)
            return line

        async def endpoint(_outward: Outward, number: str) -> str:
            self._loop = asyncio.get_running_loop()
            return await asyncio.to_thread(self._rings, number)

        monkeypatch.setattr(Trunk, "hang_on", hung_on)
        monkeypatch.setattr(Outward, "_endpoint", endpoint)


async def _soon(act: Callable[[], None]) -> None:
    act()


def _steps(phone: SipPhone, actions: list[Action]) -> list[Any]:
    """What sipp is to do, one step for each action that is more than waiting."""
    steps: list[Any] = []
    for action in actions:
        match action.act:
            case Keys(keys):
                steps.append(phone.stream.keys(keys))
            case Speak(path):
                steps.append(phone.stream.speech(audio.read(path)))
            case HangUp():
                steps.append("hang up")
    return steps
