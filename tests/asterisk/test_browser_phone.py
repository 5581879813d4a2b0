"""The telephone in the browser, the whole system, and an agent at a real telephone: they talk, and it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from behind_asterisk import Desk, Phones, Switch, eventually, needs_asterisk
from chromium import needs_chromium, started, telephone
from playwright.sync_api import Page, expect
from sound import likeness
from test_dialling import OVERHEARD, bridged
from world import SAMPLES, SHORT

from ivr.callbacks import Task
from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention

pytestmark = [*needs_asterisk, needs_chromium]

AGENT = "+8613900000001"
SPOKEN = Path(SHORT.removeprefix("@"))
MORNING = "2026-09-01T10:00"


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """The page with the telephone, of a browser into which somebody speaks all the time."""
    with (
        started(speaking=SPOKEN) as browser,
        telephone(browser, desk.system.settings.web_url) as opened,
    ):
        yield opened


def test_somebody_in_the_browser_talks_with_an_agent_at_a_telephone(
    page: Page, desk: Desk, phones: Phones, switch: Switch
) -> None:
    desk.agent(AGENT)
    answered = audio.read(SAMPLES / "en-overseas-access.wav")[: 9 * audio.RATE * audio.WIDTH]
    agent = phones.agent(AGENT.removeprefix("+"))
    agent.answers(agent.stream.keys("1"), agent.stream.speech(answered, then="5"), "hang up")

    day, time = MORNING.split("T")
    page.fill("#phone-day", day)
    page.fill("#phone-time", time)
    page.check("input[name=voice][value=mic]")
    page.click("#phone-call")
    expect(page.locator("#phone-talk .said").first).to_contain_text(
        "您好，深证通客户服务中心。", timeout=30_000
    )
    page.click(".pad [data-key='1']")
    desk.watch.until(Attention.PROMPT)
    agent.next()
    eventually(lambda: bridged(switch))
    page.wait_for_function("() => document.getElementById('phone-level').value > 0.02")
    agent.next()
    desk.watch.until("pressed")
    desk.watch.until("pressed")
    agent.next()
    agent.ends()
    expect(page.locator("#phone-state")).to_have_text("通话结束", timeout=60_000)

    by_the_agent, by_the_caller = eventually(desk.conversation)
    assert likeness(by_the_agent, answered) > OVERHEARD
    assert likeness(by_the_caller, audio.read(SPOKEN)) > OVERHEARD
    with desk.system.database.reading() as session:
        assert session.query(Task).all() == []
    assert switch.is_empty()
