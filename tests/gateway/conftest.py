"""A web application of a few lines, and an exchange in virtual time that talks to it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from twilio.request_validator import RequestValidator

from ivr.clock import SHANGHAI, ManualClock
from ivr.gateway import audio
from ivr.gateway.faults import Faults
from ivr.gateway.http import Request, Response
from ivr.gateway.virtual import VirtualExchange

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token for tests"
PUBLIC = "https://desk.example"
START = datetime(2026, 10, 1, 20, tzinfo=SHANGHAI)
SAMPLES = Path(__file__).parent.parent / "samples" / "voicemail"

Page = str | Callable[[Request], str | Response]


class Application:
    """Answers each path with its page; remembers every request, in the order they came."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {"/voice/status": ""}
        self.requests: list[Request] = []
        self.clip_seconds = 2.0

    def __call__(self, request: Request) -> Response:
        signature = request.headers["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(request.url, dict(request.form), signature)
        path = urlsplit(request.url).path
        if path.startswith("/clips/"):
            return Response(
                200, {"Content-Type": "audio/wav"}, audio.encode(audio.silence(self.clip_seconds))
            )
        self.requests.append(request)
        page = self.pages.get(path)
        if page is None:
            return Response(404, {"Content-Type": "text/plain"}, b"no such page")
        answer = page if isinstance(page, str) else page(request)
        return answer if isinstance(answer, Response) else twiml(answer)

    def forms(self, path: str) -> list[Mapping[str, str]]:
        return [request.form for request in self.requests if urlsplit(request.url).path == path]

    def form(self, path: str) -> Mapping[str, str]:
        forms = self.forms(path)
        assert len(forms) == 1, f"{path} was asked {len(forms)} times"
        return forms[0]

    @property
    def paths(self) -> list[str]:
        return [urlsplit(request.url).path for request in self.requests]


def twiml(inner: str) -> Response:
    return Response(200, {"Content-Type": "text/xml"}, f"<Response>{inner}</Response>".encode())


@pytest.fixture
def app() -> Application:
    return Application()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def make_exchange(
    app: Application, clock: ManualClock, tmp_path: Path
) -> Callable[[Faults | None], VirtualExchange]:
    def make(faults: Faults | None = None) -> VirtualExchange:
        return VirtualExchange(
            account_sid=ACCOUNT,
            token=TOKEN,
            clock=clock,
            public_url=PUBLIC,
            fetch=app,
            folder=tmp_path / "gateway",
            describe=lambda url: {"hello.wav": "您好", "menu.wav": "请按一"}.get(url.rsplit("/", 1)[-1]),
            faults=faults,
        )

    return make


@pytest.fixture
def exchange(make_exchange: Callable[[Faults | None], VirtualExchange]) -> VirtualExchange:
    return make_exchange(None)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """Four seconds in which somebody speaks all the time."""
    path = tmp_path / "speech.wav"
    path.write_bytes(audio.encode((b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 400))
    return path
