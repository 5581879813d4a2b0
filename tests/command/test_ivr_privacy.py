"""`ivr privacy` and `ivr evidence` at the terminal."""

import json
import stat
import zipfile

import pytest
from terminal import Terminal
from world import SPEECH

from ivr.callbacks import acts, claims, queue
from ivr.clock import system as now
from ivr.people import Role, add


@pytest.fixture
def ref(terminal: Terminal) -> str:
    """A message that was left, at a pretended time as people try things out."""
    call = terminal.reads(
        "call", "83183333", "1", SPEECH, "#", "1", "--from", "13800138000", "--at", "2026-10-01T20:00"
    )
    return str(call["task"])


def test_holding_asking_and_proving(terminal: Terminal, ref: str) -> None:
    database = terminal.database()
    with database.writing() as session:
        wang = add(
            session,
            "wang",
            role=Role.AGENT,
            password="correct horse battery staple",
            desks=["service-centre"],
            now=now(),
        )
    assert terminal.reads("privacy", "purge", "--dry-run") == {
        **{"messages": 0, "conversations": 0, "tasks": 0, "calls": 0},
        **{"held": 0, "outside": 0, "waiting": 0},
    }

    found = terminal.reads("privacy", "find", "138 0013 8000", "--reason", "本人来电", "--by", "wang")
    assert [task["ref"] for task in found["tasks"]] == [ref]
    assert "asked before: find" in terminal.types("privacy", "find", "13800138000").stdout
    assert "no telephone number" in terminal.fails("privacy", "find", "nobody")
    assert "nobody is called li" in terminal.fails("privacy", "find", "13800138000", "--by", "li")

    copy = terminal.folder / "copy.zip"
    assert terminal.types("privacy", "copy", "13800138000", str(copy)).exit_code == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with zipfile.ZipFile(copy) as archive:
        assert json.loads(archive.read("data.json"))["number"] == "+8613800138000"
        assert {"copy.html", "copy.css", "audio/1.wav"} <= set(archive.namelist())
    assert "is there already" in terminal.fails("privacy", "copy", "13800138000", str(copy))

    pack = terminal.folder / "pack.zip"
    assert terminal.types("evidence", ref, str(pack), "--by", "wang").exit_code == 0
    checked = terminal.types("evidence", "verify", str(pack))
    assert checked.exit_code == 0, checked.output
    assert "✓ history of task:1: written here, unaltered" in checked.stdout
    body = bytearray(pack.read_bytes())
    body[len(body) // 2] ^= 1
    pack.write_bytes(body)
    assert "does not verify" in terminal.types("evidence", "verify", str(pack)).stderr
    assert "no task has the reference" in terminal.fails(
        "evidence", "11111111", str(terminal.folder / "x.zip")
    )
    assert not (terminal.folder / "x.zip").exists()
    assert "exported" in [entry["kind"] for entry in terminal.reads("tasks", ref)["history"]]

    assert "say why" in terminal.fails("privacy", "hold", "add", "--task", ref)
    hold = terminal.reads("privacy", "hold", "add", "--task", ref, "--reason", "仲裁案", "--by", "wang")
    assert (hold["task"], hold["reason"], hold["by"]) == (ref, "仲裁案", "user:1")
    terminal.types("privacy", "hold", "add", "--number", "13911112222", "--reason", "问询")
    span = ("--since", "2026-10-01", "--until", "2026-10-02")
    assert "no hotline is called 123" in terminal.fails(
        "privacy", "hold", "add", "--hotline", "123", *span, "--reason", "x"
    )
    assert terminal.types("privacy", "hold", "add", *span, "--reason", "复盘").exit_code == 0
    assert terminal.types("privacy", "hold", "add", "--reason", "x").exit_code == 2
    listed = terminal.types("privacy", "hold", "list").stdout
    assert f"task {ref[:4]} {ref[4:]}: 仲裁案" in listed
    assert "every hotline 2026-10-01T00:00 – 2026-10-02T00:00: 复盘" in listed
    assert "13911112222" not in listed
    assert terminal.types("doctor").stdout.count("legal holds: 3 in force") == 1

    with database.writing() as session:
        task = queue.find(session, ref)
        claims.claim(session, task.id, wang, now())
        acts.resolve(session, task.id, wang, text="已答复", now=now())
    refused = terminal.fails("privacy", "erase", "13800138000", "--reason", "本人要求")
    assert "a call of this number is not over" in refused
    database.close()


def test_what_leaves_the_house_is_said(terminal: Terminal) -> None:
    house = terminal.types("doctor").stdout
    assert "nothing leaves the house" in house
    assert "kept: recordings 200 days, numbers and notes 200" in house
    assert "evidence packs are signed by the key" in house
    terminal.environment |= {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "secret"}
    cloud = terminal.types("doctor").stdout
    assert "numbers and voices of callers, and what is said to them, leave the house" in cloud
    assert "nothing leaves" not in cloud
    assert "secret" not in cloud
