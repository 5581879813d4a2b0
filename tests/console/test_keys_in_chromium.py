"""The desk by keys, in a real Chromium: three for a callback, and none that fires by accident."""

from __future__ import annotations

import re

import pytest
from conftest import WANG
from playwright.sync_api import Page, expect
from test_in_chromium import address, asks_nothing, chromium, page, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import MOBILE, OTHER, SHORT, World


@pytest.fixture
def second(ref: str, world: World) -> str:
    """Another task that is due, after the first."""
    world.caller(OTHER).dials("83183333", "1", "wait:200", SHORT, "#", "1")
    world.at("2026-10-08T08:50")
    return next(task["ref"] for task in world.tasks() if task["ref"] != ref)


def state(world: World, ref: str) -> str:
    return str(world.task(ref)["state"])


def test_three_keys_from_the_message_to_done(page: Page, ref: str, second: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}"))
    expect(page.locator(".title .tag").first).to_have_text("已认领")
    page.wait_for_function("() => document.querySelector('audio')?.paused === false")
    assert state(world, ref) == "claimed"

    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    press(page, "c")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(page.locator("#outcome-reached")).to_be_visible(timeout=15_000)

    press(page, "1")
    expect(page).to_have_url(re.compile(f"/tasks/{second}"))
    expect(page.locator("#undone")).to_contain_text("已解决")
    assert state(world, ref) == "resolved"
    assert state(world, second) == "waiting", "the next is opened, and claimed by the next Enter"
    notes = page.request.get(f"/tasks/{ref}").text()
    assert "电话中已解决。" in notes

    press(page, "u")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}"))
    expect(page.locator("#history")).to_contain_text("撤销了刚才的一步")
    assert (state(world, ref), world.task(ref)["verified"]) == ("claimed", True)


def test_what_is_owed_next_is_fetched_before_it_is_claimed(page: Page, ref: str, world: World) -> None:  # noqa: F811
    message = world.messages()[0].id
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/recordings/")[2]))
    with page.expect_request_finished(lambda request: request.url.endswith(f"/recordings/{message}/shut")):
        sign_in(page)
    assert "listened" not in [entry["kind"] for entry in world.task(ref)["history"]]
    asked.clear()
    press(page, "Enter")
    page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.2")
    assert [what for what in asked if what] == [f"{message}/shut", f"{message}/key"]
    assert page.evaluate("() => document.querySelector('audio').src").startswith("blob:")
    assert [entry["kind"] for entry in world.task(ref)["history"]].count("listened") == 1
    press(page, "ArrowRight")
    page.wait_for_function("() => document.querySelector('audio')?.currentTime >= 5")
    heard = round(page.evaluate("() => document.querySelector('audio').duration"))
    expect(page.locator(".time .all")).to_have_text(f"0:{heard:02}")


def test_nobody_answered_and_the_next_one_opens(page: Page, ref: str, second: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "no-answer")
    press(page, "C")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(page.locator("#outcome-no-answer")).to_have_attribute("aria-pressed", "true", timeout=15_000)
    press(page, "2")
    expect(page).to_have_url(re.compile(f"/tasks/{second}"))
    assert state(world, ref) == "retry"


def test_what_became_of_ringing_is_told_where_it_was_announced(page: Page, ref: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "no-answer")
    press(page, "c")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(notice).to_have_text("坐席电话没有接通，客户没有被呼叫", timeout=15_000)

    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    press(page, "c")
    expect(notice).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(notice).to_contain_text("结果：已接通", timeout=15_000)


def test_a_digit_counts_from_the_moment_its_button_stands_there(
    page: Page,  # noqa: F811
    ref: str,
    second: str,
    world: World,
) -> None:
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    page.evaluate(
        "() => new MutationObserver((_, watching) => {"
        "  if (!document.getElementById('outcome-reached')) return;"
        "  watching.disconnect();"
        "  document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '1', bubbles: true, cancelable: true}));"
        "}).observe(document.body, {childList: true, subtree: true})"
    )
    press(page, "c")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(page).to_have_url(re.compile(f"/tasks/{second}"), timeout=15_000)
    assert state(world, ref) == "resolved"


def test_no_key_fires_while_somebody_writes(page: Page, ref: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    compose = (
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert page.evaluate(compose) is True, "pinyin's Enter is left to the input method"
    press(page, "Control+Enter")
    press(page, "n")
    expect(page.locator("#say textarea")).to_be_focused()
    page.keyboard.type("c 1 u j k ? /")
    press(page, "Enter")
    expect(page.locator("#say textarea")).to_have_value("c 1 u j k ? /\n")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert state(world, ref) == "waiting"
    press(page, "Escape")
    press(page, "Enter")
    expect(page.locator("#act-release")).to_be_visible()
    press(page, "u")
    expect(page.locator("#act-claim")).to_be_visible()
    assert state(world, ref) == "waiting"


def test_moving_searching_and_asking_for_help(page: Page, ref: str, second: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "j")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    press(page, "j")
    expect(page).to_have_url(re.compile(f"/tasks/{second}$"))
    press(page, "k")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$"))
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "j")
    expect(page).to_have_url(re.compile(f"/tasks/{ref}$")), "a dialog takes the keys"
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "/")
    expect(page.locator("#queue .find input")).to_be_focused()
    press(page, "Escape")
    press(page, "Space")
    page.wait_for_function("() => document.querySelector('audio')?.paused === false")
    press(page, "ArrowRight")
    page.wait_for_function("() => document.querySelector('audio')?.currentTime >= 5")
    press(page, "+")
    expect(page.locator("audio")).to_have_js_property("playbackRate", 1.25)


def test_a_claim_that_somebody_else_got_is_said_so(page: Page, ref: str, world: World) -> None:  # noqa: F811
    chen = world.agent("chen", "service-centre", "+8613900000002")
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    expect(page.locator("#act-claim")).to_be_visible()
    asks_nothing(page)  # it would learn of the claim, and Enter would ask for another task
    from ivr.callbacks import claims

    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, chen, world.clock())
    press(page, "Enter")
    expect(page.locator("#notice .refused")).to_contain_text("chen")
    assert page.evaluate("() => document.querySelector('audio').paused"), "what is not ours is not played"
    page.goto("/")
    press(page, "Enter")
    expect(page.locator("#main")).to_contain_text("没有可以认领的任务了。")
