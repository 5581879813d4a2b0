"""The asyncio driver of the call machine: real clock, real webhooks, telephones on sockets."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from ivr.clock import Clock
from ivr.gateway import lines
from ivr.gateway.http import Outcome, Request
from ivr.gateway.lines import Line
from ivr.gateway.live.web import Web
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.leg import Leg, Report
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.recordings import RecordingStore
from ivr.gateway.rest import Rest

REMEMBERED = timedelta(hours=24)
"""How long a call can be asked about after its end."""
LAST_WEBHOOKS = 5
"""Seconds that the last webhooks have when the gateway stops."""

log = structlog.get_logger(__name__)


class Bell(Protocol):
    """A telephone that can be rung."""

    def ring(self, leg: Leg) -> Line | None:
        """Rings for this leg, and tells Ringing once it does; None when it is engaged."""


class Trunk(Bell, Protocol):
    """What rings telephones that are not plugged in here."""

    def carries(self, sid: str | None) -> bool:
        """Whether the call by that SID is carried by it."""

    @property
    def busy(self) -> bool:
        """Whether something that it was asked for is still on its way."""

    def leaves(self, sid: str) -> bool:
        """Has the call go on without us, until we are back; False for one that cannot."""

    def asks(self, leg: Leg) -> None:
        """The call is about to go on with what the application answers."""


Witness = Callable[[Request, Outcome, float], object]
"""Is shown a webhook, what came of it, and how many seconds that took."""


class LiveExchange:
    """All calls of this gateway in real time. Everything happens on one event loop."""

    def __init__(
        self, *, account_sid: str, token: str, base_url: str, public_url: str, store: RecordingStore, web: Web,
        clock: Clock,
    ) -> None:  # fmt: skip
        self.board = Switchboard(account_sid, base_url)
        self.store = store
        self.web = web
        self.clock = clock
        self.bells: dict[str, Bell] = {}
        self.trunk: Trunk | None = None
        self.witnesses: dict[str, Witness] = {}
        """Who is shown the webhooks of a call, by its SID."""
        self.rest = Rest(self.board, store, token, now=clock, tell=self.post)
        self.public_url = public_url
        self._lines: dict[str, Line] = {}
        self._timers: dict[int, tuple[str, asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        for each in store.all():
            if each.dialled and each.created > clock() - REMEMBERED:
                self.remember(each.call_sid, each.caller, each.dialled, each.created)

    def arrive(
        self,
        caller: str,
        number: str,
        at: datetime | None,
        hang_on: Callable[[Leg], Line],
        *,
        probe: bool = False,
    ) -> Leg:
        """A call from a telephone here; `hang_on` makes its line. With `probe` it says that it is a test call."""
        self.board.forget(self.clock() - REMEMBERED)
        leg = self.board.arrive(
            at=self.clock(),
            from_=caller,
            to=number,
            url=f"{self.public_url}/voice/incoming",
            fallback_url=f"{self.public_url}/voice/fallback",
            report=Report(f"{self.public_url}/voice/status"),
            first_extra=({"IvrAt": at.isoformat()} if at else {}) | ({"IvrProbe": "1"} if probe else {}),
        )
        self._lines[leg.sid] = hang_on(leg)
        self.post(events.Begin(leg.sid))
        return leg

    def remember(self, sid: str, caller: str, number: str, created: datetime) -> None:
        """A call that was taken care of without us can be asked about like any other."""
        self.board.found(
            sid, "inbound", at=created, from_=caller, to=number, status="completed", answered=created,
            ended=self.clock(),
        )  # fmt: skip

    def take_up(self, leg: Leg, line: Line) -> None:
        """Goes on with a call that was found again."""
        self._lines[leg.sid] = line
        self.post(events.Begin(leg.sid))

    def post(self, event: events.Event) -> None:
        """Tells the machine, after whatever is happening now."""
        asyncio.get_running_loop().call_soon(self.handle, event)

    def handle(self, event: events.Event) -> None:
        """Tells the machine now; never from within an effect."""
        for effect in self.board.handle(event, self.clock()):
            self._perform(effect)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], object]:
        return asyncio.get_running_loop().call_later(seconds, act).cancel

    async def stop(self) -> None:
        """Ends every call, keeps what was being recorded, and gives the last webhooks a moment.

        Calls on the trunk go on: they find us again, or are taken care of without us.
        """
        for leg in list(self.board.legs.values()):
            if leg.live and self.trunk is not None and self.trunk.leaves(leg.sid):
                self._let_go(leg.sid)
            elif leg.live:
                self.handle(events.End(leg.sid))
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WEBHOOKS):
                while self._tasks or self._timers or (self.trunk and self.trunk.busy):
                    await asyncio.sleep(0.02)

    def _let_go(self, sid: str) -> None:
        """Whatever still happens to that call is no longer for us."""
        del self.board.legs[sid]
        self._lines.pop(sid, None)
        for timer in [timer for timer, (leg, _) in self._timers.items() if leg == sid]:
            self._timers.pop(timer)[1].cancel()

    def _perform(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Send():
                if self.trunk is not None and not effect.notice:
                    self.trunk.asks(self.board.legs[effect.leg])
                self.spawn(self._send(effect))
            case effects.StartTimer(leg, timer, seconds):
                elapsed = events.Elapsed(leg, timer)
                handle = asyncio.get_running_loop().call_later(seconds, self.handle, elapsed)
                self._timers[timer] = leg, handle
            case effects.StopTimer(_, timer):
                if started := self._timers.pop(timer, None):
                    started[1].cancel()
            case effects.Ring(leg, to):
                self._ring(self.board.legs[leg], to)
            case _:
                lines.perform(effect, self._lines)
                if isinstance(effect, effects.Drop):
                    self._lines.pop(effect.leg, None)
                    self._over(self.board.legs[effect.leg])

    def _over(self, leg: Leg) -> None:
        for entry in leg.log:
            if entry.error:
                log.warning("call.error", call=leg.sid, error=entry.error)
        log.info("call.over", call=leg.sid, status=leg.status, seconds=leg.seconds)

    async def _send(self, effect: effects.Send) -> None:
        began = asyncio.get_running_loop().time()
        outcome = await self.web.send(effect.webhook)
        if witness := self.witnesses.get(effect.leg):
            witness(effect.webhook, outcome, asyncio.get_running_loop().time() - began)
        self.handle(events.Reply(effect.leg, effect.request, outcome))

    def _ring(self, leg: Leg, to: str) -> None:
        self.board.forget(self.clock() - REMEMBERED)
        bell = self._bell(leg, to)
        if bell is None:
            # Nobody has plugged such a telephone in: what a network says of one that is switched off.
            self.post(events.Declined(leg.sid, "no-answer"))
            return
        line = bell.ring(leg)
        if line is None:
            self.post(events.Declined(leg.sid, "busy"))
            return
        self._lines[leg.sid] = line

    def _bell(self, leg: Leg, to: str) -> Bell | None:
        """A telephone that is plugged in here, else the trunk; whom a call on the trunk dials is rung over it."""
        plugged_in = self.bells.get(to)
        if self.trunk is not None and (plugged_in is None or self.trunk.carries(leg.parent)):
            return self.trunk
        return plugged_in

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("gateway.failed", exc_info=task.exception())
