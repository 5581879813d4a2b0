"""Asterisk's REST interface over its event WebSocket: requests and events on one connection, in order.

Asterisk does the requests of one connection one after the other, so what is asked first happens first, and nobody
need wait for an answer before asking for the next thing.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import structlog

log = structlog.get_logger(__name__)

APP = "ivr"
"""Our name as an application: calls come in by `Stasis(ivr,NUMBER)`."""

ANSWER_WITHIN = 10
CONNECT_WITHIN = 5
HEARTBEAT = 10
LARGEST_EVENT = 4 * 1024 * 1024

Event = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """Where an Asterisk answers, taken out of `IVR_ASTERISK_URL`."""

    origin: str
    auth: tuple[str, str]

    @classmethod
    def of(cls, url: str) -> "Address":
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port else ""
        return cls(f"{parts.scheme}://{host}{port}/ari", (parts.username or "", parts.password or ""))


@dataclass(frozen=True)
class Answer:
    """What came of a request; 0 is a connection that broke, 504 an answer that never came."""

    status: int
    content: Any = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


LOST = Answer(0)
Heard = Callable[[Answer], object]


def whatever(_answer: Answer) -> None:
    """For requests whose answer tells nothing that an event does not."""


class Ari:
    """One connection at a time; `run` holds it until it breaks."""

    def __init__(self, session: aiohttp.ClientSession, address: Address) -> None:
        self.address = address
        self._session = session
        self._headers = {"Authorization": aiohttp.encode_basic_auth(*address.auth)}
        self._out: asyncio.Queue[str] | None = None
        self._asked: dict[str, tuple[Heard, asyncio.TimerHandle]] = {}
        self._numbers = 0

    @property
    def connected(self) -> bool:
        return self._out is not None

    @property
    def asking(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    async def run(self, up: Callable[[], object], take: Callable[[Event], object]) -> None:
        """Connects, calls `up`, and hands every event to `take` until the connection breaks.

        Raises aiohttp.ClientError or OSError when there is nobody to connect to.
        """
        where = f"{self.address.origin}/events?app={APP}"
        connecting = self._session.ws_connect(
            where, headers=self._headers, heartbeat=HEARTBEAT, max_msg_size=LARGEST_EVENT
        )
        socket = await asyncio.wait_for(connecting, CONNECT_WITHIN)
        out = self._out = asyncio.Queue()
        writer = asyncio.get_running_loop().create_task(_write(socket, out))
        try:
            up()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._read(message.data, take)
        finally:
            writer.cancel()
            self._out = None
            for heard, timer in list(self._asked.values()):
                timer.cancel()
                heard(LOST)
            self._asked.clear()
            await socket.close()

    def ask(self, method: str, uri: str, heard: Heard = whatever, **query: object) -> None:
        """Sends a request; `heard` gets its answer, at once when there is no connection."""
        if self._out is None:
            heard(LOST)
            return
        self._numbers += 1
        number = str(self._numbers)
        timer = asyncio.get_running_loop().call_later(ANSWER_WITHIN, self._answered, number, Answer(504))
        self._asked[number] = heard, timer
        request = {
            "type": "RESTRequest",
            "request_id": number,
            "method": method,
            "uri": uri,
            "query_strings": [{"name": name, "value": str(value)} for name, value in query.items()],
        }
        self._out.put_nowait(json.dumps(request))

    async def asked(self, method: str, uri: str, **query: object) -> Answer:
        """Sends a request and waits for its answer."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def heard(told: Answer) -> None:
            if not answer.done():
                answer.set_result(told)

        self.ask(method, uri, heard, **query)
        return await answer

    async def stored(self, name: str) -> tuple[int, bytes]:
        """The file of a stored recording; 404 when there is none, 0 when nobody answers."""
        uri = f"{self.address.origin}/recordings/stored/{quote(name, safe='')}/file"
        try:
            async with self._session.get(uri, headers=self._headers) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, b""

    def _read(self, text: str, take: Callable[[Event], object]) -> None:
        try:
            self._take(json.loads(text), take)
        except Exception:
            # One event that cannot be made sense of must not end all calls.
            log.exception("asterisk.event_failed")

    def _take(self, message: Event, take: Callable[[Event], object]) -> None:
        if message.get("type") != "RESTResponse":
            take(message)
            return
        body = message.get("message_body")
        answer = Answer(int(message["status_code"]), json.loads(body) if body else None)
        if not answer.ok and answer.status != 404:
            log.warning("asterisk.refused", uri=message.get("uri"), status=answer.status, why=body)
        self._answered(str(message["request_id"]), answer)

    def _answered(self, number: str, answer: Answer) -> None:
        if number in self._asked:
            heard, timer = self._asked.pop(number)
            timer.cancel()
            heard(answer)


async def _write(socket: aiohttp.ClientWebSocketResponse, out: asyncio.Queue[str]) -> None:
    while True:
        await socket.send_str(await out.get())
