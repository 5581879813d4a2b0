"""A channel of Asterisk joined with a telephone on a socket: what they say goes over RTP between Asterisk and us.

Asterisk puts a channel of its own into their bridge that sends to a port of ours, on the machine that we share.
"""

from __future__ import annotations

import asyncio
import audioop
import random
import struct
from itertools import count
from typing import TYPE_CHECKING

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.asterisk.ari import APP

if TYPE_CHECKING:
    from ivr.gateway.asterisk.line import ChannelLine
    from ivr.gateway.live.socket_line import SocketLine

FRAME, PERIOD = 160, 0.02
"""Samples of a packet, and the seconds they last."""

NAMED = "across-"
"""How the name of Asterisk's channel begins; the SID of the call follows."""

PCMU = 0
HEAD = struct.Struct("!BBHII")


class Across(asyncio.DatagramProtocol):
    """The way between the two, until it is closed."""

    def __init__(self, line: ChannelLine, other: SocketLine) -> None:
        self._line, self._other = line, other
        self._name = f"{NAMED}{line.leg.sid}"
        self._waiting = bytearray()
        self._transport: asyncio.DatagramTransport | None = None
        self._there: tuple[str, int] | None = None
        """Where Asterisk listens, known from its first packet."""
        line.trunk.across[self._name] = self
        self._running = line.spawn(self._run())

    def enters(self) -> None:
        """Asterisk's channel of it is there."""
        self._line.order("POST", f"bridges/{self._line.bridge}/addChannel", channel=self._name)

    def hears(self, pcm: bytes) -> None:
        """What the telephone on the socket says, for the channel."""
        self._waiting += mulaw.encoded(pcm)

    def close(self) -> None:
        self._running.cancel()
        if self._transport is not None:
            self._transport.close()
        self._line.order("DELETE", f"channels/{self._name}")
        self._line.trunk.across.pop(self._name, None)
        self._other.parted()

    # What comes from Asterisk

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._there = self._there or addr
        if addr != self._there:
            return  # sound is taken from whoever sent it first, as Asterisk does
        if len(data) <= HEAD.size or data[1] & 0x7F != PCMU:
            return
        pcm = audioop.ulaw2lin(data[HEAD.size + 4 * (data[0] & 15) :], audio.WIDTH)
        self._other.hears(pcm)
        if self._line.side is not None:
            self._line.side.hear(asyncio.get_running_loop().time(), pcm)

    async def _run(self) -> None:
        """Opens the port, has Asterisk send there, and sends what is to be heard, packet by packet as time goes on."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        port = self._transport.get_extra_info("sockname")[1]
        where = {"external_host": f"127.0.0.1:{port}", "format": "ulaw"}
        self._line.order("POST", "channels/externalMedia", channelId=self._name, app=APP, **where)
        source, sent, began = random.getrandbits(32), 0, loop.time()
        for tick in count():
            await asyncio.sleep(max(0.0, began + tick * PERIOD - loop.time()))
            if self._there is None or len(self._waiting) < FRAME:
                continue
            spoken = bytes(self._waiting[:FRAME])
            del self._waiting[:FRAME]
            head = HEAD.pack(0x80, PCMU, sent & 0xFFFF, tick * FRAME & 0xFFFFFFFF, source)
            self._transport.sendto(head + spoken, self._there)
            sent += 1
