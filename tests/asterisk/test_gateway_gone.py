"""The gateway dies, or is not there: nobody is lost, and nobody is left in silence."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from behind_asterisk import Desk, Gateway, Killable, Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from rtp_stream import silence
from small_app import SmallApp
from sound import likeness
from test_dialling import AGENT, DIAL, bridged
from world import SHORT

from ivr.flows import unreported
from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention
from ivr.gateway.recordings import RecordingStore
from ivr.voicemail import Voicemail

pytestmark = needs_asterisk

SPOKEN = audio.read(Path(SHORT[1:]))[: 2 * audio.RATE * audio.WIDTH]
LONG = "<Play>/clips/long.wav</Play>"
RECORD = '<Record action="/taken" playBeep="false" timeout="60" finishOnKey="#"/>'


def applications(switch: Switch) -> list[str]:
    """What the dialplan does with each channel."""
    return [channel["dialplan"]["app_name"] for channel in switch.channels]


def test_whoever_is_on_the_line_when_the_gateway_dies(
    pages: SmallApp, killable: Killable, phones: Phones, switch: Switch, behind
) -> None:
    """One is at a prompt, one speaks a message, two talk to each other; and one rings while there is no gateway."""
    pages.pages |= {
        "/voice/incoming": "<Redirect>/menu</Redirect>",
        "/menu": '<Gather action="/keys" numDigits="1"><Play>/clips/long.wav</Play></Gather>',
        "/keys": lambda form: {"1": RECORD, "2": DIAL, "3": "<Play>/clips/b.wav</Play><Hangup/>"}[
            form["Digits"]
        ],
        "/whisper": "",
        "/dialled": "",
    }
    prompted, speaking, talking = (phones.caller(f"1380013800{number}") for number in range(3))
    agent = phones.agent(AGENT)
    agent.answers("hang up")
    prompted.dials("83183333", prompted.stream.keys("3"))
    speaking.dials(
        "83183333",
        speaking.stream.keys("1"),
        speaking.stream.speech(SPOKEN + silence(1), then="5"),
        "hang up",
    )
    talking.dials("83183333", talking.stream.keys("2"))
    for phone in (prompted, speaking, talking):
        phone.ready()
    speaking.next()
    talking.next()
    eventually(lambda: len(switch.ari("GET", "recordings/stored").json()) == 1)
    eventually(lambda: bridged(switch))

    killable.dies()
    late = phones.caller("13800138003")
    late.dials("83183333", "hang up")
    eventually(lambda: "Record" in applications(switch))
    late.next()
    late.ends()
    speaking.next()
    heard = switch.house / "spool/recording"
    eventually(lambda: any(path.stat().st_size > len(SPOKEN) for path in heard.glob("RE*")))
    speaking.next()
    speaking.ends()
    killable.up()

    sids = {form["From"]: form["CallSid"] for form in pages.forms("/voice/incoming")}
    assert set(sids) == {phone.number for phone in (prompted, speaking, talking)}
    eventually(lambda: [f["CallSid"] for f in pages.forms("/menu")].count(sids[prompted.number]) == 2)
    assert bridged(switch)
    pressed = time.monotonic()
    prompted.next()
    prompted.ends()
    assert time.monotonic() - pressed < 15, "the key stopped the prompt, which lasts half a minute"
    agent.next()
    agent.ends()
    talking.ends()

    over = {sids[prompted.number], sids[talking.number]}
    eventually(lambda: {form["CallSid"] for form in pages.forms("/voice/status")} == over)
    store = RecordingStore(behind.data / "gateway")
    [kept] = eventually(lambda: [each for each in store.all() if not each.dialled])
    assert kept.call_sid == sids[speaking.number]
    assert likeness(audio.decode(store.media(kept.sid)), SPOKEN) > 0.9
    assert switch.is_empty()


def test_fifty_calls_are_up_when_the_gateway_dies_and_each_goes_on(
    pages: SmallApp, killable: Killable, phones: Phones, switch: Switch
) -> None:
    met: set[str] = set()

    def menu(form: dict[str, str]) -> str:
        again = form["CallSid"] in met
        met.add(form["CallSid"])
        return "<Play>/clips/b.wav</Play><Hangup/>" if again else f"<Gather timeout='600'>{LONG}</Gather>"

    pages.pages |= {"/voice/incoming": "<Redirect>/menu</Redirect>", "/menu": menu}
    fifty = phones.caller()
    fifty.dials_often("83183333", 50)
    eventually(lambda: len(met) == 50 and len(switch.ari("GET", "channels").json()) == 50)
    eventually(lambda: all(channel["state"] == "Up" for channel in switch.channels))

    killable.dies()
    assert len(switch.channels) == 50
    killable.up()
    fifty.ends()

    eventually(lambda: {form["CallSid"] for form in pages.forms("/voice/status")} == met)
    assert sorted(form["CallSid"] for form in pages.forms("/menu")) == sorted([*met, *met])
    assert switch.is_empty()


def test_whoever_is_on_the_line_when_the_gateway_is_started_again_goes_on(
    small_app: SmallApp, phones: Phones, switch: Switch, gateway: Gateway, watch: Watch
) -> None:
    small_app.pages |= {
        "/voice/incoming": "<Redirect>/menu</Redirect>",
        "/menu": '<Gather action="/keys" numDigits="1"><Play>/clips/long.wav</Play></Gather>',
        "/keys": "<Hangup/>",
    }
    caller = phones.caller()
    caller.dials("83183333", caller.stream.keys("1"))
    caller.ready()
    watch.until(Attention.PROMPT)
    gateway.down()
    eventually(lambda: applications(switch) == ["Playback"])
    gateway.up()
    watch.until(Attention.PROMPT)
    caller.next()
    caller.ends()

    eventually(lambda: small_app.forms("/voice/status"))
    assert [path for path, _ in small_app.told] == [
        "/voice/incoming",
        "/menu",
        "/menu",
        "/keys",
        "/voice/status",
    ]
    assert len({form["CallSid"] for _, form in small_app.told}) == 1


def test_a_message_that_the_dialplan_took_by_itself_becomes_a_task(
    switch: Switch, desk: Desk, phones: Phones, gateway: Gateway
) -> None:
    gateway.down()
    eventually(lambda: not switch.ari("GET", "applications/ivr").ok)
    caller = phones.caller()
    caller.dials("83183333", caller.stream.speech(SPOKEN, then="#"))
    eventually(lambda: applications(switch) == ["Record"])
    caller.next()
    caller.ends()
    gateway.up()

    eventually(lambda: gateway.rest("GET", "Recordings.json")["recordings"])
    later = replace(desk.system, clock=lambda: desk.system.clock() + timedelta(minutes=2))
    assert unreported.sweep_recordings(later, set()) == 1
    task = eventually(desk.stored)
    assert (task["hotline"], task["caller"]) == ("83183333", "+8613800138000")
    with desk.system.database.reading() as session:
        kept = audio.decode(desk.system.store.get(session.query(Voicemail).one().original))
    assert likeness(kept, SPOKEN) > 0.9


def test_an_application_that_fails_leaves_the_caller_to_the_dialplan(
    small_app: SmallApp, phones: Phones, switch: Switch, gateway: Gateway
) -> None:
    caller = phones.caller()
    caller.dials("83183333", caller.stream.speech(SPOKEN, then="#"))
    eventually(lambda: applications(switch) == ["Record"])
    caller.next()
    caller.ends()

    assert small_app.form("/voice/fallback")["ErrorCode"] == "11200"
    [adopted] = eventually(lambda: gateway.rest("GET", "Recordings.json")["recordings"])
    call = gateway.rest("GET", f"Calls/{adopted['call_sid']}.json")
    assert (call["from"], call["to"], call["status"]) == ("13800138000", "83183333", "completed")
