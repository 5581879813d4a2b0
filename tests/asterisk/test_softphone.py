"""A softphone as anybody has one: registered under an account of `make phones`, it leaves a message."""

from pathlib import Path

import pytest
from behind_asterisk import Desk, Switch, eventually, needs_asterisk
from softphone import BARESIP, Softphone
from sound import likeness
from world import SHORT

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
