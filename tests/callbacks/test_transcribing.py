"""Messages are written down while their tasks wait; whatever the engine does, the queue goes on."""

from __future__ import annotations

import json

import pytest
from hearing import BABBLES, CRASHES, NEVER_ENDS, engine_that, hears, needs_engine, real_engine, written_down
from sqlalchemy import select
from world import ENGLISH, MOBILE, OTHER, SPEECH, World

from ivr.callbacks.correcting import correct, restore
from ivr.callbacks.errors import NotPossible, NotYours, Unknown
from ivr.callbacks.tables import Task
from ivr.callbacks.transcribing import Transcribing
from ivr.cli.doctor import examine
from ivr.privacy import erasing
from ivr.voicemail import MessageState, Voicemail
from ivr.voicemail.transcripts import Transcript, engine
from ivr.voicemail.transcripts.life import LEASE

SAID = "请 尽快 给 我 回电"


def rows(world: World) -> list[Transcript]:
    with world.database.reading() as session:
        return list(session.scalars(select(Transcript).order_by(Transcript.voicemail_id)))


def leave(world: World, number: str = MOBILE, *keys: str, voice: str = SPEECH) -> str:
    known = {task["ref"] for task in world.tasks()}
    world.caller(number).dials("83183333", *(keys or ("1",)), voice, "#", "1").went_well()
    return next(task["ref"] for task in world.tasks() if task["ref"] not in known)


def transcript(world: World, ref: str) -> str | None:
    return world.task(ref)["messages"][0]["transcript"]


def test_a_message_is_written_down_with_the_times_of_its_words(world: World) -> None:
    heard_by = hears(world, SAID)
    ref = leave(world.at("2026-10-01T20:00"))
    assert transcript(world, ref) is None
    written_down(world)
    assert transcript(world, ref) == "请尽快给我回电"
    (row,) = rows(world)
    assert (row.engine, row.language, row.tries) == ("vosk-small", "zh", 1)
    assert row.words[1] == ["尽快", 1.5, 2.0]
    assert (heard_by.folder / "language").read_text() == "zh"
    with world.database.reading() as session:
        message = session.get_one(Voicemail, row.voicemail_id)
        assert message.state == MessageState.STORED
    assert world.histories_hold()

    # An English call is listened to in English, and what is done with is left alone.
    ref = leave(world.at("2026-10-02T09:00"), OTHER, "9", "1", voice=ENGLISH)
    written_down(world)
    assert (heard_by.folder / "language").read_text() == "en"
    with world.database.writing() as session:
        message = session.scalars(select(Voicemail).order_by(Voicemail.id.desc())).first()
        assert message is not None
        erasing.audio(session, message, erasing.Why("system", days=200), world.clock())
    assert [row.state for row in rows(world)] == ["made", "purged"]
    assert transcript(world, ref) is None


def test_the_newest_of_what_nobody_has_taken_comes_first(world: World) -> None:
    old = leave(world.at("2026-10-01T20:00"))
    done = leave(world.at("2026-10-02T20:00"), OTHER)
    new = leave(world.at("2026-10-03T20:00"), "+8613700001111")
    with world.database.writing() as session:
        world_done = session.scalars(select(Task).where(Task.ref == done)).one()
        world_done.state, world_done.closed_at = "closed", world.clock()
    hears(world, SAID)
    transcribing = Transcribing()
    transcribing.look(world.system)
    transcribing.wait()
    transcribing.look(world.system)
    assert (transcript(world, new), transcript(world, old)) == ("请尽快给我回电", None)
    transcribing.wait()
    transcribing.look(world.system)
    assert transcript(world, old) is not None
    assert not transcribing.busy
    assert len(rows(world)) == 2, "nobody waits for what was closed"


