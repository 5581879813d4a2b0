"""A softphone as anybody has one, registered under an account of `make phones`: of a caller, and of an agent."""

from pathlib import Path

import pytest
from behind_asterisk import Desk, Phones, Switch, eventually, needs_asterisk
from softphone import BARESIP, Softphone
from sound import likeness
from test_dialling import OVERHEARD, bridged
from world import SAMPLES, SHORT

from ivr.cli.voice import says
from ivr.clock import parse_moment
from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention

pytestmark = [*needs_asterisk, pytest.mark.skipif(not BARESIP, reason="baresip is not here")]


def test_a_softphone_registers_dials_and_leaves_a_message(
    switch: Switch, desk: Desk, softphone: Softphone
) -> None:
    spoken = audio.read(Path(SHORT[1:]))
    desk.clock.put_to(parse_moment("2026-10-01T20:00"))
    softphone.dials("83183333")
    desk.watch.until(Attention.PROMPT)
    softphone.presses("1")
    desk.watch.until(Attention.SPEECH)
    recorded = switch.records()
    softphone.says(spoken)
    eventually(lambda: recorded.stat().st_size > 2 * len(spoken))
    softphone.presses("#")
    desk.watch.until(Attention.PROMPT)
    softphone.hangs_up()
    asked = says("请在提示音后说明单位、姓名、事由、回电号码和分机，", "zh")
    assert asked
    assert likeness(softphone.heard, audio.decode(asked)) > 0.9

    task = eventually(desk.stored)
    assert (task["hotline"], task["caller"]) == ("83183333", f"+{softphone.number}")
    [message] = desk.messages()
    assert likeness(audio.decode(desk.system.store.get(message.original)), spoken) > 0.9
    assert switch.is_empty()


def test_a_softphone_of_the_house_rings_for_an_agent_and_the_two_talk(
    switch: Switch, desk: Desk, softphone: Softphone, phones: Phones
) -> None:
    spoken, answered = audio.read(SAMPLES / "zh-settlement-file-late.wav"), audio.read(Path(SHORT[1:]))
    spoken = spoken[: 6 * audio.RATE * audio.WIDTH]
    desk.agent(f"+{softphone.number}")
    desk.clock.put_to(parse_moment("2026-09-01T10:00"))
    caller = phones.caller()
    caller.dials("83183333", caller.stream.keys("1"), caller.stream.speech(spoken, then="5"), "hang up")
    desk.watch.until(Attention.PROMPT)
    caller.next()

    softphone.answers()
    desk.watch.until(Attention.PROMPT)
    softphone.presses("1")
    eventually(lambda: bridged(switch))
    softphone.says(answered)
    caller.next()
    desk.watch.until("pressed")
    desk.watch.until("pressed")
    caller.next()
    caller.ends()
    softphone.until("CALL_CLOSED")

    assert likeness(softphone.heard, spoken) > 0.9
    by_the_agent, by_the_caller = eventually(desk.conversation)
    assert likeness(by_the_agent, answered) > OVERHEARD
    assert likeness(by_the_caller, spoken) > OVERHEARD
    assert switch.is_empty()
