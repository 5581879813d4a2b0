"""Thousands of short calls through a real Asterisk and our gateway: what is left of them afterwards.

Each call is answered, hears a prompt, presses a key, speaks for a second, and is hung up on. Telephones are one sipp,
the application is a few lines, the gateway is `ivr serve --only gateway`. Wants root, for sipp to replay packets.
BENCH_CALLS says how many (1,000), BENCH_RATE how many a second (20).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.asterisk.house import Asterisk, Configuration, free_configuration

HERE = Path(__file__).parent.parent
sys.path += [str(HERE / "tests" / "asterisk")]
from rtp_stream import Stream  # noqa: E402
from sip_scenarios import ACK, ANSWERED, HUNG_UP_ON, INVITE, PLAY, RINGING  # noqa: E402

CALLS = int(os.environ.get("BENCH_CALLS", "1000"))
RATE = int(os.environ.get("BENCH_RATE", "20"))
CALLER = "13800138000"

PAGES = {
    "/voice/incoming": '<Gather action="/keyed" numDigits="1" timeout="20"><Play>/clips/a.wav</Play></Gather>',
    "/keyed": '<Record action="/spoken" playBeep="false" timeout="20" finishOnKey="#" maxLength="20"/>',
    "/spoken": "<Play>/clips/a.wav</Play><Hangup/>",
    "/voice/status": "",
}


@dataclass(frozen=True)
class Left:
    """What there is at a moment."""

    channels: int
    bridges: int
    stored: int
    """Recordings that lie at Asterisk."""
    files: int
    """Descriptors that the gateway holds open."""
    memory: float
    """The gateway's, in MB."""
    asterisk_files: int
    asterisk_memory: float

    def row(self, when: str) -> str:
        return (
            f"| {when} | {self.channels} | {self.bridges} | {self.stored} | {self.files} | {self.memory:.1f} "
            f"| {self.asterisk_files} | {self.asterisk_memory:.1f} |"
        )


class App:
    """The application; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self._lock = Lock()
        self._clip = audio.encode(mulaw.tone(500, 0.5))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self._lock:
            self.asked[path] += 1
        if path.startswith("/clips/"):
            start("200 OK", [("Content-Type", "audio/wav")])
            return [self._clip]
        start("200 OK" if path in PAGES else "404 Not Found", [("Content-Type", "text/xml")])
        return [f"<Response>{PAGES.get(path, '')}</Response>".encode()]


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


def main() -> None:
    sipp = shutil.which("sipp")
    root = HERE / ".venv/asterisk/root"
    if not sipp or not Asterisk.is_unpacked(root) or os.geteuid() != 0:
        print("left out: `tests/setup` brings sipp and Asterisk, and sipp wants root")
        return
    with tempfile.TemporaryDirectory(prefix="ivr-bench-") as folder:
        _measure(sipp, root, Path(folder))


def _measure(sipp: str, root: Path, folder: Path) -> None:
    house = folder / "asterisk"
    house.mkdir()
    asterisk, configuration = Asterisk(root, house), free_configuration()
    # Room for the sound of all calls at once.
    asterisk.configure(
        replace(configuration, rtp=20_000), dict.fromkeys(("apology", "thanks"), audio.encode(b"\0" * 800))
    )
    conf = house / "etc/rtp.conf"
    conf.write_text(conf.read_text().replace("20199", "27999"))
    app = App()
    asterisk.start()
    try:
        with _served(app) as web, _gateway(configuration, web, folder) as gateway:
            before = _left(configuration, gateway, asterisk)
            print(f"{CALLS} calls, {RATE} a second\n")
            print("| | channels | bridges | recordings at Asterisk | files | MB | Asterisk's files | MB |")
            print("|---|---|---|---|---|---|---|---|")
            print(before.row("before"))
            failed = 0
            for half in ("half of them", "all of them"):
                failed += _ring(sipp, configuration, folder / half.replace(" ", "-"))
                _settled(configuration)
                print(_left(configuration, gateway, asterisk).row(half))
            kept = len(list((folder / "data/gateway").glob("RE*.wav")))
            print(
                f"\nfailed at sipp: {failed}; recordings kept: {kept}; told of the end: {app.asked['/voice/status']}"
            )
    finally:
        asterisk.stop()


def _ring(sipp: str, configuration: Configuration, folder: Path) -> int:
    """Half of the calls; answers how many failed."""
    folder.mkdir()
    stream = Stream(folder)
    key, speech = stream.keys("1"), stream.speech(mulaw.tone(700, 1.0), then="#")
    steps = f'<pause milliseconds="700"/>{PLAY.format(path=key)}<pause milliseconds="800"/>{PLAY.format(path=speech)}'
    scenario = (INVITE + RINGING + ANSWERED + ACK + steps + HUNG_UP_ON).replace("{caller}", CALLER)
    filled = scenario.replace("{service}", "83183333").replace("{more}", "")
    path = folder / "scenario.xml"
    path.write_text(
        f'<?xml version="1.0"?>\n<scenario name="call">\n{filled}<Reference variables="them"/>\n</scenario>\n'
    )
    command = [
        sipp, f"127.0.0.1:{configuration.sip}", "-sf", str(path), "-m", str(CALLS // 2), "-r", str(RATE), "-nostdin",
        "-i", "127.0.0.1", "-p", "15060", "-mp", "30000", "-trace_stat",
        "-stf", str(folder / "stat.csv"), "-fd", "1",
    ]  # fmt: skip
    with (folder / "out").open("wb") as out:
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    head, *_, last = (folder / "stat.csv").read_text().strip().splitlines()
    return int(dict(zip(head.split(";"), last.split(";"), strict=True))["FailedCall(C)"])


def _settled(configuration: Configuration) -> None:
    """Waits until no call is on the line and the last webhooks are told, at most half a minute."""
    for _ in range(150):
        if not _ari(configuration, "channels") and not _ari(configuration, "recordings/stored"):
            break
        time.sleep(0.2)
    time.sleep(2)


def _left(configuration: Configuration, gateway: int, asterisk: Asterisk) -> Left:
    channels, bridges, stored = (
        len(_ari(configuration, kind)) for kind in ("channels", "bridges", "recordings/stored")
    )
    assert asterisk.pid
    return Left(
        channels,
        bridges,
        stored,
        _files(gateway),
        _memory(gateway),
        _files(asterisk.pid),
        _memory(asterisk.pid),
    )


def _ari(configuration: Configuration, what: str) -> list[Any]:
    url = f"http://127.0.0.1:{configuration.http}/ari/{what}"
    answer = requests.get(url, auth=("ivr", configuration.password), timeout=5)
    answer.raise_for_status()
    found = answer.json()
    return found if isinstance(found, list) else [found]


def _files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _memory(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def _served(app: App) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    serving = Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()


@contextmanager
def _gateway(configuration: Configuration, web: str, folder: Path) -> Iterator[int]:
    """The gateway, connected; its process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    told = {
        "IVR_DATA": str(folder / "data"),
        "IVR_PUBLIC_URL": web,
        "IVR_WEB_URL": web,
        "IVR_GATEWAY_URL": "http://127.0.0.1:18010",
        "IVR_ASTERISK_URL": configuration.url,
    }
    with (folder / "gateway.log").open("wb") as log:
        command = [sys.executable, "-m", "ivr", "serve", "--only", "gateway"]
        process = subprocess.Popen(command, env=kept | told, stdout=log, stderr=log)
    try:
        for _ in range(150):
            with suppress(requests.RequestException):
                if _ari(configuration, "applications/ivr"):
                    break
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)
