"""Whoever notices go to: a mail server and a web server of our own, on free loopback ports."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from apprise.plugins.wecombot import NotifyWeComBot


@dataclass
class Post:
    """The mail server of the house."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""
    """What it answers instead of taking a letter."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[Post]:
    office = Post(free_port())
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        authenticator=lambda *told: AuthResult(success=told[-1].password == b"open/sesame", handled=False),
        auth_require_tls=False,
    )
    controller.start()
    yield office
    controller.stop()


@dataclass
class Web:
    """A server that group robots and webhooks are posted to."""

    address: str
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    leads: str = ""
    """Where it redirects to."""


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """WeCom's address is the only thing changed: the robot lives here."""
    told: list[Web] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told[0].posts.append((self.path, json.loads(body)))
            answer = json.dumps(told[0].answer).encode()
            self.send_response(told[0].status)
            if told[0].leads:
                self.send_header("Location", told[0].leads)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.append(Web(f"127.0.0.1:{server.server_port}"))
    monkeypatch.setattr(
        NotifyWeComBot, "notify_url", f"http://{told[0].address}/cgi-bin/webhook/send?key={{key}}"
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told[0]
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
