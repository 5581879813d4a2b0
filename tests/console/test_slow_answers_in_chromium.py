"""A server that takes its time: what is pressed, typed or heard before its answer is there is not lost or doubled."""
# ruff: noqa: F811 - fixtures of another module

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from conftest import WANG
from playwright.sync_api import Page, expect
from test_in_chromium import Held, address, answered, asks_nothing, chromium, page, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from test_keys_in_chromium import second, state  # noqa: F401 - its fixture
from world import MOBILE, OTHER, SHORT, World

from ivr.callbacks import acts
from ivr.people import User


@pytest.fixture
def chen(world: World) -> User:
    return world.agent("chen", "service-centre", "+8613900000002")


def at(page: Page, ref: str) -> None:
    """Before a task, with the stream open, and what the page asks for when it opens answered."""
    page.add_init_script(
        "document.addEventListener('live', () => (window.heard = (window.heard ?? 0) + 1), true)"
    )
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.wait_for_function("() => window.heard >= 1")
    answered(page)


def writes(world: World, who: User, words: str) -> None:
    """A colleague writes to the task's history."""
    with world.database.writing() as session:
        task = world.first_task(session)
        acts.write(session, task.id, who, text=words, now=world.clock())


def test_the_row_that_was_clicked_last_is_the_one_that_opens(page: Page, ref: str, second: str) -> None:
    sign_in(page)
    held = Held(page, f"/tasks/{ref}$")
    with held.asked():
        page.click(f"#row-{ref}")
    page.click(f"#row-{second}")
    expect(page.locator(f"#head[data-ref='{second}']")).to_be_visible()
    held.go()
    # A later question is answered later.
    page.evaluate("address => fetch(address).then((answer) => answer.text())", f"/tasks/{ref}")
    answered(page)
    expect(page.locator(f"#head[data-ref='{second}']")).to_be_visible()
    expect(page.locator(f"#row-{second}")).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(f"/tasks/{second}$"))


def test_a_late_answer_does_not_come_into_another_task(
    page: Page, ref: str, second: str, world: World
) -> None:
    sign_in(page)
    page.click(f"#row-{ref}")
    expect(page.locator("#act-claim")).to_be_visible()
    held = Held(page, "/claim$")
    with held.asked():
        page.click("#act-claim")
    page.click(f"#row-{second}")
    expect(page.locator(f"#head[data-ref='{second}']")).to_be_visible()
    with page.expect_request_finished(lambda request: request.url.endswith(f"/tasks/{ref}")):
        held.go()
    answered(page)
    assert state(world, ref) == "claimed"
    expect(page.locator(f"#head[data-ref='{second}'] #act-claim")).to_be_visible()
    expect(page.locator("#history")).not_to_contain_text("认领")
    assert f"/tasks/{second}/" in page.locator("#say-form").get_attribute("action")


def test_keys_wait_for_the_answer_to_the_one_before(page: Page, ref: str, second: str, world: World) -> None:
    sign_in(page)
    asks_nothing(page)
    opening = Held(page, f"/tasks/{ref}$")
    with opening.asked():
        press(page, "j")
    press(page, "Enter")  # of the task that is about to open, not of the one that is owed next
    claiming = Held(page, "/claim$")
    with claiming.asked():
        opening.go()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    press(page, "c")
    claiming.go()
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    assert [state(world, each) for each in (ref, second)] == ["ringing", "waiting"]


