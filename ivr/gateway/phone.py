"""The test phone in real time: dials over a running gateway, or waits to be rung."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from ivr.clock import shanghai
from ivr.clock import system as system_clock
from ivr.gateway import actions, audio
from ivr.gateway.actions import Action
from ivr.gateway.hand import Hand
from ivr.gateway.machine.effects import Attention
from ivr.gateway.machine.leg import LIVE
from ivr.gateway.transcript import Transcript
from ivr.settings import load

FRAME_SECONDS = 0.02
REACTION = 0.4

Told = Callable[[str], object]
Describe = Callable[[str], str | None]
Auth = tuple[str, str]


async def dial(
    url: str,
    number: str,
    todo: Iterable[str | Action],
    *,
    caller: str,
    at: datetime | None = None,
    told: Told = lambda _line: None,
    describe: Describe = lambda _url: None,
    auth: Auth | None = None,
    probe: bool = False,
) -> dict[str, Any]:
    """Dials `number` over the gateway at `url` and does `todo`; answers what `ivr call --json` prints.

    Each line of the conversation goes to `told` as it happens; `describe` knows the words of a clip. `auth` is
    the gateway's SID and token, by default this installation's own. With `probe` the call says that it is a test call,
    which is nobody's. Raises OSError when the gateway cannot be
    reached or does not know the token, ActionError or AudioError for actions that cannot be done.
    """
    planned = actions.parse_all(todo)
    began = system_clock()
    async with _Connection(url, auth) as connection:
        phone = Phone(connection, planned, told, describe, at - began if at else timedelta())
        dialling = {"type": "dial", "from": caller, "to": number, "at": at.isoformat() if at else None}
        connection.tell(dialling | ({"probe": True} if probe else {}))
        await phone.until_ended()
    return {
        "call": phone.call,
        "hotline": number,
        "from": caller,
        "at": shanghai(at or began).isoformat(timespec="seconds"),
        "status": phone.status,
        "heard": [asdict(heard) for heard in phone.transcript.heard],
        "pressed": phone.transcript.pressed,
        "voicemail": None,
        "task": None,
    }


async def wait(
    url: str,
    number: str,
    todo: Iterable[str | Action],
    *,
    told: Told = lambda _line: None,
    describe: Describe = lambda _url: None,
    auth: Auth | None = None,
    rings: int | None = None,
) -> None:
    """A telephone at `number` that answers each ring and does `todo`; ends after `rings`, or never."""
    planned = actions.parse_all(todo)
    async with _Connection(url, auth) as connection:
        connection.tell({"type": "wait", "number": number})
        told(f"waiting at {number}")
        while rings is None or rings > 0:
            phone = Phone(connection, planned, told, describe)
            await phone.until_ended()
            rings = None if rings is None else rings - 1


class _Connection:
    """A socket to the gateway; what is told and spoken leaves in order."""

    def __init__(self, url: str, auth: Auth | None) -> None:
        keys = None if auth else load().secrets
        self._url = f"{url.rstrip('/')}/phone"
        self._auth = auth or (keys.gateway_sid, keys.gateway_token)  # type: ignore[union-attr]
        self._out: asyncio.Queue[dict[str, Any] | bytes] = asyncio.Queue()

    async def __aenter__(self) -> "_Connection":
        self._session = aiohttp.ClientSession(trust_env=False)
        try:
            self._socket = await self._session.ws_connect(
                self._url,
                headers={"Authorization": aiohttp.encode_basic_auth(*self._auth)},
                max_msg_size=0,
            )
        except aiohttp.WSServerHandshakeError as error:
            await self._session.close()
            raise ConnectionRefusedError(
                f"{self._url} answered {error.status}"
                + (": it belongs to another installation" if error.status == 401 else "")
            ) from None
        except BaseException:
            await self._session.close()
            raise
        self._writer = asyncio.get_running_loop().create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.cancel()
        await self._socket.close()
        await self._session.close()

    def tell(self, message: dict[str, Any] | bytes) -> None:
        self._out.put_nowait(message)

    async def hear(self) -> dict[str, Any] | bytes:
        """The next message; raises ConnectionResetError when the gateway has gone."""
        message = await self._socket.receive()
        if message.type is aiohttp.WSMsgType.TEXT:
            told: dict[str, Any] = json.loads(message.data)
            return told
        if message.type is aiohttp.WSMsgType.BINARY:
            heard: bytes = message.data
            return heard
        raise ConnectionResetError("the gateway hung up")

    async def _write(self) -> None:
        while True:
            message = await self._out.get()
            if isinstance(message, bytes):
                await self._socket.send_bytes(message)
            else:
                await self._socket.send_json(message)


class Phone:
    """One call at a real-time telephone, done by a :class:`~ivr.gateway.hand.Hand`."""

    def __init__(
        self,
        connection: _Connection,
        todo: Iterable[Action],
        told: Told,
        describe: Describe,
        pretence: timedelta = timedelta(),
    ) -> None:
        self.transcript = Transcript()
        self.call: str | None = None
        self.status = "ringing"
        self._connection = connection
        self._told = told
        self._describe = describe
        self._pretence = pretence
        self._printed = 0
        self._hand = Hand(todo, self, _after, reaction=REACTION)
        self._speaking: asyncio.Task[None] | None = None

    async def until_ended(self) -> None:
        """Takes in what the gateway says until the call is over."""
        try:
            while self.status in LIVE:
                message = await self._connection.hear()
                if isinstance(message, dict):
                    self._take(message)
        finally:
            self._hand.end()
            if self._speaking:
                self._speaking.cancel()

    # What the hand does

    def press(self, key: str) -> None:
        self._connection.tell({"type": "key", "key": key})

    def hang_up(self) -> None:
        self._connection.tell({"type": "hangup"})

    def speak(self, _name: str, pcm: bytes, /) -> None:
        self._speaking = asyncio.get_running_loop().create_task(self._stream(pcm))

    def note(self, kind: str, words: str = "") -> None:
        self.transcript.note(system_clock() + self._pretence, kind, words)
        self._print()

    # What the gateway says

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "calling":
                self.call = message["call"]
            case "ring":
                self.call = message["call"]
                self.note("answered", f"a call from {message['from']}")
                self._connection.tell({"type": "answer"})
            case "answered":
                self.status = "in-progress"
                self._hand.begin()
            case "heard":
                self._hears(message)
            case "stop":
                self._hand.hears(False)
            case "listen":
                to = Attention(message["to"])
                if to is not Attention.PROMPT:
                    self._pause()
                self._hand.listen(to)
            case "ended":
                self.status = message["status"]
                self.note("ended", self.status)
            case "error":
                self.note("error", message["message"])
                if self.call is None:
                    self.status = "failed"

    def _hears(self, message: dict[str, Any]) -> None:
        now = system_clock() + self._pretence
        if "words" in message:
            self.transcript.hears(now, message["words"], None)
        elif clip := message.get("clip"):
            words = self._describe(clip) or f"[{clip.rsplit('/', 1)[-1]}]"
            self.transcript.hears(now, words, clip)
        self._hand.hears(True)

    def _pause(self) -> None:
        self.transcript.pause()
        self._print()

    def _print(self) -> None:
        for line in self.transcript.lines[self._printed :]:
            self._told(str(line))
        self._printed = len(self.transcript.lines)

    async def _stream(self, pcm: bytes) -> None:
        """Speaks in real time: a frame each fiftieth of a second."""
        loop = asyncio.get_running_loop()
        began, size = loop.time(), int(audio.RATE * FRAME_SECONDS) * audio.WIDTH
        for number, start in enumerate(range(0, len(pcm), size)):
            await asyncio.sleep(max(0, began + number * FRAME_SECONDS - loop.time()))
            self._connection.tell(pcm[start : start + size])


def _after(seconds: float, act: Callable[[], object]) -> Callable[[], object]:
    return asyncio.get_running_loop().call_later(seconds, act).cancel
