"""The time line itself, and the conversation as it is printed."""

from datetime import timedelta

import pytest

from ivr.gateway.actions import ActionError
from ivr.gateway.audio import AudioError


def test_a_conversation_is_good_to_print(app, exchange, speech):
    app.pages |= {
        "/voice/incoming": '<Gather action="/menu" numDigits="1"><Play>/clips/hello.wav</Play></Gather>',
        "/menu": '<Play>/clips/menu.wav</Play><Record action="/taken" finishOnKey="#"/>',
        "/taken": "<Say>ok</Say>",
    }
    call = exchange.dial("+8613800138000", "83183333", ["1", f"@{speech}", "#"])
    exchange.run()
    assert str(call.transcript).splitlines() == [
        "20:00:00  ◂ hears   您好",
        "20:00:02  ▸ keys    1",
        "20:00:02  ◂ hears   请按一",
        "20:00:04  ▸ speaks  speech.wav (4.0 s)",
        "20:00:08  ▸ keys    #",
        "20:00:08  ◂ hears   ok",
        "20:00:08  ended     completed",
    ]


def test_a_transcript_shows_the_pretended_time(app, exchange, clock):
    app.pages["/voice/incoming"] = "<Say>hi</Say>"
    call = exchange.dial("+8613800138000", "83183333", at=clock() + timedelta(hours=3))
    exchange.run()
    assert str(call.transcript).startswith("23:00:00  ◂ hears   hi")
    assert call.recordings == []


def test_running_stops_at_the_moment_asked_for_and_goes_on_from_there(app, exchange, clock):
    app.pages["/voice/incoming"] = "<Pause length='60'/><Say>later</Say>"
    call = exchange.dial("+8613800138000", "83183333")
    start = clock()
    exchange.run(start + timedelta(seconds=59))
    assert clock() == start + timedelta(seconds=59)
    assert (call.text, call.status) == ("", "ringing")
    exchange.run()
    assert (call.text, call.status) == ("later", "completed")


def test_ticks_happen_only_while_something_else_can(app, exchange, clock):
    app.pages["/voice/incoming"] = "<Pause length='5'/>"
    ticks = []
    exchange.every(timedelta(seconds=1), lambda: ticks.append(clock()))
    exchange.dial("+8613800138000", "83183333")
    start = clock()
    exchange.run()
    assert [(tick - start).total_seconds() for tick in ticks] == [1, 2, 3, 4, 5]


def test_many_calls_share_one_time_line(app, exchange, clock):
    app.pages["/voice/incoming"] = "<Pause length='10'/><Say>done</Say>"
    start = clock()
    calls = [exchange.dial(f"+86138001{number:05}", "83183333") for number in range(50)]
    exchange.run()
    assert {call.status for call in calls} == {"completed"}
    assert (clock() - start).total_seconds() < 12


def test_a_caller_who_does_nothing_hangs_up_in_the_end(app, exchange, clock):
    app.pages["/voice/incoming"] = '<Say>x</Say><Gather timeout="60"/><Redirect>/voice/incoming</Redirect>'
    start = clock()
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert call.status == "completed"
    assert clock() - start == timedelta(minutes=30)


def test_hanging_up_at_the_first_sound(app, exchange):
    app.pages["/voice/incoming"] = "<Pause length='9'/><Say>x</Say>"
    call = exchange.dial("+8613800138000", "83183333", ["!hangup"])
    exchange.run()
    assert [line.kind for line in call.transcript.lines] == ["heard", "hung up", "ended"]
    assert app.form("/voice/status")["CallDuration"] == "0"


def test_running_from_within_an_answer_does_nothing(app, exchange):
    def incoming(_request):
        exchange.run()
        return "<Say>x</Say>"

    app.pages["/voice/incoming"] = incoming
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert call.text == "x"


def test_what_cannot_be_done_is_said_before_anything_rings(app, exchange):
    with pytest.raises(ActionError, match="'press 1' is no action"):
        exchange.dial("+8613800138000", "83183333", ["press 1"])
    with pytest.raises(AudioError, match=r"nowhere\.wav: No such file"):
        exchange.dial("+8613800138000", "83183333", ["@nowhere.wav"])
    with pytest.raises(ActionError):
        exchange.phone("+8613900000001", ["pick up"])
    exchange.run()
    assert app.requests == []


def test_a_telephone_may_behave_differently_at_each_ring(app, exchange):
    app.pages |= {"/voice/incoming": '<Dial action="/dialled" timeout="10">123</Dial>', "/dialled": ""}
    exchange.phone("1 2-3", "busy", "no-answer", ["hangup"])
    for _ in range(4):
        exchange.dial("+8613800138000", "83183333")
        exchange.run()
    statuses = [form["DialCallStatus"] for form in app.forms("/dialled")]
    assert statuses == ["busy", "no-answer", "completed", "completed"]
