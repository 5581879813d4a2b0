"""The editor as a supervisor meets it: a real Chromium, a real server, two supervisors at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PASSWORD
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import Held, address, asks_nothing, chromium, fits, forget, page, pytestmark  # noqa: F401 - its fixtures and marks
from world import World

from ivr.hours import versions

SHIPPED = (Path(__file__).parents[3] / "schedules.yaml").read_text(encoding="utf-8")


@pytest.fixture
def zhao(page: Page, world: World) -> Page:  # noqa: F811 - a fixture asks by name
    """A supervisor on 30 September, with the editor open."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.at("2026-09-30T15:00")
    return opened(page, "zhao")


@pytest.fixture
def li(chromium: Browser, address: str, world: World) -> Iterator[Page]:  # noqa: F811
    """Another supervisor, in a browser of his own."""
    world.agent("li", "service-centre", role="supervisor")
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 800})
    yield opened(context.new_page(), "li")
    context.close()


def opened(page: Page, name: str) -> Page:  # noqa: F811
    page.goto("/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#queue-rows")
    page.goto("/hours/draft")
    expect(page.locator("#draft-form")).to_be_visible()
    return page


def in_force(world: World) -> str:
    with world.database.reading() as session:
        row = versions.last_schedule(session)
        assert row
        return row.text


def publish(page: Page, note: str) -> None:  # noqa: F811
    page.click("#draft-publish")
    page.fill("#note", note)
    page.click("#draft-confirm")


def test_the_form_changes_the_text_and_keeps_its_comments(zhao: Page, world: World) -> None:
    zhao.focus("#line-83183333-hours")
    zhao.select_option("#line-83183333-hours", "all-hours")
    expect(zhao.locator("#draft-state")).to_contain_text("天会变")
    wanted = SHIPPED.replace("    hours: trading-day", "    hours: all-hours", 1)
    expect(zhao.locator("#draft-text")).to_have_value(wanted)
    expect(zhao.locator("#draft-outcome .bars .changed").first).to_be_visible()
    expect(zhao.locator("#draft-outcome .bars-changes")).to_contain_text("草稿改为全天")
    # The field in hand stays in hand, so that the keyboard goes on from there.
    expect(zhao.locator("#line-83183333-hours")).to_be_focused()

    # Two fields in one breath: both are done.
    zhao.fill("#line-83183333-promise", "45m")
    zhao.press("#line-83183333-promise", "Tab")
    zhao.uncheck("#line-83182222-record")
    expect(zhao.locator("#line-83182222-record")).not_to_be_checked()
    zhao.wait_for_function(
        "() => { const said = document.querySelector('#draft-text').value;"
        " return said.includes('call_back_within: 45m') && said.includes('record: false') }"
    )
    publish(zhao, "改为全天")
    expect(zhao.locator(".notice.told").first).to_contain_text("第 2 号现在生效")
    assert "# Named hours." in in_force(world) and "hours: all-hours" in in_force(world)


def test_an_exception_is_added_by_form(zhao: Page) -> None:
    zhao.click("#override-new > summary")
    zhao.fill("#override-new-on", "2026-10-09")
    zhao.check("#override-new-83183333")
    expect(zhao.locator("#override-new-all")).not_to_be_checked()
    zhao.fill("#override-new-zh", "台风")
    zhao.press("#override-new-zh", "Tab")
    expect(zhao.locator("#override-new-en")).to_have_value("Typhoon")
    zhao.click("#override-new-add")
    expect(zhao.locator("#override-1")).to_contain_text("10月10日 0:00 自动结束")
    line = '  - {on: 2026-10-09, hotlines: ["83183333"], closed: {zh: 台风, en: Typhoon}}'
    expect(zhao.locator("#draft-text")).to_have_value(re.compile(re.escape(line)))
    expect(zhao.locator("#override-new")).not_to_have_attribute("open", "")
    expect(zhao.locator("#draft-outcome .bars-changes")).to_contain_text("台风")


def test_a_typo_is_said_at_its_line_and_the_form_waits_for_what_cannot_be_read(zhao: Page) -> None:
    zhao.fill("#draft-text", SHIPPED.replace("hours: trading-day", "hours: tradng-day"))
    number = SHIPPED[: SHIPPED.index("hours: trading-day")].count("\n") + 1
    problem = zhao.locator("#draft-problems li")
    expect(problem).to_contain_text(f"第 {number} 行")
    expect(problem).to_contain_text("trading-day")
    expect(zhao.locator(f"#draft-gutter span:nth-child({number})")).to_have_class("wrong")
    problem.locator("button").click()
    chosen = "() => { const t = document.querySelector('#draft-text');"
    chosen += " return t.value.slice(t.selectionStart, t.selectionEnd) }"
    assert zhao.evaluate(chosen).strip() == "hours: tradng-day"

    zhao.fill("#draft-text", SHIPPED.replace("hours:\n", "hours：\n", 1))
    expect(zhao.locator("#draft-waits")).to_be_visible()
    expect(zhao.locator("#draft-problems")).to_contain_text("全角")
    zhao.fill("#draft-text", SHIPPED)
    expect(zhao.locator("#draft-waits")).to_be_hidden()
    expect(zhao.locator("#draft-state")).to_contain_text("和现在生效的第 1 号一样")
    # Tab leaves the text: the keyboard is never caught in it.
    zhao.focus("#draft-text")
    zhao.keyboard.press("Tab")
    expect(zhao.locator("#draft-text")).not_to_be_focused()