def test_without_an_engine_nothing_happens_and_doctor_says_so(world: World) -> None:
    ref = leave(world.at("2026-10-01T20:00"))
    written_down(world)
    assert (rows(world), transcript(world, ref)) == ([], None)
    told = next(each for each in examine(world.system) if each.what.startswith("transcripts"))
    assert (told.state, told.do) == ("note", "`ivr transcripts setup`")


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (CRASHES, "the engine failed: Illegal instruction"),
        (BABBLES, "the engine's answer cannot be read"),
        (NEVER_ENDS, "the engine did not finish in 0 s"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_failure_leaves_its_reason_and_is_given_up_in_the_end(
    world: World, does: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if does == NEVER_ENDS:
        monkeypatch.setattr(engine, "_START", 0)
        monkeypatch.setattr(engine, "_FOR_EACH", 0)
    engine_that(world, does)
    ref = leave(world.at("2026-10-01T20:00"))
    written_down(world)
    (row,) = rows(world)
    assert (row.state, row.reason, row.tries) == ("waiting", why, 1)
    written_down(world)
    assert rows(world)[0].tries == 1, "not before its time"
    written_down(world.later(minutes=2))
    written_down(world.later(minutes=11))
    (row,) = rows(world)
    assert (row.state, row.tries) == ("failed", 3)
    written_down(world.later(hours=5))
    assert rows(world)[0].tries == 3
    assert (world.task(ref)["state"], transcript(world, ref)) == ("waiting", None)
    assert world.histories_hold()


def test_two_schedulers_never_listen_to_the_same_message(world: World) -> None:
    hears(world, SAID)
    ref = leave(world.at("2026-10-01T20:00"))
    one, other = Transcribing(), Transcribing()
    one.look(world.system)
    other.look(world.system)
    assert (one.busy, other.busy) == (True, False)
    one.wait()
    # The first one hung for longer than its lease: its answer comes too late, and nothing is lost.
    other.look(world.later(seconds=LEASE.total_seconds() + 1).system)
    assert other.busy
    one.look(world.system)
    assert transcript(world, ref) is None
    other.wait()
    other.look(world.system)
    assert transcript(world, ref) == "请尽快给我回电"
    assert rows(world)[0].tries == 2


def test_what_was_purged_meanwhile_is_not_written_down(world: World) -> None:
    hears(world, SAID)
    leave(world.at("2026-10-01T20:00"))
    transcribing = Transcribing()
    transcribing.look(world.system)
    with world.database.writing() as session:
        message = session.scalars(select(Voicemail)).one()
        erasing.audio(session, message, erasing.Why("system", days=200), world.clock())
    transcribing.wait()
    transcribing.look(world.system)
    (row,) = rows(world)
    assert (row.state, row.text, row.words) == ("purged", None, None)


def test_what_somebody_puts_right_stands_beside_what_the_machine_heard(world: World) -> None:
    hears(world, SAID)
    agent, elsewhere = world.agent("wang", "service-centre"), world.agent("li", "binhai-duty")
    auditor = world.agent("zhou", "service-centre", role="auditor")
    ref = leave(world.at("2026-10-01T20:00"))
    written_down(world)
    now = world.clock()
    with world.database.reading() as session:
        task = world.first_task(session).id
        message = session.scalars(select(Voicemail.id)).one()
    for somebody, error in ((elsewhere, Unknown), (auditor, NotYours)):
        with pytest.raises(error), world.database.writing() as session:
            correct(session, task, message, somebody, text="别的", now=now)
    for text in (" ", "字" * 4001):
        with pytest.raises(NotPossible), world.database.writing() as session:
            correct(session, task, message, agent, text=text, now=now)
    with pytest.raises(Unknown), world.database.writing() as session:
        correct(session, task, message + 1, agent, text="别的留言", now=now)

    with world.database.writing() as session:
        correct(session, task, message, agent, text="请尽快给我回电，13800138000。\n", now=now)
        correct(session, task, message, agent, text="请尽快给我回电，13800138000。", now=now)  # twice is once
    assert transcript(world, ref) == "请尽快给我回电，13800138000。"
    (row,) = rows(world)
    assert (row.text, row.corrected_by) == ("请尽快给我回电", agent.id)
    story = world.task(ref)
    assert [entry["kind"] for entry in story["history"]][-1] == "transcript-corrected"
    assert [entry["kind"] for entry in story["history"]].count("transcript-corrected") == 1
    assert "13800138000" not in json.dumps(story["history"]), "the history names it by its digest"

    with world.database.writing() as session:
        restore(session, task, message, agent, now=now)
        restore(session, task, message, agent, now=now)
    assert transcript(world, ref) == "请尽快给我回电"
    assert [entry["kind"] for entry in world.task(ref)["history"]][-1] == "transcript-restored"
    assert world.task(ref)["verified"]


@needs_engine
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_real_engine_hears_mandarin_and_english(world: World) -> None:
    real_engine(world)
    mandarin = leave(world.at("2026-10-01T20:00"))
    english = leave(world, OTHER, "9", "1", voice=ENGLISH)
    written_down(world)
    assert "没有收到结算数据文件" in (transcript(world, mandarin) or "")
    assert "asset manager in hong kong" in (transcript(world, english) or "")
    for row in rows(world):
        starts = [start for _, start, _ in row.words]
        assert starts == sorted(starts)
        assert 0 <= starts[0] < starts[-1] < 21
    assert [task["desk"] for task in world.tasks()] == ["service-centre"] * 2
