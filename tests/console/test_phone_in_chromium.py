"""A telephone in a real Chromium, over a real gateway: heard, pressed, spoken into, and seen from behind."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest
from chromium import started, telephone
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from test_in_chromium import Silent, pytestmark  # noqa: F401 - its marks
from werkzeug.serving import make_server
from world import SHORT

from ivr import scheduler
from ivr.callbacks import Task
from ivr.clock import system as clock
from ivr.database import Database
from ivr.gateway import audio
from ivr.gateway.live.server import serve
from ivr.installation import open_system, prepare
from ivr.settings import Settings
from ivr.system import System
from ivr.voicemail import Voicemail
from ivr.web import create_web

SPOKEN = Path(SHORT.removeprefix("@"))


@dataclass
class Running:
    """Web and gateway of one installation, in real time."""

    system: System
    address: str


@pytest.fixture
def running(settings: Settings, database: Database) -> Iterator[Running]:
    listening = socket.create_server(("127.0.0.1", 0))
    web = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        gateway = f"http://127.0.0.1:{free.getsockname()[1]}"
    own = settings.model_copy(update={"public_url": web, "web_url": web, "gateway_url": gateway})
    prepare(database, own, clock())
    system = open_system(own, database=database)
    server = make_server(
        "127.0.0.1", 0, create_web(system), threaded=True, request_handler=Silent, fd=listening.fileno()
    )
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.01,)),
        threading.Thread(target=lambda: loop.run_until_complete(serve(own, stop=stop))),
    ]
    for thread in threads:
        thread.start()
    yield Running(system, web)
    loop.call_soon_threadsafe(stop.set)
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()
    listening.close()


@pytest.fixture(scope="module")
def talking() -> Iterator[Browser]:
    with started(speaking=SPOKEN) as browser:
        yield browser


@pytest.fixture
def phone(talking: Browser, running: Running) -> Iterator[Page]:
    with telephone(talking, running.address) as page:
        yield page


def test_a_message_is_left_and_the_application_is_watched(phone: Page, running: Running) -> None:
    phone.fill("#phone-day", "2026-10-01")
    phone.fill("#phone-time", "20:00")
    phone.check("input[name=voice][value=file]")
    phone.set_input_files("#phone-file", SPOKEN)
    phone.click("#phone-call")
    said = phone.locator("#phone-talk .said")
    expect(said.first).to_contain_text("您好，深证通客户服务中心。", timeout=30_000)
    expect(phone.locator("#phone-clock")).to_contain_text("20:00:")
    phone.click(".pad [data-key='1']")
    expect(phone.locator("#phone-talk .pressed kbd")).to_have_text("1")
    expect(said.nth(1)).to_contain_text("请在提示音后说明单位、姓名", timeout=30_000)

    behind = phone.locator("#phone-behind")
    expect(behind.locator(".path").first).to_have_text("/voice/incoming")
    expect(behind.locator("details[open] pre").last).to_contain_text("<Record ")
    expect(behind.locator("details[open] .fine")).to_have_text("200")
    expect(behind.locator("details[open] .took")).to_contain_text("ms")

    expect(phone.locator("#phone-state")).to_have_text("正在录音，请说话", timeout=30_000)
    expect(phone.locator("#phone-talk .spoke")).to_contain_text(SPOKEN.name)
    # Whoever presses while the file is spoken cuts it short: what counts is that it was heard to its end.
    phone.wait_for_function("() => document.getElementById('main').dataset.spoken === 'whole'")
    phone.keyboard.press("#")
    expect(said.last).to_contain_text("发送请按1", timeout=30_000)
    phone.click(".pad [data-key='1']")
    expect(phone.locator("#phone-state")).to_have_text("通话结束", timeout=60_000)
    expect(phone.locator("#phone-call")).to_be_visible()

    scheduler.fetch_messages(running.system)
    with running.system.database.reading() as session:
        task, message = session.scalar(select(Task)), session.scalar(select(Voicemail))
        assert task is not None and task.pretended and message is not None and message.original is not None
        kept = running.system.store.get(message.original)
    assert likeness(audio.decode(SPOKEN.read_bytes()), audio.decode(kept)) > 0.9


def test_the_microphone_is_heard(phone: Page) -> None:
    phone.check("input[name=voice][value=mic]")
    phone.click("#phone-call")
    expect(phone.locator("#phone-hangup")).to_be_visible()
    phone.wait_for_function("() => document.getElementById('phone-level').value > 0.02")
    phone.click("#phone-hangup")
    expect(phone.locator("#phone-state")).to_have_text("通话结束")


def test_a_gateway_that_is_not_there_is_said(phone: Page) -> None:
    phone.route("**/phone/ticket", lambda route: route.fulfill(status=503))
    phone.click("#phone-call")
    expect(phone.locator("#phone-trouble")).to_contain_text("ivr serve")
    expect(phone.locator("#phone-call")).to_be_visible()


def likeness(spoken: bytes, kept: bytes) -> float:
    """How much of what was spoken is in what was kept, wherever it lies there: 1 for all of it."""
    said, heard = (numpy.frombuffer(pcm, "<i2").astype(float) for pcm in (spoken, kept))
    size = len(said) + len(heard)
    crossed = numpy.fft.irfft(numpy.fft.rfft(heard, size) * numpy.conj(numpy.fft.rfft(said, size)), size)
    return float(crossed.max() / (numpy.linalg.norm(said) * numpy.linalg.norm(heard)))
