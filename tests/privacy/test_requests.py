"""What people may ask about their own number, and what is written down of it."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hearing import hears, written_down
from sqlalchemy import select
from traces import NATIONAL, Traces
from world import HIDDEN, MOBILE, OTHER, SPEECH, World

from ivr import contacts, history, incidents
from ivr.callbacks import Attempt, acts, claims, ringing
from ivr.people import User
from ivr.privacy import copying, requests
from ivr.privacy.requests import RequestError
from ivr.privacy.tables import Erasure, Request
from ivr.telephony import Contact as Reached
from ivr.web.console.privacy.readable import page

WHY = "本人来电核实身份，要求删除 13800138000 的录音"


def test_everything_of_a_number_goes_on_request(
    world: World, ref: str, traces: Traces, settle: Callable[..., str]
) -> None:
    audio = traces.audio()
    world.caller(OTHER).dials("83183333", "1", "1", SPEECH, "#", "1")  # somebody else, who stays
    world.later(hours=1)
    done = requests.erase(world.system, MOBILE, reason=WHY, actor="terminal")
    assert (done.calls, done.tasks, done.messages) == (1, 1, 1)
    assert traces.in_database(NATIONAL, "结算文件晚到") == []
    assert (
        len([name for name in traces.in_files(audio) if name.endswith(".wav")]) == 2
    )  # the other's, word for word
    assert [message.state for message in world.messages()] == ["purged", "stored"]
    assert world.histories_hold()
    with world.database.reading() as session:
        assert session.scalars(select(Erasure)).all() == []
        request = session.scalars(select(Request)).one()
        assert history.recall(session, request.reason) == "本人来电核实身份，要求删除 138****8000 的录音"
    # Asked again, the house knows that it was done, without knowing the number.
    again = requests.find(world.system, MOBILE, reason="还有吗", actor="terminal")
    assert not again.anything
    assert [request.kind for request in again.earlier] == ["erase"]
    assert requests.find(world.system, OTHER, reason="x", actor="terminal").anything


def test_nothing_is_left_of_a_number_that_was_keyed_in_and_rung_back(
    world: World, wang: User, traces: Traces
) -> None:
    """It is in the call, the task and the attempt, and was read back to him in a step, digit by digit as clips."""
    keyed = "75582345678"
    world.at("2026-10-01T20:00").caller(HIDDEN).dials("83183333", "1", f"0{keyed}#", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:00")
    world.telephone(str(wang.phone), "1 wait:60")
    world.telephone(f"+86{keyed}", "wait:45 hangup")
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()
    with world.database.writing() as session:
        acts.resolve(session, task.id, wang, text="电话里已答复", now=world.clock())
        assert list(session.scalars(select(Attempt.notice))) == ["2026-11"]
    world.later(hours=1)
    assert {place.partition(":")[0] for place in traces.in_database(keyed)} == {
        *("calls", "tasks", "attempts"),
    }
    requests.erase(world.system, f"+86{keyed}", reason="本人要求", actor="terminal")
    assert traces.in_database(keyed) == []
    if world.database.dialect == "sqlite":
        assert traces.in_files(keyed.encode()) == []
    assert world.histories_hold()


def test_who_registered_in_an_incident_reads_it_and_goes_on_request(world: World, traces: Traces) -> None:
    boss = world.agent("boss", "service-centre", role="supervisor")
    with world.database.writing() as session:
        incidents.report(
            session,
            world.system.book.current(session).schedule,
            what="lines",
            severity="major",
            hotlines=["83182222"],
            by=session.get_one(User, boss.id),
            next_update=None,
            now=world.clock(),
        )
    world.caller(MOBILE).dials("83182222", "1", SPEECH, "#", "hangup")
    packed = copying.archive(world.system, MOBILE, page=page, reason="本人要求", actor="terminal")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (call,) = json.loads(archive.read("data.json"))["calls"]
    assert [each["told"] for each in call["affected"]] == [None]
    world.later(hours=1)
    done = requests.erase(world.system, MOBILE, reason="本人要求", actor="terminal")
    assert (done.calls, done.messages) == (1, 1)
    assert traces.in_database(NATIONAL) == []
    assert world.histories_hold()


def test_nothing_is_erased_while_something_is_owed(world: World, traces: Traces) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    with pytest.raises(RequestError, match="not over, or only just"):
        requests.erase(world.system, MOBILE, reason=WHY, actor="terminal")
    world.later(hours=1)
    with pytest.raises(RequestError, match=r"still owed to this number \(\d{4} \d{4}\): settle it first"):
        requests.erase(world.system, MOBILE, reason=WHY, actor="terminal")
    assert traces.in_database(NATIONAL)
    assert world.messages()[0].state == "stored"
    with world.database.reading() as session:
        assert list(session.scalars(select(Request.outcome))) == ["live", "open"]


def test_the_copy_holds_everything_in_clear_and_no_colleague(world: World, ref: str) -> None:
    body = copying.archive(world.system, MOBILE, page=page, reason=WHY, actor="terminal")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    data = json.loads(files["data.json"])
    (call,), (task,), (message,) = data["calls"], data["tasks"], data["messages"]
    assert (call["caller"], call["notice"], task["ref"]) == (MOBILE, "2026-11", ref)
    assert next(step["keys"] for step in call["pressed"]) == "1"
    assert files[message["audio"]] == world.system.store.get(world.messages()[0].playable)
    assert "结算文件晚到" in files["copy.html"].decode()
    for name in ("data.json", "copy.html"):
        assert "wang" not in files[name].decode()
    assert "坐席" in files["copy.html"].decode()
    with world.database.reading() as session:
        assert [row.kind for row in requests.everything(session)] == ["copy"]


def test_the_copy_has_what_was_written_down_and_what_the_contact_book_says(world: World) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    hears(world, "主用 线路 有 问题")
    written_down(world)
    with world.database.writing() as session:
        shared = (Reached(MOBILE), Reached(OTHER))
        details = contacts.Details(firm="示例证券", name="李四", note="夜里也在", numbers=shared)
        contacts.add(session, details, now=world.clock(), actor="test")
    body = copying.archive(world.system, MOBILE, page=page, reason=WHY, actor="terminal")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        data, shown = json.loads(archive.read("data.json")), archive.read("copy.html").decode()
    assert data["contacts"] == [{"name": "李四", "organisation": "示例证券", "note": "夜里也在"}]
    assert data["messages"][0]["transcript"] == {"heard": "主用线路有问题", "corrected": None}
    assert "主用线路有问题" in shown and "示例证券 · 李四" in shown
    assert OTHER not in json.dumps(data), "another number of the entry may be another person's"


@pytest.mark.parametrize("typed", ["", "hello", "12", "+"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(RequestError, match="is no telephone number"):
        requests.number_of(typed, "+86 755")
