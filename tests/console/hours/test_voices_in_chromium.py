"""The page of voices in a real browser: pressed words are heard, words are found, a file is handed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_in_chromium import address, chromium, page, pytestmark  # noqa: F401 - fixtures, and where they run
from world import World

SAID = Path(__file__).parents[2] / "samples" / "voicemail" / "zh-short-callback.wav"
GREETING = "您好，深证通客户服务中心。"


@pytest.fixture
def lin(page: Page, world: World) -> Page:  # noqa: F811
    """A supervisor before the page of voices."""
    world.agent("lin.jing", "service-centre", role="supervisor")
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("lin.jing")
    page.get_by_label("密码").fill("correct horse battery staple")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    page.goto("/voices")
    return page


def test_words_are_heard_where_they_stand(lin: Page) -> None:
    words = lin.locator("a.say", has_text="业务咨询请按1")  # goes on for ten seconds
    with lin.expect_response("**/clips/*.wav") as sound:
        words.click()
    assert sound.value.ok
    expect(words).to_have_class("say playing")
    assert lin.url.endswith("/voices")
    words.click()
    expect(words).to_have_class("say")


def test_words_are_found_as_they_are_typed(lin: Page) -> None:
    lin.get_by_role("searchbox").fill("台风")
    expect(lin.get_by_role("link", name="受台风影响，今天暂停人工接听，", exact=True)).to_be_visible()
    expect(lin.get_by_role("link", name=GREETING, exact=True)).to_have_count(0)


def test_dates_and_numbers_come_when_they_are_asked_for(lin: Page) -> None:
    expect(lin.get_by_role("link", name="1月1日", exact=True)).to_have_count(0)
    lin.get_by_text("日期、时间和数字").click()
    expect(lin.get_by_role("link", name="1月1日", exact=True)).to_be_visible()
    lin.get_by_role("link", name="下一页").click()
    expect(lin.get_by_text("第 2 页")).to_be_visible()
    expect(lin.get_by_role("heading", name="语音", exact=True)).to_be_visible()


def test_a_file_is_handed_in_and_taken_back(lin: Page, world: World) -> None:
    lin.get_by_role("link", name=f"更换：{GREETING}").click()
    lin.get_by_label("录音文件").set_input_files(SAID)
    lin.get_by_role("button", name="上传并启用").click()
    expect(lin.locator(".notice[role=status]")).to_contain_text("已启用")
    assert world.system.book.current().voices
    lin.get_by_role("button", name="恢复系统自带的语音").click()
    expect(lin.locator(".notice[role=status]")).to_contain_text("已换回")
    assert not world.system.book.current().voices


def test_a_file_that_is_too_large_does_not_travel(lin: Page, tmp_path: Path) -> None:
    large = tmp_path / "long.wav"
    large.write_bytes(b"RIFF" + bytes(6 * 1024 * 1024))
    lin.get_by_role("link", name=f"更换：{GREETING}").click()
    expect(lin.get_by_label("录音文件")).to_be_visible()
    lin.wait_for_load_state()
    lin.get_by_label("录音文件").set_input_files(large)
    lin.get_by_label("说明").fill("新声音")
    lin.get_by_role("button", name="上传并启用").click()
    expect(lin.get_by_role("alert").filter(has_text="超过 5 MB")).to_be_visible()
    expect(lin.get_by_label("说明")).to_have_value("新声音")
