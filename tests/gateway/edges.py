"""Three carriers behind one face: our gateway in virtual time, our gateway over HTTP, the small Twilio of the tests.

Whatever is asked of them goes through Twilio's own SDK and is held against what Twilio publishes.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import aiohttp
import fake_twilio
import published
import requests
from aiohttp import web
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ivr.clock import system
from ivr.gateway import audio
from ivr.gateway.live.server import serve
from ivr.gateway.recordings import Recording, RecordingStore
from ivr.gateway.virtual import VirtualExchange
from ivr.settings import Settings
from ivr.telephony import Request

HOTLINE, DESK = "83183333", "+8675583183333"
PATIENCE = 30
_NUMBERS = count(10_000_000)

Form = Mapping[str, str | list[str]]
Send = Callable[[str, str, Form, tuple[str, str]], tuple[int, Mapping[str, str], bytes]]


class Sdk(HttpClient):
    """The way out of Twilio's SDK, watched on both ways."""

    def __init__(self, send: Send) -> None:
        super().__init__(logging.getLogger(__name__), False)
        self._send = send

    def request(
        self, method: str, uri: str, params: Any = None, data: Any = None, auth: Any = None, **_: object
    ) -> Response:
        target = urlsplit(uri)
        query = "&".join(filter(None, (target.query, urlencode(_fields(params), doseq=True))))
        path = f"{target.path}?{query}" if query else target.path
        operation = published.asked(method, path, _fields(data))
        status, headers, body = self._send(method, path, _fields(data), auth)
        published.answered(operation, status, body)
        return Response(status, body.decode(), dict(headers))


def _fields(given: Mapping[str, object] | None) -> dict[str, str | list[str]]:
    return {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in (given or {}).items()
    }


