"""Whoever notices go to: a mail server and a web server of our own, on free loopback ports."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from apprise.plugins.wecombot import NotifyWeComBot
from readers import Post, Web


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
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield told[0]
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
