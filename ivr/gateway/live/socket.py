"""A test phone on a WebSocket: control messages in JSON, audio as 8 kHz 16-bit samples.

The phone says   dial {from, to, at?, watch?, probe?} · wait {number} · answer · decline {status?} · key {key} ·
                 hangup, and audio.
The gateway says calling {call} · ring {call, from, to} · answered · heard {words | clip, kind, seconds} · stop ·
                 pause · listen {to} · ended {status} · error {message}, and audio; to one that watches also
                 webhook {method, url, form, seconds, status, body?}.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from ivr.clock import parse_moment
from ivr.gateway.http import Outcome, Request, Response
from ivr.gateway.live.exchange import LiveExchange
from ivr.gateway.live.socket_line import SocketLine
from ivr.gateway.machine import events
from ivr.gateway.machine.leg import Leg

DECLINES = ("busy", "no-answer", "failed")


class SocketPhone:
    """One telephone on one socket: it dials, or waits under a number; one call at a time."""

    def __init__(
        self, exchange: LiveExchange, socket: web.WebSocketResponse, *, only_dials: bool = False
    ) -> None:
        """With `only_dials` it cannot be plugged in under a number: whoever did could answer for somebody else."""
        self._exchange = exchange
        self._socket = socket
        self._out: asyncio.Queue[dict[str, Any] | bytes] = asyncio.Queue()
        self._line: SocketLine | None = None
        self._number: str | None = None
        self._only_dials = only_dials
        self._watched: list[str] = []

    async def serve(self) -> None:
        """Listens until the socket closes; then its call is hung up."""
        writer = asyncio.get_running_loop().create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.BINARY and self._line is not None:
                    self._line.speaks(message.data)
                elif message.type is WSMsgType.TEXT:
                    try:
                        self._told(json.loads(message.data))
                    except (ValueError, KeyError, TypeError, AttributeError) as error:
                        self.tell("error", message=f"not understood: {error}")
        finally:
            if self._number is not None and self._exchange.bells.get(self._number) is self:
                del self._exchange.bells[self._number]
            if self._line is not None:
                self._exchange.handle(events.HungUp(self._line.sid))
            for call in self._watched:
                self._exchange.witnesses.pop(call, None)
            writer.cancel()

    def ring(self, leg: Leg) -> SocketLine | None:
        if self._line is not None:
            return None
        self._line = SocketLine(self._exchange, self, leg)
        self.tell("ring", call=leg.sid, **{"from": leg.from_}, to=leg.to)
        self._exchange.post(events.Ringing(leg.sid))
        return self._line

    def tell(self, what: str, **facts: Any) -> None:
        self._out.put_nowait({"type": what, **facts})

    def plays(self, pcm: bytes) -> None:
        self._out.put_nowait(pcm)

    def free(self, line: SocketLine) -> None:
        if self._line is line:
            self._line = None

    def _told(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "dial" if self._line is None:
                at = parse_moment(message["at"]) if message.get("at") else None
                told = {name: bool(message.get(name)) for name in ("watch", "probe")}
                self._dial(str(message["from"]), str(message["to"]), at, **told)
            case "wait" if not self._only_dials:
                self._number = str(message["number"])
                self._exchange.bells[self._number] = self
            case "answer" if self._line is not None:
                self._line.answers()
            case "decline" if self._line is not None:
                status = message.get("status", "busy")
                line, self._line = self._line, None
                self._exchange.handle(events.Declined(line.sid, status if status in DECLINES else "busy"))
            case "key" if self._line is not None and str(message["key"]) in "0123456789#*":
                self._exchange.handle(events.Pressed(self._line.sid, str(message["key"])))
            case "hangup" if self._line is not None:
                self._exchange.handle(events.HungUp(self._line.sid))
            case other:
                self.tell("error", message=f"{other!r} cannot be done now")

    def _dial(self, caller: str, number: str, at: datetime | None, *, watch: bool, probe: bool) -> None:
        def hang_on(leg: Leg) -> SocketLine:
            self._line = SocketLine(self._exchange, self, leg)
            return self._line

        leg = self._exchange.arrive(caller, number, at, hang_on, probe=probe and not self._only_dials)
        self.tell("calling", call=leg.sid)
        if watch:
            self._watched.append(leg.sid)
            self._exchange.witnesses[leg.sid] = self._shows

    def _shows(self, webhook: Request, outcome: Outcome, seconds: float) -> None:
        """What the application was told and what it answered, to whoever watches the call."""
        answer: dict[str, Any] = {"status": None}
        if isinstance(outcome, Response):
            answer = {"status": outcome.status, "body": outcome.body.decode(errors="replace")}
        self.tell(
            "webhook",
            method=webhook.method,
            url=webhook.url.removeprefix(self._exchange.public_url),
            form=dict(webhook.form),
            seconds=round(seconds, 4),
            **answer,
        )

    async def _write(self) -> None:
        while True:
            message = await self._out.get()
            if isinstance(message, bytes):
                await self._socket.send_bytes(message)
            else:
                await self._socket.send_json(message)
