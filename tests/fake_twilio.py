"""A small Twilio on loopback: the REST answers our adapter relies on, in the shapes that Twilio publishes.

It fails what Twilio would not take. One contract suite holds it and our own gateway to the same answers
(tests/gateway/test_rest_contract.py).
"""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import published

from ivr.telephony import Account, Carrier, Request, Response

SID = "AC" + "a" * 32
TOKEN = "a token only the test knows"
HOME = f"/2010-04-01/Accounts/{SID}"
ERRORS = {
    20003: (401, "Authenticate"),
    16113: (400, "Voice Recording: Cannot download a dual-channel presentation of a mono recording"),
    20404: (404, "The requested resource was not found"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url parameter is required."),
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
    numbers: list[dict[str, Any]] = field(default_factory=list)
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
        begun = format_datetime(created.astimezone(UTC))
        self.recordings[sid] = {
            **{"sid": sid, "account_sid": SID, "call_sid": call_sid, "duration": str(seconds)},
            **{
                "status": "completed",
                "source": source,
                "channels": 2 if source == "DialVerb" else 1,
                "error_code": None,
            },
            **{"date_created": begun, "date_updated": begun, "start_time": begun, "conference_sid": None},
            **{"api_version": "2010-04-01", "price": None, "price_unit": "USD", "encryption_details": None},
            **{"uri": f"{HOME}/Recordings/{sid}.json", "subresource_uris": {}},
            "media_url": f"https://api.twilio.com{HOME}/Recordings/{sid}",
        }
        if audio is not None:
            self.audio[sid] = audio

    def bought(self, number: str, **posts: str) -> None:
        """A number of the account, and what is entered there."""
        sid = f"PN{len(self.numbers):032x}"
        given = {"phone_number": number, "friendly_name": number, "account_sid": SID, "sid": sid} | posts
        defaults = {"capabilities": {}, "address_requirements": "none", "voice_receive_mode": "voice"}
        defaults["uri"] = f"{HOME}/IncomingPhoneNumbers/{sid}.json"
        self.numbers.append({**dict.fromkeys(published.NUMBER), **defaults, **given})

    def picked_up(self, sid: str) -> None:
        """Whoever that call rings answers."""
        self.calls[sid].update(status="in-progress", start_time=format_datetime(datetime.now(UTC)))

    def reply(self, asked: Seen) -> tuple[int, bytes, dict[str, str]]:
        self.seen.append(asked)
        if self.answer_with:
            return self.answer_with
        operation = published.asked(asked.method, asked.path, {name for name, _ in asked.fields})
        status, body, headers = self._known(asked)
        published.answered(operation, status, body)
        return status, body, headers

    def _known(self, asked: Seen) -> tuple[int, bytes, dict[str, str]]:
        if asked.headers.get("Authorization") != AUTHORIZATION:
            return error(20003)
        path = urlsplit(asked.path).path
        if path == f"{HOME}.json":
            return answer({"sid": SID, "status": "active"})
        what, _, rest = path.removeprefix(f"{HOME}/").removesuffix(".json").partition("/")
        if what == "IncomingPhoneNumbers":
            return self._page("incoming_phone_numbers", self.numbers, asked)
        if what == "Calls":
            return self._call(asked, rest)
        if what == "Recordings":
            return self._recording(asked, rest)
        return error(20404)

    def transport(self, request: Request) -> Response:
        """The same, without a network."""
        fields = parse_qsl(urlencode(request.form, doseq=True))
        sent = {"Authorization": authorization(*request.auth)}
        status, body, headers = self.reply(Seen(request.method, request.path, fields, sent))
        return Response(status, headers, body)

    def _call(self, asked: Seen, sid: str) -> tuple[int, bytes, dict[str, str]]:
        if not sid and asked.method == "GET":
            wanted = dict(parse_qsl(urlsplit(asked.path).query))
            names = {"From": "from", "To": "to", "Status": "status", "ParentCallSid": "parent_call_sid"}
            wanted_by = {names[name]: value for name, value in wanted.items() if name in names}
            rows = [row for row in self.calls.values() if wanted_by.items() <= row.items()]
            return self._page("calls", rows[::-1], asked)
        if not sid:
            if not asked.get("To"):
                return error(21201)
            if not (asked.get("To") or "").startswith("+"):
                return error(21211)
            if not asked.get("Url"):
                return error(21205)
            sid = f"CA{len(self.calls):032x}"
            self.calls[sid] = placed(sid, asked.get("From") or "", asked.get("To") or "")
            return answer(self.calls[sid], 201)
        if sid not in self.calls:
            return error(20404)
        if asked.method == "DELETE":
            del self.calls[sid]
            return 204, b"", {}
        if asked.method == "POST":
            if self.calls[sid]["status"] in ("completed", "busy", "no-answer", "canceled"):
                return error(21220)
            talking = self.calls[sid]["status"] == "in-progress"
            if not asked.get("Status") and not talking:
                return error(21220)
            if asked.get("Status"):
                now = format_datetime(datetime.now(UTC))
                over = {"status": "completed", "duration": "12", "end_time": now}
                self.calls[sid].update(over if talking else {"status": "canceled"})
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
            if rest not in self.recordings:
                return error(20404)
            if asked.method == "GET":
                return answer(self.recordings[rest])
            del self.recordings[rest]
            self.audio.pop(rest, None)
            return 204, b"", {}
        query = dict(parse_qsl(urlsplit(asked.path).query))
        rows = [row for row in self.recordings.values() if query.get("CallSid") in (None, row["call_sid"])]
        return self._page("recordings", rows, asked)

    def _page(self, name: str, rows: list[dict[str, Any]], asked: Seen) -> tuple[int, bytes, dict[str, str]]:
        """One page, never of more than `page_size`, however many were asked for."""
        query = dict(parse_qsl(urlsplit(asked.path).query))
        number, size = int(query.get("Page", "0")), min(self.page_size, int(query.get("PageSize", "50")))
        shown = rows[number * size : (number + 1) * size]

        def at(page: int) -> str:
            return f"{urlsplit(asked.path).path}?{urlencode({**query, 'PageSize': size, 'Page': page})}"

        return answer(
            {
                **{name: shown, "page": number, "page_size": size, "uri": at(number)},
                **{"start": number * size, "end": number * size + max(0, len(shown) - 1)},
                "first_page_uri": at(0),
                "next_page_uri": at(number + 1) if len(rows) > (number + 1) * size else None,
                "previous_page_uri": at(number - 1) if number else None,
            }
        )


def _channels(body: bytes) -> int | None:
    """Of a WAV; None for anything else."""
    return int.from_bytes(body[22:24], "little") if body[:4] == b"RIFF" else None


def carrier(fake: FakeTwilio) -> Carrier:
    """A carrier with the fake as its only account, in this process."""
    return Carrier([Account(SID, TOKEN, "twilio", "https://api.twilio.example", fake.transport)])


def placed(sid: str, from_: str, to: str) -> dict[str, Any]:
    """A call that was just asked for."""
    now = format_datetime(datetime.now(UTC))
    return {
        **{"sid": sid, "account_sid": SID, "parent_call_sid": None, "phone_number_sid": None},
        **{"from": from_, "from_formatted": from_, "to": to, "to_formatted": to},
        **{"status": "queued", "direction": "outbound-api", "duration": None, "start_time": None},
        **{"end_time": None, "date_created": now, "date_updated": now, "api_version": "2010-04-01"},
        **{"price": None, "price_unit": "USD", "answered_by": None, "forwarded_from": None},
        **{"group_sid": None, "caller_name": None, "queue_time": "0", "trunk_sid": None},
        **{"stir_verstat": None, "uri": f"{HOME}/Calls/{sid}.json", "subresource_uris": {}},
    }


def authorization(name: str, token: str) -> str:
    return f"Basic {b64encode(f'{name}:{token}'.encode()).decode()}"


AUTHORIZATION = authorization(SID, TOKEN)


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
