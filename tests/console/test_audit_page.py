"""The audit: everything that was looked at or changed, found again by those whom it concerns."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from conftest import Browser
from sqlalchemy import select, update
from world import MOBILE, World

from ivr import contacts, history, people
from ivr.callbacks.audit import ALL
from ivr.history import HistoryRow
from ivr.notifiers import channels
from ivr.people import User
from ivr.privacy import holds
from ivr.telephony import Contact as Reached
from ivr.web.console.words import WORDS

Opened = Callable[..., Browser]


@pytest.fixture
def looked_at(browser: Opened, world: World, ref: str) -> str:
    """An agent listened to a message and looked at the number; the hours were changed; people as well."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.agent("li", "southern-centre", role="supervisor")
    world.agent("audit", "complaints", role="auditor")
    world.agent("root", "complaints", role="admin")
    agent = browser("wang")
    agent.get(f"/recordings/{world.messages()[0].id}")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/reveal")
    world.publish(world.system.settings.schedules.read_text(encoding="utf-8") + "\n# again\n")
    browser("root").post("/people/user/wang", display="=王+1", desks="service-centre")
    return ref


def rows(page: str) -> list[str]:
    body = page.partition('id="audit-rows"')[2].partition("</table>")[0]
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ][1:]


def test_what_was_looked_at_is_found_by_kind_person_task_and_day(
    browser: Opened, world: World, looked_at: str
) -> None:
    audit = browser("audit")
    spoken = f"{looked_at[:4]} {looked_at[4:]}"
    page = audit.get("/audit?kind=looks")
    assert rows(page.text) == [
        f"2026-10-08 08:31:00 =王+1查看了号码 {spoken} 138****8000",
        f"2026-10-08 08:31:00 =王+1听了留言 {spoken}",
    ]
    assert MOBILE not in page.text
    assert rows(audit.get(f"/audit?task={looked_at}").text) == rows(page.text)
    text = audit.get("/audit?person=wang").text
    assert "查看了号码" in text and "root改了=王+1的姓名" in text and "已核验" in text
    assert "test发布第 2 号：时间表" in rows(audit.get("/audit?kind=hours").text)[0]
    assert rows(audit.get("/audit?kind=looks&from=2026-10-08&to=2026-10-08").text)
    assert "没有符合的记录" in audit.get("/audit?kind=looks&to=2026-10-07").text
    for wrong, said in (
        ("person=nobody", "没有这个用户名"),
        ("task=0000", "没有这个受理编号"),
        ("from=yesterday", "日期不对"),
        ("from=2026-10-09&to=2026-10-08", "日期不对"),
    ):
        page = audit.get(f"/audit?{wrong}")
        assert page.status_code == 200 and said in page.text and 'id="audit-rows"' not in page.text
    audit.post("/language", language="en")
    english = audit.get("/audit?kind=people").text
    assert "root renamed =王+1" in english and "added" in english


def test_each_sees_what_concerns_them(browser: Opened, world: World, looked_at: str) -> None:
    assert "查看了号码" in browser("zhao").get("/audit").text, "of their desk"
    other = browser("li").get("/audit").text
    assert "查看了号码" not in other and "改了=王+1" not in other
    assert "li登录" in other and "发布第 2 号" in other, "themselves, and the hours of all"
    root = browser("root").get("/audit?kind=looks").text
    assert "138****8000" in root and "/tasks/" not in root, "an administrator opens no customer's matter"


def test_looking_is_written_down_once_a_session_and_day(
    browser: Opened, world: World, looked_at: str
) -> None:
    def looks() -> int:
        with world.database.reading() as session:
            return sum(entry.kind == "audit-read" for entry in history.entries(session, "audit"))

    audit = browser("audit")
    for _ in range(3):
        audit.get("/audit")
    assert looks() == 1
    browser("audit").get("/audit")
    assert looks() == 2
    world.at("2026-10-09T08:31")
    audit = browser("audit")
    audit.get("/audit?kind=looks")
    assert looks() == 3


