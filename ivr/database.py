"""The engine, and one transaction per act.

    with database.writing() as session: ...     # committed at the end, rolled back on any error
    with database.reading() as session: ...     # cannot write

On SQLite a writing act opens with BEGIN IMMEDIATE: a deferred transaction that turns into a writer fails at
once under contention, whatever the busy timeout says. No network call belongs inside either.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The mapped classes; each lives beside its feature."""

    metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. Naive values are refused: SQLite would drop the offset silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone and cannot be stored")
        stored = value.astimezone(UTC)
        return stored.replace(tzinfo=None) if dialect.name == "sqlite" else stored

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database and its transactions."""

    def __init__(self, url: str, *, chain_key: bytes = b"") -> None:
        """`chain_key` proves the history; sessions carry it in `session.info["chain_key"]`."""
        self.url = url
        self._info = {"chain_key": chain_key}
        self._connection: Connection | None = None
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        if self.dialect == "sqlite":
            self.engine = _sqlite(url, parsed.database)
        else:
            self.engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_size=10,
                max_overflow=30,
                pool_pre_ping=True,
                hide_parameters=True,  # an error names its statement, never the numbers that were to be stored
            )
        self._writing = self.engine.execution_options(ivr_act="write")
        self._reading = self.engine.execution_options(ivr_act="read", postgresql_readonly=True)
        self._moving = self.engine.execution_options(ivr_act="move")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One act: a transaction that commits when the block ends and rolls back when it raises."""
        if self._connection is not None:
            with self._rehearsed(self._connection) as session:
                yield session
            return
        with Session(self._writing, expire_on_commit=False, info=self._info) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One look: a transaction that cannot write."""
        if self._connection is not None:
            with self._rehearsed(self._connection) as session:
                yield session
            return
        with Session(self._reading, expire_on_commit=False, info=self._info) as session, session.begin():
            yield session

    def scrub(self) -> None:
        """What was overwritten leaves the write-ahead log as well, if nobody is just reading it.

        On PostgreSQL that is for the vacuum and for whoever keeps the archived log.
        """
        if self.dialect == "sqlite":
            with self.moving() as connection:
                raw = _driver(connection)
                raw.execute("PRAGMA busy_timeout=0")  # nobody who writes is to wait for it
                try:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    raw.execute("PRAGMA busy_timeout=15000")

    @property
    def is_rehearsal(self) -> bool:
        """True for a database whose acts are all rolled back in the end."""
        return self._connection is not None

    @contextmanager
    def moving(self) -> Iterator[Connection]:
        """A bare connection for one look and then one short write, without the cost of a session.

        Nothing is locked until :meth:`lock_for_writing`; commit when all is written. Leaving without a commit rolls
        back. What was looked at may have changed by the time of the write: write on condition.
        """
        with self._moving.connect() as connection:
            yield connection

    def lock_for_writing(self, connection: Connection) -> None:
        """From here on until its commit, the connection of :meth:`moving` is the writer."""
        if self.dialect == "sqlite":
            _begin_writing(connection)

    @contextmanager
    def rehearsing(self) -> Iterator["Database"]:
        """A database whose acts are savepoints of one transaction that is rolled back in the end.

        For one thread: everything travels over one connection, and on SQLite other writers wait.
        """
        with self._writing.connect() as connection:
            outer = connection.begin()
            twin = object.__new__(Database)
            twin.__dict__.update(self.__dict__, _connection=connection)
            try:
                yield twin
            finally:
                outer.rollback()

    @contextmanager
    def _rehearsed(self, connection: Connection) -> Iterator[Session]:
        joined = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint", info=self._info
        )
        with joined as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()

    def upgrade(self) -> None:
        """Brings the tables up to date; safe to call from several processes at once."""
        with self._migration_lock(), self._writing.connect() as connection:
            config = migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def is_current(self) -> bool:
        """True when every migration has run."""
        heads = set(ScriptDirectory.from_config(migrations()).get_heads())
        with self.engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == heads

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        if self.dialect == "postgresql":
            with self.engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
                try:
                    yield
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK_KEY})
            return
        file = make_url(self.url).database
        if not file or file == ":memory:":
            yield
            return
        with Path(f"{file}.migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


_LOCK_KEY = int.from_bytes(hashlib.sha256(b"ivr migrations").digest()[:7], "big")


def migrations() -> Config:
    """Alembic's configuration, held in code: the project has no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _sqlite(url: str, file: str | None) -> Engine:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": 15, "check_same_thread": False},
        pool_size=10,
        max_overflow=100,
        hide_parameters=True,
    )

    threads = threading.Lock()

    @event.listens_for(engine, "connect")
    def _configure(raw: Any, record: Any) -> None:
        # The driver must not open transactions of its own accord: `_begin` below says which kind.
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        record.info["turn"] = Turn(file, threads)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        act, raw = connection.get_execution_options().get("ivr_act", "read"), _driver(connection)
        raw.execute("PRAGMA query_only=" + ("ON" if act == "read" else "OFF"))
        if act == "write":
            _begin_writing(connection)
        elif act == "read":
            raw.execute("BEGIN")
        # "move" looks without a transaction, until it locks.

    @event.listens_for(engine, "checkin")
    def _checkin(_raw: Any, record: Any) -> None:
        record.info["turn"].end()

    @event.listens_for(engine, "close")
    def _close(_raw: Any, record: Any) -> None:
        record.info["turn"].close()

    return engine


def _begin_writing(connection: Connection) -> None:
    connection.info["turn"].begin()
    _driver(connection).execute("BEGIN IMMEDIATE")


PRAGMAS = (
    *("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"),
    "secure_delete=ON",  # what is erased is overwritten, not only forgotten
    # A checkpoint waits for the disk while every writer waits for it; at 1,000 pages it came every second.
    "wal_autocheckpoint=10000",
)


class Turn:
    """One connection's place in the line of writers to an SQLite file.

    SQLite itself makes a writer sleep and try again, longer each time, while the lock may long be free: sixteen
    writers then wait tens of milliseconds for one another. Here the next one is woken at once: first among the threads
    of this process, then, by a file lock, among the processes (a file lock alone would wake every thread there is).
    """

    def __init__(self, file: str | None, threads: threading.Lock) -> None:
        named = file and file != ":memory:"
        self._file = os.open(f"{file}-turn", os.O_RDWR | os.O_CREAT, 0o600) if named else None
        self._threads = threads
        self._mine = False

    def begin(self) -> None:
        """Waits until it is this connection's turn."""
        if self._file is not None and not self._mine:
            self._threads.acquire()
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._mine = True

    def end(self) -> None:
        """The next one's turn."""
        if self._file is not None and self._mine:
            self._mine = False
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._threads.release()

    def close(self) -> None:
        self.end()
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _driver(connection: Connection) -> Any:
    """The driver's own connection: what is said on it is ours alone to say, and costs least."""
    return connection.connection.dbapi_connection
