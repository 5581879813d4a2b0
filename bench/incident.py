"""Five hundred callers in one minute while something is broken: how long each hears nothing, and who was counted.

The whole system runs as `ivr serve` runs it; every caller is a telephone of his own on the gateway's socket. He hears
what is broken, presses 1, and hangs up when he is on the list. The peer is the same system a minute before, with one
caller at a time, after one who met what is met for the first time. A silence counts from when he dialled, or from his
key, until he hears something again.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.request import urlopen

from sqlalchemy import func, select

from bench.webhooks import _free_port as free_port
from ivr import incidents, people
from ivr.clock import system as clock
from ivr.gateway import actions
from ivr.gateway.phone import Auth, Phone, _Connection
from ivr.incidents import Affected
from ivr.installation import open_system
from ivr.people import Role
from ivr.settings import Settings
from ivr.system import System

CALLERS = int(os.environ.get("BENCH_CALLERS", "500"))
SECONDS = 60.0
ALONE = 5
HOTLINE = "83182222"


class Caller(Phone):
    """A telephone that knows how long it heard nothing, in seconds."""

    def __init__(self, connection: _Connection) -> None:
        super().__init__(connection, actions.parse_all(["1", "hangup"]), lambda _: None, lambda _: None)
        self.silences: list[float] = []
        self._since: float | None = time.monotonic()

    def press(self, key: str) -> None:
        self._since = time.monotonic()
        super().press(key)

    def _hears(self, message: dict[str, Any]) -> None:
        if self._since is not None:
            self.silences.append(time.monotonic() - self._since)
            self._since = None
        super()._hears(message)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        web, gateway = free_port(), free_port()
        settings = Settings(
            data=Path(folder),
            public_url=f"http://127.0.0.1:{web}",
            web_url=f"http://127.0.0.1:{web}",
            gateway_url=f"http://127.0.0.1:{gateway}",
            schedules=Path("schedules.yaml"),
        )
        system = open_system(settings)
        _breaks(system)
        server = _served(settings)
        try:
            warm = asyncio.run(_dialled(settings, 1, apart=0.0, first=CALLERS + ALONE + 1))
            alone = asyncio.run(_dialled(settings, ALONE, apart=0.0, first=1))
            rushed = asyncio.run(_dialled(settings, CALLERS, apart=SECONDS / CALLERS, first=ALONE + 1))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
        with system.database.reading() as session:
            registered = session.scalar(select(func.count(func.distinct(Affected.number))))
        system.database.close()
    print(f"{'':22}{'callers':>8}{'silence p50 s':>15}{'p95':>8}{'longest':>9}")
    for name, calls in (("one at a time", alone), (f"{CALLERS} in a minute", rushed)):
        longest = [max(call.silences, default=float("inf")) for call in calls]
        p95 = quantiles(longest, n=20)[-1]
        print(f"{name:22}{len(calls):8d}{median(longest):15.3f}{p95:8.3f}{max(longest):9.3f}")
    ended = sum(call.status == "completed" for call in (*warm, *alone, *rushed))
    print(f"\ncallers {1 + ALONE + CALLERS}, calls that ended well {ended}, registered {registered}")
    ratio = max(max(call.silences) for call in rushed) / max(max(call.silences) for call in alone)
    print(f"longest silence, {CALLERS} in a minute / one at a time: {ratio:.2f}")


def _breaks(system: System) -> None:
    with system.database.writing() as session:
        user = people.add(
            session,
            "li.wei",
            role=Role.SUPERVISOR,
            password="a password for a bench",
            now=clock(),
        )
        schedule = system.book.current(session).schedule
        known = {"what": "lines", "severity": "critical", "hotlines": [HOTLINE], "next_update": None}
        incidents.report(session, schedule, by=user, now=clock(), **known)  # type: ignore[arg-type]


def _served(settings: Settings) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "IVR_DATA": str(settings.data),
        "IVR_PUBLIC_URL": settings.public_url,
        "IVR_WEB_URL": settings.web_url,
        "IVR_GATEWAY_URL": settings.gateway_url,
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "ivr", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for url in (f"{settings.public_url}/healthz", f"{settings.gateway_url}/healthz"):
        _await(url)
    return server


def _await(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError as error:
            if getattr(error, "code", None) in (401, 404):
                return  # it answers
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer")


async def _dialled(settings: Settings, callers: int, *, apart: float, first: int) -> list[Caller]:
    """So many callers, one every `apart` seconds; 0 waits for the one before to hang up."""
    keys = settings.secrets
    auth = (keys.gateway_sid, keys.gateway_token)
    under_way: list[asyncio.Task[Caller]] = []
    began = time.monotonic()
    for place in range(callers):
        one = asyncio.create_task(_call(settings.gateway_url, f"+86138{first + place:08}", auth))
        under_way.append(one)
        await asyncio.sleep(max(0.0, began + (place + 1) * apart - time.monotonic()))
        if not apart:
            await one
    return list(await asyncio.gather(*under_way))


async def _call(url: str, number: str, auth: Auth) -> Caller:
    async with _Connection(url, auth) as connection:
        caller = Caller(connection)
        connection.tell({"type": "dial", "from": number, "to": HOTLINE, "at": None})
        await caller.until_ended()
        return caller
