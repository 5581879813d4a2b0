"""Versions in a real browser: two are chosen and compared, one is gone back to, and nobody is overwritten unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_in_chromium import address, chromium, fits, page, pytestmark, sign_in  # noqa: F401 - fixtures, and where they run
from world import SPEECH, World

from ivr.callbacks import publishing

SHIPPED = (Path(__file__).parents[3] / "schedules.yaml").read_text(encoding="utf-8")
MORNING = SHIPPED.replace(
    "overrides: []",
    "overrides:\n"
    '  - {on: 2026-10-08, hotlines: ["83183333"], from: "08:30", to: "14:00", closed: {zh: 台风, en: Typhoon}}',
)
EARLIER = SHIPPED.replace('to: "18:00"', 'to: "17:00"')


@pytest.fixture
def zhao(page: Page, world: World) -> Page:  # noqa: F811
    """A supervisor on 7 October, after publishing that the morning of the 8th is closed."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.settle().at("2026-10-07T15:00")
    publish(world, MORNING, "台风")
    sign_in(page, "zhao")
    page.goto("/hours/versions")
    return page


def publish(world: World, text: str, note: str) -> None:
    publishing.put_in_force(world.system, text, author="zhao", note=note)


def test_going_back_while_somebody_else_publishes(zhao: Page, world: World) -> None:
    zhao.get_by_role("button", name="比较选中的两个").press("Enter")
    expect(zhao.get_by_role("heading", name="第 1 号 → 第 2 号")).to_be_visible()
    expect(zhao.locator(".diff .added .word")).to_have_text("增")
    zhao.get_by_role("link", name="发布过的版本").click()

    zhao.get_by_role("link", name="退回到这一版").click()
    expect(zhao.get_by_role("heading", name="1 个回电时间会变")).to_be_visible()
    publish(world, EARLIER, "早点下班")
    zhao.get_by_label("为什么退回").fill("台风停了")
    zhao.get_by_role("button", name="退回到第 1 号").click()
    expect(zhao.get_by_role("alert").filter(has_text="发布了第 3 号，所以还没有退回")).to_be_visible()
    expect(zhao.get_by_label("为什么退回")).to_have_value("台风停了")
    assert world.system.book.current().number == 3

    zhao.get_by_label("为什么退回").press("Enter")
    expect(zhao.get_by_role("heading", name="第 4 号")).to_be_visible()
    assert (world.system.settings.schedules).read_text(encoding="utf-8") == SHIPPED


def test_a_customer_is_ticked_off_when_told(zhao: Page, world: World) -> None:
    zhao.get_by_role("link", name="去看看").click()
    expect(zhao.get_by_role("cell", name="推迟")).to_be_visible()
    zhao.get_by_role("button", name=f"已告知 {world.task()['ref']} 的客户").click()
    expect(zhao.get_by_text("没有需要告知的客户")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_is_cut_off_at_the_side(zhao: Page, width: int) -> None:
    zhao.set_viewport_size({"width": width, "height": 800})
    for path in ("", "/2", "/1/2", "/1/rollback"):
        zhao.goto(f"/hours/versions{path}")
        fits(zhao, width)
    zhao.goto("/hours/told")
    fits(zhao, width)
