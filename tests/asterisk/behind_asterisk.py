"""A real Asterisk, the whole system or a few lines behind it, and where telephones come from."""

import asyncio
import io
import os
import subprocess
import sys
import threading
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import ports
import pytest
import requests
from exchange_watch import Watch
from sip_phone import SIPP, Answerer, Caller, SipPhone
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr import people, scheduler
from ivr.callbacks import Task, view
from ivr.cli.voice import says
from ivr.clock import system as system_clock
from ivr.gateway.asterisk.house import Asterisk, Configuration
from ivr.gateway.live.server import serve
from ivr.settings import Settings
from ivr.system import System
from ivr.voicemail import Conversation, MessageState, Voicemail

AnyPhone = TypeVar("AnyPhone", bound=SipPhone)
ROOT = Path(__file__).parent.parent.parent / ".venv" / "asterisk" / "root"
PATIENCE = 30.0
"""Seconds until something that must come is given up for lost."""

needs_asterisk = [
    pytest.mark.skipif(not Asterisk.is_unpacked(ROOT), reason="tests/setup could not bring Asterisk"),
    pytest.mark.skipif(not SIPP or os.geteuid() != 0, reason="sipp is not here, or may not replay packets"),
]
"""What every module of tests here is marked with."""


@dataclass
class Switch:
    """Our own Asterisk, as it runs."""

    process: Asterisk
    configuration: Configuration
    house: Path
    _seen: set[str] = field(default_factory=set)

    def records(self) -> Path:
        """Waits until it really records something new: on a busy machine that is after it was asked to."""
        folder = self.house / "spool/recording"
        found: Path = eventually(lambda: [each for each in folder.iterdir() if each.name not in self._seen])[
            0
        ]
        self._seen.add(found.name)
        return found

    def ari(self, method: str, what: str) -> requests.Response:
        url = f"http://127.0.0.1:{self.configuration.http}/ari/{what}"
        return requests.request(method, url, auth=("ivr", self.configuration.password), timeout=5)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.process.start()
        eventually(self.up)

    def up(self) -> bool:
        return self.ari("GET", "asterisk/info").ok

    def is_empty(self) -> bool:
        """Nobody is on the line, and nothing lies about that was recorded; not at once, but before long."""
        kinds = ("channels", "bridges", "recordings/stored")
        return bool(eventually(lambda: all(self.ari("GET", kind).json() == [] for kind in kinds)))

    @property
    def channels(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.ari("GET", "channels").json()
        return listed


class Wound:
    """A clock that goes like any other, and can be put to another moment."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return system_clock() + self._ahead

    def put_to(self, moment: datetime) -> None:
        self._ahead = moment - system_clock()


@dataclass
class Desk:
    """The whole system: web, gateway, and what the scheduler does when it is asked to."""

    system: System
    clock: Wound
    watch: Watch
    gateway: "Gateway"
    door: threading.Event
    """Open: the application answers. Closed: webhooks wait."""
    fails_at: set[str] = field(default_factory=set)
    """The next step of a call that is told one of these is answered with 500."""

    def task(self) -> dict[str, Any] | None:
        """The only task, as `ivr tasks --json` shows it, after the scheduler has looked."""
        scheduler.once(self.system)
        with self.system.database.reading() as session:
            rows = session.query(Task).all()
            assert len(rows) < 2
            return view.task_json(session, rows[0], history=True) if rows else None

    def messages(self) -> list[Voicemail]:
        """Every message, after the scheduler has looked."""
        scheduler.once(self.system)
        with self.system.database.reading() as session:
            return list(session.query(Voicemail).order_by(Voicemail.id))

    def agent(self, number: str) -> None:
        """Somebody of the service centre whose telephone that is."""
        with self.system.database.writing() as session:
            people.add(
                session, "wang", role=people.Role.AGENT, password="correct horse battery staple",
                desks=["service-centre"], phone=number, now=self.clock(), actor="test",
            )  # fmt: skip

    def conversation(self) -> tuple[bytes, bytes] | None:
        """What was said in the only conversation once it is stored: by who took the caller, and by the caller."""
        scheduler.once(self.system)
        with self.system.database.reading() as session:
            (row,) = session.query(Conversation).all()
            if row.state != MessageState.STORED:
                return None
            kept = self.system.store.get(row.original or "")
        with wave.open(io.BytesIO(kept)) as file:
            both = array("h", file.readframes(file.getnframes()))
        return both[0::2].tobytes(), both[1::2].tobytes()

    def stored(self) -> dict[str, Any] | None:
        """The only task once its message is stored."""
        task = self.task()
        return task if task and [m for m in task["messages"] if m["state"] == "stored"] else None


def eventually(what: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Asks again and again until `what()` is true, and answers it; fails when it never is."""
    pause, until = threading.Event(), time.monotonic() + patience
    while time.monotonic() < until:
        try:
            found = what()
        except (requests.RequestException, OSError):
            found = None
        if found:
            return found
        pause.wait(0.02)
    pytest.fail("it never came")


class Silent(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


class Killable:
    """`ivr serve --only gateway`."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._log, self._lives = log, 0
        self._process: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
        self._environment = kept | {
            "IVR_DATA": str(settings.data),
            "IVR_PUBLIC_URL": settings.public_url,
            "IVR_WEB_URL": settings.web_url,
            "IVR_GATEWAY_URL": settings.gateway_url,
            "IVR_ASTERISK_URL": settings.asterisk_url.get_secret_value(),
        }

    def up(self) -> None:
        command = [sys.executable, "-m", "ivr", "serve", "--only", "gateway"]
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(command, env=self._environment, stdout=out, stderr=out)
        self._lives += 1
        eventually(lambda: self._log.read_text().count("asterisk.connected") == self._lives)

    def dies(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def down(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


@contextmanager
def served(app: Any, url: str) -> Iterator[None]:
    port = int(url.rsplit(":", 1)[1])
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Silent)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


class Gateway:
    """A gateway on a thread of its own."""

    def __init__(self, settings: Settings, switch: Switch) -> None:
        self._settings, self._switch = settings, switch
        self._thread: threading.Thread | None = None

    def up(self) -> None:
        ready: list[Any] = []
        begun = threading.Event()

        async def run() -> None:
            stop = asyncio.Event()
            ready.extend((asyncio.get_running_loop(), stop))
            begun.set()
            await serve(self._settings, stop=stop, voice=says)

        self._thread = threading.Thread(target=lambda: asyncio.run(run()))
        self._thread.start()
        begun.wait()
        self._loop, self._stop = ready
        eventually(lambda: self._switch.ari("GET", "applications/ivr").ok)

    def asked(self, what: Callable[[], Any]) -> Any:
        """What `what` answers in one turn of the gateway's loop, after all that it was told before."""

        async def ask() -> Any:
            return what()

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(PATIENCE)

    def rest(self, method: str, what: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        """What the REST address answers: `what` follows the account."""
        keys = self._settings.secrets
        url = f"{self._settings.gateway_url}/2010-04-01/Accounts/{keys.gateway_sid}/{what}"
        auth = (keys.gateway_sid, keys.gateway_token)
        answer: dict[str, Any] = requests.request(method, url, data=form, auth=auth, timeout=5).json()
        return answer

    def calls(self) -> list[dict[str, Any]]:
        """The calls as the REST address lists them, the latest first."""
        listed: list[dict[str, Any]] = self.rest("GET", "Calls.json")["calls"]
        return listed

    def down(self) -> None:
        if self._thread:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None


@dataclass
class Phones:
    """Where telephones come from."""

    configuration: Configuration
    folder: Path
    made: list[SipPhone] = field(default_factory=list)

    def caller(self, number: str = "13800138000") -> Caller:
        return self._made(Caller(self._place(), self.configuration.sip, number))

    def agent(self, number: str = "13900000001", *, anywhere: bool = False) -> Answerer:
        """One whom the trunk reaches, whatever number is rung, one at a time; or one somewhere else."""
        port = None if anywhere else self.configuration.trunk
        return self._made(Answerer(self._place(), self.configuration.sip, number, port))

    def _place(self) -> Path:
        folder = self.folder / f"phone-{len(self.made)}"
        folder.mkdir()
        return folder

    def _made(self, phone: AnyPhone) -> AnyPhone:
        self.made.append(phone)
        return phone


def free_url() -> str:
    return f"http://127.0.0.1:{ports.port()}"
