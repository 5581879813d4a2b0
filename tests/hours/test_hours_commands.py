"""`ivr hours`, `calendar` and `schedule`, as scripts rely on them."""

import json

from terminal import LATER, SHIPPED, Terminal


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
        "opens 2027-01-04 08:30 (expected: provisional)"
        in terminal.types("hours", "--at", "2026-12-31T20:00").stdout
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
    assert (
        "no trading although offices work: 01-04 Sun, 02-14 Sat" in terminal.types("calendar", "2026").stdout
    )
    assert "although offices work" in terminal.types("calendar", "2026-10-10").stdout
    assert "no calendar" not in terminal.types("calendar").stdout
    assert "the calendar holds 2005 to 2045, not 1999" in terminal.fails("calendar", "1999")
    assert terminal.types("calendar", "soon").exit_code == 2


def test_the_calendar_names_what_supervisors_entered(terminal: Terminal) -> None:
    terminal.reads("hours")
    exceptions = """overrides:
  - {on: 2026-12-24, through: 2026-12-25, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}
  - {on: 2026-12-26, hotlines: all, from: "09:00", to: "12:00", open: {zh: 通关测试, en: Market-wide test}}
"""
    later = terminal.file("later.yaml", SHIPPED.replace("overrides: []\n", exceptions))
    assert terminal.types("schedule", "publish", later, "--note", "drill").exit_code == 0
    year = terminal.types("calendar", "2026").stdout
    assert "  12-24 Thu – 12-25 Fri  83183333: closed – 系统演练 (System drill)\n" in year
    assert "  12-26 Sat 09:00–12:00  all hotlines: open besides – 通关测试 (Market-wide test)\n" in year
    assert "系统演练" in terminal.types("calendar", "2026-12-25").stdout
    assert "exceptions" not in terminal.types("calendar", "2026-12-23").stdout
    assert terminal.reads("calendar", "2026-12-25")["trading_day"] is True, (
        "the office's closure is not the exchange's"
    )


def test_checking_a_schedule_publishes_nothing(terminal: Terminal) -> None:
    assert (
        "is sound: 3 hotlines, 12 desks"
        in terminal.types("schedule", "check", str(terminal.schedules)).stdout
    )
    broken = terminal.file("broken.yaml", SHIPPED.replace("hours: trading-day", "hours: tradng-day"))
    assert terminal.fails("schedule", "check", broken) == (
        "ivr: broken.yaml, hotlines.83183333.hours: "
        'no hours called "tradng-day" (did you mean "trading-day"?) (line 36)\n'
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
