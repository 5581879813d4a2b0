"""The Chromium that pages are looked at with: Debian's own, which asks nobody on the net for anything."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="Debian's chromium is not installed"
)


@contextmanager
def started(speaking: Path | None = None) -> Iterator[Browser]:
    """A browser; with `speaking` it has a microphone, into which that file is spoken again and again."""
    microphone = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={speaking}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS + (microphone if speaking else [])
        )
        yield browser
        browser.close()


@contextmanager
def telephone(browser: Browser, address: str) -> Iterator[Page]:
    """The page with the telephone, opened without an account; nothing may be complained about."""
    context = browser.new_context(base_url=address, locale="zh-CN", permissions=["microphone"])
    complaints: list[str] = []
    page = context.new_page()
    page.on(
        "console",
        lambda said: (
            complaints.append(f"{said.text} at {said.location['url']}") if said.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(30_000)
    page.goto("/phone")
    yield page
    context.close()
    # That one answer was a refusal is noted by the browser itself.
    left = [told for told in complaints if "status of 503" not in told]
    assert left == [], left
