"""Asterisk falls over; the application hangs."""

import threading

from behind_asterisk import Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from small_app import SmallApp

from ivr.gateway.machine.effects import Attention

pytestmark = needs_asterisk

MENU = '<Gather action="/keys" numDigits="1"><Play>/clips/long.wav</Play></Gather>'


def test_an_asterisk_that_fell_over_ends_its_calls_and_takes_the_next(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch
) -> None:
    small_app.pages |= {"/voice/incoming": MENU, "/keys": "<Hangup/>"}
    lost = phones.caller("13800138000")
    lost.dials("83183333")
    watch.until(Attention.PROMPT)
    lost.ready()

    switch.process.kill()
    switch.start()
    eventually(lambda: switch.ari("GET", "applications/ivr").ok)
    assert small_app.form("/voice/status")["CallStatus"] == "completed"

    caller = phones.caller("13800138001")
    caller.dials("83183333", caller.stream.keys("1"))
    watch.until(Attention.PROMPT)
    caller.ready()
    caller.next()
    caller.ends()
    assert small_app.form("/keys")["From"] == "13800138001"


def test_while_the_application_hangs_the_caller_hears_that_it_rings(
    small_app: SmallApp, phones: Phones, switch: Switch
) -> None:
    answers = threading.Event()

    def hangs(_form: dict[str, str]) -> str:
        answers.wait(30)
        return "<Hangup/>"

    small_app.pages |= {
        "/voice/incoming": "<Play>/clips/a.wav</Play><Redirect>/slow</Redirect>",
        "/slow": hangs,
    }
    caller = phones.caller()
    caller.dials("83183333")
    small_app.form("/slow")
    eventually(lambda: playing(switch, small_app.form("/slow")["CallSid"]))
    answers.set()
    caller.ends()
    assert small_app.form("/voice/status")["CallStatus"] == "completed"


def playing(switch: Switch, call: str) -> bool:
    """Whether the second thing is heard that the call ever heard."""
    return switch.ari("GET", f"playbacks/{call}-0-1").ok
