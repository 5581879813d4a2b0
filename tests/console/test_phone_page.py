"""The telephone in the browser: who may dial with it, and what its page may do that others may not."""

from collections.abc import Callable

import pytest
from conftest import Browser
from world import World

from ivr import tickets

Opened = Callable[..., Browser]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HERE = "http://127.0.0.1:8000"


def test_whoever_sits_at_a_fresh_machine_may_try_a_call(browser: Opened, world: World) -> None:
    anybody = browser()
    page = anybody.get("/phone", base_url=HERE)
    assert page.status_code == 200 and "83183333" in page.text and "试拨电话" in page.text
    answer = anybody.client.post("/phone/ticket", data={"csrf_token": anybody.token}, base_url=HERE)
    assert answer.json["url"] == "ws://127.0.0.1:8010/phone"
    key = world.phone.system.settings.secrets.derived(tickets.PHONE)
    assert tickets.holds(key, answer.json["ticket"], world.clock())
    assert anybody.client.post("/phone/ticket", base_url=HERE).status_code == 400, "no ticket without a token"


@pytest.mark.parametrize(
    ("base_url", "comes"),
    [
        ("http://127.0.0.1:8000", {"REMOTE_ADDR": "10.0.0.7"}),  # from another machine
        ("http://rebound.example:8000", {"REMOTE_ADDR": "127.0.0.1"}),  # another's name that leads here
        # over a proxy on this machine that hides both
        ("http://127.0.0.1:8000", {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}),
    ],
)
def test_nobody_else_dials_without_signing_in(browser: Opened, base_url: str, comes: dict[str, str]) -> None:
    anybody = browser()
    from_there = {"base_url": base_url, "environ_base": comes}
    page = anybody.get("/phone", **from_there)
    assert page.status_code == 303 and "/sign-in" in page.headers["Location"]
    anybody.get("/sign-in", **from_there)
    asked = anybody.client.post("/phone/ticket", data={"csrf_token": anybody.token}, **from_there)
    assert "ticket" not in asked.text


@pytest.mark.parametrize(
    ("role", "status"), [("supervisor", 200), ("admin", 200), ("agent", 403), ("auditor", 403)]
)
def test_elsewhere_it_is_for_supervisors_and_administrators(
    browser: Opened, world: World, role: str, status: int
) -> None:
    world.agent("somebody", "service-centre", role=role)
    theirs = browser("somebody")
    page = theirs.get("/phone", environ_base={"REMOTE_ADDR": "10.0.0.7"})
    assert page.status_code == status


def test_its_page_alone_may_use_the_microphone_and_reach_the_gateway(browser: Opened) -> None:
    anybody = browser()
    phone, other = (anybody.get(path, base_url=HERE) for path in ("/phone", "/sign-in"))
    assert "connect-src 'self' ws://127.0.0.1:8010;" in phone.headers["Content-Security-Policy"]
    assert "microphone=(self)" in phone.headers["Permissions-Policy"]
    assert "8010" not in other.headers["Content-Security-Policy"]
    assert "microphone=()" in other.headers["Permissions-Policy"]
