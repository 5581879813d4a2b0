"""The gateway's own address: REST for the application, a socket for telephones."""

import asyncio
import base64
import signal
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp import web

from ivr import tickets
from ivr.clock import Clock, system
from ivr.gateway.asterisk.ari import Address, Ari
from ivr.gateway.asterisk.sounds import Sounds, Voice
from ivr.gateway.asterisk.trunk import Trunk
from ivr.gateway.live.exchange import LiveExchange
from ivr.gateway.live.socket import SocketPhone
from ivr.gateway.live.web import Web
from ivr.gateway.recordings import RecordingStore
from ivr.gateway.rest import Auth, authentic
from ivr.settings import Secrets, Settings

log = structlog.get_logger(__name__)

LARGEST_REQUEST = 256 * 1024


async def serve(
    settings: Settings,
    *,
    clock: Clock = system,
    stop: asyncio.Event | None = None,
    voice: Voice | None = None,
) -> None:
    """Serves `settings.gateway_url` until SIGTERM, SIGINT or `stop`; live calls are then ended in order.

    With `settings.asterisk_url` it serves that Asterisk's calls as well. `voice` says what has no clip there.
    """
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Only a main thread can listen to signals; elsewhere `stop` does.
        with suppress(RuntimeError, ValueError):
            loop.add_signal_handler(number, stop.set)
    keys = settings.secrets
    folder = settings.data / "gateway"
    store = RecordingStore(folder)
    for recording in store.recover():
        log.warning("recording.recovered", recording=recording.sid, call=recording.call_sid)
    async with aiohttp.ClientSession(trust_env=False) as session:
        exchange = LiveExchange(
            account_sid=keys.gateway_sid,
            token=keys.gateway_token,
            base_url=settings.gateway_url,
            public_url=settings.public_url,
            store=store,
            web=Web(
                session,
                public_url=settings.public_url,
                web_url=settings.web_url,
                token=keys.gateway_token,
                folder=folder / "clips",
            ),
            clock=clock,
        )
        runner = web.AppRunner(application(exchange, keys), access_log=None, shutdown_timeout=1)
        await runner.setup()
        where = urlsplit(settings.gateway_url)
        connected = _trunk(settings, session, exchange, voice) if settings.asterisk else None
        try:
            await web.TCPSite(runner, where.hostname, where.port or 80).start()
            await stop.wait()
            await exchange.stop()
        finally:
            if connected:
                connected.cancel()
            await runner.cleanup()


def _trunk(
    settings: Settings, session: aiohttp.ClientSession, exchange: LiveExchange, voice: Voice | None
) -> asyncio.Task[None]:
    """Has the exchange carry an Asterisk's calls; answers what keeps it connected."""
    sounds = Sounds(
        settings.data / "gateway" / "sounds",
        exchange.store,
        exchange.web,
        exchange.board.recording_url(""),
        voice,
    )
    ari = Ari(session, Address.of(settings.asterisk_url.get_secret_value()))
    exchange.trunk = trunk = Trunk(exchange, ari, sounds)
    return asyncio.get_running_loop().create_task(trunk.run())


def application(exchange: LiveExchange, keys: Secrets) -> web.Application:
    tickets_key = keys.derived(tickets.PHONE)

    async def rest(request: web.Request) -> web.Response:
        form = await request.post()
        posted = {name: [str(value) for value in form.getall(name)] for name in form}
        handle = partial(exchange.rest.handle, request.method, request.path_qs, posted, _auth(request))
        # Recordings are files; their routes never touch a call, so a thread may serve them.
        reads = "/Recordings" in request.path
        status, headers, body = await asyncio.to_thread(handle) if reads else handle()
        if status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return web.Response(status=status, headers=headers, body=body)

    async def phone(request: web.Request) -> web.StreamResponse:
        # A browser cannot say who it is on a socket: it shows the ticket that the console gave it, and may only dial.
        guest = tickets.holds(tickets_key, request.query.get("ticket", ""), exchange.clock())
        if not guest and not authentic(_auth(request), keys.gateway_sid, keys.gateway_token):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": 'Basic realm="gateway"'})
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=LARGEST_REQUEST)
        await socket.prepare(request)
        await SocketPhone(exchange, socket, only_dials=guest).serve()
        return socket

    async def healthy(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    served = web.Application(client_max_size=LARGEST_REQUEST)
    served.router.add_route("*", "/2010-04-01/{rest:.*}", rest)
    served.router.add_get("/phone", phone)
    served.router.add_get("/healthz", healthy)
    return served


def _auth(request: web.Request) -> Auth:
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    try:
        login, colon, password = base64.b64decode(told, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (login, password) if colon and scheme.lower() == "basic" else None
