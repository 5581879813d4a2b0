"""An act that never reached the server, in a real Chromium: that is said until one does, while the page catches up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import address, chromium, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import World


@pytest.fixture
def wired(chromium: Browser, address: str) -> Iterator[Page]:  # noqa: F811
    """A page whose cable can be pulled: what the browser's console says to that is no failure."""
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_what_was_pressed_without_a_network_is_said_not_to_be_done(
    wired: Page, ref: str, world: World
) -> None:
    sign_in(wired)
    wired.goto(f"/tasks/{ref}")
    expect(wired.locator("#act-claim")).to_be_visible()
    wired.context.set_offline(True)
    press(wired, "Enter")
    lost = wired.locator("#lost")
    expect(lost).to_contain_text("刚才的操作没有送出")
    wired.context.set_offline(False)
    world.at("2026-10-08T08:40")
    wired.wait_for_event("response", lambda answer: "/queue" in answer.url and answer.ok)
    expect(lost).to_contain_text("已经连上，刚才的操作没有送出")
    press(wired, "Enter")
    expect(wired.locator("#act-release")).to_be_visible()
    expect(lost).to_be_hidden()
    assert world.task(ref)["state"] == "claimed"


def test_a_claim_of_the_next_that_was_not_sent_stays_told_too(wired: Page, ref: str, world: World) -> None:
    sign_in(wired)
    expect(wired.locator("#act-next")).to_be_visible()
    wired.context.set_offline(True)
    press(wired, "Enter")
    lost = wired.locator("#lost")
    expect(lost).to_contain_text("刚才的操作没有送出")
    wired.context.set_offline(False)
    expect(lost).to_contain_text("已经连上，刚才的操作没有送出")
    press(wired, "Enter")
    expect(wired.locator("#act-release")).to_be_visible()
    assert world.task(ref)["state"] == "claimed"


def test_a_note_beyond_all_bounds_is_said_to_be_too_much_and_stays(wired: Page, ref: str) -> None:
    sign_in(wired)
    wired.goto(f"/tasks/{ref}")
    wired.fill("#say textarea", "x" * 2_500_000)
    wired.click("#act-note")
    expect(wired.locator("#lost")).to_contain_text("4000 字以内")
    assert len(wired.input_value("#say textarea")) == 2_500_000


def test_a_form_that_leaves_the_page_is_not_lost_either(wired: Page, world: World) -> None:
    world.agent("zhao", "service-centre", role="supervisor")
    sign_in(wired, "zhao")
    wired.goto("/people/new")
    wired.fill("#name", "qian")
    wired.fill("#display", "钱一")
    wired.context.set_offline(True)
    wired.click("#person-create")
    expect(wired.locator("#lost")).to_contain_text("刚才的操作没有送出")
    assert wired.input_value("#display") == "钱一"
    wired.context.set_offline(False)
    wired.click("#person-create")
    expect(wired.locator("main")).to_contain_text("钱一")


def test_a_message_that_the_network_took_away_plays_when_it_is_back(wired: Page, ref: str) -> None:
    sign_in(wired)
    wired.goto(f"/tasks/{ref}")
    wired.context.set_offline(True)
    press(wired, "Space")
    expect(wired.locator(".player [role=alert]")).to_be_visible()
    wired.context.set_offline(False)
    press(wired, "Space")
    wired.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.2")
    expect(wired.locator(".player [role=alert]")).to_be_hidden()
