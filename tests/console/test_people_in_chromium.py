"""Second factors, reset links and interrupted forms as people meet them: a real Chromium, a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from conftest import PASSWORD
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import address, asks_nothing, chromium, forget, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import World

from ivr.settings import Settings


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Where a test asks for it, as on a public address: a second factor is required."""
    return settings.model_copy(
        update={"second_factor": "required" if "enrol" in request.node.name else "offered"}
    )


@pytest.fixture
def other(chromium: Browser, address: str) -> Iterator[Page]:  # noqa: F811 - a fixture asks by name
    """Somebody else's browser."""
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def enter(page: Page, name: str, password: str = PASSWORD) -> None:  # noqa: F811
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


def test_a_supervisor_has_to_enrol_and_signs_in_by_code(page: Page, world: World) -> None:  # noqa: F811
    world.agent("zhao", "service-centre", role="supervisor")
    page.goto("/hours")
    enter(page, "zhao")
    expect(page.locator("h1")).to_have_text("开启两步验证")
    for path in ("/", "/people", "/hours/draft", "/me"):
        page.goto(path)
        expect(page).to_have_url(re.compile("/me/second-factor$"))

    picture = page.locator(".qr svg")
    expect(picture).to_be_visible()
    assert picture.bounding_box()["width"] > 150
    telephone = pyotp.TOTP(page.inner_text("#secret").replace(" ", ""))
    page.fill("#code", "000000")
    page.press("#code", "Enter")
    expect(page.locator(".notice[role=alert]")).to_contain_text("动态码不对")
    page.fill("#code", telephone.at(world.clock()))
    page.press("#code", "Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    paper = page.locator(".codes code").all_inner_texts()
    page.click(".card .button.primary")
    page.wait_for_selector("#queue-rows")

    forget(page)
    page.goto("/hours")
    enter(page, "zhao")
    expect(page.locator("#code")).to_be_focused()
    page.fill("#code", telephone.at(world.clock()))
    page.press("#code", "Enter")
    expect(page.locator(".notice[role=alert]")).to_contain_text("已经用过")
    world.later(seconds=30)
    page.fill("#code", telephone.at(world.clock()))
    page.press("#code", "Enter")
    expect(page).to_have_url(re.compile("/hours$"))

    forget(page)
    page.goto("/sign-in")
    enter(page, "zhao")
    page.fill("#code", paper[0])
    page.press("#code", "Enter")
    page.wait_for_selector("#queue-rows")
    page.goto("/me")
    expect(page.locator("main")).to_contain_text("还剩 9 个备用码")


def test_somebody_new_chooses_a_password_by_a_link(page: Page, other: Page, world: World) -> None:  # noqa: F811
    world.agent("root", "service-centre", role="admin")
    page.goto("/people")
    enter(page, "root")
    page.click("#people-add")
    page.fill("#name", "chen.jie")
    page.fill("#display", "陈洁 🙂")
    page.check("input[value=service-centre]")
    page.fill("#phone", "12")
    page.click("#person-create")
    expect(page.locator(".notice[role=alert]")).to_contain_text("电话号码不对")
    expect(page.locator("#display")).to_have_value("陈洁 🙂")
    expect(page.locator("input[value=service-centre]")).to_be_checked()
    page.fill("#phone", "13800138003")
    page.click("#person-create")
    link = page.input_value("#link")
    assert link.startswith(f"{world.system.settings.public_url}/reset/")
    path = link.removeprefix(world.system.settings.public_url)

    other.goto(path)
    other.fill("#new", "一个够长的新密码吧!")
    other.fill("#again", "不一样的另一个密码!!")
    other.click(".button.primary")
    expect(other.locator(".notice[role=alert]")).to_contain_text("两次输入的新密码不一样")
    other.fill("#new", "一个够长的新密码吧!")
    other.fill("#again", "一个够长的新密码吧!")
    other.click(".button.primary")
    expect(other.locator(".notice")).to_contain_text("新密码已生效")
    enter(other, "chen.jie", "一个够长的新密码吧!")
    other.wait_for_selector("#queue-rows", state="attached")
    other.goto(path)
    expect(other.locator(".notice[role=alert]")).to_contain_text("链接已经失效")

    page.goto("/people")
    expect(page.locator("tr", has_text="陈洁")).to_contain_text("在线")
    expect(page.locator("tr", has_text="陈洁")).to_contain_text("138****8003")
    page.click("a:has-text('陈洁')")
    page.click("#person-leave")
    expect(page.locator(".notice.told")).to_contain_text("已停用")
    other.goto("/")
    expect(other).to_have_url(re.compile("/sign-in"))


def test_a_note_survives_a_session_that_ran_out(page: Page, ref: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.fill("#say textarea", "客户说：\n1. 文件晚到 <b>\n2. 明早再核对 🙏")
    world.later(minutes=31)
    # The page asks how things stand, by itself, and learns that nobody is signed in any more.
    expect(page.locator("#password")).to_be_visible(timeout=15_000)
    expect(page.locator("main")).to_contain_text("你刚才写的内容还在")
    enter(page, "wang", "a wrong password")
    expect(page.locator(".notice[role=alert]")).to_contain_text("用户名或密码不对")
    enter(page, "wang")
    expect(page.locator("h1")).to_have_text("接着写")
    kept = page.locator("textarea")
    expect(kept).to_have_value("客户说：\n1. 文件晚到 <b>\n2. 明早再核对 🙏")
    assert "noted" not in [entry["kind"] for entry in world.task(ref)["history"]], (
        "nothing was sent by itself"
    )
    kept.fill(kept.input_value() + "\n3. 回访")
    page.click("#resume-send")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    expect(page.locator("#history .note")).to_have_text(
        "客户说：\n1. 文件晚到 <b>\n2. 明早再核对 🙏\n3. 回访"
    )


def test_an_act_that_was_pressed_too_late_is_not_done(page: Page, ref: str, world: World) -> None:  # noqa: F811
    """And what was typed for it is shown to nobody else."""
    world.agent("li", "service-centre")
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.fill("#say textarea", "只给我看的话")
    page.select_option("#say select", "operations-1")
    asks_nothing(page)
    world.later(minutes=31)
    page.click("#act-dispatch")
    expect(page.locator("#password")).to_be_visible()
    enter(page, "li")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    expect(page.locator("#history")).to_be_visible()
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text("只给我看的话")
    assert world.task(ref)["desk"] == "service-centre"


def test_a_draft_survives_a_session_that_ran_out(page: Page, world: World) -> None:  # noqa: F811
    world.agent("zhao", "service-centre", role="supervisor")
    page.goto("/hours/draft")
    enter(page, "zhao")
    expect(page.locator("#draft-form")).to_be_visible()
    text = page.input_value("#draft-text") + "\n# 十月的想法\n"
    page.fill("#draft-text", text)
    asks_nothing(page)
    world.later(minutes=31)
    page.click("#draft-publish")
    enter(page, "zhao")
    expect(page.locator("h1")).to_have_text("接着写")
    page.click("#resume-send")
    expect(page.locator("#draft-text")).to_have_value(text)
    with world.database.reading() as session:
        assert "十月的想法" not in world.system.book.current(session).schedule.model_dump_json()
