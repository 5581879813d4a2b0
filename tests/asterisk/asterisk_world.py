"""The installation of `world.py` behind a real Asterisk: the same words for stories, in real time over SIP and RTP.

Who is rung is rung somewhere on the loopback address, where a telephone was put a moment before.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from asterisk_call import AsteriskCall, steps
from behind_asterisk import Gateway, Phones, Switch, Wound, eventually
from sip_phone import SipPhone
from world import Told, World

from ivr import scheduler
from ivr.clock import parse_moment
from ivr.gateway.actions import Action, parse_all
from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.asterisk.ringing import Outward
from ivr.gateway.asterisk.trunk import Trunk
from ivr.gateway.live.exchange import LiveExchange
from ivr.system import System

STORY = 150.0
"""Seconds until a call of a story that does not end has failed."""
REFUSALS = {"busy": "486 Busy Here", "failed": "503 Service Unavailable"}


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
        phone.dials(hotline, *steps(phone, actions))
        call = eventually(lambda: list(self._calls.values())[known:])[0]
        self.runs()
        return Told(self, call)

    # Inside

    def _is_quiet(self) -> bool:
        """Nobody is on the line, nothing is under way.

        Asterisk is asked first and the gateway second, in one turn of its loop: what a step before has just begun
        may have no channel yet, but the gateway knows of it.
        """
        exchange = self._exchange
        return exchange is None or not (
            self._switch.channels or self._gateway.asked(lambda: self._is_busy(exchange))
        )

    def _is_busy(self, exchange: LiveExchange) -> bool:
        on_the_line = [*self._calls.values(), *exchange.board.legs.values()]
        return bool(any(each.live for each in on_the_line) or exchange._tasks or exchange._timers)

    def _arrives(self, line: ChannelLine) -> None:
        self._exchange = line.exchange
        call = self._calls[line.leg.sid] = AsteriskCall(line, self.clock)
        if line.leg.direction == "inbound":
            assert self._dialling
            call.is_at(*self._dialling)

    def _put(self, number: str) -> tuple[SipPhone, list[Action] | None]:
        """Puts a telephone there that takes the next ring as it shall; answers what it does, if it answers."""
        behaviours = self._behaviours.get(number, ["no-answer"])
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        phone = self._phones.agent(number, anywhere=True)
        if behaviour == "no-answer":
            phone.only_rings()
        elif behaviour in REFUSALS:
            phone.refuses(REFUSALS[behaviour])
        else:
            actions = parse_all(behaviour)
            phone.answers(*steps(phone, actions))
            return phone, actions
        return phone, None

    async def _rung(self, number: str) -> str:
        """Where Asterisk reaches that number."""
        call = [each for each in self._calls.values() if each.number == number][-1]
        phone, actions = await asyncio.to_thread(self._put, number)
        if actions is not None:
            call.is_at(phone, actions)
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
            return await self._rung(number)

        monkeypatch.setattr(Trunk, "hang_on", hung_on)
        monkeypatch.setattr(Outward, "_endpoint", endpoint)
