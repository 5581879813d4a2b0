"""`ivr schedule`, and what everybody else learns of it: in other processes, and through the file."""

import json
import os
import subprocess
import sys

import pytest
from terminal import EARLIER, LATER, SHIPPED, Terminal
from world import SPEECH, World

from ivr.callbacks import publishing
from ivr.clock import parse_moment
from ivr.hours import Book, versions
from ivr.hours.versions import VoiceClip

NOTICE = """
notices:
  - title: 关于2027年部分节假日休市安排的通知
    by: exchange
    published: 2026-12-22
    source: test
    settles: 2027
    closed:
      - {from: 2027-01-01, to: 2027-01-04, for: {zh: 元旦, en: New Year's Day}}
"""


def test_a_draft_on_an_old_base_is_refused_in_one_line(terminal: Terminal) -> None:
    terminal.types("hours")
    assert terminal.publishes(LATER, "--base", "1").stdout == "published as number 2\n"
    refused = terminal.publishes(EARLIER, "--base", "1")
    assert refused.exit_code == 1
    assert refused.stderr == (
        "ivr: this began with the schedule of publication 1, but 2 is in force now: "
        "look at what changed, then publish\n"
    )
    assert terminal.publishes(EARLIER, "--base", "2").exit_code == 0
    unknown = terminal.publishes(SHIPPED, "--base", "99")
    assert unknown.stderr == "ivr: nothing was published under number 99: the latest is 3\n"


def test_nobody_undoes_unseen_what_somebody_else_published(terminal: Terminal) -> None:
    """Two supervisors with a copy of the same file each, and neither says what it began with."""
    terminal.types("hours")
    longer = SHIPPED.replace("call_back_within: 30m", "call_back_within: 45m")
    publish = ("schedule", "publish", terminal.file("zhao.yaml", longer), "--note", "slower", "--by", "zhao")
    assert terminal.publishes(LATER).exit_code == 0
    assert terminal.fails(*publish) == (
        "ivr: zhao.yaml would undo all that li published as number 2: look at `ivr schedule diff 1 2`, "
        "put the two together, or say --base 2 if that is meant\n"
    )
    assert terminal.history()[0] == "2 schedule li: test"
    both = terminal.file("both.yaml", LATER.replace("call_back_within: 30m", "call_back_within: 45m"))
    assert terminal.types(*publish[:2], both, *publish[3:]).stdout == "published as number 3\n"
    assert terminal.publishes(LATER).exit_code == 1, "nor the other way round"
    assert terminal.publishes(LATER, "--base", "3").stdout == "published as number 4\n"


def test_promises_that_move_are_printed(terminal: Terminal) -> None:
    terminal.types("hours")
    world = World(terminal.settings, terminal.database(), "2026-10-01T20:00")
    world.caller().dials("83183333", "1", SPEECH, "#", "1")
    shut = SHIPPED.replace(
        "overrides: []",
        'overrides:\n  - {on: 2026-10-08, hotlines: ["83183333"], closed: {zh: 台风, en: Typhoon}}',
    )
    ref = world.task()["ref"]
    assert terminal.publishes(shut).stdout == (
        "published as number 2; 1 promise moved, and whoever was promised is to be told:\n"
        f"  {ref}  83183333  2026-10-08 09:00 → 2026-10-09 09:00\n"
    )
    assert "2026-10-09 09:00 → 2026-10-08 09:00" in terminal.types("schedule", "rollback", "1").stdout


def test_what_is_perhaps_not_meant_is_said_on_standard_error(terminal: Terminal) -> None:
    terminal.types("hours")
    told = terminal.publishes(LATER)
    assert told.stdout == "published as number 2\n"
    assert "warning: desks.service-centre: nobody at" in told.stderr


def test_a_check_says_what_publishing_would(terminal: Terminal) -> None:
    roster = 'rosters:\n  binhai-duty:\n    - {days: all, from: "20:00", to: "08:00", on_duty: [[li]]}\noverrides: []'
    file = terminal.file("draft.yaml", SHIPPED.replace("overrides: []", roster))
    assert 'draft.yaml, rosters.binhai-duty.1.on_duty: no user called "li"' in terminal.fails(
        "schedule", "check", file
    )
    added = terminal.types(
        "users", "add", "li", "--desk", "binhai-duty", "--role", "agent", "--phone", "13800138000"
    )
    assert added.exit_code == 0, added.output
    told = terminal.reads("schedule", "check", file)
    found = {one["code"]: one for one in told["warnings"]}
    assert told["sound"] is True
    assert found["gap"]["where"] == "rosters.binhai-duty"
    assert found["gap"]["line"] == SHIPPED.splitlines().index("overrides: []") + 2
    checked = terminal.types("schedule", "check", file)
    assert checked.exit_code == 0
    gap = f"warning: line {found['gap']['line']}, rosters.binhai-duty: nobody is on duty at Binhai duty engineers"
    assert gap in checked.stderr
    assert len(terminal.history()) == 1


