"""A transcript as a person uses it: it appears by itself, its words are lit, a click plays from there."""

from __future__ import annotations

from hearing import hears, written_down
from playwright.sync_api import Browser, Page, expect
from test_in_chromium import address, chromium, fits, page, pytestmark, sign_in  # noqa: F401 - its fixtures and marks
from world import World

SAID = "您好 我们 没有 收到 结算 文件 请 回电 幺三八 零零 幺三 八零零零"

WATCH = """() => {
  window.lit = [];
  window.most = 0;
  new MutationObserver(() => {
    const now = [...document.querySelectorAll('.w.lit')].map((word) => word.textContent);
    window.lit.push(...now);
    window.most = Math.max(window.most, now.length);
  }).observe(document.querySelector('.transcript'), { subtree: true, attributeFilter: ['class'] });
}"""
"""Notes every word that is lit: each for a moment, in which nobody may happen to look."""


def test_it_appears_is_lit_and_is_put_right(page: Page, ref: str, world: World) -> None:  # noqa: F811
    hears(world, SAID)
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    transcript = page.locator(".transcript")
    expect(transcript).to_contain_text("正在转成文字")
    written_down(world)
    expect(transcript).to_contain_text("您好我们没有收到结算文件请回电幺三八****八零零零", timeout=15_000)

    # A click plays from there, and what is spoken is lit.
    page.evaluate(WATCH)
    page.locator(".w", has_text="收到").click()
    page.wait_for_function("() => document.querySelector('audio')?.currentTime >= 2.5")
    page.wait_for_function("() => window.lit.includes('文件')")
    assert page.evaluate("() => window.most") == 1, "one word at a time"
    page.click(".transport .play")

    # The number once seen, it can be put right; what plays and what is typed beside it stay.
    page.fill("#say textarea", "先记一笔")
    page.click(".transcript button")
    expect(transcript).to_contain_text("幺三八零零幺三八零零零")
    expect(page.locator(".who-number")).to_have_text("+8613800138000")
    page.click(".correct > summary")
    page.fill("textarea[name=transcript]", " ")
    page.click(".correct .button:has-text('改好了')")
    expect(page.locator("#notice .refused")).to_contain_text("请写下留言的内容")
    expect(page.locator("textarea[name=transcript]")).to_have_value(" ")
    page.fill("textarea[name=transcript]", "您好，我们没有收到结算文件。")
    page.click(".correct .button:has-text('改好了')")
    expect(page.locator(".words.put-right")).to_have_text("您好，我们没有收到结算文件。")
    expect(page.locator("#history")).to_contain_text("改了留言的文字")
    expect(page.locator("#say textarea")).to_have_value("先记一笔")
    page.click(".heard > summary")
    page.locator(".heard .w", has_text="结算").click()
    page.wait_for_function("() => document.querySelector('audio')?.paused === false")

    page.set_viewport_size({"width": 360, "height": 800})
    fits(page, 360)


def test_it_is_put_right_without_script(
    chromium: Browser,  # noqa: F811
    address: str,  # noqa: F811
    ref: str,
    world: World,
) -> None:
    hears(world, "请 回电")
    written_down(world)
    context = chromium.new_context(base_url=address, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()  # noqa: F811
    sign_in(page)
    page.goto(f"/tasks/{ref}")
    page.click(".correct > summary")
    page.fill("textarea[name=transcript]", "请尽快回电。")
    page.click(".correct .button:has-text('改好了')")
    expect(page.locator(".words.put-right")).to_have_text("请尽快回电。")
    page.click(".correct > summary")
    page.click(".correct .button:has-text('恢复机器原文')")
    expect(page.locator(".words").first).to_have_text("请回电")
    context.close()
