"""The queue is alive: two agents, two browsers, one stream each; and a network that goes away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import address, chromium, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import OTHER, SHORT, World

from ivr.callbacks import queue

STREAMED = "() => window.arrived.length"


@pytest.fixture
def chen(chromium: Browser, address: str, world: World) -> Iterator[Page]:  # noqa: F811
    """A second agent at another machine."""
    world.agent("chen", "service-centre", "+8613900000002")
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def watched(page: Page, name: str) -> Page:  # noqa: F811
    """Signed in, the stream open, and every sound that would be heard counted."""
    page.add_init_script(
        "window.arrived = []; document.addEventListener('live:arrived', () => window.arrived.push(1));"
        "const Plain = window.EventSource;"
        "window.EventSource = class extends Plain {"
        "  constructor(...all) { super(...all); this.addEventListener('open', () => (window.streaming = true)); }"
        "};"
    )
    sign_in(page, name)
    page.wait_for_function("() => window.streaming")
    return page


def test_a_message_a_claim_and_an_urge_are_seen_by_everybody(
    page: Page,  # noqa: F811
    chen: Page,
    ref: str,
    world: World,
) -> None:
    watched(page, "wang")
    watched(chen, "chen")
    expect(page).to_have_title("(1) 队列 · 深证通 · 电话前台")
    world.caller(OTHER).dials("83183333", "2", "1", "wait:200", SHORT, "#", "1")
    with world.database.reading() as session:
        new = next(task.ref for task in queue.everything(session) if task.ref != ref)
    for each in (page, chen):
        expect(each.locator(f"#row-{new}")).to_be_visible()
        expect(each).to_have_title("(2) 队列 · 深证通 · 电话前台")
        each.wait_for_function("() => window.arrived.length === 1")

    chen.click(f"#row-{new}")
    chen.click("#act-claim")
    expect(page.locator(f"#row-{new} .owner")).to_contain_text("chen")
    page.click(f"#row-{new}")
    expect(page.locator(f"#head[data-ref='{new}']")).to_contain_text("chen")
    expect(page.locator("#act-claim")).to_have_count(0)
    chen.click("#act-release")
    expect(page.locator("#act-claim")).to_be_visible()
    expect(page.locator("#history")).to_contain_text("chen放回队列")
    page.click("#act-urge")
    expect(chen.locator(f"#row-{new} .urged")).to_contain_text("1")
    assert page.evaluate(STREAMED) == 1, "what one does oneself makes no sound"


def test_a_network_that_drops_is_said_so_and_nothing_is_missed(chen: Page, ref: str, world: World) -> None:
    watched(chen, "chen")
    chen.context.set_offline(True)
    expect(chen.locator("#lost")).to_contain_text("连接中断", timeout=15_000)
    world.caller(OTHER).dials("83183333", "2", "1", "wait:200", SHORT, "#", "1")
    expect(chen.locator("#queue-rows .row")).to_have_count(1)
    chen.context.set_offline(False)
    expect(chen.locator("#lost")).to_be_hidden(timeout=15_000)
    expect(chen.locator("#queue-rows .row")).to_have_count(2)
    chen.wait_for_function("() => window.arrived.length === 1")


def test_the_sound_can_be_switched_off_and_stays_so(chen: Page, ref: str) -> None:
    sign_in(chen, "chen")
    bell = chen.locator("#sound")
    expect(bell).to_have_attribute("aria-pressed", "true")
    bell.click()
    expect(bell).to_have_attribute("aria-label", "提示音：关")
    chen.reload()
    expect(bell).to_have_attribute("aria-pressed", "false")


def test_without_a_stream_the_page_asks(chen: Page, ref: str, world: World) -> None:
    chen.route("**/live?*", lambda route: route.fulfill(status=503))
    sign_in(chen, "chen")
    world.caller(OTHER).dials("83183333", "2", "1", "wait:200", SHORT, "#", "1")
    expect(chen.locator("#queue-rows .row")).to_have_count(2, timeout=20_000)
