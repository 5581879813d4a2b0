"""What is recorded of conversations is kept, held, handed out and erased as messages are; at the carrier too."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select
from traces import NATIONAL, Traces
from world import MOBILE, SHORT, SPEECH, World

from ivr.callbacks import acts, claims, ringing
from ivr.callbacks.tables import Task
from ivr.flows.words.notices import WORDINGS
from ivr.people import User
from ivr.privacy import copying, evidence, holds, purging, requests
from ivr.voicemail import MessageState
from ivr.web.console.privacy.readable import page
from ivr.web.console.privacy.story import story

LATER = "2027-06-01T12:00"


@pytest.fixture
def rung_back(world: World, wang: User, settle: Callable[..., str]) -> str:
    """A message of National Day, rung back and settled; then the customer rang and spoke with an agent."""
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:00")
    world.telephone(str(wang.phone), "1 wait:60", "1 wait:30 hangup")
    world.telephone(MOBILE, f"{SPEECH} wait:5 hangup")
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()
    with world.database.writing() as session:
        acts.resolve(session, task.id, wang, text="电话里已答复", now=world.clock())
    world.caller().dials("83183333", "1", "wait:10", SHORT, "wait:20")
    assert [each.state for each in world.conversations()] == [MessageState.STORED] * 2
    return task.ref


def sounds(world: World) -> list[bytes]:
    """A stretch of each conversation by which it would be known again."""
    bodies = [world.system.store.get(each.original or "") for each in world.conversations()]
    middles = [
        next(at for at in range(20_000, len(body)) if 0 not in body[at : at + 400 : 4]) for body in bodies
    ]
    return [body[at : at + 400] for at, body in zip(middles, bodies, strict=True)]


def test_when_their_time_is_up_they_are_gone_here_and_at_the_carrier(
    world: World, rung_back: str, traces: Traces
) -> None:
    known = sounds(world)
    assert all(len(traces.in_files(sound)) == 2 for sound in known), "ours, and the gateway's"
    assert purging.foresee(world.system) == purging.Tally()

    world.at(LATER).settle()

    assert [each.state for each in world.conversations()] == [MessageState.PURGED] * 2
    assert [each.peaks for each in world.conversations()] == [None, None]
    assert [traces.in_files(sound) for sound in known] == [[], []]
    assert traces.in_database(NATIONAL) == []
    kinds = [entry["kind"] for entry in world.task(rung_back)["history"]]
    assert kinds.count("audio-erased") == 2, "the message's, and the conversation's"
    assert world.histories_hold()
    assert purging.foresee(world.system) == purging.Tally()


def test_what_is_owed_keeps_its_conversation(world: World, wang: User) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:00")
    world.telephone(str(wang.phone), "1 wait:60")
    world.telephone(MOBILE, "wait:20 hangup")
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()
    world.phone.fetch()

    world.at(LATER).settle()

    assert [each.state for each in world.conversations()] == [MessageState.STORED]


def test_a_hold_keeps_them(world: World, rung_back: str, lead: User) -> None:
    actor = f"user:{lead.id}"
    with world.database.writing() as session:
        task = session.scalars(select(Task)).one()
        of_task = holds.on_task(session, task, reason="仲裁案", actor=actor, now=world.clock())
        number = holds.on_number(
            session, world.system.settings, MOBILE, reason="监管问询", actor=actor, now=world.clock()
        )
    world.at(LATER).settle()
    assert [each.state for each in world.conversations()] == [MessageState.STORED] * 2
    with world.database.writing() as session:
        holds.lift(session, number.id, actor=actor, now=world.clock())
    world.settle()
    back, inbound = world.conversations()
    assert (back.state, inbound.state) == (MessageState.STORED, MessageState.PURGED)
    with world.database.writing() as session:
        holds.lift(session, of_task.id, actor=actor, now=world.clock())
    world.settle()
    assert [each.state for each in world.conversations()] == [MessageState.PURGED] * 2


def test_everything_of_a_number_goes_on_request(world: World, rung_back: str, traces: Traces) -> None:
    known = sounds(world)
    world.later(hours=1)

    requests.erase(world.system, MOBILE, reason="本人要求", actor="terminal")

    assert [(each.state, each.reason) for each in world.conversations()] == [("purged", "request")] * 2
    assert [traces.in_files(sound) for sound in known] == [[], []]
    assert world.histories_hold()
    assert not requests.find(world.system, MOBILE, reason="还有吗", actor="terminal").anything


def test_the_copy_holds_them(world: World, rung_back: str) -> None:
    body = copying.archive(world.system, MOBILE, page=page, reason="本人要求", actor="terminal")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    back, inbound = json.loads(files["data.json"])["conversations"]
    assert (back["task"], inbound["task"]) == (rung_back, None)
    kept = [world.system.store.get(each.original or "") for each in world.conversations()]
    assert [files[back["audio"]], files[inbound["audio"]]] == kept
    told = files["copy.html"].decode()
    assert back["audio"] in told and inbound["audio"] in told


def test_the_evidence_of_a_task_holds_its_own(world: World, rung_back: str) -> None:
    with world.database.reading() as session:
        number = session.scalars(select(Task.id)).one()
    pack = evidence.pack(world.system, number, notices=WORDINGS, story=story, actor="terminal")
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    back, inbound = world.conversations()
    assert files[f"audio/conversation-{back.id}.wav"] == world.system.store.get(back.original or "")
    assert f"audio/conversation-{inbound.id}.wav" not in files, "that was another call"
    assert "的通话已录音，时长" in files["story.html"].decode()
    assert NATIONAL.encode() not in files["story.html"]
    (told,) = json.loads(files["consent.json"])["ring_backs"]
    assert told["notice"] == "2026-11"
    checked = evidence.verify(world.system, pack)
    assert not checked.broken and not checked.unsure, checked.findings
    (said,) = [sentence for _, sentence in checked.findings if "audio/conversation" in sentence]
    assert said.endswith("the very bytes that were stored")
