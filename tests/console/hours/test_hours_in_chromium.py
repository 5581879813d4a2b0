"""The overview, the year and the notices in a real browser: by pointer, by keyboard, on a telephone, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_in_chromium import address, chromium, fits, page, pytestmark  # noqa: F401 - fixtures, and where they run
from test_notices_page import WRONG, YEAR
from world import World

from ivr.settings import Settings


@pytest.fixture
def li(page: Page, world: World) -> Page:  # noqa: F811
    """A supervisor who is signed in, in the last days of the year."""
    world.at("2026-12-22T14:24")
    world.agent("li", "service-centre", role="supervisor")
    sign_in(page)
    return page


def sign_in(page: Page) -> None:  # noqa: F811
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("li")
    page.get_by_label("密码").fill("correct horse battery staple")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()


def day(page: Page, date: str) -> Locator:  # noqa: F811
    return page.locator(f".months .day[data-date='{date}']")


def test_a_bar_is_as_long_as_the_line_is_open(li: Page) -> None:
    li.goto("/hours")
    # 8:30 to 18:00 is 19/48 of a day, and the present stands at 60 hundredths of today.
    today = li.locator(".bars tbody tr").first.locator("td").first
    drawn = today.locator("svg").bounding_box()
    opened = today.locator(".bars-same").bounding_box()
    now = today.locator(".bars-now").bounding_box()
    assert drawn and opened and now
    assert opened["width"] / drawn["width"] == pytest.approx(9.5 / 24, abs=0.02)
    assert (now["x"] + now["width"] / 2 - drawn["x"]) / drawn["width"] == pytest.approx(0.6, abs=0.03)
    # A screen reader meets the same as a table.
    expect(li.get_by_role("row", name="业务咨询热线")).to_be_visible()
    expect(li.get_by_role("columnheader", name="12月22日 周二")).to_be_visible()
    expect(li.get_by_role("cell", name="8:30–18:00").first).to_be_visible()


def test_the_year_is_walked_through_with_the_arrow_keys(li: Page) -> None:
    li.goto("/calendar/2026")
    said = li.locator("#said")
    expect(said).to_contain_text("指着或点一下某一天")
    expect(day(li, "2026-12-22")).to_have_attribute("tabindex", "0")
    day(li, "2026-12-22").focus()
    expect(said).to_have_text("12月22日 周二：交易日")
    li.keyboard.press("ArrowLeft")
    expect(said).to_have_text("12月21日 周一：交易日")
    li.keyboard.press("ArrowUp")
    expect(said).to_have_text("12月14日 周一：交易日")
    li.keyboard.press("PageUp")
    li.keyboard.press("PageUp")
    expect(day(li, "2026-10-14")).to_be_focused()
    for _ in range(7):
        li.keyboard.press("ArrowLeft")
    expect(said).to_have_text("10月7日 周三：休市（国庆节）")
    li.keyboard.press("Home")
    li.keyboard.press("ArrowLeft")  # nothing comes before New Year's Day
    expect(said).to_have_text("1月1日 周四：休市（元旦）")
    expect(li.locator(".months .day[tabindex='0']")).to_have_count(1)


def test_pointing_at_a_day_says_what_it_is(li: Page) -> None:
    li.goto("/calendar/2026")
    day(li, "2026-02-17").hover()
    expect(li.locator("#said")).to_have_text("2月17日 周二：休市（春节）")
    assert day(li, "2026-02-17").get_attribute("title") == "2月17日 周二：休市（春节）"


def test_a_year_that_is_not_certain_looks_softer(li: Page) -> None:
    ground = "node => getComputedStyle(node).backgroundColor"
    li.goto("/calendar/2026")
    certain = day(li, "2026-03-02").evaluate(ground)
    assert day(li, "2026-02-17").evaluate(ground) != certain  # closures are hollow
    li.get_by_role("link", name="2027 年").click()
    expect(li.get_by_role("heading", name="2027 年交易日历")).to_be_visible()
    assert day(li, "2027-03-01").evaluate(ground) != certain
    expect(li.get_by_text("2027 年还没有官方安排，这里按往年规律推算")).to_be_visible()


def test_on_paper_there_are_only_the_months_and_the_lists(li: Page) -> None:
    li.goto("/calendar/2026")
    li.emulate_media(media="print")
    expect(li.locator(".tabs")).to_be_hidden()
    expect(li.locator("#said")).to_be_hidden()
    expect(li.get_by_role("button", name="打印")).to_be_hidden()
    expect(li.get_by_role("heading", name="12月")).to_be_visible()
    expect(li.locator("aside")).to_contain_text("国庆节")


def test_a_notice_is_pasted_corrected_and_accepted(li: Page, world: World) -> None:
    li.goto("/hours")
    li.get_by_role("link", name="粘贴公告").click()
    box = li.get_by_role("textbox", name="粘贴公告")
    box.fill(WRONG)
    li.get_by_role("button", name="检查").click()
    expect(li.get_by_role("alert").filter(has_text="这份公告还不能用")).to_contain_text("2月12日")
    expect(box).to_have_value(WRONG)
    # The line's number leads to the line.
    li.wait_for_load_state()
    li.get_by_role("link", name="第 6 行").click()
    chosen = li.evaluate(
        "() => [document.activeElement].map(b => b.value.slice(b.selectionStart, b.selectionEnd))[0]"
    )
    assert chosen == WRONG.split("\n")[5]
    box.fill(YEAR)
    li.get_by_role("button", name="检查").click()
    expect(li.get_by_text("暂定，还没有官方安排 → 深交所公告已确认")).to_be_visible()
    li.get_by_role("button", name="接受，立即生效").click()
    expect(li.locator(".notice[role=status]")).to_contain_text("已生效")
    li.goto("/calendar/2027")
    expect(li.locator(".certainty")).to_contain_text("深交所公告已确认")


def test_a_closure_is_entered_on_a_telephone(
    chromium: Browser,  # noqa: F811
    address: str,  # noqa: F811
    world: World,
) -> None:
    world.at("2026-12-23T08:20")
    world.agent("li", "service-centre", role="supervisor")
    telephone = chromium.new_context(
        base_url=address, locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True
    ).new_page()
    sign_in(telephone)
    telephone.goto("/notices")
    telephone.locator("#closure summary").tap()
    expect(telephone.get_by_label("原因，中文")).to_be_hidden()
    telephone.get_by_label("依据").fill("深交所来电")
    telephone.get_by_role("button", name="看看影响").tap()
    expect(telephone.get_by_text("原为交易日，改为休市（台风）")).to_be_visible()
    # Back in the form everything is as it was.
    telephone.get_by_role("button", name="回去修改").tap()
    expect(telephone.get_by_label("依据")).to_have_value("深交所来电")
    telephone.get_by_label("原因（来电人会听到）").select_option("other")
    telephone.get_by_label("原因，中文").fill("全国哀悼日")
    telephone.get_by_label("原因，英文").fill("Day of mourning")
    telephone.get_by_role("button", name="看看影响").tap()
    telephone.get_by_role("button", name="接受，立即生效").tap()
    expect(telephone.locator(".notice[role=status]")).to_contain_text("已生效")
    telephone.goto("/hours")
    expect(telephone.get_by_text("休息中")).to_be_visible()
    telephone.context.close()


@pytest.mark.parametrize("width", [360, 390, 900, 1280])
def test_nothing_is_cut_off_at_any_width(li: Page, world: World, settings: Settings, width: int) -> None:
    drill = "{on: 2026-12-24, hotlines: all, closed: {zh: 系统演练, en: System drill}}"
    world.publish(settings.schedules.read_text().replace("overrides: []", f"overrides:\n  - {drill}"))
    li.set_viewport_size({"width": width, "height": 800})
    for path in ("/hours", "/calendar/2026", "/calendar/2027", "/notices"):
        li.goto(path)
        fits(li, width)


def test_another_reason_has_its_fields_and_only_then(li: Page) -> None:
    li.goto("/switch?act=close")
    expect(li.locator("#zh")).to_be_hidden()
    expect(li.locator("#time")).to_be_hidden()
    li.check("input[name=reason][value=own]")
    expect(li.locator("#zh")).to_be_visible()
    expect(li.locator("#en")).to_be_visible()
    li.check("input[name=until][value=time]")
    expect(li.locator("#time")).to_be_visible()
