"""The connection to an Asterisk: calls come in and go out over it, and it comes back when it breaks."""

import asyncio
from datetime import datetime

import aiohttp
import structlog

from ivr.gateway.asterisk import conversation, found, ringing, telling
from ivr.gateway.asterisk.across import Across
from ivr.gateway.asterisk.adoption import Adoption
from ivr.gateway.asterisk.ari import Ari, Event
from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.asterisk.sounds import Sounds
from ivr.gateway.asterisk.taking import Taking
from ivr.gateway.live.exchange import LiveExchange
from ivr.gateway.machine.leg import Leg

log = structlog.get_logger(__name__)

LOOK_EVERY = 5
"""Seconds between two looks for recordings that were made without us."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries to connect."""


AFTER_ANOTHER = 60.0
"""Seconds to stay away when another gateway has taken our place: two must not take calls from each other in turn."""


class Trunk:
    """All calls that are carried by one Asterisk."""

    def __init__(self, exchange: LiveExchange, ari: Ari, sounds: Sounds) -> None:
        self.exchange = exchange
        self.ari = ari
        self.sounds = sounds
        self.takings: dict[str, Taking] = {}
        self.lines: dict[str, ChannelLine] = {}
        """By the name of their channel."""
        self.across: dict[str, Across] = {}
        """By the name of their channel: the ways to telephones on sockets."""
        self._calls: dict[str, ChannelLine] = {}
        self._replaced = False
        self._outward = ringing.Outward(ari)
        self._adoption = Adoption(self)

    async def run(self) -> None:
        """Stays connected until it is cancelled."""
        pause, complained = SHORTEST_PAUSE, False
        while True:
            try:
                await self._connected()
                log.warning("asterisk.lost", calls=len(self.lines))
                pause, complained = SHORTEST_PAUSE, False
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if not complained:
                    log.error("asterisk.unreachable", why=telling.why(error))
                complained = True
            await asyncio.sleep(AFTER_ANOTHER if self._replaced else pause)
            self._replaced = False
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _connected(self) -> None:
        catching_up: list[asyncio.Task[None]] = []

        def up() -> None:
            catching_up.append(asyncio.get_running_loop().create_task(self._catch_up()))

        try:
            await self.ari.run(up, self._take)
        finally:
            for task in catching_up:
                task.cancel()

    # What the exchange wants

    def ring(self, leg: Leg) -> ChannelLine:
        """Rings a telephone of the house by its name, and anything else as the dialplan's IVR_DIAL says."""
        line = self.hang_on(leg, leg.sid)
        self.exchange.spawn(self._outward.ring(line))
        return line

    def carries(self, sid: str | None) -> bool:
        """Whether that call is one of ours."""
        return sid in self._calls

    @property
    def busy(self) -> bool:
        """Whether something that Asterisk was asked for is still on its way."""
        return self.ari.asking

    def leaves(self, sid: str) -> bool:
        """Has the call go on without us, until we are back; False for one that cannot."""
        line = self._calls.get(sid)
        if line is None or not self.ari.connected or not line.leave():
            return False
        self.release(line)
        return True

    def asks(self, leg: Leg) -> None:
        """The application is asked about that call."""
        if line := self._calls.get(leg.sid):
            line.asks()

    # What lines want

    def hang_on(self, leg: Leg, channel: str, life: int = 0) -> ChannelLine:
        """The line of that call, on that channel."""
        line = self.lines[channel] = self._calls[leg.sid] = ChannelLine(self, leg, channel, life)
        return line

    def release(self, line: ChannelLine) -> None:
        """The call is over; whatever Asterisk still tells of the channel concerns nobody."""
        self.lines.pop(line.channel, None)
        self._calls.pop(line.leg.sid, None)

    def recorded(self, name: str) -> None:
        """Asterisk has finished that recording, or never will."""
        taking = self.takings.get(name)
        if taking is None:
            return
        taking.finished.set()
        if line := self._calls.get(taking.name.call):
            line.recorded(taking)

    # What Asterisk tells

    def _take(self, event: Event) -> None:
        kind = event.get("type", "")
        if kind.startswith("Recording"):
            if kind in ("RecordingFinished", "RecordingFailed"):
                self.recorded(event["recording"]["name"])
            return
        if kind == "StasisStart":
            self._enters(event)
            return
        if kind == "ApplicationReplaced":
            log.error("asterisk.replaced", do="one gateway alone may serve an Asterisk: end the other")
            self._replaced = True
        line = self.lines.get(telling.channel(event))
        if line is not None:
            self._tell(line, kind, event)

    def _tell(self, line: ChannelLine, kind: str, event: Event) -> None:
        match kind:
            case "ChannelDtmfReceived":
                line.pressed(event["digit"])
            case "PlaybackContinuing":
                line.goes_on(event["playback"]["id"])
            case "PlaybackFinished":
                failed = event["playback"].get("state") == "failed"
                line.played(event["playback"]["id"], "Asterisk could not play it" if failed else "")
            case "ChannelStateChange" if event["channel"]["state"] == "Ringing":
                line.rings()
            case "ChannelDestroyed":
                line.gone(telling.cause(event))
            case "StasisEnd" | "ChannelHangupRequest":
                if line.leg.answered is not None or line.leg.direction == "inbound":
                    line.gone()

    def _enters(self, event: Event) -> None:
        channel, args = event["channel"], event["args"]
        line = self.lines.get(channel["id"])
        if line is not None:
            line.answered()
        elif across := self.across.get(str(channel["id"])):
            across.enters()
        elif args and args[0] == conversation.LISTENER:
            conversation.listen(self.ari, str(channel["id"]))
        elif args[1:] == [found.AGAIN]:
            self.exchange.spawn(found.again(self, channel))
        elif args and args[0] != ringing.DIALED:
            self.arrives(channel, args[0], telling.moment(args[1]) if len(args) > 1 else None)
        else:
            # Rung by a gateway that is gone, or sent here without saying which number was dialled.
            self.ari.ask("DELETE", f"channels/{channel['id']}", reason="normal")

    def arrives(self, channel: Event, number: str, at: datetime | None = None) -> None:
        """Somebody rings us."""
        name = str(channel["id"])
        caller = telling.caller(channel)
        if channel.get("state") != "Up":
            self.ari.ask("POST", f"channels/{name}/ring")
        self.exchange.arrive(caller, number, at, lambda leg: self.hang_on(leg, name))

    async def _catch_up(self) -> None:
        """What happened while there was no connection; then, now and again, what Asterisk recorded by itself."""
        try:
            self._outward.dial = await ringing.dial_string(self.ari)
            await found.calls(self)
        except Exception:
            log.exception("asterisk.not_caught_up")
        while True:
            try:
                await self._adoption.look()
            except Exception:
                log.exception("asterisk.not_adopted")
            await asyncio.sleep(LOOK_EVERY)
