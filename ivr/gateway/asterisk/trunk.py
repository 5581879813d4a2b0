"""The connection to an Asterisk: calls come in and go out over it, and it comes back when it breaks."""

import asyncio
from contextlib import suppress
from datetime import datetime

import aiohttp
import structlog

from ivr.clock import parse_moment
from ivr.gateway.asterisk.ari import APP, Ari, Event
from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.asterisk.sounds import Sounds
from ivr.gateway.asterisk.taking import Taking
from ivr.gateway.live.exchange import LiveExchange
from ivr.gateway.machine.leg import Leg

log = structlog.get_logger(__name__)

DIALED = "dialed"
"""What a channel that we ring brings along when it is answered, in place of a number."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries to connect."""

HIDDEN = "anonymous"
RINGS_AT_MOST = 600

CAUSES = {
    17: "busy",
    21: "busy",
    18: "no-answer",
    19: "no-answer",
    20: "no-answer",
    16: "no-answer",
    31: "no-answer",
}
"""What Asterisk's numbers for the end of a call that nobody answered mean; any other is a failure."""


class Trunk:
    """All calls that are carried by one Asterisk."""

    def __init__(self, exchange: LiveExchange, ari: Ari, sounds: Sounds) -> None:
        self.exchange = exchange
        self.ari = ari
        self.sounds = sounds
        self.takings: dict[str, Taking] = {}
        self._lines: dict[str, ChannelLine] = {}
        self._dial = ""

    async def run(self) -> None:
        """Stays connected until it is cancelled."""
        pause, complained = SHORTEST_PAUSE, False
        while True:
            try:
                await self.ari.run(lambda: self.exchange.spawn(self._catch_up()), self._take)
                log.warning("asterisk.lost", calls=len(self._lines))
                pause, complained = SHORTEST_PAUSE, False
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if not complained:
                    log.error("asterisk.unreachable", why=_why(error))
                complained = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    # What the exchange wants

    def ring(self, leg: Leg) -> ChannelLine:
        """Rings a telephone of the house by its name, and anything else as the dialplan's IVR_DIAL says."""
        line = ChannelLine(self, leg, leg.sid)
        self._lines[line.channel] = line
        self.exchange.spawn(self._originate(line))
        return line

    def carries(self, sid: str | None) -> bool:
        """Whether that call is one of ours."""
        return any(line.leg.sid == sid for line in self._lines.values())

    # What lines want

    def release(self, line: ChannelLine) -> None:
        """The call is over; whatever Asterisk still tells of the channel concerns nobody."""
        self._lines.pop(line.channel, None)

    def recorded(self, name: str) -> None:
        """Asterisk has finished that recording, or never will."""
        taking = self.takings.get(name)
        if taking is None:
            return
        taking.finished.set()
        for line in list(self._lines.values()):
            if line.leg.sid == taking.name.call:
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
        line = self._lines.get(_channel(event))
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
                line.gone(CAUSES.get(event.get("cause", 0), "failed"))
            case "StasisEnd" | "ChannelHangupRequest":
                if line.leg.answered is not None or line.leg.direction == "inbound":
                    line.gone()

    def _enters(self, event: Event) -> None:
        channel, args = event["channel"], event["args"]
        line = self._lines.get(channel["id"])
        if line is not None:
            line.answered()
        elif args and args[0] != DIALED:
            self._arrives(channel, args[0], _moment(args[1]) if len(args) > 1 else None)
        else:
            # Rung by a gateway that is gone, or sent here without saying which number was dialled.
            self.ari.ask("DELETE", f"channels/{channel['id']}", reason="normal")

    def _arrives(self, channel: Event, number: str, at: datetime | None) -> None:
        name = str(channel["id"])

        def hang_on(leg: Leg) -> ChannelLine:
            line = self._lines[name] = ChannelLine(self, leg, name)
            return line

        caller = (channel.get("caller") or {}).get("number") or HIDDEN
        if channel.get("state") != "Up":
            self.ari.ask("POST", f"channels/{name}/ring")
        self.exchange.arrive(caller, number, at, hang_on)

    async def _originate(self, line: ChannelLine) -> None:
        endpoint = await self._endpoint(line.leg.to)
        if not line.leg.live:
            return
        answer = await self.ari.asked(
            "POST",
            f"channels/{line.channel}",
            endpoint=endpoint,
            app=APP,
            appArgs=DIALED,
            callerId=line.leg.from_,
            timeout=RINGS_AT_MOST,
        )
        if not answer.ok:
            # Nobody is registered under that name, or there is no such way out.
            log.warning("asterisk.not_rung", call=line.leg.sid, status=answer.status)
            line.gone("failed" if answer.status in (0, 504) else "no-answer")

    async def _endpoint(self, number: str) -> str:
        name = number.removeprefix("sip:").partition("@")[0]
        house = await self.ari.asked("GET", f"endpoints/PJSIP/{name.removeprefix('+')}")
        if house.ok or not self._dial:
            return f"PJSIP/{name.removeprefix('+')}"
        return self._dial.replace("{number}", name)

    # After connecting

    async def _catch_up(self) -> None:
        told = await self.ari.asked("GET", "asterisk/variable", variable="IVR_DIAL")
        self._dial = (told.content or {}).get("value", "") if told.ok else ""
        listed = await self.ari.asked("GET", "channels")
        if not listed.ok:
            return
        there = {str(channel["id"]): channel for channel in listed.content}
        log.info("asterisk.connected", channels=len(there))
        for line in list(self._lines.values()):
            if line.channel not in there:
                line.gone()
            else:
                await line.catch_up()


def _channel(event: Event) -> str:
    """The channel that an event tells of."""
    if "playback" in event:
        return str(event["playback"].get("target_uri", "")).removeprefix("channel:")
    return str((event.get("channel") or {}).get("id", ""))


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return parse_moment(text)
    return None


def _why(error: BaseException) -> str:
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return f"it answered {error.status}" + (
            ": the user or password is not its own" if error.status == 401 else ""
        )
    return str(error) or type(error).__name__
