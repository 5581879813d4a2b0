"""`ivr tasks`, as other people's scripts rely on it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from owed import HOLIDAY, OPEN, Desk

from ivr.callbacks import acts
from ivr.cli import main
from ivr.installation import open_system
from ivr.settings import Settings


class Terminal:
    def __init__(self, folder: Path) -> None:
        copy = folder / "schedules.yaml"
        copy.write_text(
            (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8"), encoding="utf-8"
        )
        self.environment = {"IVR_DATA": str(folder / "var"), "IVR_SCHEDULES": str(copy)}
        self.desk = Desk(open_system(Settings(data=folder / "var", schedules=copy)).database)

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["tasks", *words], env=self.environment)

    def reads(self, *words: str) -> Any:
        result = self.types(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_the_names_that_scripts_rely_on(terminal: Terminal) -> None:
    call = terminal.desk.call(now=HOLIDAY)
    task = terminal.desk.recorded(call, terminal.desk.message(call, now=HOLIDAY), now=HOLIDAY)
    (shown,) = terminal.reads()
    fixed = [
        "ref",
        "hotline",
        "caller",
        "state",
        "desk",
        "topic",
        "priority",
        "created",
        "due",
        "owner",
        "attempts",
        "messages",
    ]
    assert set(fixed) <= set(shown)
    assert shown["due"] == "2026-10-08T09:00:00+08:00"
    assert set(shown["messages"][0]) == {"id", "seconds", "state", "audio", "transcript"}
    assert "history" not in shown

    one = terminal.reads(task.ref)
    assert one["verified"] is True
    assert [entry["kind"] for entry in one["history"]] == ["opened", "message"]
    assert one["history"][0]["facts"]["due"] == "2026-10-08T09:00:00+08:00"


def test_chosen_by_state_and_hotline(terminal: Terminal) -> None:
    desk = terminal.desk
    done, urgent, normal = desk.owe(), desk.owe(hotline="83182222", urgent=True), desk.owe()
    desk.act(acts.solved_by_caller, done.id, now=OPEN)
    assert [task["ref"] for task in terminal.reads()] == [urgent.ref, normal.ref, done.ref]
    assert [task["ref"] for task in terminal.reads("--state", "closed")] == [done.ref]
    assert [task["ref"] for task in terminal.reads("--hotline", "83182222")] == [urgent.ref]
    assert terminal.reads("--state", "ringing") == []


def test_what_goes_first_is_listed_first_and_says_by_which_row(terminal: Terminal) -> None:
    schedule = Path(terminal.environment["IVR_SCHEDULES"])
    row = "  - {name: {zh: 测试先办, en: Tests first}, topics: [test]}\n"
    schedule.write_text(
        schedule.read_text(encoding="utf-8").replace("severity:\n", f"severity:\n{row}"), encoding="utf-8"
    )
    urgent = terminal.desk.owe(hotline="83182222", topic="technical", urgent=True)
    test = terminal.desk.owe(hotline="83182222", topic="test")
    named = {"zh": "测试先办", "en": "Tests first"}
    assert [(task["ref"], task["severity"]) for task in terminal.reads()] == [
        (test.ref, named),
        (urgent.ref, None),
    ]
    assert terminal.reads(test.ref)["severity"] == named
    assert "goes first now: Tests first" in terminal.types(test.ref).output


def test_for_people(terminal: Terminal) -> None:
    assert terminal.types().output == "Nothing is owed.\n"
    wang = terminal.desk.user("wang")
    task = terminal.desk.claimed(wang)
    terminal.desk.act(acts.write, task.id, wang, text="问清算文件", now=OPEN)
    spoken = f"{task.ref[:4]} {task.ref[4:]}"
    assert spoken in terminal.types().output
    story = terminal.types(spoken).output
    assert "问清算文件" in story
    assert "History verified." in story


def test_what_does_not_exist_is_said_in_one_line(terminal: Terminal) -> None:
    for ref in ("12345678", "x", "1" * 300):
        result = terminal.types(ref)
        assert result.exit_code == 1
        assert result.stderr.startswith("ivr: no task has the reference")
    assert terminal.types("--state", "lost").exit_code == 2
    assert terminal.types("12345678", "--state", "waiting").exit_code == 2
