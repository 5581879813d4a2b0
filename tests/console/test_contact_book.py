"""The contact book in the console: its own pages, who rang beside a task, firms in the queue, and the keys pressed."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from conftest import Browser
from sqlalchemy import event, select
from werkzeug.test import TestResponse
from world import MOBILE, OTHER, OVERSEAS, SHORT, SWITCHBOARD, World

from ivr import contacts as book
from ivr import history
from ivr.people import User
from ivr.web.console.assets import FOLDER
from ivr.web.console.contacts_words import CONTACTS
from ivr.web.console.words import WORDS

Opened = Callable[..., Browser]
SHEET = """姓名,单位,机构类型,电话,备注
张敏,国泰君安证券股份有限公司,证券公司,13800138000,清算岗
,国泰君安证券股份有限公司,,0755-82345678,
Li Wei,恒生银行,银行,+852 2345 6789,<b>🙏</b>
"""


@pytest.fixture
def boss(world: World) -> User:
    return world.agent("boss", "service-centre", role="supervisor")


def filled(world: World, sheet: str = SHEET) -> None:
    with world.database.writing() as session:
        book.apply(
            session, book.read(sheet.encode(), "+86 755"), skip_bad=False, now=world.clock(), actor="user:0"
        )


def visible(page: TestResponse, part: str = "") -> str:
    """What a person reads of a page, or of its part with that id."""
    html = page.text
    if part:
        found = re.search(rf'<(\w+)[^>]* id="{part}".*?(?=<(?:aside|main|section|article) |\Z)', html, re.S)
        assert found, html
        html = found[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def handed_in(browser: Browser, sheet: bytes, **fields: str) -> TestResponse:
    browser.get("/contacts/import")
    form = {"csrf_token": browser.token, "file": (io.BytesIO(sheet), "sheet.csv"), **fields}
    return browser.client.post("/contacts/import", data=form, content_type="multipart/form-data")


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(world.database.engine, "before_cursor_execute", note)


# The book's own pages


def test_an_entry_is_added_found_corrected_and_deleted(
    browser: Opened, wang: User, boss: User, world: World
) -> None:
    agent = browser("wang")
    assert "通讯录还是空的" in agent.get("/contacts").text
    agent.get("/contacts/new")
    page = agent.post(
        "/contacts", name="张敏", firm="国泰君安证券", kind="securities", phone="12", note="清算岗 🙏"
    )
    assert page.status_code == 409
    assert "12 不是能拨通的号码" in page.text
    for kept in (
        'value="张敏"',
        'value="国泰君安证券"',
        'value="12"',
        "清算岗 🙏",
        'value="securities" selected',
    ):
        assert kept in page.text, kept
    page = agent.post(
        "/contacts",
        name="张敏",
        firm="国泰君安证券",
        kind="securities",
        phone="138 0013 8000；0755-82345678转6021",
    )
    address = page.request.path
    assert "已添加。" in page.text
    assert "138****8000" in page.text and "0755-****5678 转 ****" in page.text
    assert "138 0013 8000" not in page.text and "6021" not in page.text

    page = agent.post("/contacts", name="李四", phone="13800138000")
    assert "这个号码已在通讯录里，属于国泰君安证券 · 张敏。" in page.text
    assert "共 1 条" in agent.get("/contacts?q=8000").text
    assert "没有找到" in agent.get("/contacts?q=李四").text

    # Corrected without anybody having seen the number; one number goes, another comes.
    page = agent.get(address)
    first = re.findall(r'name="drop" value="(\d+)"', page.text)[0]
    page = agent.post(
        address, name="张敏", firm="招商证券", kind="securities", drop=first, phone="13911112222", note=""
    )
    assert '<span class="tag">证券公司' not in page.text, "the new firm is not what the old one was"
    assert "已保存。" in page.text and "139****2222" in page.text and "138****8000" not in page.text
    assert "没有改动。" in agent.post(address, name="张敏", firm="招商证券").text
    both = {"drop": re.findall(r'name="drop" value="(\d+)"', agent.get(address).text)}
    page = agent.client.post(address, data={"csrf_token": agent.token, "name": "张敏", **both})
    assert (page.status_code, page.text.count(" checked")) == (409, 2)

    page = agent.post(f"{address}/reveal")
    assert "139 1111 2222" in page.text and "转 6021" in page.text
    page = agent.get(f"{address}/reveal", follow_redirects=True)
    assert (page.status_code, "139 1111 2222" in page.text) == (200, False), "loaded again it is masked"
    assert agent.post(f"{address}/remove").status_code == 403

    lead = browser("boss")
    lead.get(address)
    assert "已删除。" in lead.post(f"{address}/remove").text
    assert lead.get(address).status_code == 404
    with world.database.reading() as session:
        subject = f"contact:{address.rpartition('/')[2]}"
        told = [(entry.kind, entry.actor) for entry in history.entries(session, subject)]
        assert history.verify(session, subject)
    assert [kind for kind, _ in told] == ["entry-added", "entry-changed", "revealed", "entry-removed"]
    assert told[-1][1] == f"user:{boss.id}"


def test_who_may_do_what(browser: Opened, wang: User, boss: User, world: World) -> None:
    filled(world)
    for name in ("auditor", "admin"):
        world.agent(name, "service-centre", role=name)
    number = re.search(r'href="(/contacts/\d+)"', browser("wang").get("/contacts").text)
    assert number
    for name, adds, imports, reveals in (
        ("wang", True, False, True),
        ("boss", True, True, True),
        ("auditor", False, False, False),
        ("admin", True, True, False),
    ):
        somebody = browser(name)
        page = somebody.get("/contacts")
        assert (page.status_code, "3 条" in page.text) == (200, True)
        assert (somebody.get("/contacts/new").status_code == 200) is adds, name
        assert (somebody.get("/contacts/import").status_code == 200) is imports, name
        assert ('href="/contacts/import"' in page.text) is imports, name
        page = somebody.get(number[1])
        assert ('id="reveal"' in page.text, 'id="save"' in page.text, 'id="remove"' in page.text) == (
            reveals,
            adds,
            imports,
        ), name
        assert (somebody.post(f"{number[1]}/reveal").status_code == 200) is reveals, name
    agent = browser("wang")
    for path in ("/contacts/99999999999999999999", "/contacts/2147483648", "/contacts/77"):
        assert agent.get(path).status_code == 404, path
    for path in (
        "/contacts?q=a%00b%ff",
        "/contacts?q=%25",
        "/contacts?q=" + "9" * 5000,
        "/contacts/firms?firm=%00",
    ):
        assert agent.get(path).status_code == 200, path
    assert browser().get("/contacts").status_code == 303


def test_a_sheet_is_checked_and_taken_in(browser: Opened, boss: User, world: World) -> None:
    lead = browser("boss")
    page = handed_in(lead, SHEET.encode("gb18030"), act="check")
    assert "检查完毕，还没有导入：新增 3 条" in page.text
    assert "通讯录还是空的" in lead.get("/contacts").text
    bad = SHEET + "没号码,某某,,,\n谁,某某,大公司,13700001111,\n"
    page = handed_in(lead, bad.encode(), act="import")
    assert "有 2 行不能导入，所以一条都没有导入" in page.text
    assert "第 5 行 没有电话号码。" in visible(page)
    assert "第 6 行 没有「大公司」这种机构类型" in visible(page)
    assert "通讯录还是空的" in lead.get("/contacts").text
    assert "已导入：新增 3 条，更新 0 条，0 条没有变化。 跳过 2 行。" in visible(
        handed_in(lead, bad.encode(), act="import", skip="on")
    )
    assert "0 条，更新 0 条，3 条没有变化" in handed_in(lead, SHEET.encode(), act="import").text
    page = lead.get("/contacts")
    assert "&lt;b&gt;🙏&lt;/b&gt;" in page.text and "+852 ****6789" in page.text
    for data, sentence in (
        (b"PK\x03\x04", "这是 Excel 工作簿"),
        (b"", "文件是空的。"),
        (b"x" * (16 * 1024 * 1024 + 1), "文件太大"),
        ('姓名,电话\n"张,13800138000'.encode(), "第 2 行的引号位置不对"),
    ):
        page = handed_in(lead, data, act="import")
        assert (page.status_code, sentence in page.text) == (409, True), sentence
    assert handed_in(lead, b"x" * (18 * 1024 * 1024)).status_code == 413
    assert "请选择一个文件" in lead.post("/contacts/import", act="import").text


def test_every_reason_has_words_in_both_languages() -> None:
    from ivr.contacts.errors import SENTENCES

    pages = [file.read_text() for file in (FOLDER.parent / "templates/contacts").iterdir()]
    asked = {key for text in pages for key in re.findall(r"""\bt\(["']([\w.-]+)["'][,)]""", text)}
    assert len(asked) > 20 and asked <= set(WORDS)
    assert not any(re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", text) for text in pages)
    fields = re.compile(r"\{(\w+)\}")
    for code, english in SENTENCES.items():
        zh, en = CONTACTS[f"contacts.bad.{code}"]
        assert set(fields.findall(zh)) <= set(fields.findall(en)) == set(fields.findall(english)), code


# Beside a task, and in the queue


def test_the_caller_is_shown_by_firm_and_name(browser: Opened, ref: str, world: World) -> None:
    filled(world)
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}")
    assert "国泰君安证券股份有限公司 证券公司 张敏" in visible(page, "named")
    assert 'id="act-name"' not in page.text
    row = re.search(r'<span class="number whose".*?\n', page.text)
    assert row and visible_of(row[0]) == "国泰君安证券股份有限公司 · 张敏"
    assert world.tasks()[0]["caller"] == MOBILE, "what scripts read is the number, as it was"


def test_a_stranger_is_entered_in_place(browser: Opened, ref: str, wang: User, world: World) -> None:
    agent = browser("wang")
    assert "通讯录里没有这个号码" in agent.get(f"/tasks/{ref}").text
    page = agent.post(f"/tasks/{ref}/caller", name="", firm=" ")
    assert (page.status_code, "姓名和单位至少填一项。" in page.text) == (409, True)
    page = agent.post(f"/tasks/{ref}/caller", name="张" * 61, firm="<i>某某</i>证券")
    assert "姓名太长，请控制在 60 字以内。" in page.text
    assert 'value="&lt;i&gt;某某&lt;/i&gt;证券"' in page.text and f'value="{"张" * 61}"' in page.text
    assert "138****8000" in page.text
    page = agent.post(f"/tasks/{ref}/caller", name="张敏", firm="某某证券")
    assert page.request.path == f"/tasks/{ref}"
    assert "某某证券 张敏" in visible(page, "named")
    assert "wang登记了来电人" in visible(page)
    assert [entry["kind"] for entry in world.task(ref)["history"]][-1] == "caller-named"
    assert world.task(ref)["verified"] is True
    page = agent.post(f"/tasks/{ref}/caller", name="李四", firm="")
    assert "这个号码已在通讯录里，属于某某证券 · 张敏。" in visible(page, "named"), "a colleague was quicker"
    with world.database.reading() as session:
        assert len(session.scalars(select(book.Contact)).all()) == 1
    world.agent("auditor", "service-centre", role="auditor")
    auditor = browser("auditor")
    auditor.get(f"/tasks/{ref}")
    assert auditor.post(f"/tasks/{ref}/caller", name="x").status_code == 403


def test_the_queue_by_firm(browser: Opened, ref: str, boss: User, world: World) -> None:
    filled(world)
    world.caller(OTHER).dials("83182222", "1", SHORT, "#", "1")
    for number in (SWITCHBOARD, OVERSEAS):
        world.at("2026-10-08T17:50").caller(number).dials("83183333", "1", "1", SHORT, "#", "1")
    lead = browser("boss")
    page = lead.get("/")
    heads = re.findall(r"<h2>(.*?) <span class=\"count\">(\d+)", page.text)
    assert re.sub("<[^>]+>", "", heads[0][0]) == "晚间结算的故障"
    page = lead.post("/queue/grouping", grouping="firm", next="/")
    heads = re.findall(r"<h2>(.*?) <span class=\"count\">(\d+)", page.text)
    assert [(re.sub("<[^>]+>", "", name), count) for name, count in heads] == [
        ("国泰君安证券股份有限公司", "2"),
        ("恒生银行", "1"),
        ("未登记的来电人", "1"),
    ]
    assert "国泰君安" in lead.get("/queue?seen=0").text, "and stays so when the page asks again"
    assert lead.post("/queue/grouping", grouping="moon", next="/").status_code == 400


def test_who_they_are_is_one_query_for_the_whole_queue(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    filled(world)
    with counted(world) as one:
        agent.get("/")
    for n in range(6):
        world.caller(f"+8613700{n:06}").dials("83183333", "1", "1", SHORT, "#", "1")
    agent.get("/")
    with counted(world) as many:
        agent.get("/")
    asked = [statement for statement in many if "contact_numbers" in statement]
    assert (len(many), len(asked)) == (len(one), 1)


def test_calls_of_the_caller_and_how_they_ended(browser: Opened, ref: str, wang: User, world: World) -> None:
    caller = world.caller()
    world.at("2026-10-08T08:40")
    caller.dials("83183333", "1", "hangup")  # gives up in line
    caller.dials("83182222", "wait:1", "hangup")
    world.caller(OTHER).dials("83183333", "1", "1", SHORT, "#", "1")
    page = browser("wang").get(f"/tasks/{ref}")
    calls = re.findall(r"<summary><time.*?</summary>", page.text, re.S)
    assert [visible_of(each) for each in calls] == [
        "今天 8:40 技术支持 挂断",
        "今天 8:40 业务咨询 排队时挂断",
        "10月1日 20:00 业务咨询 留言",
    ]


def test_a_complaint_is_shown_to_nobody_it_may_be_about(
    browser: Opened, ref: str, boss: User, world: World
) -> None:
    world.at("2026-10-08T08:40").caller().dials("83183333", "4", "hangup")
    page = browser("wang").get(f"/tasks/{ref}").text
    assert (page.count("<summary><time"), "<kbd>4</kbd>投诉和建议" in page) == (1, False)
    page = browser("boss").get(f"/tasks/{ref}").text
    assert (page.count("<summary><time"), "<kbd>4</kbd>投诉和建议" in page) == (2, True)


def visible_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