def test_doctor_says_that_the_file_is_not_what_is_in_force(terminal: Terminal) -> None:
    terminal.reads("hours")
    terminal.schedules.write_text(
        SHIPPED.replace("hours: trading-day", "hours: tradng-day"), encoding="utf-8"
    )
    told = terminal.types("doctor", "--json")
    (wrong,) = (
        one for one in json.loads(told.stdout) if one["what"].startswith("schedule file not in force")
    )
    assert (wrong["state"], told.exit_code) == ("wrong", 1)
    assert "tradng-day" in wrong["what"] and "ivr schedule check" in wrong["do"]


def test_a_file_that_cannot_be_written_is_said_so(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.reads("hours")

    def full(*_: object) -> bool:
        raise OSError("no space left on device")

    monkeypatch.setattr(publishing, "write_back", full)
    told = terminal.publishes(LATER)
    assert told.exit_code == 0, "it is published all the same"
    assert told.stdout.startswith("published as number 2; ")
    assert "could not be written and still says something else" in told.stdout


def test_notices_and_voices_are_compared_as_well(terminal: Terminal) -> None:
    terminal.types("hours")
    assert terminal.types("notices", "confirm", terminal.file("2027.yaml", NOTICE)).exit_code == 0
    database = terminal.database()
    with database.writing() as session:
        at = parse_moment("2026-09-01T10:00")
        versions.withdraw_notice(session, 2, author="li", at=at)
        voice = VoiceClip("abc", "zh", "台风", "upload", 1.2)
        versions.publish_voices(session, {"deadbeef": voice}, author="li", at=at, note="台风")
    database.close()
    assert terminal.types("schedule", "diff", "1", "1").stdout == "no difference\n"
    assert terminal.types("schedule", "diff", "1", "2").stdout.startswith("+ notice 2: ")
    assert terminal.types("schedule", "diff", "2", "3").stdout.startswith("- notice 2: ")
    assert terminal.types("schedule", "diff", "3", "4").stdout == "~ voice deadbeef\n"
    assert [line.split(":")[0] for line in terminal.history()] == [
        "4 voices li",
        "3 withdrawal li",
        terminal.history()[2].split(":")[0],
        "1 schedule schedules.yaml",
    ]
    assert "nothing was published under number 9" in terminal.types("schedule", "diff", "1", "9").stderr


def test_another_process_publishes_and_this_one_answers_by_it(terminal: Terminal) -> None:
    terminal.types("hours")
    database = terminal.database()
    book, moment = Book(database), parse_moment("2026-10-08T17:30")
    assert type(book.current().hours.at("83183333", moment)).__name__ == "Open"
    command = [
        sys.executable,
        "-m",
        "ivr",
        "schedule",
        "publish",
        terminal.file("later.yaml", LATER),
        "--note",
        "elsewhere",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IVR_")}
    done = subprocess.run(command, env=environment | terminal.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert type(book.current().hours.at("83183333", moment)).__name__ == "Closed"
    assert book.edition(1).number == 1
    assert terminal.schedules.read_text(encoding="utf-8") == LATER, "the file follows"
    database.close()


def test_an_edit_by_hand_and_a_publication_at_once_lose_neither(terminal: Terminal) -> None:
    terminal.types("hours")
    terminal.schedules.write_text(EARLIER, encoding="utf-8")
    told = terminal.publishes(LATER)
    assert "schedules.yaml holds edits that were never published and was left as it is" in told.stdout
    refused = terminal.types("hours", "83183333", "--at", "2026-10-08T16:30", "--json")
    assert json.loads(refused.stdout)["open"] is True, "what was published holds"
    assert "not in force: schedules.yaml: was edited while publication 2 came into force" in refused.stderr
    assert terminal.schedules.read_text(encoding="utf-8") == EARLIER, "and what was typed is there"

    # Whoever has looked at both publishes the file in so many words, and from then on it is followed again.
    done = terminal.types("schedule", "publish", str(terminal.schedules), "--note", "both", "--by", "li")
    assert done.stdout == "published as number 3\n"
    terminal.schedules.write_text(SHIPPED.replace('to: "18:00"', 'to: "15:00"'), encoding="utf-8")
    assert terminal.types("hours", "83183333", "--at", "2026-10-08T15:30").stderr == ""
    assert terminal.history()[0] == "4 schedule schedules.yaml: edited by hand"
