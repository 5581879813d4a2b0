"""The console's incidents: reported, told of again, closed; the firms as they come in; a time line to keep."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from conftest import Browser
from on_duty import passes, team
from sqlalchemy import select
from world import MOBILE, OTHER, SHORT, SPEECH, World

from ivr import contacts, history
from ivr.incidents import Affected, Incident

__all__ = ["team"]

SUPPORT = "83182222"
REPORT = {"what": "lines", "severity": "major", "lines": SUPPORT}


@pytest.fixture
def morning(team: World) -> World:
    return team.at("2026-09-02T09:30")


def text_of(page: str) -> str:
    """What is read, without marks."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def affected(world: World) -> list[Affected]:
    with world.database.reading() as session:
        return list(session.scalars(select(Affected).order_by(Affected.id)))


def test_a_whole_incident(morning: World, browser: Callable[..., Browser]) -> None:
    with morning.database.writing() as session:
        sheet = f"姓名,单位,电话\n王强,国泰基金,{MOBILE}\n".encode()
        contacts.apply(
            session, contacts.read(sheet, "+86 755"), skip_bad=False, now=morning.clock(), actor="t"
        )
    li = browser("li.wei")
    assert "现在没有通报。" in text_of(li.get("/incidents").text)
    told = li.post("/incidents", **REPORT, next="2026-09-02T10:15", text="沪深线路 3 号段")
    assert "已经通报，来电者从现在起听到。" in text_of(told.text)
    assert "承诺 今天 10:15 更新" in text_of(told.text) and "沪深线路 3 号段" in told.text

    morning.caller().dials(SUPPORT, "1", "hangup").went_well().hears(
        "目前部分专线中断，正在抢修，上午10点15分更新。", "已为您登记"
    )
    morning.caller(OTHER).dials(SUPPORT, "1", SHORT, "#", "hangup")
    page = li.get("/incidents/1").text
    seen = text_of(page)
    assert "国泰基金 · 王强" in seen and "本人报的单位" in seen and MOBILE not in page
    assert "部分专线中断" in li.get("/").text, "every page says that something is reported"
    said = re.search(r"/incidents/1/said/\d+", page)
    assert said and li.get(said[0]).data.startswith(b"RIFF")

    again = li.post("/incidents/1/update", severity="critical", next="2026-09-02T11:00", text="已换备线")
    assert "更新已经发布。" in text_of(again.text) and "特别严重" in text_of(again.text)
    for number in (MOBILE, OTHER):
        morning.telephone(number, "1")
    assert "正在逐一通知" in text_of(li.post("/incidents/1/close", text="已恢复").text)
    passes(morning, minutes=2)
    seen = text_of(li.get("/incidents/1").text)
    assert "已通知 2" in seen and seen.count("电话通知") == 2

    rows = list(
        csv.reader(io.StringIO(li.get("/incidents/1/timeline.csv").get_data(as_text=True).lstrip("\ufeff")))
    )
    assert [row[1] for row in rows[1:]] == [
        "通报",
        "登记",
        "登记",
        "听了单位录音",
        "更新",
        "确认恢复",
        "已通知",
        "已通知",
    ]
    assert any(row[3] == "国泰基金 · 王强" for row in rows) and MOBILE not in str(rows)
    with morning.database.reading() as session:
        assert history.verify(session, "incident:1")
    morning.agent("audit", "service-centre", role="auditor")
    audit = text_of(browser("audit").get("/audit").text)
    assert "li.wei通报了故障：部分专线中断" in audit and "li.wei导出了故障通报的时间线，共 8 条" in audit
    assert "li.wei听了来电者报的单位" in audit


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"lines": ""}, "请至少选一条热线。"),
        ({"what": "weather"}, "表单没有填完整"),
        ({"next": "2026-09-02T09:00"}, "更新时间已经过去"),
        ({"next": "soon"}, "时间看不懂"),
        ({"lines": "83183333"}, "只有值班席的同事和主管"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_changes_nothing(
    morning: World, browser: Callable[..., Browser], change: dict[str, str], why: str
) -> None:
    refused = browser("li.wei").post("/incidents", **{**REPORT, **change})
    assert refused.status_code == 409 and why in text_of(refused.text)
    with morning.database.reading() as session:
        assert session.scalars(select(Incident)).all() == []


def test_the_second_report_of_the_same_leads_to_an_update(
    morning: World, browser: Callable[..., Browser]
) -> None:
    li = browser("li.wei")
    li.post("/incidents", **REPORT)
    refused = li.post("/incidents", **REPORT)
    assert refused.status_code == 409 and "同类故障已经在通报" in text_of(refused.text)
    li.post("/incidents/1/close")
    over = li.post("/incidents/1/update", next="2026-09-02T11:00")
    assert over.status_code == 409 and "已经恢复了" in text_of(over.text)


def test_a_file_is_heard_by_callers_and_a_bad_one_publishes_nothing(
    morning: World, browser: Callable[..., Browser]
) -> None:
    li = browser("li.wei")
    bad = li.post("/incidents", **REPORT, file=(io.BytesIO(b"no sound"), "a.wav"))
    assert bad.status_code == 409 and "WAV" in text_of(bad.text)
    body = open(SPEECH[1:], "rb").read()  # noqa: PTH123, SIM115
    li.post("/incidents", **REPORT, file=(io.BytesIO(body), "words.wav"))
    page = li.get("/incidents/1").text
    heard = re.search(r'src="(/incidents/1/words/\d+)"', page)
    assert "上传的录音" in text_of(page) and heard
    assert li.get(heard[1]).data.startswith(b"RIFF")
    call = morning.caller().dials(SUPPORT, "0", "hangup").went_well()
    call.never_hears("目前部分专线中断").hears("登记受影响请按1")
    assert any("clips/" in str(entry) for entry in call.call.log)


def test_whoever_answers_none_of_those_lines_sees_it_and_changes_nothing(
    morning: World, browser: Callable[..., Browser]
) -> None:
    morning.agent("zhao", "service-centre")
    browser("li.wei").post("/incidents", **REPORT)
    zhao = browser("zhao")
    page = zhao.get("/incidents/1").text
    assert "部分专线中断" in text_of(page) and "发布更新" not in page
    for act in ("update", "close"):
        refused = zhao.post(f"/incidents/1/{act}")
        assert refused.status_code == 409 and "只有值班席的同事和主管" in text_of(refused.text)
    morning.agent("audit", "service-centre", role="auditor")
    audit = browser("audit")
    assert "部分专线中断" in text_of(audit.get("/incidents/1").text)
    assert audit.post("/incidents/1/close").status_code == 403
    morning.agent("root", "service-centre", role="admin")
    assert browser("root").get("/incidents").status_code == 403
    morning.caller().dials(SUPPORT, "hangup").hears("登记受影响请按1")


def test_an_open_page_asks_for_what_changed(morning: World, browser: Callable[..., Browser]) -> None:
    li = browser("li.wei")
    li.post("/incidents", **REPORT)
    page = li.get("/incidents/1").text
    now = re.search(r'hx-get="(/incidents/1/now\?seen=\w+)"', page)
    assert now and li.get(now[1]).status_code == 204
    morning.caller().dials(SUPPORT, "1", "hangup")
    changed = li.get(now[1])
    assert changed.status_code == 200 and "登记受影响" in changed.text


def test_the_board_names_the_firms_as_they_come_in(morning: World, browser: Callable[..., Browser]) -> None:
    morning.agent("boss", "service-centre", role="supervisor")
    browser("li.wei").post("/incidents", **REPORT)
    morning.caller().dials(SUPPORT, "1", "hangup")
    board = text_of(browser("boss").get("/board").text)
    assert "故障通报中" in board and "部分专线中断" in board and "138****8000" in board


def test_whoever_could_not_be_told_and_whoever_is_not_out_of_trouble_are_tasks_that_say_so(
    morning: World, browser: Callable[..., Browser]
) -> None:
    li = browser("li.wei")
    li.post("/incidents", **REPORT)
    for number, behaviour in ((MOBILE, "no-answer"), (OTHER, "2")):
        morning.caller(number).dials(SUPPORT, "1", "hangup")
        morning.telephone(number, behaviour)
    li.post("/incidents/1/close")
    passes(morning, minutes=15)
    li = browser("li.wei")
    still, silent = (text_of(li.get(f"/tasks/{task['ref']}").text) for task in morning.tasks())
    assert "通报的故障恢复后仍有问题，承诺" in still and "接到恢复通知，仍有问题，建立任务" in still
    assert "登记的故障已恢复，没能通知到" in silent and "三次没联系上，建立任务" in silent
    page = text_of(li.get("/incidents/1").text)
    assert "已通知 1" in page and "没联系上 1" in page and "3 次没联系上，已转任务" in page
