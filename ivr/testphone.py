"""The test phone: a whole system on virtual time, with our own gateway as its carrier, in one process.

`ivr call` and the tests both use it, so that what a test proves is what the command does. Besides `ivr.app`, which
lends it to the console, it is the only place that knows both the gateway and the application.
"""

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

from ivr import scheduler
from ivr.clock import ManualClock
from ivr.database import Database
from ivr.flows import clips, voices
from ivr.gateway import http
from ivr.gateway.faults import Faults
from ivr.gateway.virtual import VirtualExchange
from ivr.installation import open_system
from ivr.settings import Settings
from ivr.telephony import Request, Response
from ivr.web import create_web


class TestPhone:
    """One installation with telephones on virtual time.

    `system` is what the application works with, `exchange` what the telephones hang on. Nothing happens until `run`.
    """

    __test__ = False  # pytest should not take this class for a test

    def __init__(
        self,
        settings: Settings,
        clock: ManualClock,
        *,
        database: Database | None = None,
        faults: Faults | None = None,
    ) -> None:
        keys = settings.secrets
        self.clock = clock
        self.exchange = VirtualExchange(
            account_sid=keys.gateway_sid,
            token=keys.gateway_token,
            clock=clock,
            public_url=settings.public_url,
            fetch=self._fetch,
            folder=settings.data / "gateway",
            base_url=settings.gateway_url,
            describe=self._words_of,
            faults=faults,
        )
        opened = open_system(settings, clock=clock, transport=self._carry, database=database)
        self.system = replace(opened, exchange=secrets.token_hex(8))
        self.app: Flask = create_web(self.system)

    def run(self, for_: timedelta | None = None) -> None:
        """Lets everything happen that will, or what happens within `for_`."""
        self.exchange.run(self.clock() + for_ if for_ else None)

    def settle(self) -> None:
        """Runs every tick of the scheduler once, then whatever follows from it on the line."""
        scheduler.once(self.system)
        self.run()

    def fetch(self) -> None:
        """Fetches the audio that the carrier holds; nothing else that the scheduler would do."""
        scheduler.fetch_messages(self.system)

    def _words_of(self, url: str) -> str | None:
        told = clip_text(url)
        if told is not None or "/clips/" not in url:
            return told
        with self.system.database.reading() as session:
            return voices.words_of(session, Path(url).stem)

    def _fetch(self, request: http.Request) -> http.Response:
        answer = self.app.test_client().open(
            request.url.removeprefix(self.system.settings.public_url),
            base_url=self.system.settings.public_url,
            method=request.method,
            data=request.body if request.method == "POST" else None,
            headers=dict(request.headers),
            content_type="application/x-www-form-urlencoded" if request.method == "POST" else None,
            buffered=True,  # so that what follows an answer has happened
        )
        return http.Response(answer.status_code, dict(answer.headers), answer.data)

    def _carry(self, request: Request) -> Response:
        status, headers, body = self.exchange.rest(request.method, request.path, request.form, request.auth)
        return Response(status, headers, body)


def clip_text(url: str) -> str | None:
    """The words of the clip at `url` if it ships, so that a transcript can be read."""
    if url.endswith("/sounds/ringing.wav"):
        return "♪"
    entry = clips.index().get(Path(url).stem)
    return entry["text"] if entry else None
