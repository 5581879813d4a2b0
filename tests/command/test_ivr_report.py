"""`ivr report`: the same figures for scripts, spreadsheets and eyes."""

from __future__ import annotations

from pathlib import Path

from terminal import Terminal

from ivr import history
from ivr.reports.figure import FIGURES


def test_what_it_prints(terminal: Terminal) -> None:
    terminal.types("call", "83183333", "--at", "2026-09-01T10:00", "hangup")  # pretended: in no figure
    told = terminal.reads("report", "--from", "2026-09-01", "--to", "2026-09-30", "--by", "hotline")
    assert told["since"] == "2026-09-01T00:00:00+08:00" and told["until"] == "2026-10-01T00:00:00+08:00"
    assert told["before"]["since"] == "2026-08-01T00:00:00+08:00"
    assert set(told["figures"]) == set(FIGURES)
    assert (told["figures"]["calls"], told["figures"]["answered"], told["parts"]) == (0, None, [])
    assert "Answered" in terminal.types("report").stdout
    csv = terminal.types("report", "--csv").stdout
    assert csv.startswith("\ufeffHotline,Calls,Asked for a person,Answered")


def test_files_are_written_down(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "september.xlsx"
    result = terminal.types(
        "report", "--xlsx", str(file), "--by", "desk", "--from", "2026-09-01", "--to", "2026-09-30"
    )
    assert result.exit_code == 0, result.output
    assert file.read_bytes().startswith(b"PK")
    with terminal.database().reading() as session:
        (entry,) = history.entries(session, "reports")
    assert (entry.actor, entry.facts["format"], entry.facts["by"]) == ("terminal", "xlsx", "desk")


def test_what_cannot_be(terminal: Terminal, tmp_path: Path) -> None:
    assert "ends before it begins" in terminal.fails("report", "--from", "2026-09-02", "--to", "2026-09-01")
    assert "no such day" in terminal.fails("report", "--from", "2026-02-30", "--to", "2026-03-01")
    assert "two ends" in terminal.fails("report", "--from", "2026-02-20")
    assert "cannot be written" in terminal.fails("report", "--xlsx", str(tmp_path / "nowhere" / "x.xlsx"))
    assert terminal.types("report", "--csv", "--json").exit_code == 2
