"""What is new in the history, as soon as it is committed, whichever process wrote it.

    news = News(database)
    for entry in news.wait(1.0): ...   # comes back early when there is something

Nobody has to announce anything: on SQLite the file's `data_version` tells that somebody committed, on PostgreSQL a
trigger on the history notifies. One thread reads; it holds one connection of its own.
"""

import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, select

from ivr.database import Database
from ivr.history import HistoryRow

LOOK = 0.15
"""Seconds between two looks at an SQLite file; each costs microseconds."""

LATE = 256
"""Entries that are read again: on PostgreSQL a lower number may be committed after a higher one."""

CHANNEL = "ivr_history"


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the history, by its number in the whole of it."""

    id: int
    subject: str
    kind: str
    actor: str


class News:
    """Entries that were committed after this was made, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bell = _Notified(database) if database.dialect == "postgresql" else _Versioned(database)
        self.last = latest(database)
        self._seen: deque[int] = deque(
            (entry.id for entry in since(database, self.last - LATE)), maxlen=2 * LATE
        )

    def wait(self, longest: float) -> list[Written]:
        """What came, in the order of its numbers; nothing after `longest` seconds, or when others wrote elsewhere."""
        if not self._bell.rings(longest):
            return []
        known = set(self._seen)
        new = [entry for entry in since(self._database, self.last - LATE) if entry.id not in known]
        self._seen.extend(entry.id for entry in new)
        self.last = max([self.last, *(entry.id for entry in new)])
        return new

    def close(self) -> None:
        self._bell.close()


def latest(database: Database) -> int:
    """The number of the newest entry; 0 for none."""
    with database.reading() as session:
        return session.scalar(select(func.max(HistoryRow.id))) or 0


def since(database: Database, number: int, limit: int | None = None) -> list[Written]:
    """The entries after that number."""
    columns = select(HistoryRow.id, HistoryRow.subject, HistoryRow.kind, HistoryRow.actor)
    with database.reading() as session:
        rows = session.execute(columns.where(HistoryRow.id > number).order_by(HistoryRow.id).limit(limit))
        return [Written(*row) for row in rows]


class _Bell(Protocol):
    def rings(self, longest: float) -> bool: ...
    def close(self) -> None: ...


class _Versioned:
    """SQLite: a number that changes when another connection has committed."""

    def __init__(self, database: Database) -> None:
        self._connection = _own(database)
        self._known = self._version()

    def rings(self, longest: float) -> bool:
        end = time.monotonic() + longest
        while (version := self._version()) == self._known:
            if time.monotonic() >= end:
                return False
            time.sleep(LOOK)
        self._known = version
        return True

    def _version(self) -> Any:
        return self._connection.cursor().execute("PRAGMA data_version").fetchone()[0]

    def close(self) -> None:
        self._connection.close()


class _Notified:
    """PostgreSQL: the history's trigger notifies at commit."""

    def __init__(self, database: Database) -> None:
        self._connection = _own(database)
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")

    def rings(self, longest: float) -> bool:
        return bool(list(self._connection.notifies(timeout=longest, stop_after=1)))

    def close(self) -> None:
        self._connection.close()


def _own(database: Database) -> Any:
    """The driver's connection, taken out of the pool: it is held all day, and ends when it is closed."""
    pooled = database.engine.raw_connection()
    own = pooled.driver_connection
    pooled.detach()
    return own
