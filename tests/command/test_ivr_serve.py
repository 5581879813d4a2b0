"""`ivr serve` as an operator meets it: everything comes up, a crash is mended, SIGTERM ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
import requests
from world import SHORT

PATIENCE = 60.0
"""Seconds until something that must come is given up for lost."""


@dataclass
class Serving:
    process: "subprocess.Popen[str]"
    web: str
    gateway: str
    environment: dict[str, str]
    log: Path

    def ivr(self, *words: str) -> str:
        command = [sys.executable, "-m", "ivr", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def children(self) -> dict[int, str]:
        """The parts that run, by process id."""
        return _children(self.process.pid)


def _children(process: int) -> dict[int, str]:
    command = ["ps", "-o", "pid=,args=", "--ppid", str(process)]
    listed = subprocess.run(command, capture_output=True, text=True).stdout
    return {int(line.split()[0]): line for line in listed.splitlines()}


def eventually(what: "object", patience: float = PATIENCE) -> None:
    """Asks again and again until `what()` is true; fails when it never is."""
    pause = Event()
    for _ in range(int(patience / 0.2)):
        with suppress(requests.RequestException):
            if what():  # type: ignore[operator]
                return
        pause.wait(0.2)
    pytest.fail("it never came")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    web, gateway = (f"http://127.0.0.1:{_free_port()}" for _ in range(2))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))
    }
    environment |= {
        "IVR_DATA": str(tmp_path / "var"),
        "IVR_PUBLIC_URL": web,
        "IVR_WEB_URL": web,
        "IVR_GATEWAY_URL": gateway,
        "PYTHONUNBUFFERED": "1",
    }
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "ivr", "serve"],
            env=environment,
            stdout=out,
            stderr=out,
            text=True,
            # As from a terminal; tests that run under nohup would hand on that a closed one is nothing.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
    try:
        yield Serving(process, web, gateway, environment, log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def up(serving: Serving) -> bool:
    asked = (f"{serving.web}/readyz", f"{serving.gateway}/healthz")
    return all(requests.get(url, timeout=5).ok for url in asked)


def test_the_whole_system_comes_up_takes_a_call_mends_a_crash_and_goes_down(serving: Serving) -> None:
    eventually(lambda: up(serving))
    welcome = serving.log.read_text()
    assert re.search(r"Sign in as \S+ with the password \S+", welcome)
    assert "ivr call 83183333" in welcome

    actions = ("!1", SHORT, "#", "!1", "!hangup")
    told = serving.ivr("call", "83183333", *actions, "--url", serving.gateway, "--at", "2026-10-01T20:00")
    assert "请在提示音后" in told
    eventually(lambda: '"state": "stored"' in serving.ivr("tasks", "--json"))
    figures = requests.get(f"{serving.web}/metrics", timeout=5).text
    assert 'ivr_tasks{state="waiting"} 1.0' in figures
    tested = serving.ivr("probe", "83182222", "--url", serving.gateway)
    assert tested == "83182222: the greeting was heard, and the key arrived\n"

    scheduler = next(pid for pid, line in serving.children().items() if "scheduler" in line)
    os.kill(scheduler, signal.SIGKILL)
    eventually(
        lambda: any("scheduler" in line for pid, line in serving.children().items() if pid != scheduler)
    )

    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(10) == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP])
def test_however_it_ends_nothing_stays_behind_that_keeps_it_from_starting_again(
    serving: Serving, how: signal.Signals
) -> None:
    eventually(lambda: up(serving))
    parts = serving.children()
    try:
        serving.process.send_signal(how)
        serving.process.wait(20)
        eventually(lambda: not any(_listens(url) for url in (serving.web, serving.gateway)))
    finally:
        for part in parts:
            with suppress(ProcessLookupError):
                os.kill(part, signal.SIGTERM)


def test_a_web_part_that_is_killed_leaves_no_worker_to_its_pages(serving: Serving) -> None:
    eventually(lambda: up(serving))
    web = next(pid for pid, line in serving.children().items() if "gunicorn" in line)
    workers = _children(web)
    password = re.search(r"password (\S+)", serving.log.read_text())
    assert password and workers
    page = requests.Session()
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', page.get(f"{serving.web}/sign-in", timeout=20).text
    )
    assert token
    form = {"csrf_token": token[1], "name": "supervisor", "password": password[1]}
    page.post(f"{serving.web}/sign-in", data=form, timeout=20)
    with page.get(f"{serving.web}/live", stream=True, timeout=20) as heard:
        assert heard.headers["Content-Type"].startswith("text/event-stream")
        os.kill(web, signal.SIGKILL)
        eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        environment = {**os.environ, "IVR_DATA": str(tmp_path), "IVR_PUBLIC_URL": url, "IVR_WEB_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "ivr", "serve"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"ivr: {url} cannot be served")
    assert "Traceback" not in done.stderr


def _listens(url: str) -> bool:
    where = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((where.hostname or "", where.port or 0)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
