"""Signing in and out, and everything that ends a session."""

from collections.abc import Callable

import pytest
from conftest import PASSWORD, Browser
from world import World

from ivr import people
from ivr.people import User
from ivr.settings import Settings
from ivr.web import create_web
from ivr.web.console.session import safe_next

Opened = Callable[..., Browser]


def test_a_page_leads_to_signing_in_and_back(browser: Opened, wang: User) -> None:
    somebody = browser()
    page = somebody.get("/done")
    assert page.status_code == 303
    assert page.location == "/sign-in?next=/done"

    somebody.get(page.location)
    page = somebody.post("/sign-in", follow=False, name="Wang", password=PASSWORD, next="/done")
    assert (page.status_code, page.location) == (303, "/done")
    assert "已完成" in somebody.get("/done").text


def test_wrong_names_and_wrong_passwords_look_alike(browser: Opened, wang: User) -> None:
    pages = [browser().sign_in(name, "not the password") for name in ("wang", "nobody")]
    assert [page.status_code for page in pages] == [401, 401]
    assert all("用户名或密码不对。" in page.text for page in pages)


def test_five_failures_lock_and_say_until_when(browser: Opened, wang: User, world: World) -> None:
    somebody = browser()
    for _ in range(5):
        page = somebody.sign_in("wang", "not the password")
    assert page.status_code == 429
    assert "10:15 以后再试" in page.text
    assert somebody.sign_in("wang").status_code == 429
    world.later(minutes=16)
    assert somebody.sign_in("wang").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language", "/theme", "/presence"])
def test_every_form_needs_its_token(browser: Opened, wang: User, path: str) -> None:
    somebody = browser("wang")
    page = somebody.post(path, csrf_token="made up", name="wang", password=PASSWORD)
    assert page.status_code == 400
    assert "页面已经过期" in page.text


def test_the_cookie_is_for_this_site_and_no_script(browser: Opened, wang: User) -> None:
    somebody = browser()
    somebody.get("/sign-in")
    page = somebody.post("/sign-in", follow=False, name="wang", password=PASSWORD)
    (cookie,) = [each for each in page.headers.getlist("Set-Cookie") if each.startswith("ivr=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_cookie_and_site_are_secure(world: World, settings: Settings) -> None:
    system = world.system
    https = settings.model_copy(update={"public_url": "https://desk.example.com"})
    client = create_web(type(system)(**{**system.__dict__, "settings": https})).test_client()
    page = client.get("/sign-in")
    assert "Secure" in page.headers["Set-Cookie"]
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_half_an_hour_without_a_hand_signs_out(browser: Opened, wang: User, world: World) -> None:
    somebody = browser("wang")
    world.later(minutes=29)
    assert somebody.get("/").status_code == 200
    world.later(minutes=29)
    assert somebody.get("/").status_code == 200
    world.later(minutes=31)
    page = somebody.get("/", follow_redirects=True)
    assert "超过 30 分钟没有操作" in page.text


def test_an_open_page_that_polls_goes_idle_too(browser: Opened, wang: User, world: World) -> None:
    somebody = browser("wang")
    for _ in range(4):
        world.later(minutes=8)
        page = somebody.get("/queue", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/"})
    assert page.headers["HX-Redirect"].startswith("/sign-in")


def test_a_shift_ends_after_twelve_hours(browser: Opened, wang: User, world: World) -> None:
    somebody = browser("wang")
    for _ in range(30):
        world.later(minutes=25)
        page = somebody.get("/")
    assert page.status_code == 303


def test_a_new_password_or_leaving_ends_every_session(browser: Opened, wang: User, world: World) -> None:
    first, second = browser("wang"), browser("wang")
    with world.database.writing() as session:
        user = session.get_one(User, wang.id)
        people.set_password(session, user, "another good password", now=world.clock(), actor="test")
    assert first.get("/").status_code == 303
    third = browser()
    assert third.sign_in("wang", "another good password").status_code == 200
    with world.database.writing() as session:
        people.set_active(session, session.get_one(User, wang.id), False, now=world.clock(), actor="test")
    assert third.get("/").status_code == 303
    assert second.get("/").status_code == 303


def test_signing_out_forgets_everything(browser: Opened, wang: User) -> None:
    somebody = browser("wang")
    somebody.post("/sign-out")
    assert somebody.get("/").status_code == 303


def test_the_first_run_says_how_to_make_a_user(browser: Opened, world: World) -> None:
    somebody = browser()
    assert "ivr users add NAME" in somebody.get("/sign-in").text
    world.agent("wang", "service-centre")
    assert "ivr users add NAME" not in somebody.get("/sign-in").text


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/tasks/12345678?x=1", "/tasks/12345678?x=1"),
        (None, "/"),
        ("", "/"),
        ("tasks", "/"),  # not from the root
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),  # browsers skip the tab
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_back_stays_in_the_house(world: World, wanted: str | None, leads_to: str) -> None:
    with world.phone.app.test_request_context():
        assert safe_next(wanted) == leads_to


def test_language_and_theme_stay(browser: Opened, wang: User, world: World) -> None:
    somebody = browser("wang")
    page = somebody.post("/language", language="en", next="/done")
    assert page.request.path == "/done"
    assert '<html lang="en"' in page.text
    with world.database.reading() as session:
        assert session.get_one(User, wang.id).language == "en"
    assert 'data-theme="dark"' in somebody.post("/theme", theme="dark", next="/").text
    assert somebody.post("/theme", theme="pink").status_code == 400
