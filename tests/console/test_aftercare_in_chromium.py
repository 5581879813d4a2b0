"""Aftercare by keys and mouse, in a real Chromium: X, a planned follow-up, and a dispatch that is taken back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from test_aftercare import rung
from test_in_chromium import address, chromium, page, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from test_keys_in_chromium import second, state  # noqa: F401 - its fixture
from world import World

from ivr.people import User


def test_x_closes_what_needs_no_call_and_opens_the_next(
    page: Page,  # noqa: F811
    ref: str,
    second: str,  # noqa: F811
    world: World,
) -> None:
    world.caller().dials("83183333", "hangup")
    sign_in(page)
    page.click(f"#row-{ref}")
    expect(page.locator("#aftercare")).to_contain_text("又来电")
    press(page, "n")
    expect(page.locator("#say textarea")).to_be_focused()
    page.keyboard.type("x")
    expect(page.locator("#say textarea")).to_have_value("x")
    assert state(world, ref) == "waiting", "no key fires while somebody writes"
    press(page, "Escape")

    press(page, "x")
    expect(page).to_have_url(re.compile(f"/tasks/{second}"))
    expect(page.locator("#undone")).to_contain_text("已关闭")
    assert state(world, ref) == "closed"

    press(page, "u")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}"))
    expect(page.locator("#history")).to_contain_text("客户已不需要回拨。")
    assert state(world, ref) == "claimed"


def test_a_follow_up_is_planned_beside_the_three_keys(
    page: Page,  # noqa: F811
    ref: str,
    second: str,  # noqa: F811
    wang: User,
    world: World,
) -> None:
    rung(world, wang, ref)
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    time = page.locator("[name=follow_up]")
    expect(time).to_be_hidden()
    page.check("#follow")
    expect(time).to_have_value(re.compile("^2026-10-09T08:5"))
    time.fill("2026-10-12T10:00")
    press(page, "Escape")
    press(page, "1")
    expect(page).to_have_url(re.compile(f"/tasks/{second}"))
    assert state(world, ref) == "resolved"

    page.goto(f"/tasks/{ref}")
    expect(page.locator("#aftercare")).to_contain_text("10月12日 10:00 回访")
    page.click("#act-unplan")
    expect(page.locator("#history")).to_contain_text("wang取消了回访")
    expect(page.locator("#act-unplan")).to_have_count(0)


def test_what_was_dispatched_or_put_off_is_taken_back_by_u(
    page: Page,  # noqa: F811
    ref: str,
    world: World,
) -> None:
    sign_in(page)
    page.click(f"#row-{ref}")
    page.fill("#say textarea", "清算的问题")
    page.select_option("#say select", "operations-1")
    page.click("#act-dispatch")
    expect(page.locator("#undone")).to_contain_text("已派单")
    assert world.task(ref)["desk"] == "operations-1"
    press(page, "u")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}"))
    expect(page.locator("#history")).to_contain_text("撤销了刚才的一步")
    assert (world.task(ref)["desk"], state(world, ref)) == ("service-centre", "claimed")

    page.wait_for_load_state()
    page.fill("#later", "2026-10-08T15:00")
    page.click("#outcome-call-later")
    expect(page.locator("#undone")).to_contain_text("已改约")
    assert state(world, ref) == "retry"
    press(page, "Escape")
    press(page, "u")
    expect(page.locator("#act-release")).to_be_visible()
    assert state(world, ref) == "claimed"
