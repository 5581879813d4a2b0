"""What an open page is told, as a stream; on both databases, written from elsewhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Browser
from world import OTHER, SHORT, World

from ivr.callbacks import Task, acts, claims
from ivr.database import Database
from ivr.history import append
from ivr.news import News, latest
from ivr.web.feed import Feed, Full

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)

Event = tuple[str, dict[str, Any]]


class Stream:
    """One open stream, read as a browser reads it."""

    def __init__(self, page: Browser, last: int | None = None, tab: str = "one") -> None:
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        self.response = page.client.get(f"/live?tab={tab}", headers=headers, buffered=False)
        self._blocks = self._read() if self.response.status_code == 200 else iter(())

    def _read(self) -> Iterator[Event]:
        for block in self.response.response:
            text = block.decode() if isinstance(block, bytes) else block
            lines = dict(
                line.split(": ", 1) for line in text.strip().splitlines() if not line.startswith(":")
            )
            if "event" in lines:
                yield lines["event"], json.loads(lines["data"])

    def until(self, kind: str) -> dict[str, Any]:
        """The next event about that kind of thing."""
        for name, data in self._blocks:
            if data.get("kind", name) == kind:
                return data
        raise AssertionError(f"the stream ended without {kind}")

    def close(self) -> None:
        self.response.close()


@pytest.fixture
def stream(browser: Callable[..., Browser]) -> Iterator[Callable[..., Stream]]:
    opened: list[Stream] = []

    def make(page: Browser | str, **more: Any) -> Stream:
        opened.append(Stream(browser(page) if isinstance(page, str) else page, **more))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def feed(world: World) -> Feed:
    found: Feed = world.phone.app.extensions["ivr_feed"]
    return found


def test_a_message_and_a_claim_are_told_as_they_happen(
    world: World, ref: str, stream: Callable[..., Stream]
) -> None:
    chen = world.agent("chen", "service-centre", "+8613900000002")
    told = stream("wang")
    world.caller(OTHER).dials("83183333", "1", "wait:200", SHORT, "#", "1")
    opened = told.until("opened")
    assert opened["ref"] != ref and not opened["own"]
    with world.database.writing() as session:
        claims.claim(session, world.first_task(session).id, chen, world.clock())
    assert told.until("claimed") == {
        "id": latest(world.database),
        "ref": ref,
        "kind": "claimed",
        "urgent": False,
        "own": False,
    }


def test_nobody_is_told_of_what_he_may_not_see(world: World, ref: str, stream: Callable[..., Stream]) -> None:
    world.agent("gao", "operations-1")
    chen = world.agent("chen", "service-centre")
    told = stream("gao")
    with world.database.writing() as session:
        task = world.first_task(session).id
        claims.claim(session, task, chen, world.clock())
        acts.write(session, task, chen, text="只给自己人看", now=world.clock())
        acts.dispatch(
            session,
            task,
            chen,
            "operations-1",
            known=world.system.book.current(session).schedule.desks,
            text="请接手",
            now=world.clock(),
        )
    # Who sees it now hears of all that happened to it; who saw it before is told to look, without a word of what.
    former = stream("chen", last=0)
    assert told.until("dispatched")["ref"] == ref
    assert former.until("all") == {}


def test_whoever_is_cut_off_before_he_heard_anything_can_say_how_far_he_was(
    world: World, ref: str, stream: Callable[..., Stream]
) -> None:
    first = next(iter(stream("wang").response.response))
    text = first.decode() if isinstance(first, bytes) else first
    assert f"id: {latest(world.database)}\n" in text


def test_whoever_was_away_is_told_what_he_missed(
    world: World, ref: str, stream: Callable[..., Stream]
) -> None:
    first = stream("wang")
    with world.database.writing() as session:
        append(session, world.first_task(session).subject, "noted", at=world.clock(), actor="user:1")
    last = first.until("noted")["id"]
    first.close()
    with world.database.writing() as session:
        append(session, world.first_task(session).subject, "urged", at=world.clock(), actor="caller")
    again = stream("wang", last=last)
    assert again.until("urged")["id"] == last + 1
    lost = stream("wang", last=10**9, tab="two")
    assert lost.until("all") == {}, "a number of another database: look at everything"


def test_a_session_that_ends_ends_its_stream(
    world: World, ref: str, stream: Callable[..., Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.web.console.live.PAUSE", 0.05)
    told = stream("wang")
    world.later(hours=13)
    assert told.until("out") == {}


def test_only_so_many_and_one_for_each_tab(
    world: World, ref: str, stream: Callable[..., Stream], browser: Callable[..., Browser]
) -> None:
    feed(world)._most = 2
    page = browser("wang")
    first, _ = stream(page, tab="one"), stream(page, tab="two")
    refused = stream(page, tab="three")
    assert (refused.response.status_code, refused.response.headers["Retry-After"]) == (503, "60")
    assert stream(page, tab="one").response.status_code == 200, "the same tab takes its own place"
    assert first.until("out") == {}
    first.close()
    assert stream(page, tab="three").response.status_code == 503


def test_the_end_of_the_process_lets_everybody_go(world: World, ref: str) -> None:
    listener = feed(world).listen("somebody", 60.0)
    heard: list[object] = []
    waiting = threading.Thread(target=lambda: heard.extend(listener))
    waiting.start()
    feed(world).end()
    waiting.join(10)
    assert not waiting.is_alive() and heard == []
    with pytest.raises(Full):
        feed(world).listen("another", 60.0)


def test_news_are_heard_once_and_at_commit(database: Database, world: World) -> None:
    news = News(database)
    with database.writing() as session:
        append(session, "task:7", "noted", at=world.clock(), actor="test")
        assert news.wait(0.01) == [], "not before the commit"
    assert [(entry.subject, entry.kind) for entry in news.wait(10.0)] == [("task:7", "noted")]
    assert news.wait(0.01) == []
    news.close()


def test_a_lower_number_that_is_committed_later_is_not_lost(database: Database, world: World) -> None:
    """Two writers at once on PostgreSQL; on SQLite one waits for the other, and the order is that of the numbers."""
    news = News(database)
    if database.dialect == "sqlite":
        with database.writing() as session:
            append(session, "task:1", "first", at=world.clock(), actor="test")
        with database.writing() as session:
            append(session, "task:2", "second", at=world.clock(), actor="test")
        assert [entry.kind for entry in news.wait(10.0)] == ["first", "second"]
    else:
        with database.writing() as slow:
            append(slow, "task:1", "first", at=world.clock(), actor="test")
            with database.writing() as session:
                append(session, "task:2", "second", at=world.clock(), actor="test")
            assert [entry.kind for entry in news.wait(10.0)] == ["second"]
        assert [entry.kind for entry in news.wait(10.0)] == ["first"]
    news.close()


def test_the_task_that_is_told_is_read_once_for_all(world: World, ref: str) -> None:
    one, two = feed(world).listen("a", 10.0), feed(world).listen("b", 10.0)
    with world.database.writing() as session:
        append(session, world.first_task(session).subject, "noted", at=world.clock(), actor="user:1")
    (first,), (second,) = next(one) or [], next(two) or []
    assert first is second and isinstance(first.task, Task) and first.task.ref == ref
    one.close()
    two.close()
