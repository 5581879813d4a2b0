"""An application of a few lines: what each path answers, and what it was told."""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw

PATIENCE = 30.0


class SmallApp:
    """Answers each path with its verbs, or with a status where one stands in their place.

    `/clips/NAME.wav` is half a second of a tone, `long.wav` half a minute.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str | int | Callable[[dict[str, str]], str]] = {"/voice/status": ""}
        self.told: list[tuple[str, dict[str, str]]] = []
        self._news = threading.Condition()

    def form(self, path: str) -> dict[str, str]:
        """What `path` was told first, once it is."""
        with self._news:
            found = self._news.wait_for(lambda: self._find(path), PATIENCE)
        assert found, f"{path} was not asked, only {[each for each, _ in self.told]}"
        return self.told[found - 1][1]

    def forms(self, path: str) -> list[dict[str, str]]:
        """All that `path` was told so far."""
        return [form for each, form in self.told if each == path]

    def _find(self, path: str) -> int | None:
        return next((place for place, each in enumerate(self.told, 1) if each[0] == path), None)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/clips/"):
            start("200 OK", [("Content-Type", "audio/wav")])
            return [clip(30 if "long" in path else 0.5)]
        size = int(environ.get("CONTENT_LENGTH") or 0)
        form = dict(parse_qsl(environ["wsgi.input"].read(size).decode(), keep_blank_values=True))
        with self._news:
            self.told.append((path, form))
            self._news.notify_all()
        page = self.pages.get(path, 404)
        answer = page(form) if callable(page) else page
        status = HTTPStatus(answer if isinstance(answer, int) else 200)
        start(f"{status.value} {status.phrase}", [("Content-Type", "text/xml")])
        return [f"<Response>{answer if isinstance(answer, str) else ''}</Response>".encode()]


@cache
def clip(seconds: float) -> bytes:
    return audio.encode(mulaw.tone(500, seconds))
