"""The contact book in a real Chromium: strangers entered in place, sheets handed in, entries found while typing."""
# ruff: noqa: F811 - fixtures of another module

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import address, chromium, fits, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import SHORT, World

SHEET = """姓名,单位,机构类型,电话,备注
王强,国泰君安证券股份有限公司,证券公司,13911112222,
,国泰基金,基金,0755-82345678,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "通讯录.csv"
    path.write_text(SHEET, encoding="gb18030")
    return path


def test_a_stranger_is_entered_without_leaving_the_page(
    page: Page, ref: str, world: World, sheet: Path
) -> None:
    boss = world.agent("boss", "service-centre", role="supervisor")
    sign_in(page, boss.name)
    page.goto("/contacts/import")
    page.set_input_files("#file", sheet)
    page.click("#check")
    expect(page.locator("#outcome")).to_contain_text("还没有导入：新增 2 条")
    page.click("#import")  # the file is still chosen
    expect(page.locator("#outcome")).to_contain_text("已导入：新增 2 条")
    page.goto("/contacts")
    page.locator("input[name=q]").press_sequentially("2222")
    expect(page.locator(".entry-row")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/contacts\?q=2222$"))

    page.goto(f"/tasks/{ref}")
    page.fill("#say textarea", "正在写的备注")
    page.click("#act-name")
    expect(page.locator("#named [role=alert]")).to_have_text("姓名和单位至少填一项。")
    firm, name = page.locator("#named input[name=firm]"), page.locator("#named input[name=name]")
    firm.press_sequentially("国泰")
    expect(page.locator("#caller-firms option")).to_have_count(2)
    firm.fill("国泰君安证券股份有限公司")
    name.fill("张敏")
    # What is being typed outlives what else is put in place.
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    expect(firm).to_have_value("国泰君安证券股份有限公司")
    expect(name).to_have_value("张敏")
    name.fill("长" * 60)
    page.evaluate("() => document.querySelector('#named input[name=name]').removeAttribute('maxlength')")
    name.fill("长" * 61)
    page.click("#act-name")
    expect(page.locator("#named [role=alert]")).to_have_text("姓名太长，请控制在 60 字以内。")
    expect(firm).to_have_value("国泰君安证券股份有限公司")
    name.fill("张敏")
    name.press("Enter")
    expect(page.locator("#named .firm")).to_contain_text("国泰君安证券股份有限公司")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    expect(page.locator("#say textarea")).to_have_value("正在写的备注")
    expect(page.locator(f"#row-{ref} .number")).to_have_text("国泰君安证券股份有限公司 · 张敏")
    expect(page.locator("#history")).to_contain_text("boss登记了来电人")

    # By firm, and the queue keeps to it when it comes again by itself.
    page.click(".filters > summary")
    page.click("button[name=grouping][value=firm]")
    expect(page.locator(".group h2").first).to_contain_text("国泰君安证券股份有限公司")
    world.caller("+8613700001111").dials("83183333", "1", "1", SHORT, "#", "1")
    expect(page.locator(".row")).to_have_count(2, timeout=15_000)
    expect(page.locator(".group h2").first).to_contain_text("国泰君安证券股份有限公司")
    expect(page.locator(".group h2").last).to_contain_text("未登记的来电人")


def test_without_script_and_on_a_narrow_screen(
    chromium: Browser, address: str, ref: str, world: World, sheet: Path
) -> None:
    context = chromium.new_context(
        base_url=address, locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    opened = context.new_page()
    boss = world.agent("boss", "service-centre", role="supervisor")
    sign_in(opened, boss.name)
    opened.goto("/contacts/import")
    opened.set_input_files("#file", sheet)
    opened.click("#import")
    expect(opened.locator("#outcome")).to_contain_text("已导入：新增 2 条")
    opened.goto(f"/tasks/{ref}")
    opened.fill("#named input[name=name]", "张敏")
    opened.click("#act-name")
    expect(opened.locator("#named")).to_contain_text("张敏")
    expect(opened.locator(".calls .path").first).to_contain_text("业务咨询 83183333")
    opened.click("#named a")
    expect(opened.locator("h1")).to_contain_text("张敏")
    entry = opened.url
    for path in ("/contacts", "/contacts/new", "/contacts/import", entry, f"/tasks/{ref}"):
        opened.goto(path)
        fits(opened, 390)
    context.close()
