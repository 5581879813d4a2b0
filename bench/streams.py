"""A hundred consoles that are kept informed, beside none: what they cost the carrier's webhooks.

The same step of a call script as in `bench.webhooks`, by the same server with the threads it really has, once with a
hundred open streams and once without, in turn. Every step writes into the database, so the streams' readers are woken
all the while.
"""

import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

from bench.webhooks import LUA, _measure, _spread, _step_requests
from ivr import people
from ivr.cli.serve import THREADS
from ivr.clock import system as clock
from ivr.installation import open_system
from ivr.people import Role
from ivr.settings import Settings

ROUNDS = 5
CONSOLES = 100
PASSWORD = "a password for measuring"


def main() -> None:
    """Prints every round, and the ratios with the streams to without them."""
    print(f"{'':30}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms each':>13}{'errors':>8}")
    throughput, cpu = [], []
    for number in range(1, ROUNDS + 1):
        with tempfile.TemporaryDirectory() as folder:
            base = Path(folder)
            (base / "post.lua").write_text(LUA)
            step = ("ivr.app:create_app()", base / "post.lua", _step_requests)
            without = _measure(step[0], base / "none", *step[1:], threads=THREADS)
            beside = _measure(step[0], base / "many", *step[1:], threads=THREADS, beside=consoles)
        for name, one in (("no console", without), (f"{CONSOLES} consoles", beside)):
            label = f"round {number}, {name}"
            print(f"{label:30}{one.rate:12.0f}{one.p50:10.2f}{one.p99:10.2f}{one.cpu:13.2f}{one.errors:8d}")
        throughput.append(beside.rate / without.rate)
        cpu.append(without.cpu / beside.cpu)
    print(f"\nthroughput, with consoles / without: {_spread(throughput)}")
    print(f"CPU, without / with consoles: {_spread(cpu)}")


@contextmanager
def consoles(url: str, settings: Settings) -> Iterator[None]:
    """A hundred pages of one agent, each with its stream; raises SystemExit when one is refused."""
    system = open_system(settings)
    with system.database.writing() as session:
        people.add(
            session, "bench", role=Role.AGENT, password=PASSWORD, desks=["service-centre"], now=clock()
        )
    cookie = signed_in(url)
    where = urlsplit(url)
    with ExitStack() as open_streams:
        for tab in range(CONSOLES):
            stream = socket.create_connection((where.hostname or "", where.port or 0), timeout=10)
            open_streams.callback(stream.close)
            stream.sendall(f"GET /live?tab={tab} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
            told = stream.recv(4096)
            if b" 200 " not in told.splitlines()[0]:
                raise SystemExit(f"stream {tab} was refused: {told!r}")
        yield
    system.database.close()


def signed_in(url: str) -> str:
    """The cookie of somebody who has signed in as a browser does."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(url + "/sign-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    form = {"csrf_token": token[1], "name": "bench", "password": PASSWORD}
    browser.open(url + "/sign-in", urlencode(form).encode()).read()
    return "; ".join(f"{each.name}={each.value}" for each in jar)
