"""Hanging up at every step of taking a message: what is left afterwards, as a table."""

import pytest
from world import HIDDEN, MOBILE, SHORT, SPEECH, World

STEPS = [
    # at the menu, before anything was asked for: nothing is owed
    pytest.param(MOBILE, ["hangup"], 0, [], id="at the menu"),
    # during the words before the beep: somebody wanted us
    pytest.param(MOBILE, ["1", "!hangup"], 1, [], id="before the beep"),
    # in the beep, with nothing said
    pytest.param(MOBILE, ["1", "hangup"], 1, [], id="after the beep, silent"),
    # while speaking: what was said so far is the message
    pytest.param(MOBILE, ["1", SPEECH, "hangup"], 1, ["stored"], id="while recording"),
    # at the review: hanging up sends
    pytest.param(MOBILE, ["1", SPEECH, "#", "hangup"], 1, ["stored"], id="at the review"),
    # while hearing it again
    pytest.param(MOBILE, ["1", SPEECH, "#", "2", "!hangup"], 1, ["stored"], id="while listening"),
    # before the second beep: the first take stands
    pytest.param(MOBILE, ["1", SPEECH, "#", "3", "!hangup"], 1, ["stored"], id="before the second beep"),
    # silent after the second beep: the first take stands
    pytest.param(MOBILE, ["1", SPEECH, "#", "3", "hangup"], 1, ["stored"], id="second take, silent"),
    # while recording again: nobody knows which one was meant, both are kept
    pytest.param(MOBILE, ["1", SPEECH, "#", "3", SHORT, "hangup"], 1, ["stored", "stored"], id="second take"),
    # the second take was complete: it replaces the first
    pytest.param(MOBILE, ["1", SPEECH, "#", "3", SHORT, "#", "hangup"], 1, ["stored"], id="second review"),
    # during the reference
    pytest.param(MOBILE, ["1", SPEECH, "#", "1", "!hangup"], 1, ["stored"], id="at the reference"),
    # while keying in another number: the number he called from stands
    pytest.param(MOBILE, ["1", SPEECH, "#", "1", "2", "hangup"], 1, ["stored"], id="changing the number"),
    # nothing heard, asked again, gone
    pytest.param(MOBILE, ["1", "wait:15", "hangup"], 1, [], id="after nothing heard"),
    # no number, nothing keyed in: nobody could be rung
    pytest.param(HIDDEN, ["1", "hangup"], 0, [], id="hidden, at the number"),
    # no number, but a voice
    pytest.param(
        HIDDEN, ["1", "075582345678#", "1", SPEECH, "hangup"], 1, ["stored"], id="hidden, recording"
    ),
]


@pytest.mark.parametrize(("caller", "actions", "tasks", "messages"), STEPS)
def test_hanging_up_never_loses_what_was_said(
    world: World, caller: str, actions: list[str], tasks: int, messages: list[str]
) -> None:
    world.at("2026-10-01T20:00").caller(caller).dials("83183333", *actions)
    world.settle()

    found = world.tasks()
    assert len(found) == tasks
    assert [message["state"] for task in found for message in task["messages"]] == messages
    assert world.histories_hold()