class Edge(Protocol):
    """A carrier, and what a test must be able to do behind its back."""

    sid: str
    token: str
    pages: dict[str, str]
    """The application: what it answers at a path, without the `Response` around it."""

    @property
    def now(self) -> datetime: ...

    def send(
        self, method: str, path: str, form: Form, auth: tuple[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request as it is."""

    def telephone(self, number: str, *, picks_up: bool = True) -> None:
        """Somebody has a telephone there."""

    def hears(self, path: str, **form: str) -> Mapping[str, str]:
        """What the application was sent at that path; lets happen whatever leads to it."""

    def recorded(self, call: str, *, age: timedelta = timedelta(), channels: int = 1) -> str:
        """The carrier keeps four seconds of that call; answers the recording's SID."""


class GatewayEdge(Edge, Protocol):
    """Our own gateway, where calls come in as well."""

    def dials(self, caller: str) -> str:
        """Somebody rings the hotline and stays on the line; answers the call's SID."""


def client(edge: Edge, token: str | None = None) -> Any:
    return Client(edge.sid, token or edge.token, http_client=Sdk(edge.send))


def a_number() -> str:
    """One that nobody else has."""
    return f"+86139{next(_NUMBERS)}"


def a_sid(prefix: str) -> str:
    return f"{prefix}{next(_NUMBERS):032x}"


class Virtual:
    """Our gateway in virtual time; `pages` are those of the application it talks to."""

    def __init__(self, exchange: VirtualExchange, application: Any, token: str) -> None:
        self.exchange = exchange
        self.application = application
        self.pages = application.pages
        self.sid, self.token = exchange.board.account_sid, token
        self.send = exchange.rest

    @property
    def now(self) -> datetime:
        return self.exchange.now

    def telephone(self, number: str, *, picks_up: bool = True) -> None:
        self.exchange.phone(number, ["wait:600"] if picks_up else "no-answer")

    def hears(self, path: str, **form: str) -> Mapping[str, str]:
        self.exchange.run(self.now + timedelta(seconds=2))
        return next(each for each in self.application.forms(path) if form.items() <= each.items())

    def recorded(self, call: str, *, age: timedelta = timedelta(), channels: int = 1) -> str:
        return _keep(self.exchange.store, self.sid, call, self.now - age, channels)

    def dials(self, caller: str) -> str:
        return self.exchange.dial(caller, HOTLINE, ["wait:600"]).sid


class Fake:
    """The small Twilio of the tests: it calls nobody back, so what a call becomes is set."""

    def __init__(self) -> None:
        self.twilio = fake_twilio.FakeTwilio()
        self.pages: dict[str, str] = {}
        self.sid, self.token = fake_twilio.SID, fake_twilio.TOKEN

    @property
    def now(self) -> datetime:
        return system()

    def send(
        self, method: str, path: str, form: Form, auth: tuple[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = self.twilio.transport(Request(method, path, form, auth))
        return answer.status, answer.headers, answer.body

    def telephone(self, number: str, *, picks_up: bool = True) -> None: ...

    def hears(self, path: str, **form: str) -> Mapping[str, str]:
        if form.get("CallStatus") == "in-progress":
            self.twilio.picked_up(form["CallSid"])
        elif form.get("CallStatus") == "ringing":
            self.twilio.calls[form["CallSid"]]["status"] = "ringing"
        return form

    def recorded(self, call: str, *, age: timedelta = timedelta(), channels: int = 1) -> str:
        sid = a_sid("RE")
        self.twilio.recorded(sid, call, seconds=4, audio=_wav(channels), created=self.now - age)
        return sid


class Live:
    """Our gateway over HTTP, with an application of a few lines and telephones on sockets beside it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            data=folder,
            public_url="https://desk.example",
            web_url=_free_url(),
            gateway_url=_free_url(),
        )
        keys = self.settings.secrets
        self.sid, self.token = keys.gateway_sid, keys.gateway_token
        self.pages: dict[str, str] = {"/voice/status": ""}
        self._forms: list[tuple[str, dict[str, str]]] = []
        self._news = threading.Condition()
        self._http = requests.Session()
        self._http.trust_env = False
        self._loop = asyncio.new_event_loop()
        self._plugged: list[asyncio.Task[None]] = []

    @property
    def now(self) -> datetime:
        return system()

    def send(
        self, method: str, path: str, form: Form, auth: tuple[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = self._http.request(
            method, self.settings.gateway_url + path, data=dict(form) or None, auth=auth, timeout=PATIENCE
        )
        return answer.status_code, answer.headers, answer.content

    def telephone(self, number: str, *, picks_up: bool = True) -> None:
        self._do(self._plug_in(number, picks_up))

    def hears(self, path: str, **form: str) -> Mapping[str, str]:
        def found() -> dict[str, str] | None:
            fitting = (each for where, each in self._forms if where == path and form.items() <= each.items())
            return next(fitting, None)

        with self._news:
            heard = self._news.wait_for(found, PATIENCE)
        assert heard, f"{path} was not told {form}, only {self._forms[-9:]}"
        return heard

    def recorded(self, call: str, *, age: timedelta = timedelta(), channels: int = 1) -> str:
        store = RecordingStore(self.settings.data / "gateway")
        return _keep(store, self.sid, call, self.now - age, channels)

    def dials(self, caller: str) -> str:
        return self._do(self._dial(caller))

    @contextmanager
    def running(self) -> Iterator["Live"]:
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        stop = asyncio.Event()
        runner, gateway = self._do(self._start(stop))
        try:
            yield self
        finally:
            self._do(self._stop(stop, runner, gateway))
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(PATIENCE)
            self._loop.close()
            self._http.close()

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _start(self, stop: asyncio.Event) -> tuple[web.AppRunner, asyncio.Task[None]]:
        self._session = aiohttp.ClientSession(trust_env=False)
        served = web.Application()
        served.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(served)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", urlsplit(self.settings.web_url).port).start()
        gateway = asyncio.get_running_loop().create_task(serve(self.settings, stop=stop))
        while not gateway.done():
            try:
                async with self._session.get(f"{self.settings.gateway_url}/healthz"):
                    break
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.01)
        return runner, gateway

    async def _stop(self, stop: asyncio.Event, runner: web.AppRunner, gateway: asyncio.Task[None]) -> None:
        for telephone in self._plugged:
            telephone.cancel()
        await asyncio.gather(*self._plugged, return_exceptions=True)
        stop.set()
        await gateway
        await self._session.close()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        with self._news:
            self._forms.append((request.path, form))
            self._news.notify_all()
        return web.Response(text=f"<Response>{self.pages[request.path]}</Response>", content_type="text/xml")

    async def _connected(self) -> aiohttp.ClientWebSocketResponse:
        auth = {"Authorization": aiohttp.encode_basic_auth(self.sid, self.token)}
        return await self._session.ws_connect(f"{self.settings.gateway_url}/phone", headers=auth)

    async def _plug_in(self, number: str, picks_up: bool) -> None:
        phone = await self._connected()
        await phone.send_json({"type": "wait", "number": number})
        # What cannot be done is answered at once, and in order: by then the telephone is plugged in.
        await phone.send_json({"type": "hangup"})
        assert (await phone.receive_json())["type"] == "error"
        self._stay(phone, picks_up)

    async def _dial(self, caller: str) -> str:
        phone = await self._connected()
        await phone.send_json({"type": "dial", "from": caller, "to": HOTLINE})
        call: str = (await phone.receive_json())["call"]
        self._stay(phone, False)
        return call

    def _stay(self, phone: aiohttp.ClientWebSocketResponse, picks_up: bool) -> None:
        async def stay() -> None:
            async with phone:
                async for message in phone:
                    if picks_up and message.type is aiohttp.WSMsgType.TEXT and '"ring"' in message.data:
                        await phone.send_json({"type": "answer"})

        self._plugged.append(self._loop.create_task(stay()))


def _keep(store: RecordingStore, account: str, call: str, created: datetime, channels: int) -> str:
    source = "RecordVerb" if channels == 1 else "DialVerb"
    made = Recording(a_sid("RE"), call, account, created, 4.0, channels=channels, source=source)
    store.keep(made, _pcm(channels))
    return made.sid


def _pcm(channels: int) -> bytes:
    """Four seconds; of two voices the left one alone speaks."""
    spoken = (b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 400
    return spoken if channels == 1 else audio.side_by_side(spoken, bytes(len(spoken)))


def _wav(channels: int) -> bytes:
    return audio.encode(_pcm(channels), channels)


def _free_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
