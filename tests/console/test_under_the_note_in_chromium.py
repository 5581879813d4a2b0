"""What stands under the note follows the task, in a real Chromium: after a call, and when a colleague was quicker."""

from __future__ import annotations

from conftest import WANG
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session
from test_in_chromium import address, chromium, page, press, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import MOBILE, World

from ivr.callbacks import acts, claims, queue


def number(session: Session, ref: str) -> int:
    task = queue.find(session, ref)
    assert task is not None
    return task.id


def test_after_the_call_it_can_be_resolved_dispatched_and_followed_up(
    page: Page,  # noqa: F811
    ref: str,
    world: World,
) -> None:
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    press(page, "c")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    expect(page.locator("#act-resolve")).to_have_count(0)
    page.fill("#say textarea", "正在写的")
    world.phone.run()
    expect(page.locator("#act-resolve")).to_be_visible(timeout=15_000)
    expect(page.locator("#say select[name=desk]")).to_be_visible()
    expect(page.locator("#say textarea")).to_have_value("正在写的")
    expect(page.locator("#say textarea")).to_be_focused()


def test_what_somebody_chose_stays_while_only_the_head_changes(page: Page, ref: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-resolve")).to_be_visible()
    page.select_option("#say select[name=desk]", "operations-1")
    with world.database.writing() as session:
        acts.urge(session, number(session, ref), actor="caller", now=world.clock())
    expect(page.locator("#head .title")).to_contain_text("催过 1 次")
    expect(page.locator("#say select[name=desk]")).to_have_value("operations-1")


def test_what_a_colleague_claimed_is_not_dispatched_away(page: Page, ref: str, world: World) -> None:  # noqa: F811
    zhao = world.agent("zhao", "service-centre", "+8613900000002")
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.fill("#say textarea", "还没写完")
    expect(page.locator("#act-dispatch")).to_be_visible()
    with world.database.writing() as session:
        claims.claim(session, number(session, ref), zhao, world.clock())
    expect(page.locator("#act-dispatch")).to_have_count(0)
    expect(page.locator("#say textarea")).to_have_value("还没写完")


def test_enter_in_the_time_of_a_follow_up_records_no_outcome(page: Page, ref: str, world: World) -> None:  # noqa: F811
    sign_in(page)
    press(page, "Enter")
    expect(page.locator("#act-ring")).to_be_visible()
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "no-answer")
    press(page, "c")
    expect(page.locator("#notice")).to_contain_text("你的电话就要响了")
    world.phone.run()
    page.click("#act-claim")
    expect(page.locator("#act-resolve")).to_be_visible()
    page.check("#follow")
    page.press("[name=follow_up]", "Enter")
    expect(page.locator("#notice")).to_contain_text("请写一句备注")
    assert (world.task(ref)["state"], world.outcomes()) == ("claimed", ["no-answer"])


def test_what_is_said_to_a_press_at_the_bottom_is_seen_there(page: Page, ref: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 1280, "height": 480})
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.locator("#history").scroll_into_view_if_needed()
    page.click("#act-dispatch")
    said = page.locator("#notice .notice")
    expect(said).to_contain_text("部门")
    expect(said).to_be_in_viewport(ratio=1)
    expect(page.locator("#act-dispatch")).to_be_in_viewport()