def test_what_was_typed_outlives_the_page_and_the_session(zhao: Page, world: World) -> None:
    zhao.fill("#draft-text", SHIPPED + "# 明天再写\n")
    expect(zhao.locator("#draft-state")).to_contain_text("没有错误")
    asks_nothing(zhao)
    world.later(minutes=31)
    zhao.press("#draft-text", "Enter")
    expect(zhao.locator("#draft-trouble")).to_contain_text("登录已过期")
    zhao.click("#draft-trouble a")
    zhao.fill("#name", "zhao")
    zhao.fill("#password", PASSWORD)
    zhao.press("#password", "Enter")
    expect(zhao.locator("#draft-kept")).to_be_visible()
    # It simply goes on.
    expect(zhao.locator("#draft-text")).to_have_value(re.compile("# 明天再写"))
    publish(zhao, "备注")
    expect(zhao.locator("#draft-state")).to_contain_text("和现在生效的第 2 号一样")
    zhao.goto("/hours/draft")
    expect(zhao.locator("#draft-form")).to_be_visible()
    expect(zhao.locator("#draft-kept")).to_be_hidden()
    assert zhao.evaluate("() => Object.keys(localStorage)") == []


def test_what_was_kept_is_offered_though_somebody_published_since(zhao: Page, li: Page, world: World) -> None:
    zhao.fill("#draft-text", SHIPPED + "# 明天再写\n")
    expect(zhao.locator("#draft-state")).to_contain_text("没有错误")
    li.fill("#draft-text", SHIPPED.replace("call_back_within: 30m", "call_back_within: 45m"))
    publish(li, "来不及")
    expect(li.locator(".notice.told").first).to_contain_text("第 2 号")
    zhao.goto("/hours/draft")
    zhao.click("#draft-kept-take")
    expect(zhao.locator("#draft-state")).to_contain_text("li 刚发布了第 2 号")
    expect(zhao.locator("#draft-text")).to_have_value(SHIPPED + "# 明天再写\n")
    zhao.click("#draft-state button")
    zhao.click("#draft-rebase")
    expect(zhao.locator(".notice.told").first).to_contain_text("带过来")
    expect(zhao.locator("#draft-text")).to_have_value(re.compile("45m"))
    expect(zhao.locator("#draft-form")).to_be_visible()
    (key,) = zhao.evaluate("() => Object.keys(localStorage)")
    assert re.fullmatch(r"ivr\.draft\.\d+\.2", key)


def test_a_draft_belongs_to_its_author_and_survives_language_and_light(zhao: Page, world: World) -> None:
    world.agent("sun", "service-centre", role="supervisor")
    draft = SHIPPED + "# 明天再写\n"
    zhao.fill("#draft-text", draft)
    zhao.click(".menu > summary")
    zhao.click(".menu button[value=dark]")
    expect(zhao.locator("html")).to_have_attribute("data-theme", "dark")
    expect(zhao.locator("#draft-text")).to_have_value(draft)
    zhao.click(".menu button[value=en]")
    expect(zhao.locator("html")).to_have_attribute("lang", "en")
    expect(zhao.locator("html")).to_have_attribute("data-theme", "dark")
    expect(zhao.locator("#draft-text")).to_have_value(draft)

    forget(zhao)
    opened(zhao, "sun")
    expect(zhao.locator("#draft-kept")).to_be_hidden()
    expect(zhao.locator("#draft-text")).to_have_value(SHIPPED)
    forget(zhao)
    opened(zhao, "zhao")
    expect(zhao.locator("#draft-text")).to_have_value(draft)
    zhao.click("#draft-kept-drop")
    expect(zhao.locator("#draft-text")).to_have_value(SHIPPED)


def test_a_call_to_the_draft_is_read_and_heard(zhao: Page) -> None:
    zhao.fill("#try-day", "2026-10-01")
    zhao.fill("#try-time", "20:00")
    zhao.click("#try-dial")
    expect(zhao.locator(".met")).to_contain_text("休息中")
    expect(zhao.locator(".talk .said").first).to_contain_text("国庆节休市")
    zhao.click("#try-pad [data-key='1']")
    expect(zhao.locator(".talk kbd")).to_have_text("1")
    expect(zhao.locator("#try-keys")).to_have_value("1")
    zhao.click("#try-play")
    expect(zhao.locator(".talk .lit")).to_have_count(1)
    expect(zhao.locator("#try-play")).to_contain_text("停")
    zhao.click("#try-play")
    expect(zhao.locator(".talk .lit")).to_have_count(0)


