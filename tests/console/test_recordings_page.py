"""Listening: who may, in pieces, and written down."""

from collections.abc import Callable

import pytest
from conftest import Browser
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from world import World

from ivr.voicemail import Voicemail

Opened = Callable[..., Browser]


@pytest.fixture
def message(world: World, ref: str) -> int:
    return world.messages()[0].id


def listens(world: World, ref: str) -> list[str]:
    return [entry["actor"] for entry in world.task(ref)["history"] if entry["kind"] == "listened"]


def test_the_whole_recording(browser: Opened, world: World, message: int) -> None:
    page = browser("wang").get(f"/recordings/{message}")
    stored = world.system.store.get(world.messages()[0].playable or "")
    assert page.status_code == 200
    assert page.data == stored
    assert page.mimetype == "audio/wav"
    assert page.headers["Accept-Ranges"] == "bytes"
    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, None),  # to the end
        ("bytes=-50", -50, None),  # the last fifty
        ("bytes=10-99999999", 10, None),  # further than there is
    ],
)
def test_a_part_of_it(
    browser: Opened, world: World, message: int, asked: str, first: int, last: int | None
) -> None:
    stored = world.system.store.get(world.messages()[0].playable or "")
    page = browser("wang").get(f"/recordings/{message}", headers={"Range": asked})
    start = first if first >= 0 else len(stored) + first
    stop = len(stored) if last is None else last + 1
    assert page.status_code == 206
    assert page.data == stored[start:stop]
    assert page.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(stored)}"
    assert page.headers["Content-Length"] == str(stop - start)


def test_a_part_behind_the_end(browser: Opened, world: World, ref: str, message: int) -> None:
    size = world.system.store.size(world.messages()[0].playable or "")
    page = browser("wang").get(f"/recordings/{message}", headers={"Range": f"bytes={size}-"})
    assert page.status_code == 416
    assert page.headers["Content-Range"] == f"bytes */{size}"
    assert listens(world, ref) == []


def test_a_range_that_is_none_is_left_aside(browser: Opened, message: int) -> None:
    assert browser("wang").get(f"/recordings/{message}", headers={"Range": "bytes=x-"}).status_code == 200


def test_many_pieces_are_one_listen_of_one_person(
    browser: Opened, world: World, ref: str, message: int
) -> None:
    world.agent("li", "service-centre")
    wang, li = browser("wang"), browser("li")
    for asked in (
        "bytes=500-600",
        "bytes=0-",
        "bytes=2000-",
    ):  # nobody gets round it by skipping the beginning
        wang.get(f"/recordings/{message}", headers={"Range": asked})
    li.get(f"/recordings/{message}")
    assert listens(world, ref) == ["wang", "li"]
    world.later(minutes=31)
    browser("wang").get(f"/recordings/{message}")
    assert listens(world, ref) == ["wang", "li", "wang"]
    assert world.task(ref)["verified"] is True


def test_asking_whether_it_is_there_is_no_listen(
    browser: Opened, world: World, ref: str, message: int
) -> None:
    page = browser("wang").client.head(f"/recordings/{message}")
    assert page.status_code == 200
    assert listens(world, ref) == []


def test_the_original_is_for_supervisors(browser: Opened, world: World, ref: str, message: int) -> None:
    assert browser("wang").get(f"/recordings/{message}?original=1").status_code == 403
    world.agent("boss", "service-centre", role="supervisor")
    page = browser("boss").get(f"/recordings/{message}?original=1")
    assert page.data == world.system.store.get(world.messages()[0].original or "")
    assert listens(world, ref) == ["boss"]


def test_nobody_who_is_not_signed_in(browser: Opened, message: int) -> None:
    assert browser().get(f"/recordings/{message}").status_code == 303
    assert browser("wang").get("/recordings/99999").status_code == 404


def test_what_is_fetched_ahead_is_shut_and_who_asks_for_the_key_listens(
    browser: Opened, world: World, ref: str, message: int
) -> None:
    stored = world.system.store.get(world.messages()[0].playable or "")
    page = browser("wang")
    held = page.get(f"/recordings/{message}/shut")
    assert held.headers["Cache-Control"].startswith("private, max-age=")
    assert b"RIFF" not in held.data
    assert stored[100:200] not in held.data
    assert listens(world, ref) == []

    page.get(f"/tasks/{ref}")
    key = bytes.fromhex(page.post(f"/recordings/{message}/key").text)
    assert listens(world, ref) == ["wang"]
    assert AESGCM(key).decrypt(held.data[:12], held.data[12:], None) == stored


def test_the_key_of_one_opens_nothing_that_a_colleague_holds(
    browser: Opened, world: World, ref: str, message: int
) -> None:
    world.agent("li", "service-centre")
    wang, li = browser("wang"), browser("li")
    li.get(f"/tasks/{ref}")
    held = wang.get(f"/recordings/{message}/shut").data
    key = bytes.fromhex(li.post(f"/recordings/{message}/key").text)
    with pytest.raises(InvalidTag):
        AESGCM(key).decrypt(held[:12], held[12:], None)


def test_what_was_erased_is_opened_to_nobody_who_still_holds_it(
    browser: Opened, world: World, ref: str, message: int
) -> None:
    page = browser("wang")
    page.get(f"/tasks/{ref}")
    with world.database.writing() as session:
        session.get_one(Voicemail, message).playable = None
    assert page.post(f"/recordings/{message}/key").status_code == 404
    assert listens(world, ref) == []


@pytest.mark.parametrize("how", ["shut", "key"])
def test_neither_is_for_those_who_may_not_see_the_task(
    browser: Opened, world: World, ref: str, message: int, how: str
) -> None:
    world.agent("qian", "business")
    page = browser("qian")
    ask = page.get if how == "shut" else page.post
    assert ask(f"/recordings/{message}/{how}").status_code == 404
    assert listens(world, ref) == []


def test_the_queue_names_what_comes_next(browser: Opened, world: World, ref: str, message: int) -> None:
    page = browser("wang")
    address = f'data-ahead="/recordings/{message}/shut"'
    assert address in page.get("/").text
    page.get(f"/tasks/{ref}")
    page.post(f"/tasks/{ref}/claim")
    assert address not in page.get("/").text
