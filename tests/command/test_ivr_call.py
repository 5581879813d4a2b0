"""`ivr call` as people and scripts use it: the conversation, the JSON of the contract, and what is kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from world import MOBILE, SPEECH

from ivr.cli import main

AGENT = "+8613900000001"


@pytest.fixture
def ivr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "type[Ivr]":
    monkeypatch.setenv("IVR_DATA", str(tmp_path / "var"))
    for name in ("IVR_DATABASE_URL", "TWILIO_ACCOUNT_SID", "IVR_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return Ivr


class Ivr:
    """The command, run in this process on an installation of its own."""

    @staticmethod
    def run(*words: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, list(words))
        assert result.exit_code == status, result.output
        return result

    @staticmethod
    def json(*words: str) -> object:
        return json.loads(Ivr.run(*words, "--json").stdout)


def test_the_call_the_readme_suggests_on_an_empty_folder(ivr: type[Ivr]) -> None:
    told = ivr.run("call", "83183333", "--at", "2026-10-01T20:00", "1", SPEECH, "#", "1").output

    assert "国庆节休市" in told
    assert "20:00:00" in told
    assert "due 2026-10-08T09:00+08:00" in told
    (task,) = ivr.json("tasks")
    assert task["due"].startswith("2026-10-08T09:00")
    assert task["messages"][0]["state"] == "stored"


def test_the_json_is_what_the_contract_says(ivr: type[Ivr]) -> None:
    told = ivr.json("call", "83183333", "--from", MOBILE, "--at", "2026-10-01T20:00", "1", SPEECH, "#", "1")

    assert set(told) == {"call", "hotline", "from", "at", "status", "heard", "pressed", "voicemail", "task"}
    assert (told["hotline"], told["from"], told["status"]) == ("83183333", MOBILE, "completed")
    assert told["at"] == "2026-10-01T20:00:00+08:00"
    assert told["pressed"] == ["1", "#", "1"]
    assert set(told["heard"][0]) == {"text", "clips"}
    assert told["heard"][0]["clips"][0].endswith(".wav")
    assert 19 < told["voicemail"]["seconds"] < 21
    assert told["task"] == ivr.json("tasks")[0]["ref"]


def test_one_task_shows_its_history_and_that_it_verifies(ivr: type[Ivr]) -> None:
    ref = ivr.json("call", "83183333", "--at", "2026-10-01T20:00", "1", SPEECH, "#", "1")["task"]

    task = ivr.json("tasks", ref)
    assert task["verified"] is True
    assert task["history"][0]["kind"] == "opened"


def test_a_rehearsal_keeps_nothing(ivr: type[Ivr]) -> None:
    told = ivr.run("call", "83183333", "--rehearse", "--at", "2026-10-01T20:00", "1", SPEECH, "#", "1").output

    assert "受理编号" in told
    assert ivr.json("tasks") == []


def test_a_rehearsal_leaves_no_sound_behind(ivr: type[Ivr], tmp_path: Path) -> None:
    ivr.json("hours")  # so that what every command makes is there
    before = set((tmp_path / "var").rglob("*"))
    told = ivr.json("call", "83183333", "--at", "2026-10-01T20:00", "1", SPEECH, "#", "1", "--rehearse")
    assert told["voicemail"], "it was recorded all the same"
    assert {path.suffix for path in set((tmp_path / "var").rglob("*")) - before} <= {".db-wal", ".db-shm"}


def test_a_draft_that_is_no_text_is_said_so(ivr: type[Ivr], tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_bytes("业务: 咨询".encode("gbk"))
    said = ivr.run("call", "83183333", "--schedule", str(draft), status=1).output
    assert said.startswith("ivr: draft.yaml") and "UTF-8" in said and said.count("\n") == 1


def test_a_draft_schedule_can_be_dialled_before_it_is_published(ivr: type[Ivr], tmp_path: Path) -> None:
    shipped = Path("schedules.yaml").read_text()
    draft = tmp_path / "draft.yaml"
    typhoon = "overrides:\n  - {on: 2026-09-01, hotlines: all, closed: {zh: 台风, en: Typhoon}}\n"
    draft.write_text(shipped.replace("overrides: []\n", typhoon))

    told = ivr.run("call", "83183333", "--schedule", str(draft), "--at", "2026-09-01T10:00", "hangup").output
    assert "受台风影响" in told
    assert "业务咨询请按1" in ivr.run("call", "83183333", "--at", "2026-09-01T10:00", "hangup").output


def test_an_agents_telephone_can_be_played(ivr: type[Ivr]) -> None:
    ivr.run("users", "add", "wang", "--role", "agent", "--desk", "service-centre", "--phone", AGENT)

    told = ivr.run(
        "call", "83183333", "1", "--at", "2026-09-01T10:00", "--answer", f"{AGENT}=1 wait:5 hangup"
    ).output
    assert AGENT in told
    assert "接听请按1" in told


WRONG = [
    (["call", "83183333", "@no-such-file.wav"], 2, "no-such-file.wav"),
    (["call", "83183333", "x"], 2, "is no action"),
    (["call", "83183333", "--at", "yesterday"], 2, "is no time"),
    (["call", "83183333", "--answer", "nonsense"], 2, "NUMBER=ACTIONS"),
    (["call", "83183333", "--schedule", "no-such-file.yaml"], 1, "no-such-file.yaml"),
    (["call", "83183333", "--url", "http://127.0.0.1:9"], 1, "gateway"),
    (["tasks", "12345678"], 1, "12345678"),
]


@pytest.mark.parametrize(("words", "status", "said"), WRONG)
def test_wrong_use_is_one_clear_sentence(ivr: type[Ivr], words: list[str], status: int, said: str) -> None:
    result = ivr.run(*words, status=status)

    assert said in result.output
    assert "Traceback" not in result.output


def test_sound_that_is_no_sound_is_said_so(ivr: type[Ivr], tmp_path: Path) -> None:
    (tmp_path / "voice.wav").write_text("hello")

    assert "voice.wav" in ivr.run("call", "83183333", f"@{tmp_path / 'voice.wav'}", status=2).output


@pytest.mark.parametrize(
    ("written", "waits_at"),
    [("13900000001", AGENT), ("0755-82345678", "+8675582345678"), ("+8675500000001", "+8675500000001")],
)
def test_a_telephone_waits_where_it_will_be_rung_however_its_number_is_written(
    ivr: type[Ivr], monkeypatch: pytest.MonkeyPatch, written: str, waits_at: str
) -> None:
    waited: list[tuple[str, str, list[str]]] = []

    async def wait(url: str, number: str, todo: list[str], **_: object) -> None:
        waited.append((url, number, todo))

    monkeypatch.setenv("IVR_GATEWAY_URL", "http://127.0.0.1:18010")
    monkeypatch.setattr("ivr.gateway.phone.wait", wait)
    ivr.run("phone", written, "1", "wait:30")
    ivr.run("phone", written, "--url", "http://127.0.0.1:9")
    assert waited == [
        ("http://127.0.0.1:18010", waits_at, ["1", "wait:30"]),
        ("http://127.0.0.1:9", waits_at, []),
    ]
