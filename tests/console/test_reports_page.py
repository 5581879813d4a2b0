"""Reports as supervisors and auditors read them, take them away, and follow a number to its tasks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from conftest import WANG, Browser
from world import MOBILE, OTHER, SHORT, World

from ivr import history
from ivr.people import User
from ivr.reports import tally  # noqa: F401 - defines every figure
from ivr.reports.export import SUBJECT, Table, as_csv, as_xlsx
from ivr.reports.figure import FIGURES, ORDER, Unit
from ivr.web.console.words import WORDS

Opened = Callable[..., Browser]


@pytest.fixture
def day(world: World) -> World:
    """Tuesday 1 September: one call answered, one given up, one message; a pretended one besides."""
    world.agent("wang", "service-centre", WANG)
    world.agent("lead", "operations-1", role="supervisor")
    world.at("2026-09-01T10:00")
    world.telephone(WANG, "wait:2 1 wait:60")
    world.caller(MOBILE).dials("83183333", "1", "wait:40", "hangup")
    world.telephone(WANG, "no-answer")
    world.at("2026-09-01T11:00").caller(OTHER).dials("83183333", "1", "wait:8", "hangup")
    world.caller(OTHER).dials("83183333", "1", SHORT, "#", "1", at="2026-09-01T20:00")
    world.at("2026-09-01T20:00").caller("+8613700001111").dials("83183333", "1", SHORT, "#", "1")
    return world


def cells(workbook: bytes) -> dict[str, tuple[str, str | None]]:
    """Every cell of the first sheet: its kind, `s` for a text, and its value."""
    spread = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(io.BytesIO(workbook)) as parts:
        texts = [
            each.findtext(f"{spread}t") for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in sheet.iter(f"{spread}c"):
        value, kind = cell.findtext(f"{spread}v"), cell.get("t", "n")
        assert cell.find(f"{spread}f") is None
        found[cell.get("r", "")] = kind, texts[int(value)] if kind == "s" and value else value
    return found


def tile(page: str, key: str) -> str:
    found = re.search(rf'id="tile-{key}".*?<p class="value">(.*?)</p>', page, re.S)
    assert found, key
    return unescape(re.sub("<.*?>", "", found[1]))


def test_a_day_of_real_calls(browser: Opened, day: World) -> None:
    lead = browser("lead")
    page = lead.get("/reports?span=today&by=agent").text
    assert {
        key: tile(page, key) for key in ("calls", "asked", "answered", "abandoned", "messages", "tasks")
    } == {
        "calls": "3",
        "asked": "2",
        "answered": "50.0%",
        "abandoned": "50.0%",
        "messages": "1",
        "tasks": "2",  # the one who gave up is rung back
    }
    assert tile(page, "kept") == "—" or tile(page, "kept").endswith("%")
    assert "接通率 = 坐席接起的来电 ÷ 转人工的来电。" in page
    assert re.search(r'<th scope="row">wang</th>', page)
    # A number leads to the tasks it counted.
    address = unescape(re.search(r'id="tile-tasks".*?<p class="value"><a href="([^"]+)"', page, re.S)[1])
    listed = lead.get(address).text
    assert "共 2 条" in listed
    assert listed.count('class="row"') == 2
    assert MOBILE not in listed and OTHER not in listed
    given_up = lead.get("/reports/tasks?what=gave-up&since=2026-09-01&until=2026-09-02").text
    assert "共 1 条" in given_up


def test_what_makes_no_span_is_said_and_kept(browser: Opened, day: World) -> None:
    lead = browser("lead")
    for query, words in (
        ("from=2026-09-02&to=2026-09-01", "结束日期早于开始日期"),
        ("from=2026-02-30&to=2026-03-01", "没有这一天"),
        ("from=2020-01-01&to=2026-03-01", "一次最多看一年"),
        ("from=2026-09-01", "请把开始和结束日期都填上"),
    ):
        page = lead.get(f"/reports?{query}")
        assert page.status_code == 200
        assert words in page.text
        assert f'value="{query.split("&")[0].removeprefix("from=")}"' in page.text
    assert lead.get("/reports/tasks?what=nothing").status_code == 404
    assert lead.get("/reports/tasks?what=all&since=x&until=y").status_code == 400
    assert lead.get("/reports/report.csv?from=2026-09-02&to=2026-09-01").status_code == 400
    assert (
        lead.get("/reports?span=today&agent=999999999999999999999&hotline='--&by=nonsense").status_code == 200
    )


def test_files_to_keep_are_written_down(browser: Opened, day: World) -> None:
    lead = browser("lead")
    page = lead.get("/reports/report.csv?from=2026-09-01&to=2026-09-01&by=hotline")
    assert page.data.startswith(b"\xef\xbb\xbf")
    assert 'filename="report-20260901-20260901-hotline.csv"' in page.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))
    assert rows[2][0] == "上期 2026-08-31–2026-08-31", "its days, the last one included"
    assert rows[0][:4] == ["热线", "来电量", "转人工", "接通率"]
    assert rows[1][:4] == ["合计", "3", "2", "0.5"]
    assert rows[3][:4] == ["业务咨询", "3", "2", "0.5"]
    sheet = cells(lead.get("/reports/report.xlsx?span=today&by=desk&topic=business").data)
    assert (sheet["A1"][1], sheet["B1"][1], sheet["D2"]) == ("值班席/部门", "来电量", ("n", "0.5"))
    with day.database.reading() as session:
        entries = history.entries(session, SUBJECT)
        assert history.verify(session, SUBJECT)
    assert [(entry.kind, entry.facts["format"], entry.facts["by"]) for entry in entries] == [
        ("report-exported", "csv", "hotline"),
        ("report-exported", "xlsx", "desk"),
    ]
    assert entries[1].facts["topic"] == "business"
    assert entries[0].facts["since"] == "2026-08-31T16:00:00+00:00"


def test_no_cell_can_become_a_formula() -> None:
    evil = Table(
        "x[]:*?/\\", ["Desk", "Calls"], [Unit.COUNT], [["=1+1", 3], ["@SUM(A1)", None], ["-2+3", 1.5]]
    )
    assert as_csv(evil).decode("utf-8-sig").splitlines() == [
        "Desk,Calls",
        "'=1+1,3",
        "'@SUM(A1),",
        "'-2+3,1.5",
    ]
    sheet = cells(as_xlsx(evil))
    assert sheet["A2"] == ("s", "=1+1")
    assert "B3" not in sheet


def test_for_supervisors_and_auditors(browser: Opened, day: World, wang: User | None = None) -> None:
    day.agent("audit", "service-centre", role="auditor")
    day.agent("root", "service-centre", role="admin")
    auditor = browser("audit")
    assert auditor.get("/reports").status_code == 200
    assert auditor.get("/board").status_code == 403
    for name in ("wang", "root"):
        somebody = browser(name)
        for path in ("/reports", "/reports/report.csv", "/board", "/board/now"):
            assert somebody.get(path).status_code == 403, (name, path)
    # An agent may follow an address he was sent, and sees his own desks' tasks alone.
    assert "共 2 条" in browser("wang").get("/reports/tasks?what=all&since=2026-09-01&until=2026-09-02").text
    day.agent("other", "southern-centre")
    assert "共 0 条" in browser("other").get("/reports/tasks?what=all&since=2026-09-01&until=2026-09-02").text


def test_the_page_and_the_code_define_every_figure_alike() -> None:
    assert set(ORDER) == set(FIGURES)
    for key, figure in FIGURES.items():
        assert WORDS[f"figure.{key}.is"][1] == figure.meaning, key
        assert WORDS[f"figure.{key}"]
        if figure.behind:
            assert f"behind.{figure.behind}" in WORDS
