"""Headers, assets and error pages: the same everywhere."""

from collections.abc import Callable

import pytest
from conftest import Browser
from world import World

from ivr.people import User
from ivr.web.console import assets
from ivr.web.console.headers import POLICY

Opened = Callable[..., Browser]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/privacy", "/no-such-page", "/static/console.css"])
def test_every_answer_carries_the_headers(browser: Opened, wang: User, path: str) -> None:
    page = browser("wang" if path == "/" else None).get(path)
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_pages_are_kept_by_no_cache(browser: Opened, wang: User) -> None:
    assert browser("wang").get("/").headers["Cache-Control"] == "no-store"


def test_style_and_script_are_kept_for_a_year_under_their_hash(browser: Opened, world: World) -> None:
    somebody = browser()
    with world.phone.app.test_request_context():
        address = assets.address("console.css")
    page = somebody.get(address)
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.data == assets.SERVED["console.css"].body
    packed = somebody.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(page.data) / 3
    assert somebody.get(address, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert somebody.get("/static/console.css?v=old").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["../console/words.py", "vendor/NOTICE.md", "nothing.css", "..%2f..%2fapp.py"]
)
def test_nothing_else_is_served(browser: Opened, world: World, name: str) -> None:
    assert browser().get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("accept", ["zh-CN", "en"])
def test_what_is_not_there(browser: Opened, wang: User, accept: str) -> None:
    page = browser().get("/no-such-page", headers={"Accept-Language": accept})
    assert page.status_code == 404
    assert ("没有这个页面" in page.text) == (accept == "zh-CN")
    assert "console.css" in page.text


def test_a_broken_page_says_so_and_shows_no_inside(
    browser: Opened, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = browser("wang")
    monkeypatch.setattr("ivr.web.console.queue.context", lambda *_, **__: 1 / 0)
    page = somebody.get("/")
    assert page.status_code == 500
    assert "系统出了问题" in page.text
    assert "Traceback" not in page.text
    assert "ZeroDivision" not in page.text


def test_a_form_that_is_far_too_big(browser: Opened, ref: str) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    page = agent.post(f"/tasks/{ref}/note", note="x" * 3_000_000)
    assert page.status_code == 413
    assert "提交的内容太大" in page.text


def test_the_privacy_notice_is_public_and_says_what_it_must(browser: Opened, world: World) -> None:
    text = browser().get("/privacy").text
    for words in ("深圳证券通信有限公司", "200 天", "您的权利", "200 days", "Your rights", "0755-83183333"):
        assert words in text


def test_the_carrier_needs_no_token_and_health_no_sign_in(browser: Opened, world: World) -> None:
    somebody = browser()
    assert (
        somebody.client.post("/voice/status", data={"CallSid": "x"}).status_code == 403
    )  # unsigned, not 400
    assert world.post("/voice/status", {"CallSid": "CA0", "CallStatus": "completed"}).status_code == 200
    assert somebody.get("/healthz").status_code == 200
