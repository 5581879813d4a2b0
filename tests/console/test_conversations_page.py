"""Recorded conversations: seen on the task's page with their length, heard by whoever sees the task, written down."""

from collections.abc import Callable

import pytest
from conftest import WANG, Browser
from sqlalchemy import select
from world import MOBILE, SHORT, SPEECH, World

from ivr import history
from ivr.callbacks import Task, claims, ringing
from ivr.people import User
from ivr.voicemail import Conversation

Opened = Callable[..., Browser]


@pytest.fixture
def rung_back(world: World, ref: str, wang: User) -> Conversation:
    """What wang and the customer said when he was rung back."""
    world.telephone(WANG, "1 wait:60", f"1 {SPEECH} wait:20 hangup")
    world.telephone(MOBILE, f"{SHORT} wait:20 hangup")
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()
    world.phone.fetch()
    return world.conversations()[0]


@pytest.fixture
def rang_again(world: World, rung_back: Conversation) -> Conversation:
    """What they said when the customer rang by himself, an hour later."""
    world.later(hours=1)
    world.caller().dials("83183333", "1", "wait:60").went_well()
    return world.conversations()[1]


def listens(world: World, ref: str) -> list[tuple[str, int | None]]:
    """Who listened, and to which conversation; None for a message."""
    with world.database.reading() as session:
        names = dict(session.execute(select(User.id, User.name)).all())
        task = session.scalars(select(Task).filter_by(ref=ref)).one()
        return [
            (names[int(entry.actor.removeprefix("user:"))], entry.facts.get("conversation"))
            for entry in history.entries(session, task.subject)
            if entry.kind == "listened"
        ]


def address(ref: str, conversation: Conversation) -> str:
    return f"/recordings/conversations/{ref}/{conversation.id}"


def test_the_page_shows_it_with_its_length_in_both_languages(
    browser: Opened, world: World, ref: str, wang: User, rung_back: Conversation
) -> None:
    page = browser("wang").get(f"/tasks/{ref}")
    for words in ("通话录音", "回拨通话", "的通话已录音，时长"):
        assert words in page.text
    assert f"<span>0:{round(rung_back.seconds or 0):02}</span>" in page.text
    assert f'src="{address(ref, rung_back)}"' in page.text
    assert page.text.count('class="wave"') == 2, "the message's, and its own"
    with world.database.writing() as session:
        session.get_one(User, wang.id).language = "en"
    assert "Rung back" in browser("wang").get(f"/tasks/{ref}").text


def test_it_is_heard_in_both_channels_whole_or_in_part(
    browser: Opened, world: World, ref: str, rung_back: Conversation
) -> None:
    stored = world.system.store.get(rung_back.original or "")
    wang = browser("wang")
    whole = wang.get(address(ref, rung_back))
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/wav", stored)
    assert int.from_bytes(stored[22:24], "little") == 2
    part = wang.get(address(ref, rung_back), headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, stored[100:200])
    behind = wang.get(address(ref, rung_back), headers={"Range": f"bytes={len(stored)}-"})
    assert behind.status_code == 416


def test_who_listened_to_which_is_written_down_once(
    browser: Opened, world: World, ref: str, rung_back: Conversation
) -> None:
    wang = browser("wang")
    for _ in range(3):
        wang.get(address(ref, rung_back), headers={"Range": "bytes=500-"})
    wang.get(f"/recordings/{world.messages()[0].id}")
    assert listens(world, ref) == [("wang", rung_back.id), ("wang", None)]
    assert "wang听了" in wang.get(f"/tasks/{ref}").text.replace("\n", "")
    assert "的通话录音（" in wang.get(f"/tasks/{ref}").text
    world.later(minutes=31)
    browser("wang").get(address(ref, rung_back))
    assert len(listens(world, ref)) == 3
    world.agent("shen", "service-centre", role="auditor")
    assert "的通话录音（" in browser("shen").get("/audit").text


def test_a_call_of_the_customer_is_heard_beside_the_calls(
    browser: Opened, world: World, ref: str, rang_again: Conversation
) -> None:
    wang = browser("wang")
    page = wang.get(f"/tasks/{ref}")
    assert f"通话录音 0:{round(rang_again.seconds or 0):02}" in page.text
    assert wang.get(address(ref, rang_again)).data == world.system.store.get(rang_again.original or "")
    assert listens(world, ref) == [("wang", rang_again.id)]


def test_nobody_hears_what_is_not_his_to_see(
    browser: Opened, world: World, ref: str, rung_back: Conversation, rang_again: Conversation
) -> None:
    world.agent("chen", "binhai-duty")
    world.telephone(WANG, "no-answer")
    world.caller("+8613911112222").dials("83183333", "1", "1", SPEECH, "#", "1")
    other = next(task["ref"] for task in world.tasks() if task["ref"] != ref)

    assert browser("chen").get(address(ref, rung_back)).status_code == 404
    assert browser().get(address(ref, rung_back)).status_code in (302, 303, 401)
    wang = browser("wang")
    for conversation in (rung_back, rang_again):
        assert wang.get(address(other, conversation)).status_code == 404, "another customer's task"
    assert wang.get(f"/recordings/conversations/{ref}/999").status_code == 404
    assert listens(world, ref) == listens(world, other) == []


def test_a_page_that_is_open_learns_of_it(
    browser: Opened, world: World, ref: str, rung_back: Conversation
) -> None:
    wang = browser("wang")
    now = wang.get(f"/tasks/{ref}/now?seen=old&talks=&last=1")
    assert 'id="conversations" hx-swap-oob="outerHTML"' in now.text
    again = wang.get(f"/tasks/{ref}/now?seen=old&talks={rung_back.id}p&last=1")
    assert 'id="conversations"' not in again.text, "what plays is left alone"


def test_audio_that_is_on_the_way_says_so_and_is_asked_for(
    browser: Opened, world: World, ref: str, rung_back: Conversation
) -> None:
    with world.database.writing() as session:
        row = session.scalars(select(Conversation)).one()
        row.state, row.playable = "arrived", None
    wang = browser("wang")
    page = wang.get(f"/tasks/{ref}")
    assert f"/tasks/{ref}/conversations?seen={rung_back.id}w" in page.text
    assert wang.get(f"/tasks/{ref}/conversations?seen={rung_back.id}w").status_code == 204
    assert wang.get(address(ref, rung_back)).status_code == 404
    with world.database.writing() as session:
        row = session.scalars(select(Conversation)).one()
        row.state, row.playable = "stored", row.original
    assert "<audio" in wang.get(f"/tasks/{ref}/conversations?seen={rung_back.id}w").text


def test_what_was_erased_says_why_and_cannot_be_played(
    browser: Opened, world: World, ref: str, rung_back: Conversation
) -> None:
    with world.database.writing() as session:
        row = session.scalars(select(Conversation)).one()
        row.state, row.original, row.playable, row.peaks = "purged", None, None, None
    page = browser("wang").get(f"/tasks/{ref}")
    assert "录音已按保存期限删除。" in page.text
    assert address(ref, rung_back) not in page.text
