"""Board and reports in a real browser: plots are drawn, numbers lead to tasks, a claim changes hands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from test_in_chromium import address, chromium, fits, forget, page, pytestmark, sign_in  # noqa: F401 - fixtures
from world import MOBILE, OTHER, SHORT, World

from ivr.people import User

INKED = """() => [...document.querySelectorAll('.plot canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, place) => place % 4 === 3 && value > 0);
})"""


def inked(page: Page, plots: int) -> None:  # noqa: F811
    """So many plots are there, and on each of them something is drawn."""
    page.wait_for_function(f"many => (({INKED})()).filter(Boolean).length === many", arg=plots)
    expect(page.locator(".plot canvas")).to_have_count(plots)


@pytest.fixture
def lead(world: World) -> User:
    return world.agent("lead", "operations-1", role="supervisor")


def test_from_the_board_to_a_claim_in_other_hands(page: Page, ref: str, lead: User, world: World) -> None:  # noqa: F811
    world.agent("zhao", "service-centre")
    world.caller(OTHER).dials("83182222", "1", SHORT, "#", "1")
    sign_in(page, "wang")
    page.click(f"#row-{ref}")
    page.click("#act-claim")
    expect(page.locator("#act-release")).to_be_visible()

    forget(page)
    sign_in(page, "lead")
    page.click("nav >> text=看板")
    expect(page.locator("#now-waiting .value")).to_have_text("1")
    inked(page, plots=1)
    # The board follows what happens by itself, plot included.
    world.caller(MOBILE[:-1] + "7").dials("83183333", "1", "1", SHORT, "#", "1")
    expect(page.locator("#now-waiting .value")).to_have_text("2", timeout=15_000)
    inked(page, plots=1)
    page.click("#now-waiting .value a")
    expect(page.locator(".listed .row")).to_have_count(2)
    page.go_back()
    expect(page.locator("#now-waiting .value")).to_have_text("2")
    inked(page, plots=1)

    # Who somebody is stays open while the board goes on following.
    page.click(".seat.holding > summary")
    with page.expect_response("**/board/now*"):
        world.caller(MOBILE[:-1] + "8").dials("83183333", "1", "1", SHORT, "#", "1")
    expect(page.locator("#now-waiting .value")).to_have_text("3", timeout=15_000)
    expect(page.locator(".seat.holding")).to_have_attribute("open", "")
    page.click(".seat[open] >> text=接手或转交")
    page.check("label:has-text('zhao') input")
    page.click("#hand-go")
    expect(page.locator("#history")).to_contain_text("lead把任务从wang转给zhao")
    assert world.task(ref)["owner"] == "zhao"


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_reports_are_drawn_and_lead_to_their_tasks(
    page: Page,  # noqa: F811
    ref: str,
    lead: User,
    world: World,
    theme: str,
    width: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    sign_in(page, "lead")
    page.goto("/reports?from=2026-10-01&to=2026-10-08")
    inked(page, plots=2)
    fits(page, width)
    page.click("#tile-kept summary")
    expect(page.locator("#tile-kept details p")).to_contain_text(
        "承诺内回拨率 = 在承诺的时间前第一次拨给客户的任务"
    )
    # The column of 1 October is a way to what was opened that day, and so is its line in the table.
    over = page.locator(".plot .u-over").first
    box = over.bounding_box()
    over.click(position={"x": box["width"] / 16, "y": box["height"] / 2})
    expect(page).to_have_url(re.compile("/reports/tasks"))
    expect(page.locator(f"#row-{ref}")).to_be_visible()
    page.go_back()
    page.locator(".as-table summary").first.click()
    page.locator(".as-table table a").first.click()
    expect(page.locator(f"#row-{ref}")).to_be_visible()
    page.go_back()
    page.click("text=本周")
    expect(page).to_have_url(re.compile("span=week"))
    expect(page.locator("input[name=from]")).to_have_value("")
    with page.expect_download() as file:
        page.click("#download-xlsx")
    assert file.value.suggested_filename == "report-20261005-20261008-hotline.xlsx"
