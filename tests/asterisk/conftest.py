"""A real Asterisk, real SIP telephones, and the whole system behind them, on the loopback address alone."""

import io
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import ports
import pytest
from asterisk_world import AsteriskWorld
from behind_asterisk import PATIENCE, ROOT, Desk, Gateway, Killable, Phones, Switch, Wound, free_url, served
from exchange_watch import Watch
from pydantic import SecretStr
from small_app import SmallApp
from softphone import Softphone

from ivr.app import create_app
from ivr.cli.phones import NUMBERS
from ivr.cli.voice import when_alone
from ivr.clock import parse_moment
from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.asterisk.house import Asterisk, Phone, free_configuration
from ivr.installation import open_system
from ivr.settings import Settings

SOFTPHONES = tuple(Phone(number, token_urlsafe(9)) for number in NUMBERS)
"""The two accounts of `make phones`."""


@pytest.fixture(scope="session")
def switch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    house = tmp_path_factory.mktemp("asterisk")
    asterisk, configuration = (
        Asterisk(ROOT, house),
        replace(
            free_configuration(SOFTPHONES, pretend=True),
            http=ports.port(),
            sip=ports.port(),
            trunk=ports.port(),
        ),
    )
    # Short ones, so that nobody waits for an apology.
    asterisk.configure(configuration, dict.fromkeys(when_alone(), audio.encode(mulaw.tone(500, 0.5))))
    # A longer one, so that it still rings when a gateway is started on a busy machine.
    (house / "data/sounds/en/ivr/ringing.ulaw").write_bytes(mulaw.encoded(mulaw.RINGING))
    running = Switch(asterisk, configuration, house)
    try:
        running.start()
        yield running
    finally:
        asterisk.stop()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Sees what the gateway does."""
    return Watch(monkeypatch)


@pytest.fixture
def behind(switch: Switch, settings: Settings) -> Settings:
    """Settings of a system behind that Asterisk, on ports of its own."""
    web, gateway = free_url(), free_url()
    url = SecretStr(switch.configuration.url)
    settings.data.mkdir()
    return settings.model_copy(
        update={"public_url": web, "web_url": web, "gateway_url": gateway, "asterisk_url": url}
    )


@pytest.fixture
def gateway(behind: Settings, switch: Switch, watch: Watch) -> Iterator[Gateway]:
    """The gateway; it is up."""
    running = Gateway(behind, switch)
    running.up()
    yield running
    running.down()


@pytest.fixture
def desk(behind: Settings, gateway: Gateway, watch: Watch, _sqlite_template: Path) -> Iterator[Desk]:
    """The whole system, as it ships."""
    shutil.copy(_sqlite_template, behind.data / "ivr.db")
    clock, door = Wound(), threading.Event()
    app, system = create_app(behind, clock=clock), open_system(behind, clock=clock)
    door.set()
    here = Desk(system, clock, watch, gateway, door)

    def waits_at_the_door(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"].startswith("/voice/"):
            door.wait(PATIENCE)
        if here.fails_at and environ["PATH_INFO"].startswith("/voice/calls/"):
            told = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(told)
            if failing := {each for each in here.fails_at if each.encode() in told}:
                here.fails_at -= failing
                start("500 Internal Server Error", [])
                return []
        return app(environ, start)

    with served(waits_at_the_door, behind.web_url):
        yield here
        door.set()
        gateway.down()
    system.database.close()


@pytest.fixture
def asterisk_world(
    behind: Settings, switch: Switch, phones: Phones, monkeypatch: pytest.MonkeyPatch, _sqlite_template: Path
) -> Iterator[AsteriskWorld]:
    """The same installation as `world`, on real telephones."""
    shutil.copy(_sqlite_template, behind.data / "ivr.db")
    clock, gateway = Wound(), Gateway(behind, switch)
    clock.put_to(parse_moment("2026-09-01T10:00"))
    app, system = create_app(behind, clock=clock), open_system(behind, clock=clock)
    with served(app, behind.web_url):
        made = AsteriskWorld(system, clock, gateway, switch, phones, monkeypatch)
        gateway.up()
        yield made
        gateway.down()
    system.database.close()


@pytest.fixture
def pages(behind: Settings) -> Iterator[SmallApp]:
    """An application of a few lines in place of the whole system; who wants a gateway starts one."""
    app = SmallApp()
    with served(app, behind.web_url):
        yield app


@pytest.fixture
def small_app(pages: SmallApp, gateway: Gateway) -> Iterator[SmallApp]:
    """An application of a few lines, and a gateway."""
    yield pages
    gateway.down()


@pytest.fixture
def killable(behind: Settings, tmp_path: Path) -> Iterator[Killable]:
    """The gateway as a process of its own, which can be killed; it is up."""
    running = Killable(behind, tmp_path / "gateway.log")
    running.up()
    yield running
    running.down()


@pytest.fixture
def softphone(switch: Switch, tmp_path: Path) -> Iterator[Softphone]:
    """A softphone that has registered under the first account."""
    folder = tmp_path / "softphone"
    folder.mkdir()
    phone = Softphone(folder, switch.configuration)
    try:
        phone.registers()
        yield phone
    finally:
        phone.stop()


@pytest.fixture
def phones(switch: Switch, tmp_path: Path) -> Iterator[Phones]:
    shop = Phones(switch.configuration, tmp_path)
    yield shop
    for each in shop.made:
        each.stop()
    # Whatever a test left behind is none of the next one's business.
    for kind, name in (("channels", "id"), ("bridges", "id"), ("recordings/stored", "name")):
        for left in switch.ari("GET", kind).json():
            switch.ari("DELETE", f"{kind}/{left[name]}")
