"""Fixtures every test shares: a database of either kind, and settings that touch nothing outside the test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from ivr.clock import parse_moment
from ivr.database import Database
from ivr.people import passwords
from ivr.settings import Settings

if TYPE_CHECKING:
    from terminal import Terminal
    from world import World

    from ivr.gateway.faults import Faults

# Real telephones speak in real time, and what they say is compared sample by sample: not beside a suite that keeps
# every core busy. `make test-phones` runs them.
collect_ignore = [] if os.environ.get("IVR_TEST_PHONES") else ["asterisk"]

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
def _postgresql() -> Iterator[str]:
    """One private PostgreSQL a worker, with a migrated template database; answers the server's address."""
    import pgserver

    # Not below pytest's own folder: sessions that overlap take each other's access to it away.
    folder = Path(tempfile.mkdtemp(prefix="ivr-postgresql-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    uri = server.get_uri()
    # What a test wrote need not outlive the machine; so a database is copied as files, and nothing waits for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(uri, f"ALTER SYSTEM SET {setting} = off")
    _run(uri, "SELECT pg_reload_conf()")
    _run(uri, "CREATE DATABASE template")
    template = Database(_at(uri, "template"))
    template.upgrade()
    template.close()
    yield uri
    server.cleanup()


@pytest.fixture(scope="session", autouse=True)
def hasher_in_use() -> Iterator[PasswordHasher]:
    """What hashes passwords outside of tests; in them a cheap one does, or they would spend half their time on it."""
    with pytest.MonkeyPatch.context() as patch:
        real = passwords._hasher
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        yield real
        passwords._nobodys.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database; every test that asks for it runs once on each kind.

    Each with an engine of its own: what a test leaves behind, a thread or a writer's turn, must not meet the next one.
    """
    if request.param == "sqlite":
        path = tmp_path / "ivr.db"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        database = Database(f"sqlite:///{path}", chain_key=CHAIN_KEY)
        yield database
        database.close()
        return
    uri = request.getfixturevalue("_postgresql")
    name = f"test_{uuid4().hex}"
    _run(uri, f"CREATE DATABASE {name} TEMPLATE template STRATEGY FILE_COPY")
    database = Database(_at(uri, name), chain_key=CHAIN_KEY)
    yield database
    database.close()
    _run(uri, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine of its own under the test's folder; the environment has no say."""
    # A copy: on the embedded defaults what is published is written back into the file.
    own = tmp_path / "schedules.yaml"
    shutil.copy(Path(__file__).parent.parent / own.name, own)
    return Settings(data=tmp_path / "var", schedules=own)


def _at(uri: str, database: str) -> str:
    head, _, query = uri.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}?{query}"


def _run(uri: str, statement: str) -> None:
    engine = create_engine(
        uri.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


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
