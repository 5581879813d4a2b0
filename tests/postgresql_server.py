"""A PostgreSQL of a worker's own, and a database in it that every test finds empty."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pgserver
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

ASIDE = "alembic_version"
"""The one table that is not empty in a new database."""


class PostgresqlServer:
    """Emptying a database takes six milliseconds, making one from a template two hundred: so one is handed on.

    Under a new name each time, with whoever is still connected turned out: what a test left running finds neither the
    next one's database nor its own.
    """

    def __init__(self, migrate: Callable[[str], None]) -> None:
        # Not below pytest's own folder: sessions that overlap take each other's access to it away.
        self._folder = Path(tempfile.mkdtemp(prefix="ivr-postgresql-"))
        self._server = pgserver.get_server(self._folder, cleanup_mode="delete")
        self._uri = self._server.get_uri()
        self._migrate = migrate
        self._name: str | None = None
        self._engine = create_engine(_driver(self._uri), isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            # What a test wrote need not outlive the machine.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def empty(self) -> str:
        """The address of an empty, migrated database. What was handed out before is no longer there."""
        name = f"test_{uuid4().hex}"
        with self._engine.connect() as connection:
            if self._name is None or not self._handed_on(connection, self._name, name):
                connection.execute(text(f"CREATE DATABASE {name}"))
                self._migrate(self._at(name))
        self._name = name
        return self._at(name)

    def forget(self) -> None:
        """The database that was handed out last is not handed on: its tables may no longer be what they were."""
        self._name = None

    def stop(self) -> None:
        self._engine.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _handed_on(self, connection: Connection, old: str, new: str) -> bool:
        turn_out = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(turn_out, {"name": old})
        try:
            connection.execute(text(f"ALTER DATABASE {old} RENAME TO {new}"))
        except OperationalError:  # somebody held on for longer than PostgreSQL waits; he keeps it
            return False
        self._clear(new)
        return True

    def _clear(self, name: str) -> None:
        engine = create_engine(_driver(self._at(name)))
        with engine.begin() as connection:
            found = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            tables = [table for (table,) in found if table != ASIDE]
            # Neither foreign keys nor triggers have a say in it.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("; ".join(f'DELETE FROM "{table}"' for table in tables)))
            connection.execute(
                text(
                    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
                    " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
                )
            )
        engine.dispose()

    def _at(self, database: str) -> str:
        head, _, query = self._uri.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{database}?{query}"


def _driver(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)
