"""`ivr serve`: the whole system, or one part of it."""

import asyncio
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from ivr import logs
from ivr.cli import Failure, opening, supervise
from ivr.settings import Settings, load

if TYPE_CHECKING:
    from ivr.system import System

# Each part imports what it needs: a gateway that died is up again in a second, and callers wait for it.

WORKERS = 2
THREADS = 160
"""Of each: a page that is kept informed holds one (`ivr.web.console.live.STREAMS`), and the carrier must never wait."""

SAMPLE = "tests/samples/voicemail/zh-settlement-file-late.wav"


@click.command()
@click.option("--only", type=click.Choice(["web", "scheduler", "gateway"]), help="Run one part alone.")
def serve(only: str | None) -> None:
    """Run everything: the web, the scheduler and the telephone gateway."""
    logs.configure()
    match only:
        case "web":
            web(load())
        case "scheduler":
            scheduler()
        case "gateway":
            gateway(load())
        case _:
            everything()


def everything() -> None:
    """Prepares the installation, then starts the parts as children and keeps them up."""
    from ivr.installation import open_system

    settings = load()
    for url in (settings.web_url, settings.gateway_url):
        must_be_free(url)
    with opening():
        system = open_system(settings)
    click.echo(welcome(system))
    system.database.close()
    parts = ("web", "scheduler", "gateway")
    supervise.run([supervise.Part(name, supervise.ivr("serve", "--only", name)) for name in parts])


def web(settings: Settings) -> None:
    """Becomes gunicorn: this process is replaced."""
    where = urlsplit(settings.web_url)
    os.execv(  # noqa: S606
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "ivr.app:create_app()",
            f"--bind={where.hostname}:{where.port or 80}",
            "--config=python:ivr.web.serving",
            "--worker-class=gthread",
            f"--workers={WORKERS}",
            f"--threads={THREADS}",
            "--graceful-timeout=7",
            "--timeout=60",
            "--log-level=warning",
        ],
    )


def scheduler() -> None:
    """Ticks in this process until SIGTERM."""
    from ivr import scheduler as ticks
    from ivr.installation import open_system

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opening():
        system = open_system()
    ticks.serve(system, stop)


def gateway(settings: Settings) -> None:
    """The gateway's own loop until SIGTERM."""
    from ivr.cli.voice import says
    from ivr.gateway import serve as serve_gateway

    asyncio.run(serve_gateway(settings, says))


def welcome(system: "System") -> str:
    """How to sign in and how to place the first call."""
    from ivr.cli.users import first_user

    url = system.settings.public_url
    lines = [f"The console is at {url}"]
    if made := first_user(system):
        lines.append(
            f"Sign in as {made.name} with the password {made.password} (it is shown only this once)."
        )
    else:
        lines.append(
            "Sign in with your name and password; `ivr users add NAME --role agent` makes another user."
        )
    lines += [
        "Place the first call, on National Day evening, with a recorded voice:",
        f"  .venv/bin/ivr call 83183333 --at 2026-10-01T20:00 1 @{SAMPLE} '#' 1",
        "  .venv/bin/ivr tasks",
    ]
    return "\n".join(lines)


def must_be_free(url: str) -> None:
    """Raises Failure when somebody listens at that address already."""
    where = urlsplit(url)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.hostname or "127.0.0.1", where.port or 80))
        except OSError as error:
            raise Failure(
                f"{url} cannot be served: {error.strerror}. Is the system running already?"
            ) from None
