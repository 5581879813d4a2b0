"""Fixtures every test shares: a database of either kind, and settings that touch nothing outside the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from ivr.clock import parse_moment
from ivr.database import Database
from ivr.people import passwords
from ivr.settings import Settings

if TYPE_CHECKING:
    from postgresql_server import PostgresqlServer
    from terminal import Terminal
    from world import World

    from ivr.gateway.faults import Faults

# Real telephones speak in real time, and what they say is compared sample by sample: not beside a suite that keeps
# every core busy. `make test` runs them when that suite is done, `make test-phones` by themselves.
collect_ignore = [] if os.environ.get("IVR_TEST_PHONES") else ["asterisk"]

pytest.register_assert_rewrite("both_lines")

SAMPLES = Path(__file__).parent / "samples"
CHAIN_KEY = b"a key for tests"


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ivr.db"
    template = Database(f"sqlite:///{path}")
    template.upgrade()
    template.close()
    return path


@pytest.fixture(scope="session")
def _postgresql() -> "Iterator[PostgresqlServer]":
    from postgresql_server import PostgresqlServer

    def migrate(uri: str) -> None:
        new = Database(uri)
        new.upgrade()
        new.close()

    server = PostgresqlServer(migrate)
    yield server
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def hasher_in_use() -> Iterator[PasswordHasher]:
    """What hashes passwords outside of tests; in them a cheap one does, or they would spend half their time on it."""
    with pytest.MonkeyPatch.context() as patch:
        real = passwords._hasher
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        yield real
        passwords._nobodys.cache_clear()


@pytest.fixture
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Opens the test's database, of the kind that is named.

    Each with an engine of its own: what a test leaves behind, a thread or a writer's turn, must not meet the next one.
    """
    opened = []

    def open_kind(kind: str) -> Database:
        if kind == "postgresql":
            url = request.getfixturevalue("_postgresql").empty()
        else:
            path = tmp_path / "ivr.db"
            shutil.copy(request.getfixturevalue("_sqlite_template"), path)
            url = f"sqlite:///{path}"
        opened.append(Database(url, chain_key=CHAIN_KEY))
        return opened[-1]

    yield open_kind
    for database in opened:
        database.close()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    from compiled_once import compiled_once

    with compiled_once():
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, open_database: Callable[[str], Database]) -> Database:
    """An empty, migrated database; every test that asks for it runs once on each kind."""
    return open_database(request.param)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine of its own under the test's folder; the environment has no say."""
    # A copy: on the embedded defaults what is published is written back into the file.
    own = tmp_path / "schedules.yaml"
    shutil.copy(Path(__file__).parent.parent / own.name, own)
    return Settings(data=tmp_path / "var", schedules=own)


@pytest.fixture
def make_world(settings: Settings, database: Database) -> "Callable[..., World]":
    """Makes an installation on an ordinary Tuesday morning, with nobody on the line and the faults asked for."""
    from world import World

    from ivr.installation import prepare

    def make(faults: "Faults | None" = None) -> World:
        prepare(database, settings, parse_moment("2026-09-01T10:00"))
        return World(settings, database, "2026-09-01T10:00", faults)

    return make


@pytest.fixture
def world(make_world: "Callable[..., World]") -> "World":
    """An installation where nothing goes wrong."""
    return make_world()


@pytest.fixture
def terminal(tmp_path: Path, _sqlite_template: Path) -> "Terminal":
    """Somebody at the command line, with an installation of their own on SQLite."""
    from terminal import Terminal

    (tmp_path / "var").mkdir()
    shutil.copy(_sqlite_template, tmp_path / "var" / "ivr.db")
    return Terminal(tmp_path)
