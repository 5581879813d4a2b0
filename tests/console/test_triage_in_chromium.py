"""Forty messages on the morning after a holiday, sorted by digits in a real Chromium."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from test_in_chromium import address, chromium, page, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import MOBILE, OTHER, SHORT, SPEECH, World

from ivr.people import User


def test_one_digit_for_each_and_nobody_is_rung(page: Page, wang: User, world: World) -> None:  # noqa: F811
    for day, number, voice in ((1, MOBILE, SPEECH), (2, OTHER, SHORT), (3, "+8613700137000", SPEECH)):
        world.at(f"2026-10-0{day}T20:00").caller(number).dials("83183333", "1", voice, "#", "1")
    world.at("2026-10-08T08:31")
    ref, second, third = (task["ref"] for task in sorted(world.tasks(), key=lambda task: task["created"]))
    sign_in(page)
    page.click(".sorting a")
    expect(page.locator(".triage-head")).to_contain_text("还有 3 条")
    expect(page.locator(".triage .title")).to_contain_text("138****8000")

    press(page, "Space")
    page.wait_for_function("() => document.querySelector('audio')?.paused === false")
    press(page, "4")
    expect(page).to_have_url(re.compile(f"after={ref}"))
    page.wait_for_function("() => document.querySelector('audio')?.paused === false")
    assert (world.task(ref)["topic"], world.task(ref)["priority"]) == ("line", "urgent")

    press(page, "u")
    expect(page.locator(".triage .title")).to_contain_text("网络专线")
    press(page, "1")
    expect(page).to_have_url(re.compile(f"after={ref}"))
    expect(page.locator(".triage .title")).to_contain_text("139****2222")
    expect(page.locator(".triage-head")).to_contain_text("还有 2 条")
    assert (world.task(ref)["topic"], world.task(ref)["priority"]) == ("business", "normal")

    press(page, "0")
    expect(page.locator(".triage-head")).to_contain_text("还有 1 条")
    press(page, "9")
    expect(page.locator(".nothing")).to_contain_text("都分拣完了")
    assert world.task(second)["topic"] == "enquiry" and world.task(third)["topic"] == "enquiry"
    assert [entry["kind"] for entry in world.task(second)["history"] if entry["kind"] == "sorted"] == []
    assert world.rung("+8613800138000") == [] and world.task(ref)["attempts"] == 0

    page.click("#act-by-firm")
    expect(page.locator(".group > h2").first).to_contain_text("未登记")
    page.goto("/triage")
    expect(page.locator(".triage-head")).to_contain_text("还有 1 条")


def test_what_a_colleague_took_meanwhile_is_said_so(page: Page, ref: str, world: World) -> None:  # noqa: F811
    from ivr.callbacks import claims

    chen = world.agent("chen", "service-centre", "+8613900000002")
    sign_in(page)
    page.goto("/triage")
    with world.database.writing() as session:
        assert claims.claim(session, world.first_task(session).id, chen, world.clock())
    press(page, "3")
    expect(page.locator(".notice.refused")).to_contain_text("chen")
    assert world.task(ref)["topic"] == "enquiry"
