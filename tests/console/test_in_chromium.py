"""The console as a person meets it: a real Chromium, a real server, sound included."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from chromium import needs_chromium, started
from conftest import PASSWORD, WANG
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from werkzeug.serving import WSGIRequestHandler, make_server
from world import MOBILE, OTHER, SHORT, World

from ivr.callbacks import escalation

pytestmark = [
    pytest.mark.xdist_group("browser"),
    needs_chromium,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


# How long something may take to appear on a busy machine; nothing is measured by it.
expect.set_options(timeout=15_000)


class Silent(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The whole application on a free loopback port."""
    server = make_server("127.0.0.1", 0, world.phone.app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test for whatever the browser complains about, broken policies included."""
    context = chromium.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    # A refusal is answered with 401, 409 or 422, and the browser notes every such answer; and htmx every question that
    # a newer one took the place of. What it asked in vain it notes by another name.
    usual = r"status of (401|409|422)|^htmx:(sendAbort|afterRequest)\b"
    assert [words for words in complaints if not re.search(usual, words)] == []


def sign_in(page: Page, name: str = "wang") -> None:
    page.goto("/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#queue-rows")
    page.wait_for_load_state()


def press(page: Page, key: str) -> None:
    """On a page that is all there: one whose scripts are still on their way has no keys yet."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def asks_nothing(page: Page) -> None:
    """From here on the page asks for nothing by itself: what is pressed is the first to be heard of."""
    page.wait_for_load_state()
    for address in ("**/digests/now*", "**/queue?*", "**/tasks/*/now*"):
        page.route(address, lambda route: route.fulfill(status=204))
    answered(page)


def answered(page: Page) -> None:
    """Whatever the page has asked for has come, and stands there."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request') && !document.querySelector('[data-acting]')"
    )


class Held:
    """Questions to one kind of address whose answers are held back until they are let go."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._address = re.compile(address)
        self._routes: list[tuple[Route, APIResponse | None]] | None = []
        self._fetched = False
        page.route(self._address, self._hold)

    def asked(self) -> Any:
        """Around what makes the page ask."""
        return self._page.expect_request(self._address)

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Around what makes the page ask, when the server is to answer now, and its answer alone comes late."""
        self._fetched = True
        with self.asked():
            yield
        while not self._routes:
            self._page.wait_for_timeout(10)  # in which Playwright brings the answer

    def go(self) -> None:
        """What waits comes, and later questions do not wait."""
        held, self._routes = self._routes or [], None
        for route, answer in held:
            if answer is None:
                route.continue_()
            else:
                route.fulfill(response=answer)

    def _hold(self, route: Route) -> None:
        answer = route.fetch() if self._fetched and self._routes is not None else None
        if self._routes is not None:
            self._routes.append((route, answer))
        elif answer is None:
            route.continue_()
        else:
            route.fulfill(response=answer)


def forget(page: Page) -> None:
    """The browser knows nobody any more. No page is open then: an answer on its way would bring the cookie back."""
    page.goto("about:blank")
    page.context.clear_cookies()


def fits(page: Page, width: int) -> None:
    """Nothing stands out at the side, once the page is as wide as it was made."""
    page.wait_for_function("width => innerWidth === width", arg=width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width, page.url


def test_listen_claim_ring_outcome_resolve(page: Page, ref: str, world: World) -> None:
    sign_in(page)
    page.click(f"#row-{ref}")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    expect(page.locator(".owed")).to_contain_text("国庆节期间留言，承诺今天 9:00 前回电")
    expect(page.locator(f"#row-{ref}")).to_have_attribute("aria-current", "true")

    # Nothing is fetched, and so nothing written down, before somebody plays it.
    assert "listened" not in [entry["kind"] for entry in world.task(ref)["history"]]
    page.click(".transport .play")
    page.wait_for_function(
        "() => { const a = document.querySelector('audio');"
        " return a.readyState >= 2 && a.duration > 15 && a.currentTime > 0.2 }"
    )
    assert [entry["kind"] for entry in world.task(ref)["history"]].count("listened") == 1

    # What is playing plays on while the task is claimed, and so does what is being written stay.
    page.fill("#say textarea", "先听完再说")
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    expect(page.locator("#act-ring")).to_be_visible()
    expect(page.locator(".title .tag").first).to_have_text("已认领")
    assert page.evaluate("() => !document.querySelector('audio').paused")
    assert page.input_value("#say textarea") == "先听完再说"
    expect(page.locator("#queue .group h2").first).to_contain_text("我的")

    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    page.click("#act-ring")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    answered(page)
    world.phone.run()
    page.reload()
    expect(page.locator("#outcome-reached")).to_have_attribute("aria-pressed", "true")
    page.click("#outcome-no-answer")  # recorded; and with nothing else to do, back to the queue
    expect(page.locator("#main")).to_have_attribute("data-view", "queue")
    page.wait_for_load_state()
    page.click(f"#row-{ref}")
    expect(page.locator("#history")).to_contain_text("把结果更正为没人接（原为已接通）")
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()

    page.fill("#say textarea", "结算文件已补发 🙏")
    page.click("#act-resolve")
    expect(page.locator(".title .tag").first).to_have_text("已解决")
    expect(page.locator("#history .note").last).to_have_text("结算文件已补发 🙏")
    expect(page.locator("#say textarea")).to_have_value("")
    assert world.task(ref)["state"] == "resolved"


def test_a_reminder_comes_to_an_open_page_and_goes_with_one_press(page: Page, ref: str, world: World) -> None:
    """Whoever is writing a note loses none of it."""
    sign_in(page)
    page.click(f"#row-{ref}")
    page.fill("#say textarea", "写到一半")
    expect(page.locator("#digests")).to_have_text("")
    world.at("2026-10-08T09:00")
    escalation.gather(world.system)
    page.evaluate("() => htmx.ajax('GET', '/digests/now', {target: '#digests', swap: 'outerHTML'})")
    expect(page.locator("#digests .digest")).to_have_text("客户服务中心：1 条已逾期")
    page.click("#digests button")
    expect(page.locator("#digests")).to_have_text("")
    assert page.input_value("#say textarea") == "写到一半"
    expect(page.locator("#history")).to_contain_text("wang确认看到提醒", timeout=15_000)


def test_the_same_in_english_and_dark(page: Page, ref: str, world: World) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in(page)
    light = "rgb(244, 246, 246)"
    expect(page.locator("body")).not_to_have_css("background-color", light)
    page.click(".menu > summary")
    page.click(".menu button[value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_load_state()
    page.click(f"#row-{ref}")
    expect(page.locator(".owed")).to_contain_text(
        "Message left during National Day, promised a call by today 9:00"
    )
    page.click("#act-claim")
    expect(page.locator("#act-release")).to_have_text("Give back")
    page.click(".menu > summary")
    page.click(".menu button[value=light]")
    expect(page.locator("body")).to_have_css("background-color", light)


def test_a_refusal_is_one_sentence_and_keeps_what_was_typed(page: Page, ref: str, world: World) -> None:
    sign_in(page)
    page.click(f"#row-{ref}")
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    page.click("#act-resolve")
    expect(page.locator("#notice .refused")).to_have_text("请写一句备注。")
    page.fill("#say textarea", "写好了")
    page.select_option("#say select", "operations-1")
    page.click("#act-note")
    expect(page.locator("#notice .refused")).to_have_count(0)
    expect(page.locator("#history .note")).to_have_text("写好了")


def test_a_task_that_goes_to_another_desk_leads_back_to_the_queue(page: Page, ref: str, world: World) -> None:
    sign_in(page)
    page.click(f"#row-{ref}")
    page.fill("#say textarea", "清算的问题")
    page.select_option("#say select", "operations-1")
    page.click("#act-dispatch")
    expect(page.locator("#main .notice")).to_contain_text("已派单")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.locator("#lost")).to_be_hidden()
    assert world.task(ref)["desk"] == "operations-1"


def test_the_queue_learns_of_new_messages_and_keeps_still(page: Page, ref: str, world: World) -> None:
    sign_in(page)
    expect(page.locator(".row")).to_have_count(1)
    page.focus(f"#row-{ref}")
    world.caller(OTHER).dials("83182222", "1", SHORT, "#", "1")
    world.agent("li", "binhai-duty")
    world.caller("+8613700001111").dials("83183333", "1", "1", SHORT, "#", "1")
    expect(page.locator(".row")).to_have_count(2, timeout=15_000)
    # Focus stays where it was.
    expect(page.locator(f"#row-{ref}")).to_be_focused()


def test_everything_works_without_script(chromium: Browser, address: str, ref: str, world: World) -> None:
    context = chromium.new_context(base_url=address, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.click(f"#row-{ref}")
    expect(page.locator("audio")).to_be_visible()
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    page.fill("#say textarea", "办好了")
    page.click("#act-resolve")
    expect(page.locator(".title .tag").first).to_have_text("已解决")
    assert world.task(ref)["state"] == "resolved"
    context.close()


@pytest.mark.parametrize("width", [360, 899, 900, 1279, 1280, 1920])
def test_nothing_is_cut_off_at_any_width(page: Page, ref: str, world: World, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page)
    for path in ("/", f"/tasks/{ref}", "/done", "/privacy", "/sign-in"):
        page.goto(path)
        fits(page, width)
    page.goto(f"/tasks/{ref}")
    # One pane at a time on a narrow screen.
    assert page.is_visible("#queue") == (width >= 900)
    assert page.is_visible("#who")


def test_keys_reach_the_player(page: Page, ref: str, world: World) -> None:
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    slider = page.locator(".wave-box")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "5")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('audio')?.currentTime > 5")
    page.click(".speed[data-speed='1.5']")
    expect(page.locator("audio")).to_have_js_property("playbackRate", 1.5)
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
