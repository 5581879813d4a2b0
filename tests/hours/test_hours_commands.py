"""`ivr hours`, `calendar`, `schedule` and `notices`, as scripts rely on them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
LATER = SHIPPED.replace('to: "18:00"', 'to: "17:00"')
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


class Terminal:
    """Somebody at the command line of an installation of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schedules = folder / "schedules.yaml"
        self.schedules.write_text(SHIPPED, encoding="utf-8")
        self.environment = {"IVR_DATA": str(folder / "var"), "IVR_SCHEDULES": str(self.schedules)}

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(main, words, env=self.environment)

    def reads(self, *words: str) -> Any:
        result = self.types(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def fails(self, *words: str) -> str:
        """The one line on standard error of a stated failure."""
        result = self.types(*words)
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("ivr: ")
        assert result.stderr.count("\n") == 1
        return result.stderr


@pytest.fixture
def terminal(tmp_path: Path, _sqlite_template: Path) -> Terminal:
    (tmp_path / "var").mkdir()
    shutil.copy(_sqlite_template, tmp_path / "var" / "ivr.db")
    return Terminal(tmp_path)


def test_hours_are_written_exactly_as_the_contract_says(terminal: Terminal) -> None:
    assert terminal.reads("hours", "83183333", "--at", "2026-10-01T20:00") == {
        "hotline": "83183333",
        "at": "2026-10-01T20:00:00+08:00",
        "open": False,
        "reason": {"zh": "国庆节", "en": "National Day"},
        "until": "2026-10-08T08:30:00+08:00",
        "certainty": "exchange",
    }
    assert terminal.reads("hours", "0755-83183333", "--at", "2026-10-08T00:30:00Z") == {
        "hotline": "83183333",
        "at": "2026-10-08T08:30:00+08:00",
        "open": True,
        "reason": None,
        "until": "2026-10-08T18:00:00+08:00",
        "certainty": "exchange",
    }
    always = terminal.reads("hours", "83182222", "--at", "2026-10-01T20:00")
    assert (always["open"], always["until"]) == (True, None)


def test_hours_without_a_number_are_all_hotlines(terminal: Terminal) -> None:
    told = terminal.reads("hours", "--at", "2026-10-01T20:00")
    assert [(one["hotline"], one["open"]) for one in told] == [
        ("83183333", False),
        ("83182222", True),
        ("36383666", True),
    ]
    lines = terminal.types("hours", "--at", "2026-10-01T20:00").stdout
    assert "closed – 国庆节 (National Day), opens 2026-10-08 08:30" in lines
    assert "open, round the clock" in lines
    assert (
        "opens 2027-01-04 08:30 (provisional)" in terminal.types("hours", "--at", "2026-12-31T20:00").stdout
    )


def test_hours_of_what_is_not_there(terminal: Terminal) -> None:
    assert 'no hotline called "83183334" (did you mean "83183333"?)' in terminal.fails("hours", "83183334")
    assert "the calendar holds 2005 to 2045" in terminal.fails("hours", "--at", "2099-01-01T00:00")
    assert terminal.types("hours", "--at", "tomorrow").exit_code == 2


def test_the_calendar_of_a_day_and_of_a_year(terminal: Terminal) -> None:
    assert terminal.reads("calendar", "2026-10-10") == {
        "date": "2026-10-10",
        "trading_day": False,
        "reason": {"zh": "周末", "en": "weekend"},
        "certainty": "exchange",
    }
    year = terminal.reads("calendar", "2026")
    assert len(year) == 365
    assert sum(day["trading_day"] for day in year) == 242
    assert next(day for day in year if day["trading_day"])["reason"] is None
    assert {day["certainty"] for day in terminal.reads("calendar", "2027")} == {"provisional"}
    assert "10-01 Thu – 10-07 Wed  国庆节 (National Day)" in terminal.types("calendar", "2026").stdout
    assert "2026-10-08 Thu: trading day [exchange]" in terminal.types("calendar", "2026-10-08").stdout
    assert "no calendar" not in terminal.types("calendar").stdout
    assert "the calendar holds 2005 to 2045, not 1999" in terminal.fails("calendar", "1999")
    assert terminal.types("calendar", "soon").exit_code == 2


def test_checking_a_schedule_publishes_nothing(terminal: Terminal) -> None:
    assert (
        "is sound: 3 hotlines, 12 desks"
        in terminal.types("schedule", "check", str(terminal.schedules)).stdout
    )
    broken = terminal.file("broken.yaml", SHIPPED.replace("hours: trading-day", "hours: tradng-day"))
    assert terminal.fails("schedule", "check", broken) == (
        'ivr: broken.yaml, hotlines.83183333.hours: no hours called "tradng-day" (did you mean "trading-day"?)\n'
    )
    told = terminal.types("schedule", "check", broken, "--json")
    assert told.exit_code == 1
    problem = json.loads(told.stdout)["problems"][0]
    line = SHIPPED.splitlines().index("    hours: trading-day") + 1
    assert (problem["line"], problem["where"]) == (line, "hotlines.83183333.hours")
    assert problem["zh"] == "没有名为“tradng-day”的时段，是不是“trading-day”？"
    assert "cannot be read: No such file" in terminal.fails("schedule", "check", "nowhere.yaml")
    assert len(terminal.reads("schedule", "history")) == 1


def test_publishing_going_back_and_looking_at_what_was(terminal: Terminal) -> None:
    assert terminal.reads("schedule", "show")["number"] == 1
    later = terminal.file("later.yaml", LATER)
    result = terminal.types("schedule", "publish", later, "--note", "close earlier", "--by", "li")
    assert result.stdout == "published as number 2\n"
    assert terminal.reads("hours", "83183333", "--at", "2026-10-08T17:30")["open"] is False
    assert terminal.schedules.read_text(encoding="utf-8") == LATER, (
        "on one machine the file says what is in force"
    )
    assert "nothing was published" in terminal.types("schedule", "publish", later, "--note", "again").stdout
    diff = terminal.types("schedule", "diff", "1", "2").stdout
    assert '-  trading-day:  {days: trading, from: "08:30", to: "18:00"}' in diff
    assert '+  trading-day:  {days: trading, from: "08:30", to: "17:00"}' in diff
    assert "as number 3" in terminal.types("schedule", "rollback", "1").stdout
    assert terminal.reads("hours", "83183333", "--at", "2026-10-08T17:30")["open"] is True
    assert terminal.types("schedule", "show").stdout == SHIPPED
    assert [(row["number"], row["note"]) for row in terminal.reads("schedule", "history")] == [
        (3, "back to 1"),
        (2, "close earlier"),
        (1, "first start"),
    ]
    assert "the latest is 3" in terminal.fails("schedule", "rollback", "7")
    assert terminal.types("schedule", "publish", later).exit_code == 2, "a publication says why"


def test_publishing_the_edited_file_itself_keeps_its_authors_note(terminal: Terminal) -> None:
    terminal.reads("hours")
    terminal.schedules.write_text(LATER, encoding="utf-8")
    terminal.types("schedule", "publish", str(terminal.schedules), "--note", "close earlier", "--by", "li")
    (newest, *_) = terminal.reads("schedule", "history")
    assert (newest["number"], newest["author"], newest["note"]) == (2, "li", "close earlier")


def test_a_broken_schedule_is_not_published(terminal: Terminal) -> None:
    broken = terminal.file(
        "broken.yaml", SHIPPED.replace('"08:30"', "08:30").replace("calendar: szse", "calendar: x")
    )
    result = terminal.types("schedule", "publish", broken, "--note", "oops")
    assert result.exit_code == 1
    assert "(and 1 more)" in result.stderr
    assert "hours.trading-day.from: put the time in quotes" in result.stdout
    assert len(terminal.reads("schedule", "history")) == 1


def test_a_broken_file_leaves_the_last_good_one_answering(terminal: Terminal) -> None:
    terminal.reads("hours")
    terminal.schedules.write_text("hotlines: [", encoding="utf-8")
    told = terminal.types("hours", "83183333", "--at", "2026-10-08T17:30", "--json")
    assert json.loads(told.stdout)["open"] is True
    assert told.stderr.startswith("not in force: schedules.yaml, line 1: cannot be read as YAML")


def test_a_first_start_without_a_sound_file_fails_in_one_line(terminal: Terminal) -> None:
    terminal.schedules.write_text("hotlines: [", encoding="utf-8")
    assert "schedules.yaml, line 1: cannot be read as YAML" in terminal.fails("hours")


def test_notices_are_checked_then_confirmed(terminal: Terminal) -> None:
    file = terminal.file("2027.yaml", NOTICE)
    changes = {one["date"]: one["trading_day"] for one in terminal.reads("notices", "check", file)}
    assert changes["2027-01-04"] is False
    assert changes["2027-10-01"] is True, "a settling notice that forgets National Day shows it here"
    assert terminal.reads("calendar", "2027-01-04")["trading_day"] is True, "checking changes nothing"
    assert "confirmed as number 2" in terminal.types("notices", "confirm", file).stdout
    assert terminal.reads("calendar", "2027-01-04") == {
        "date": "2027-01-04",
        "trading_day": False,
        "reason": {"zh": "元旦", "en": "New Year's Day"},
        "certainty": "exchange",
    }
    assert (
        terminal.reads("hours", "83183333", "--at", "2026-12-31T20:00")["until"]
        == "2027-01-05T08:30:00+08:00"
    )
    assert "0 days change" in terminal.types("notices", "check", file).stdout
    bad = terminal.file("bad.yaml", NOTICE.replace("by: exchange", "by: hearsay"))
    assert '"hearsay" publishes no notices' in terminal.fails("notices", "confirm", bad)
