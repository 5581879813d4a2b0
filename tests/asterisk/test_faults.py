"""Asterisk falls over; the application hangs, or answers 500 in the middle of a call."""

import threading
from pathlib import Path

from behind_asterisk import Desk, Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from small_app import SmallApp
from sound import likeness
from world import SHORT

from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention, Kind

pytestmark = needs_asterisk

SPOKEN = audio.read(Path(SHORT[1:]))[: 2 * audio.RATE * audio.WIDTH]

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


def test_an_application_that_answers_500_to_the_message_itself_takes_another_and_keeps_both(
    switch: Switch, desk: Desk, phones: Phones
) -> None:
    """The whole system on an evening; what it is told of a message that was just spoken it answers with 500."""
    desk.fails_at.add("RecordingUrl")
    caller = phones.caller()
    caller.dials(
        "83183333",
        caller.stream.keys("1"),
        caller.stream.speech(SPOKEN, then="#"),
        caller.stream.speech(SPOKEN, then="#"),
        at="2026-10-01T20:00",
    )
    desk.watch.until(Attention.PROMPT)
    caller.next()
    desk.watch.until(Attention.SPEECH)
    switch.records()
    caller.next()
    desk.watch.until(Kind.CLIP)  # the apology, right after what failed
    desk.watch.until(Attention.SPEECH)
    switch.records()
    caller.next()
    caller.ends()

    assert eventually(desk.stored)["hotline"] == "83183333"
    eventually(lambda: [each.state for each in desk.messages()] == ["stored", "stored"])
    for message in desk.messages():
        assert likeness(audio.decode(desk.system.store.get(message.original)), SPOKEN) > 0.9
    assert switch.is_empty()


def playing(switch: Switch, call: str) -> bool:
    """Whether the second thing is heard that the call ever heard."""
    return switch.ari("GET", f"playbacks/{call}-0-1").ok
