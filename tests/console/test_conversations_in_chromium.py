"""A recorded conversation in a real Chromium: it appears by itself on a page that is open, and plays."""

import pytest
from conftest import WANG
from playwright.sync_api import Page, expect
from test_in_chromium import address, chromium, page, pytestmark, sign_in  # noqa: F401
from world import MOBILE, SHORT, SPEECH, World

from ivr.callbacks import claims, ringing
from ivr.people import User


@pytest.fixture
def talk(world: World, ref: str, wang: User) -> None:
    """The customer is about to be rung back, and rang by himself before."""
    world.telephone(WANG, f"1 {SPEECH} wait:20 hangup", "1 wait:60")
    world.telephone(MOBILE, f"{SHORT} wait:20 hangup")
    world.caller().dials("83183333", "1", "wait:60").went_well()
    world.later(minutes=5)


def ring_back(world: World, wang: User) -> None:
    with world.database.writing() as session:
        task = world.first_task(session)
        claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()
    world.phone.fetch()


def test_it_appears_and_plays(page: Page, world: World, ref: str, wang: User, talk: None) -> None:  # noqa: F811
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    expect(page.locator("#conversations")).to_be_hidden()
    beside = page.locator("#who .talk")
    expect(beside).to_have_count(1)

    ring_back(world, wang)

    shown = page.locator("#conversations .message")
    expect(shown).to_have_count(1)
    expect(shown.locator("h3")).to_have_text("回拨通话")
    expect(shown.locator(".play")).to_be_visible()
    shown.locator(".play").click()
    page.wait_for_function("() => document.querySelector('#conversations audio').currentTime > 0.5")
    shown.locator(".play").click()
    expect(page.locator("#history")).to_contain_text("的通话录音（", timeout=45_000)
