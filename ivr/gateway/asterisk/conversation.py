"""A conversation recorded at Asterisk: two listeners on the channel that dialled, what it says and what it hears."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ivr.gateway import audio
from ivr.gateway.asterisk.ari import APP, Ari
from ivr.gateway.asterisk.taking import Name, Taking, kept
from ivr.gateway.machine.effects import RecordTalk
from ivr.gateway.machine.events import RecordingKept
from ivr.gateway.recordings import Recording
from ivr.gateway.tape import facts

if TYPE_CHECKING:
    from ivr.gateway.asterisk.line import ChannelLine

SIDES = ("in", "out")
LISTENER = "listener"
"""What a listener's channel brings along, in place of a number."""

ENDLESS = 24 * 3600.0


class Conversation:
    """One conversation of one line, until it is stopped."""

    def __init__(self, line: ChannelLine, order: RecordTalk) -> None:
        now = line.exchange.clock()
        self.sid = order.recording
        self._line = line
        names = [Name(order.recording, line.leg.sid, now, side) for side in SIDES]
        self._sides = [Taking(name, ENDLESS, trim=False) for name in names]
        for side in self._sides:
            line.trunk.takings[str(side.name)] = side
            line.ask("POST", f"/snoop/{side.name}", spy=side.name.side, app=APP, appArgs=LISTENER)

    def stop(self) -> None:
        """Ends it, brings both sides home and tells only then."""
        for side in self._sides:
            self._line.order("POST", f"recordings/live/{side.name}/stop")
        self._line.spawn(self._keep())

    async def _keep(self) -> None:
        trunk, exchange, call = self._line.trunk, self._line.exchange, self._line.leg.sid
        voices = await asyncio.gather(*(side.home(trunk.ari) for side in self._sides))
        pcm = audio.side_by_side(*(voice or b"" for voice in voices))
        seconds = audio.seconds(pcm) / 2
        account, created = exchange.board.account_sid, self._sides[0].name.created
        made, empty = facts(Recording(self.sid, call, account, created, 0), seconds)
        safe = empty or await kept(exchange.store, made, pcm)
        for side in self._sides:
            self._line.order("DELETE", f"channels/{side.name}")
            if safe and None not in voices:
                self._line.order("DELETE", f"recordings/stored/{side.name}")
            trunk.takings.pop(str(side.name), None)
        exchange.handle(RecordingKept(call, self.sid, seconds, empty or not safe))


def listen(ari: Ari, channel: str) -> None:
    """A listener has come in, under the name of what it is to record."""
    ari.ask("POST", f"channels/{channel}/record", name=channel, format="wav", ifExists="overwrite")
