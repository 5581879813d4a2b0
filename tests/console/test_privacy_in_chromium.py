"""Holds, evidence and requests as somebody clicks them, in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_in_chromium import PASSWORD, address, chromium, fits, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import MOBILE, World

from ivr.privacy import evidence


def test_a_hold_and_the_evidence_of_a_task(page: Page, ref: str, world: World, tmp_path: Path) -> None:  # noqa: F811
    world.agent("lead", "service-centre", role="supervisor")
    sign_in(page, "lead")
    page.goto(f"/tasks/{ref}")
    page.fill("#hold-reason", "仲裁案 2026-17")
    page.click("#act-hold")
    expect(page.locator("#evidence")).to_contain_text("法律保留中：仲裁案 2026-17")
    with page.expect_download() as waiting:
        page.click("#act-evidence")
    pack = tmp_path / "pack.zip"
    waiting.value.save_as(pack)
    assert waiting.value.suggested_filename == f"evidence-{ref}.zip"
    assert not evidence.verify(world.system, pack.read_bytes()).broken

    page.goto("/privacy/holds")
    page.click(".standing button")
    expect(page.locator(".standing button")).to_have_count(0)
    expect(page.locator(".standing")).to_contain_text("解除")
    expect(page.locator("#ref")).to_be_visible()
    expect(page.locator("#since")).to_be_hidden()
    page.check("#kind-span")
    expect(page.locator("#since")).to_be_visible()
    expect(page.locator("#ref")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_request_on_any_screen(page: Page, ref: str, world: World, width: int) -> None:  # noqa: F811
    world.agent("root", "service-centre", role="admin")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/sign-in?next=/privacy/requests")
    page.fill("#name", "root")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill("#number", MOBILE)
    page.fill("#reason", "本人来电核实身份")
    page.press("#reason", "Enter")
    expect(page.locator(".found")).to_contain_text("1 次来电，1 条任务，1 条录音")
    page.check("input[name=sure]")
    page.click("#erase")
    expect(page.get_by_role("alert")).to_contain_text("还有任务没有办结")
    expect(page.locator("#number")).to_have_value(MOBILE)
    for path in ("/privacy/requests", "/privacy/holds", "/privacy"):
        page.goto(path)
        fits(page, width)
