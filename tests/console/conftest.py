"""Somebody at a desk: real pages, real sign-in, CSRF on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from world import SPEECH, World

from ivr.database import Database
from ivr.hours import Schedule
from ivr.hours.reader import read
from ivr.people import User

PASSWORD = "correct horse battery staple"
WANG = "+8613900000001"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def database(request: pytest.FixtureRequest, open_database: Callable[[str], Database]) -> Database:
    """An empty, migrated database, of either kind by turns and a test always on the same one: what pages ask of it runs
    on both in the tests of the domain. A module may say otherwise."""
    kind = getattr(request, "param", None)
    return open_database(kind or ("sqlite", "postgresql")[crc32(request.node.nodeid.encode()) % 2])


@dataclass
class Browser:
    """One person's browser: keeps cookies, sends the token that its last page carried, follows what it is told."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._seen(self.client.get(path, **more))

    def post(self, path: str, follow: bool = True, **fields: str) -> TestResponse:
        form = {"csrf_token": self.token, **fields}
        return self._seen(self.client.post(path, data=form, follow_redirects=follow))

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        self.get("/sign-in")
        return self.post("/sign-in", name=name, password=password)

    def _seen(self, page: TestResponse) -> TestResponse:
        if page.mimetype == "text/html" and (found := TOKEN.search(page.text)):
            self.token = unescape(found[1])
        return page


@pytest.fixture
def browser(world: World) -> Callable[..., Browser]:
    """Opens a browser, signed in when a name is given."""

    def opened(name: str | None = None) -> Browser:
        made = Browser(world.phone.app.test_client())
        if name is not None:
            page = made.sign_in(name)
            assert page.status_code == 200, page.text
        return made

    return opened


@pytest.fixture
def wang(world: World) -> User:
    """An agent of the service centre with a telephone."""
    return world.agent("wang", "service-centre", WANG)


@pytest.fixture
def ref(world: World, wang: User) -> str:
    """The reference of a message left on National Day evening, seen when the exchange opens again."""
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:31")
    return str(world.task()["ref"])


@pytest.fixture(scope="session")
def schedule() -> Schedule:
    """The schedule that ships."""
    return read((Path(__file__).parent.parent.parent / "schedules.yaml").read_text())