def test_an_export_is_for_a_spreadsheet_and_written_down(
    browser: Opened, world: World, looked_at: str
) -> None:
    audit = browser("audit")
    audit.get("/audit?kind=looks")
    page = audit.post("/audit/export", kind="looks")
    assert page.headers["Content-Disposition"] == 'attachment; filename="audit-20261008-0831.csv"'
    assert page.data.startswith(b"\xef\xbb\xbf")
    head, *listed = csv.reader(io.StringIO(page.data.decode("utf-8-sig")))
    assert head[:4] == ["时间", "谁", "用户名", "做了什么"]
    assert [row[6] for row in listed] == ["revealed", "listened"]
    assert listed[0][1] == "'=王+1", "no spreadsheet takes it for a formula"
    assert listed[0][5] == "138****8000"
    assert "audit导出了审计记录，共 2 条" in audit.get("/audit?kind=exports").text
    with world.database.reading() as session:
        entry = history.entries(session, "audit")[-1]
        assert (entry.kind, entry.facts["rows"], entry.facts["kinds"]) == ("exported", 2, "looks")
    everything = audit.post("/audit/export").data.decode("utf-8-sig")
    assert "exported" in everything and everything.count("\r\n") > 12


def test_it_says_when_a_chain_does_not_hold(browser: Opened, world: World, looked_at: str) -> None:
    audit = browser("audit")
    assert "核验不通过" not in audit.get(f"/audit?task={looked_at}").text
    with world.database.writing() as session:
        forged = select(HistoryRow.id).where(HistoryRow.kind == "revealed").scalar_subquery()
        session.execute(update(HistoryRow).where(HistoryRow.id == forged).values(actor="user:99"))
    assert "核验不通过" in audit.get(f"/audit?task={looked_at}").text


def test_earlier_pages_follow_without_a_gap(browser: Opened, world: World, wang: User) -> None:
    world.agent("audit", "complaints", role="auditor")
    with world.database.writing() as session:
        for turn in range(120):
            who = session.get_one(User, wang.id)
            people.set_display(session, who, f"w{turn}", now=world.clock(), actor=f"user:{wang.id}")
    audit = browser("audit")
    address, seen = "/audit?kind=people", []
    while address:
        text = audit.get(address).text
        seen += re.findall(r"w119改了w119的姓名|添加了", text)
        found = re.search(r'id="audit-earlier" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen.count("w119改了w119的姓名") == 120
    assert seen.count("添加了") == 2


def test_what_every_room_writes_down_is_told_in_words(browser: Opened, world: World, looked_at: str) -> None:
    with world.database.writing() as session:
        now, lead = world.clock(), "user:1"
        channels.add(session, "json://127.0.0.1:9/hook", desk="service-centre", now=now, actor=lead)
        hold = holds.on_task(session, world.first_task(session), reason="诉讼", actor=lead, now=now)
        holds.lift(session, hold.id, reason="", actor=lead, now=now)
        who = Reached("+8613911112222", None)
        contacts.add(session, contacts.Details(name="王小明", numbers=(who,)), now=now, actor=lead)
        contacts.exported_by(session, 1, now=now, actor=lead)
    audit = browser("audit")
    for kind, words in (
        ("channels", ["登记了一个通知渠道"]),
        ("privacy", ["设置了法律保留", "解除了法律保留"]),
        ("contacts", ["添加了联系人"]),
        ("exports", ["导出了通讯录"]),
    ):
        page = audit.get(f"/audit?kind={kind}")
        assert page.status_code == 200
        for told in words:
            assert told in page.text
    assert audit.get("/audit").status_code == 200


def test_every_kind_that_can_be_asked_for_has_words() -> None:
    told = {key.removeprefix("history.") for key in WORDS if key.startswith("history.")}
    bare = {kind for key in told for kind in key.split(".")}
    assert set(ALL) <= bare