def test_a_key_pressed_twice_is_done_once(
    page: Page, ref: str, second: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(page)
    asked, may_answer = threading.Event(), threading.Event()
    plain = world.phone.app.wsgi_app

    def slow(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"] == "/next":
            asked.set()
            assert may_answer.wait(30)
        return plain(environ, start)

    monkeypatch.setattr(world.phone.app, "wsgi_app", slow)
    button = page.locator("#act-next").bounding_box()
    assert button
    press(page, "Enter")
    assert asked.wait(30)
    page.keyboard.press("Enter")
    page.mouse.click(button["x"] + 5, button["y"] + 5)
    may_answer.set()
    expect(page).to_have_url(re.compile(f"/tasks/{ref}"))
    expect(page.locator("#act-release")).to_be_visible()
    assert [state(world, each) for each in (ref, second)] == ["claimed", "waiting"]


def test_the_digit_pressed_twice_settles_one_task(page: Page, ref: str, second: str, world: World) -> None:
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    press(page, "c")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    world.phone.run()
    expect(page.locator("#outcome-reached")).to_be_visible()
    held = Held(page, "/finish$")
    with held.asked():
        press(page, "1")
    press(page, "1")
    held.go()
    expect(page).to_have_url(re.compile(f"/tasks/{second}"))
    assert [state(world, each) for each in (ref, second)] == ["resolved", "waiting"]


def test_what_is_typed_while_a_note_is_on_its_way_stays(page: Page, ref: str, world: World) -> None:
    at(page, ref)
    page.fill("#say textarea", "第一句")
    held = Held(page, "/note$")
    with held.asked():
        page.click("#act-note")
    page.locator("#say textarea").press_sequentially(" 第二句")
    held.go()
    expect(page.locator("#history .note")).to_have_text("第一句")
    expect(page.locator("#say textarea")).to_have_value("第二句")


def test_what_happens_while_the_page_asks_is_asked_for_again(
    page: Page, ref: str, world: World, chen: User
) -> None:
    at(page, ref)
    held = Held(page, f"/tasks/{ref}/now")
    with held.answered():
        writes(world, chen, "头一句")
    page.evaluate("() => (window.heard = 0)")
    writes(world, chen, "第二句")
    page.wait_for_function("() => window.heard >= 1")
    held.go()
    expect(page.locator("#history .note")).to_have_text(["头一句", "第二句"])


def test_an_answer_from_before_an_act_does_not_take_it_away(
    page: Page, ref: str, world: World, chen: User
) -> None:
    at(page, ref)
    held = Held(page, f"/tasks/{ref}/now")
    with held.answered():
        writes(world, chen, "顺便一句")
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    expect(page.locator("#history")).to_contain_text("认领")
    with page.expect_request_finished(lambda request: "/now" in request.url):
        held.go()
    answered(page)
    expect(page.locator("#history")).to_contain_text("认领")
    expect(page.locator("#history .note")).to_have_text("顺便一句")


def test_a_button_stays_under_the_pointer_until_it_is_let_go(
    page: Page, ref: str, world: World, chen: User
) -> None:
    at(page, ref)
    page.hover("#act-claim")
    page.mouse.down()
    with page.expect_response(re.compile("/now")) as answer:
        writes(world, chen, "顺便一句")
    answer.value.finished()
    answered(page)
    page.mouse.up()
    expect(page.locator("#act-resolve")).to_be_visible()
    expect(page.locator("#history .note")).to_have_text("顺便一句")
    assert state(world, ref) == "claimed"


def test_a_time_that_was_entered_outlives_what_happens_meanwhile(
    page: Page, ref: str, world: World, chen: User
) -> None:
    at(page, ref)
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    page.fill("#later", "2026-10-08T15:00")
    page.focus("#say textarea")
    writes(world, chen, "顺便一句")
    expect(page.locator("#history .note")).to_have_text("顺便一句")
    expect(page.locator("#later")).to_have_value("2026-10-08T15:00")
    expect(page.locator("#say textarea")).to_be_focused()


def test_a_message_that_comes_while_somebody_acts_is_shown(page: Page, ref: str, world: World) -> None:
    at(page, ref)
    held = Held(page, "/(now|queue)[?]")
    world.caller().dials("83183333", "1", "1", "1", SHORT, "#", "1")
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    held.go()
    expect(page.locator("#messages .message")).to_have_count(2)


def test_a_card_of_the_board_stays_open(page: Page, ref: str, world: World, wang: User) -> None:
    world.agent("lead", "operations-1", role="supervisor")
    sign_in(page, "lead")
    page.goto("/board")
    waiting = page.locator("#now-waiting .value")
    expect(waiting).to_have_text("1")
    page.locator(".seat > summary").first.click()
    world.caller(OTHER).dials("83183333", "2", "1", "wait:200", SHORT, "#", "1")
    expect(waiting).to_have_text("2")
    expect(page.locator(".seat[open]")).to_have_count(1)
    expect(page.locator(".seat[open] > summary")).to_be_focused()
