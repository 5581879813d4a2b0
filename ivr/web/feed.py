"""What happened to tasks, fanned out to everybody who has a page open: one reader a process, however many look.

A change carries no words and no numbers, only which task and what kind of thing: the page asks for what it may see.
"""

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, TaskMessage
from ivr.database import Database
from ivr.news import News, Written, latest, since

log = structlog.get_logger("feed")

REMEMBERED = 1000
"""Changes kept for those who are a moment behind; whoever is further behind asks for everything."""

AGAIN = 64
"""Entries that are told again to whoever comes back: one too many does no harm, one too few does."""

MOST_REPLAYED = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a task."""

    id: int
    """The entry's number in the history, by which a page that comes back says how far it was."""
    kind: str
    actor: str
    task: Task
    """As it stood when it was told, belonging to no session."""


class Full(RuntimeError):
    """More pages are open than this process keeps informed; they ask by themselves."""


class Feed:
    """The changes of one process. It reads while somebody listens, and not otherwise."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._most = most
        self._told = threading.Condition(threading.RLock())
        self._changes: deque[Change] = deque(maxlen=REMEMBERED)
        self._count = 0
        self._listeners: dict[str, Listener] = {}
        self._reader: threading.Thread | None = None
        self._ended = False

    def end(self) -> None:
        """Every listener is let go: the process stops."""
        with self._told:
            self._ended = True
            self._told.notify_all()

    def listen(self, key: str, pause: float, last: int | None = None) -> "Listener":
        """What happens from now on, as it happens, for the page `key`; the same page's earlier one ends. With `last`,
        the number of the change that was heard last, first what has happened since. Raises Full."""
        with self._told:
            if (earlier := self._listeners.get(key)) is not None:
                earlier.close()
            if self._ended or len(self._listeners) >= self._most:
                raise Full
            self._read()
            listener = self._listeners[key] = Listener(self, key, pause, self._count, last)
            return listener

    def replay(self, last: int) -> list[Change] | None:
        """What happened to tasks since that number; None when it is too much, or the number is not of this database."""
        if last > latest(self._database):
            return None
        missed = since(self._database, last - AGAIN, AGAIN + MOST_REPLAYED)
        return None if len(missed) == AGAIN + MOST_REPLAYED else changes(self._database, missed)

    def after(self, listener: "Listener") -> tuple[int, list[Change] | None] | None:
        """How far it is now, and what came since the listener last heard, waiting for something to come. None in the
        place of changes stands for more than are remembered, and alone for the end."""
        position = listener.position
        with self._told:
            self._told.wait_for(
                lambda: self._ended or listener.closed or self._count > position, listener.pause
            )
            if self._ended or listener.closed:
                return None
            behind = self._count - position
            if behind > len(self._changes):
                return self._count, None
            return self._count, list(self._changes)[len(self._changes) - behind :]

    def leave(self, listener: "Listener") -> None:
        """Makes room for another."""
        with self._told:
            listener.closed = True
            if self._listeners.get(listener.key) is listener:
                del self._listeners[listener.key]
            self._told.notify_all()

    def _read(self) -> None:
        if self._reader is None:
            # Begun before anybody is told that he is listening: nothing falls between.
            news = News(self._database)
            self._reader = threading.Thread(target=self._run, args=[news], name="feed", daemon=True)
            self._reader.start()

    def _run(self, news: News) -> None:
        """Reads until nobody listens; a database that is away for a while is asked again."""
        while self._wanted():
            try:
                if new := news.wait(1.0):
                    self._tell(changes(self._database, new))
            except Exception:
                log.exception("the history could not be read for open pages: trying again")
                news = self._begun_again(news)
        news.close()

    def _wanted(self) -> bool:
        with self._told:
            if self._ended or not self._listeners:
                self._reader = None
                return False
            return True

    def _begun_again(self, news: News) -> News:
        """The same News until the database answers; then another, and everybody looks at everything."""
        with self._told:
            self._told.wait_for(lambda: self._ended, 5.0)
        with suppress(Exception):
            fresh = News(self._database)
            with suppress(Exception):
                news.close()
            with self._told:
                self._changes.clear()
                self._count += 1
                self._told.notify_all()
            return fresh
        return news

    def _tell(self, new: list[Change]) -> None:
        with self._told:
            self._changes.extend(new)
            self._count += len(new)
            self._told.notify_all()


class Listener:
    """One page that listens: an iterator of lists of changes, an empty one where nothing came for a while; None stands
    for more than can be told one by one. Must be closed."""

    def __init__(self, feed: Feed, key: str, pause: float, position: int, last: int | None) -> None:
        self.key = key
        self.pause = pause
        self.position = position
        self.closed = False
        self._feed = feed
        self._last = last

    def __iter__(self) -> "Listener":
        return self

    def __next__(self) -> list[Change] | None:
        if self._last is not None:
            last, self._last = self._last, None
            return self._feed.replay(last)
        found = self._feed.after(self)
        if found is None:
            raise StopIteration
        self.position, new = found
        return new

    def close(self) -> None:
        """A second time does nothing."""
        self._feed.leave(self)


def changes(database: Database, entries: list[Written]) -> list[Change]:
    """The entries that are about tasks, and those about messages of tasks."""
    with database.reading() as session:
        of_messages = _tasks_of(session, [entry.subject for entry in entries])
        wanted = {
            entry: _number(entry.subject, "task") or of_messages.get(entry.subject) for entry in entries
        }
        found = session.scalars(select(Task).where(Task.id.in_({*wanted.values()} - {None})))
        tasks = {task.id: task for task in found}
    return [
        Change(entry.id, entry.kind, entry.actor, tasks[number])
        for entry, number in wanted.items()
        if number in tasks
    ]


def _tasks_of(session: Session, subjects: list[str]) -> dict[str, int]:
    numbers = [number for subject in subjects if (number := _number(subject, "message"))]
    if not numbers:
        return {}
    rows = session.execute(
        select(TaskMessage.voicemail_id, TaskMessage.task_id).where(TaskMessage.voicemail_id.in_(numbers))
    )
    return {f"message:{voicemail}": task for voicemail, task in rows if task is not None}


def _number(subject: str, kind: str) -> int | None:
    name, _, number = subject.partition(":")
    return int(number) if name == kind and number.isdigit() else None