def test_two_supervisors_at_once(zhao: Page, li: Page, world: World) -> None:
    zhao.fill("#line-83183333-promise", "45m")
    zhao.press("#line-83183333-promise", "Tab")
    expect(zhao.locator("#draft-state")).to_contain_text("没有错误")
    publish(zhao, "来不及")
    expect(zhao.locator(".notice.told").first).to_contain_text("第 2 号")

    li.fill("#draft-text", SHIPPED.replace("ring_for: 25s, then: message", "ring_for: 20s, then: message"))
    expect(li.locator("#draft-state")).to_contain_text("zhao 刚发布了第 2 号")
    li.click("#draft-publish")
    expect(li.locator("h1")).to_have_text("有人先发布了")
    expect(li.locator(".diff").first).to_contain_text("45m")
    assert "20s" not in in_force(world)
    li.click("#draft-rebase")
    expect(li.locator(".notice.told").first).to_contain_text("你的 1 处修改已经带过来")
    publish(li, "响得短些")
    expect(li.locator(".notice.told").first).to_contain_text("第 3 号现在生效")
    assert "45m" in in_force(world) and "ring_for: 20s" in in_force(world)


@pytest.mark.parametrize("width", [360, 899, 1280, 1920])
def test_nothing_is_cut_off(zhao: Page, width: int) -> None:
    zhao.set_viewport_size({"width": width, "height": 800})
    zhao.reload()
    expect(zhao.locator("#draft-form")).to_be_visible()
    for part in zhao.query_selector_all("#draft-form details"):
        part.evaluate("one => { one.open = true }")
    fits(zhao, width)
    zhao.fill("#draft-text", SHIPPED.replace("hours: trading-day", "hours: tradng-day"))
    expect(zhao.locator("#draft-problems li")).to_be_visible()
    fits(zhao, width)


def test_without_script_text_and_publishing_work(
    chromium: Browser,  # noqa: F811
    address: str,  # noqa: F811
    zhao: Page,
    world: World,
) -> None:
    state = zhao.context.storage_state()
    context = chromium.new_context(base_url=address, java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    plain.goto("/hours/draft")
    plain.fill("#draft-text", SHIPPED.replace("call_back_within: 30m", "call_back_within: 20m"))
    plain.click("#draft-check")
    expect(plain.locator("#draft-state")).to_contain_text("没有错误")
    publish(plain, "快些")
    expect(plain.locator(".notice.told").first).to_contain_text(re.compile("第 2 号"))
    assert "call_back_within: 20m" in in_force(world)
    context.close()


def test_a_slow_answer_takes_nothing_from_under_the_hand(zhao: Page, world: World) -> None:
    promise = zhao.locator("#line-83183333-promise")
    held = Held(zhao, "/draft/edit")
    with held.asked():
        zhao.select_option("#line-83183333-hours", "all-hours")
    promise.select_text()
    promise.press_sequentially("45")
    held.go()
    expect(zhao.locator("#draft-state")).to_contain_text("天会变")
    expect(promise).to_have_value("45")
    promise.press_sequentially("m")
    # And whoever publishes at once publishes that too.
    held = Held(zhao, "/draft/edit")
    with held.asked():
        zhao.click("#draft-publish")
    held.go()
    zhao.fill("#note", "改为全天")
    zhao.click("#draft-confirm")
    expect(zhao.locator(".notice.told").first).to_contain_text("第 2 号现在生效")
    assert "hours: all-hours" in in_force(world) and "call_back_within: 45m" in in_force(world)


def test_what_was_typed_before_the_script_came_is_looked_at(zhao: Page) -> None:
    held = Held(zhao, "/draft[^/]*[.]js")
    with held.asked():
        zhao.goto("/hours/draft", wait_until="commit")
    zhao.fill("#draft-text", SHIPPED.replace("hours: trading-day", "hours: tradng-day"))
    expect(zhao.locator("#draft-form")).to_be_hidden()
    held.go()
    expect(zhao.locator("#draft-problems li")).to_contain_text("trading-day")


def test_what_was_published_is_not_offered_again(zhao: Page) -> None:
    """Though the page that would have forgotten it was left before it could."""
    zhao.fill("#draft-text", SHIPPED + "# 明天再写\n")
    script = re.compile("/draft[^/]*[.]js")
    zhao.route(script, lambda route: route.fulfill(content_type="text/javascript", body=""))
    publish(zhao, "备注")
    expect(zhao.locator("#draft-state")).to_contain_text("和现在生效的第 2 号一样")
    zhao.unroute(script)
    zhao.goto("/hours/draft")
    expect(zhao.locator("#draft-form")).to_be_visible()
    expect(zhao.locator("#draft-kept")).to_be_hidden()
    assert zhao.evaluate("() => Object.keys(localStorage)") == []
