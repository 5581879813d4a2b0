"""A step of a call script beside the least that any signed webhook costs.

The peer is a bare Flask route that checks the same signature and commits one row to SQLite with the same settings. Both
are served by gunicorn with the same processes and threads, one after the other on the same machine, and wrk sends each
the same number of connections. Every request is another call's, so that none is answered from what is kept.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import urlopen

from sqlalchemy import insert
from twilio.request_validator import RequestValidator

from ivr.calls import Call
from ivr.installation import open_system
from ivr.settings import Settings

ROUNDS = 5
SECONDS = 6
WARM_UP = 4
CALLS = 60_000
WORKERS, THREADS, CONNECTIONS = 2, 8, 16

LUA = """
local requests, at = {}, tonumber(os.getenv("BENCH_SKIP"))
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
  local path, signature, body = line:match("^(%S+) (%S+) (%S+)$")
  requests[#requests + 1] = wrk.format("POST", path, {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Twilio-Signature"] = signature}, body)
end
request = function() at = at + 1; return requests[(at - 1) % #requests + 1] end
done = function(summary, latency)
  print(string.format("RESULT %d %d %.3f %.3f", summary.requests,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Result:
    """What one server did: requests a second, times in milliseconds, and its processes' CPU time a request."""

    rate: float
    errors: int
    p50: float
    p99: float
    cpu: float


def main() -> None:
    """Measures both in turn, several times, and prints every round: one alone is easily an accident."""
    print(f"{'':26}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms each':>13}{'errors':>8}")
    throughput, cpu = [], []
    for number in range(1, ROUNDS + 1):
        with tempfile.TemporaryDirectory() as folder:
            base = Path(folder)
            (base / "post.lua").write_text(LUA)
            peer = _measure("bench.bare:app", base / "bare", base / "post.lua", _bare_requests)
            ours = _measure("ivr.app:create_app()", base / "ivr", base / "post.lua", _step_requests)
        for name, one in (("bare route", peer), ("step of a script", ours)):
            label = f"round {number}, {name}"
            print(f"{label:26}{one.rate:12.0f}{one.p50:10.2f}{one.p99:10.2f}{one.cpu:13.2f}{one.errors:8d}")
        throughput.append(ours.rate / peer.rate)
        cpu.append(peer.cpu / ours.cpu)
    print(f"\nthroughput, step / bare route: {_spread(throughput)}   (at least 0.67 is asked for)")
    print(f"CPU, bare route / step: {_spread(cpu)}")


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} in the middle, from {min(ratios):.2f} to {max(ratios):.2f}"


def _measure(
    app: str,
    data: Path,
    script: Path,
    requests: object,
    *,
    threads: int = THREADS,
    beside: Callable[[str, Settings], AbstractContextManager[object]] = lambda _url, _settings: nullcontext(),
) -> Result:
    """One server under load, while `beside` goes on."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "IVR_DATA": str(data),
        "IVR_PUBLIC_URL": url,
        "IVR_WEB_URL": url,
        "BENCH_REQUESTS": str(data / "requests"),
    }
    data.mkdir()
    settings = Settings(data=data, public_url=url, web_url=url, schedules=Path("schedules.yaml"))
    (data / "requests").write_text("\n".join(requests(settings)))  # type: ignore[operator]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            app,
            f"--bind=127.0.0.1:{port}",
            "--worker-class=gthread",
            f"--workers={WORKERS}",
            f"--threads={threads}",
            "--log-level=error",
        ],
        env=environment,
    )
    try:
        _await(url + "/healthz")
        # Every process has to have started, imported and met each statement once.
        _wrk(url, script, environment | {"BENCH_SKIP": "0"}, WARM_UP)
        with beside(url, settings):
            before = _cpu_seconds(server.pid)
            requests_done, errors, p50, p99 = _wrk(
                url, script, environment | {"BENCH_SKIP": str(CALLS // 3)}, SECONDS
            )
            spent = _cpu_seconds(server.pid) - before
        return Result(requests_done / SECONDS, errors, p50, p99, spent / requests_done * 1000)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _cpu_seconds(master: int) -> float:
    """User and system time of a server's processes so far (Linux)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for pid in (str(master), *children):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wrk(url: str, script: Path, environment: dict[str, str], seconds: int) -> tuple[int, int, float, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+)", told)
    if found is None:
        raise SystemExit(f"wrk said nothing usable:\n{told}")
    return int(found[1]), int(found[2]), float(found[3]), float(found[4])


def _step_requests(settings: Settings) -> list[str]:
    """Each presses 1 at the menu of another open call: 83183333 at whatever hour it is now."""
    system = open_system(settings)
    now = datetime.now(UTC)
    version = system.book.current().number
    rows = [
        {
            "sid": f"CA{number:032x}",
            "account": settings.secrets.gateway_sid,
            "direction": "inbound",
            "dialled": "36383666",
            "hotline": "36383666",
            "version": version,
            "caller": "+8613800138000",
            "caller_raw": "+8613800138000",
            "status": "in-progress",
            "visit": 1,
            "trail": [],
            "facts": {},
            "began": now,
        }
        for number in range(CALLS)
    ]
    with system.database.writing() as session:
        session.execute(insert(Call), rows)
    system.database.close()
    # `#` says the menu again: the least a step can do, and what most steps do.
    return [
        _signed(settings, f"/voice/calls/{number + 1}/1/southern.choose/keys", f"CA{number:032x}", "#")
        for number in range(CALLS)
    ]


def _bare_requests(settings: Settings) -> list[str]:
    return [_signed(settings, "/step", f"CA{number:032x}", "#") for number in range(CALLS)]


def _signed(settings: Settings, path: str, sid: str, digits: str) -> str:
    keys = settings.secrets
    form = {
        "AccountSid": keys.gateway_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": "in-progress",
        "Digits": digits,
        "Direction": "inbound",
        "From": "+8613800138000",
        "To": "+8675536383666",
    }
    signature = RequestValidator(keys.gateway_token).compute_signature(settings.public_url + path, form)
    return f"{path} {signature} {urlencode(form)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer")
