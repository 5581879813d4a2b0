"""`ivr contacts` at the terminal: a sheet in, a list, a sheet out."""

import csv

from terminal import Terminal

from ivr import history

SHEET = "姓名,单位,机构类型,电话,备注\n张敏,国泰君安证券,证券公司,13800138000,清算岗\n,国泰君安证券,,0755-82345678,\n"


def test_a_sheet_goes_in_is_listed_and_comes_out_again(terminal: Terminal) -> None:
    sheet = terminal.file("sheet.csv", SHEET)
    dry = terminal.types("contacts", "import", sheet, "--dry-run")
    assert dry.output == "2 new, 0 changed, 0 unchanged (nothing was written)\n"
    assert terminal.types("contacts", "list").output == "The book is empty.\n"
    assert terminal.types("contacts", "import", sheet).output == "2 new, 0 changed, 0 unchanged\n"
    assert terminal.reads("contacts", "import", sheet) == {
        "done": True,
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "problems": [],
    }
    (zhang,) = terminal.reads("contacts", "list", "8000")
    assert (zhang["name"], zhang["organisation"], zhang["kind"]) == ("张敏", "国泰君安证券", "securities")
    assert zhang["numbers"] == [{"number": "+8613800138000", "extension": None}]
    assert "+8675582345678" in terminal.types("contacts", "list", "国泰").output
    assert terminal.types("contacts", "list", "没有").output == "Nobody in the book matches.\n"

    out = terminal.folder / "out.csv"
    assert terminal.types("contacts", "export", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel knows it for UTF-8 by this mark"
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1:] == [
        ["", "国泰君安证券", "证券公司", "0755 8234 5678", "", ""],
        ["张敏", "国泰君安证券", "证券公司", "138 0013 8000", "清算岗", ""],
    ]
    assert terminal.types("contacts", "export", "--language", "en").output.startswith(
        "name,organisation,kind,"
    )
    with terminal.database().reading() as session:
        kinds = [entry.kind for entry in history.entries(session, "contacts")]
    assert kinds == ["contacts-imported", "contacts-exported", "contacts-exported"]


def test_what_cannot_be_kept_is_named_by_line(terminal: Terminal) -> None:
    bad = terminal.file("bad.csv", SHEET + "李,某某,大公司,13911112222,\n王,,,99,\n")
    refused = terminal.types("contacts", "import", bad)
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    assert lines[0].startswith(
        f"{bad}, line 4: there is no kind of institution called 大公司: choose one of 交易所"
    )
    assert lines[1].startswith(f"{bad}, line 5: 99 cannot be rung")
    assert lines[2].startswith(f"ivr: {bad}: nothing was imported, because 2 lines of 4 cannot be kept")
    assert terminal.reads("contacts", "list") == []
    skipped = terminal.types("contacts", "import", bad, "--skip-bad")
    assert (skipped.exit_code, skipped.stdout) == (0, "2 new, 0 changed, 0 unchanged, 2 skipped\n")

    assert "is no header" in terminal.fails("contacts", "import", terminal.file("notes.csv", "张敏\n"))
    assert terminal.types("contacts", "import", str(terminal.folder / "none.csv")).exit_code == 2
