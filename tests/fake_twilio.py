"""A small Twilio on loopback: the REST answers our adapter relies on, as Twilio's manual shows them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ivr.telephony import Account, Carrier, Request, Response

SID = "AC" + "a" * 32
TOKEN = "a token only the test knows"
ERRORS = {
    16113: (400, "Voice Recording: Cannot download a dual-channel presentation of a mono recording"),
    20404: (404, "The requested resource was not found"),
    21211: (400, "The 'To' number +8613800138000 is not a valid phone number."),
    21220: (400, "Call is not in-progress. Cannot redirect."),
}


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    fields: list[tuple[str, str]]
    headers: dict[str, str]

    def get(self, name: str) -> str | None:
        return dict(self.fields).get(name)


@dataclass
class FakeTwilio:
    """Calls and recordings of one account; `answer_with` makes it break in a chosen way."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    recordings: dict[str, dict[str, Any]] = field(default_factory=dict)
    audio: dict[str, bytes] = field(default_factory=dict)
    page_size: int = 2
    answer_with: tuple[int, bytes, dict[str, str]] | None = None

    def recorded(
        self,
        sid: str,
        call_sid: str,
        *,
        seconds: int = 5,
        audio: bytes | None = None,
        created: datetime,
        source: str = "RecordVerb",
    ) -> None:
        self.recordings[sid] = {
            "sid": sid,
            "account_sid": SID,
            "call_sid": call_sid,
            "duration": str(seconds),
            "status": "completed",
            "source": source,
            "date_created": format_datetime(created.astimezone(UTC)),
        }
        if audio is not None:
            self.audio[sid] = audio

    def reply(self, asked: Seen) -> tuple[int, bytes, dict[str, str]]:
        self.seen.append(asked)
        if self.answer_with:
            return self.answer_with
        head = f"/2010-04-01/Accounts/{SID}/"
        path = urlsplit(asked.path).path
        if path == f"/2010-04-01/Accounts/{SID}.json":
            return answer({"sid": SID, "status": "active"})
        if not path.startswith(head):
            return error(20404)
        what, _, rest = path.removeprefix(head).removesuffix(".json").partition("/")
        if what == "Calls":
            return self._call(asked, rest)
        if what == "Recordings":
            return self._recording(asked, rest)
        return error(20404)

    def transport(self, request: Request) -> Response:
        """The same, without a network."""
        status, body, headers = self.reply(
            Seen(request.method, request.path, parse_qsl(urlencode(request.form, doseq=True)), {})
        )
        return Response(status, headers, body)

    def _call(self, asked: Seen, sid: str) -> tuple[int, bytes, dict[str, str]]:
        if not sid:
            if not (asked.get("To") or "").startswith("+"):
                return error(21211)
            sid = f"CA{len(self.calls):032x}"
            self.calls[sid] = {
                **{"sid": sid, "account_sid": SID, "status": "queued", "duration": None},
                **{"direction": "outbound-api", "from": asked.get("From"), "to": asked.get("To")},
            }
            return answer(self.calls[sid], 201)
        if sid not in self.calls:
            return error(20404)
        if asked.method == "DELETE":
            del self.calls[sid]
            return 204, b"", {}
        if asked.method == "POST":
            if self.calls[sid]["status"] in ("completed", "busy", "no-answer"):
                return error(21220)
            if status := asked.get("Status"):
                self.calls[sid].update(status=status, duration="12")
        return answer(self.calls[sid])

    def _recording(self, asked: Seen, rest: str) -> tuple[int, bytes, dict[str, str]]:
        if rest.endswith(".wav"):
            sid = rest.removesuffix(".wav")
            body = self.audio.get(sid)
            if body is None:
                return error(20404)
            asked_for = dict(parse_qsl(urlsplit(asked.path).query)).get("RequestedChannels")
            if asked_for == "2" and _channels(body) == 1:
                return error(16113)
            return 200, body, {"Content-Type": "audio/x-wav"}
        if rest:
            known = self.recordings.pop(rest, None)
            self.audio.pop(rest, None)
            return error(20404) if known is None else (204, b"", {})
        query = dict(parse_qsl(urlsplit(asked.path).query))
        rows = [row for row in self.recordings.values() if query.get("CallSid") in (None, row["call_sid"])]
        page, head = int(query.get("Page", "0")), urlsplit(asked.path).path
        shown = rows[page * self.page_size : (page + 1) * self.page_size]
        more = len(rows) > (page + 1) * self.page_size
        following = f"{head}?{urlencode({**query, 'Page': page + 1})}" if more else None
        return answer({"recordings": shown, "next_page_uri": following, "page": page})


def _channels(body: bytes) -> int | None:
    """Of a WAV; None for anything else."""
    return int.from_bytes(body[22:24], "little") if body[:4] == b"RIFF" else None


def carrier(fake: FakeTwilio) -> Carrier:
    """A carrier with the fake as its only account, in this process."""
    return Carrier([Account(SID, TOKEN, "twilio", "https://api.twilio.example", fake.transport)])


def answer(body: dict[str, Any], status: int = 200) -> tuple[int, bytes, dict[str, str]]:
    return status, json.dumps(body).encode(), {"Content-Type": "application/json"}


def error(code: int) -> tuple[int, bytes, dict[str, str]]:
    status, message = ERRORS[code]
    more = f"https://www.twilio.com/docs/errors/{code}"
    return answer({"code": code, "message": message, "more_info": more, "status": status}, status)


@contextmanager
def running() -> Iterator[FakeTwilio]:
    """The fake on a free loopback port, for as long as the block runs."""
    fake = FakeTwilio()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            fields = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
            status, body, headers = fake.reply(Seen(self.command, self.path, fields, dict(self.headers)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if "Content-Length" in headers:
                self.close_connection = True

        do_GET = do_POST = do_DELETE = _do  # noqa: N815

        def log_message(self, format: str, *args: object) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that leave in the middle of an answer are part of what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
