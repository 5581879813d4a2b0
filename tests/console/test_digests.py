"""Reminders as people meet them: a line above every page, one press, and the list."""

import re
from collections.abc import Callable
from html import unescape

from conftest import WANG, Browser
from world import MOBILE, OTHER, SPEECH, World

from ivr.callbacks import escalation
from ivr.notifiers import channels, deliver
from ivr.people import User

Opened = Callable[..., Browser]


def strip(page: str) -> str:
    """What stands above the page, as it is read."""
    found = re.search(r'<div id="digests".*?</div>', page, re.DOTALL)
    assert found is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def numbers(page: str) -> list[str]:
    found = re.search(r'<div id="digests".*?</div>', page, re.DOTALL)
    return re.findall(r'name="digest" value="(\d+)"', found[0]) if found else []


def test_from_half_of_the_time_to_the_end(browser: Opened, ref: str, world: World) -> None:
    """The desk sees it, presses once, and it is gone for everybody there; the supervisor's turn comes later."""
    world.agent("zhao", "service-centre")
    world.agent("lead", "x", role="supervisor")
    world.agent("other", "southern-centre")
    world.agent("audit", "x", role="auditor")
    wang, zhao, lead = browser("wang"), browser("zhao"), browser("lead")
    spoken = f"{ref[:4]} {ref[4:]}"
    assert strip(wang.get("/").text) == ""
    assert "还没有提醒" in wang.get("/digests").text

    world.at("2026-10-08T08:46")
    escalation.gather(world.system)
    page = wang.get(f"/tasks/{ref}").text
    assert strip(page) == f"客户服务中心：1 条的承诺时间已过半 {spoken} 知道了"
    assert "承诺时间过半，提醒值班席" in page
    assert strip(lead.get("/").text) == strip(browser("other").get("/").text) == ""

    # A page that is open asks by itself, and gets nothing while nothing changed.
    seen = re.search(r"/digests/now\?seen=(\w+)", page)[1]
    assert wang.get(f"/digests/now?seen={seen}").status_code == 204
    lead.get("/")
    assert lead.post("/digests/noted", digest=numbers(page)[0]).status_code == 200
    assert strip(zhao.get("/").text) != "", "it was not the supervisor's to note"

    world.at("2026-10-08T09:00")
    escalation.gather(world.system)
    assert strip(wang.get(f"/digests/now?seen={seen}").text) == f"客户服务中心：1 条已逾期 {spoken} 知道了"
    answer = wang.post("/digests/noted", follow=False, digest=numbers(page)[0], next=f"/tasks/{ref}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{ref}")
    assert strip(wang.get("/").text) == strip(zhao.get("/").text) == ""
    assert "wang确认看到提醒" in wang.get(f"/tasks/{ref}").text
    listed = wang.get("/digests").text
    assert "wang 今天 9:00 已确认" in listed
    assert "到期" not in re.findall(r'class="level[^>]*>.*?</span>', listed)[0]

    assert strip(lead.get("/").text) == f"客户服务中心：1 条已逾期 {spoken} 知道了"
    audit = browser("audit")
    assert "到期" in audit.get("/digests").text
    assert audit.post("/digests/noted", digest="2").status_code == 403

    # Nobody needs to press anything for what is settled meanwhile.
    wang.get(f"/tasks/{ref}")
    wang.post(f"/tasks/{ref}/claim")
    assert wang.post(f"/tasks/{ref}/resolve", note="好了").status_code == 200
    assert strip(lead.get("/").text) == ""
    assert "都已办结" in lead.get("/digests").text
    assert world.task(ref)["verified"] is True


def test_the_head_reads_references_and_an_administrator_no_matters(
    browser: Opened, ref: str, world: World
) -> None:
    world.agent("root", "x", role="admin")
    with world.database.writing() as session:
        channels.add(session, "json://127.0.0.1:9/x", level="head", now=world.clock(), actor="test")
    world.caller(OTHER).dials("83183333", "1", SPEECH, "#", "1", at="2026-10-02T20:00")
    world.at("2026-10-08T09:30")
    escalation.gather(world.system)
    root = browser("root")
    page = root.get("/digests").text
    spoken = f"{ref[:4]} {ref[4:]}"
    assert "客户服务中心：1 条已用了两倍的承诺时间" in strip(page)
    assert strip(page).count("演练") == 1, "a drill is called one"
    assert spoken in page
    assert f"/tasks/{ref}" not in page
    for secret in ("138****8000", MOBILE):
        assert secret not in page

    # The webhook that nobody answers is given up after a day, and said to be.
    for _ in range(60):
        deliver(world.database, world.system.settings, world.clock())
        world.later(minutes=30)
    root = browser("root")
    assert "1 条外发通知没有送达" in root.get("/people").text
    assert "json://127.0.0.1:9/…" in root.get("/digests").text
    assert "外发通知" not in browser("wang").get("/digests").text


def test_the_next_try_says_which_it_is(browser: Opened, ref: str, world: World, wang: User) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "no-answer")
    agent.post(f"/tasks/{ref}/ring")
    world.phone.run()
    page = agent.get(f"/tasks/{ref}").text
    assert re.search(r"今天 8:\d\d 再拨，第 2 次", page), page
    assert strip(page) == ""
    english = agent.post("/language", language="en", next=f"/tasks/{ref}").text
    assert re.search(r"to be rung again today 8:\d\d, try 2", english)
