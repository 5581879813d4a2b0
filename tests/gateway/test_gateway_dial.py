"""Dial and Enqueue: two telephones become one conversation."""

import pytest

from ivr.gateway.virtual import VirtualExchange


def test_a_rung_telephone_hears_its_whisper_and_is_joined_after_pressing_1(app, exchange: VirtualExchange):
    app.pages |= {
        "/voice/incoming": '<Dial action="/dialled" timeout="20" callerId="+8675583183333">'
        '<Number url="/whisper" statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">'
        "+8613900000001</Number></Dial>",
        "/whisper": '<Gather action="/accept" numDigits="1"><Say>press 1</Say></Gather><Hangup/>',
        "/accept": "",
        "/leg": "",
        "/dialled": "<Say>bye</Say>",
    }
    exchange.phone("+8613900000001", ["1", "wait:30", "hangup"])
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    agent = exchange.calls[1]
    assert agent.pressed == ["1"]
    assert agent.heard[0].text == "press 1"
    assert [form["CallStatus"] for form in app.forms("/leg")] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert app.forms("/leg")[0]["ParentCallSid"] == call.sid
    assert app.forms("/leg")[0]["From"] == "+8675583183333"
    assert app.form("/whisper")["Direction"] == "outbound-dial"
    dialled = app.form("/dialled")
    assert dialled["DialCallStatus"] == "completed"
    assert dialled["DialCallSid"] == agent.sid
    assert dialled["DialBridged"] == "true"
    assert int(dialled["DialCallDuration"]) >= 30
    assert call.heard[-1].text == "bye"
    assert call.status == agent.status == "completed"


def test_a_caller_waits_in_a_queue_until_an_agent_takes_him_out(app, exchange: VirtualExchange):
    app.pages |= {
        "/voice/incoming": '<Enqueue action="/left" waitUrl="/wait">q1</Enqueue>',
        "/wait": "<Play>/clips/hello.wav</Play>",
        "/left": "<Say>bye</Say>",
        "/agent": '<Gather action="/take" numDigits="1"><Say>press 1</Say></Gather>',
        "/take": '<Dial action="/after"><Queue url="/notice">q1</Queue></Dial>',
        "/notice": "<Say>recorded</Say>",
        "/after": "",
    }
    exchange.phone("+8613900000001", ["wait:3", "1", "wait:10", "hangup"])
    call = exchange.dial("+8613800138000", "83183333")
    form = {"To": "+8613900000001", "From": "+8675583183333", "Url": "https://desk.example/agent"}
    status, _, _ = exchange.rest(
        "POST", f"/2010-04-01/Accounts/AC{'0' * 32}/Calls.json", form, ("AC" + "0" * 32, "a token for tests")
    )
    assert status == 201
    exchange.run()
    left = app.form("/left")
    assert left["QueueResult"] == "bridged"
    assert app.form("/notice")["CallSid"] == call.sid
    assert app.form("/after")["DialCallSid"] == call.sid if app.forms("/after") else True
    assert call.heard[-1].text == "bye"
    assert "recorded" in call.text
    assert exchange.calls[1].errors == []


def dials(app, exchange, dial, todo=(), **phones):
    app.pages |= {"/voice/incoming": dial, "/dialled": "<Say>after</Say>"}
    for number, behaviour in phones.items():
        exchange.phone(number, behaviour)
    call = exchange.dial("+8613800138000", "83183333", todo)
    exchange.run()
    return call


@pytest.mark.parametrize(
    ("behaviour", "status"), [("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed")]
)
def test_a_telephone_that_is_not_taken(app, exchange, clock, behaviour, status):
    start = clock()
    call = dials(app, exchange, '<Dial action="/dialled" timeout="12">123</Dial>', **{"123": behaviour})
    form = app.form("/dialled")
    assert form["DialCallStatus"] == status
    assert form["DialBridged"] == "false"
    assert "DialCallDuration" not in form
    assert form["DialCallSid"].startswith("CA")
    assert call.heard[-1].text == "after"
    if status == "no-answer":
        assert 12 <= (clock() - start).total_seconds() < 13


def test_a_whisper_that_is_declined_joins_nobody(app, exchange):
    app.pages["/whisper"] = "<Gather numDigits='1' timeout='3'><Say>press 1</Say></Gather><Hangup/>"
    call = dials(
        app, exchange, '<Dial action="/dialled"><Number url="/whisper">123</Number></Dial>', **{"123": []}
    )
    assert app.form("/dialled")["DialBridged"] == "false"
    assert call.heard[-1].text == "after"
    assert exchange.calls[1].status == "completed"


def test_of_several_telephones_the_first_that_accepts_wins(app, exchange):
    app.pages["/whisper"] = "<Gather numDigits='1' timeout='9' action='/yes'/><Hangup/>"
    app.pages["/yes"] = ""
    dial = '<Dial action="/dialled"><Number url="/whisper">1</Number><Number url="/whisper">2</Number></Dial>'
    dials(app, exchange, dial, **{"1": ["wait:5", "1", "hangup"], "2": ["wait:2", "1", "wait:9", "hangup"]})
    first, second = exchange.calls[1:]
    assert app.form("/dialled")["DialCallSid"] == second.sid
    assert "joined" in str(second.transcript)
    assert "joined" not in str(first.transcript)
    assert first.status == "completed"


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(app, exchange, clock):
    start = clock()
    call = dials(app, exchange, '<Say>x</Say><Dial action="/dialled">123</Dial>', ["!wait:4", "!hangup"])
    assert app.form("/dialled")["DialCallStatus"] == "canceled"
    assert app.form("/dialled")["CallStatus"] == "completed"
    assert (clock() - start).total_seconds() < 5
    assert exchange.calls[1].status == "canceled"
    assert call.heard[-1].text == "x"


def test_answer_on_bridge_leaves_the_caller_ringing(app, exchange):
    app.pages["/whisper"] = "<Say>for you</Say>"
    dial = '<Dial action="/dialled" answerOnBridge="true"><Number url="/whisper">123</Number></Dial>'
    call = dials(app, exchange, dial, **{"123": "busy"})
    assert app.form("/dialled")["CallStatus"] == "ringing"
    assert call.status == "completed", "the next verb answered it"


def test_hangup_on_star_and_the_time_limit_end_the_conversation(app, exchange, clock):
    dials(
        app,
        exchange,
        '<Dial action="/dialled" hangupOnStar="true">123</Dial>',
        ["wait:3", "*"],
        **{"123": []},
    )
    assert app.form("/dialled")["DialCallDuration"] == "3"
    app.requests.clear()
    dials(app, exchange, '<Dial action="/dialled" timeLimit="60">123</Dial>', **{"123": []})
    assert app.form("/dialled")["DialCallDuration"] == "60"


def test_the_tones_are_sent_before_the_whisper(app, exchange, clock):
    start = clock()
    dial = '<Dial action="/dialled"><Number sendDigits="ww12">123</Number></Dial>'
    dials(app, exchange, dial, **{"123": ["hangup"]})
    assert (clock() - start).total_seconds() >= 2


def test_without_action_the_next_verb_follows(app, exchange):
    call = dials(app, exchange, "<Dial>123</Dial><Say>next</Say>", **{"123": ["hangup"]})
    assert call.heard[-1].text == "next"


def test_a_joined_caller_can_be_sent_elsewhere(app, exchange):
    app.pages["/elsewhere"] = "<Say>elsewhere</Say>"
    app.pages["/voice/incoming"] = "<Dial>123</Dial>"
    exchange.phone("123", [])
    call = exchange.dial("+8613800138000", "83183333")
    account = exchange.board.account_sid
    path = f"/2010-04-01/Accounts/{account}/Calls/{call.sid}.json"
    url = {"Url": "https://desk.example/elsewhere"}
    exchange.after(10, lambda: exchange.rest("POST", path, url, (account, "a token for tests")))
    exchange.run()
    assert call.heard[-1].text == "elsewhere"
    assert exchange.calls[1].status == "completed"


def test_a_busy_line_is_busy_for_a_second_caller(app, exchange):
    app.pages |= {"/voice/incoming": '<Dial action="/dialled">123</Dial>', "/dialled": ""}
    exchange.phone("123", ["wait:60", "hangup"])
    exchange.dial("+8613800138001", "83183333")
    exchange.dial("+8613800138002", "83183333")
    exchange.run()
    assert {form["DialCallStatus"] for form in app.forms("/dialled")} == {"completed", "busy"}


def test_a_sip_address_is_rung_like_a_number(app, exchange):
    app.pages["/whisper"] = "<Say>for you</Say>"
    dial = '<Dial action="/dialled"><Sip url="/whisper" username="u">sip:duty@pbx.example</Sip></Dial>'
    dials(app, exchange, dial, **{"sip:duty@pbx.example": ["hangup"]})
    assert app.form("/whisper")["To"] == "sip:duty@pbx.example"
    assert app.form("/dialled")["DialCallStatus"] == "completed"


def test_a_whisper_may_not_dial_or_record(app, exchange):
    app.pages["/whisper"] = "<Record/>"
    dials(app, exchange, '<Dial action="/dialled"><Number url="/whisper">1</Number></Dial>', **{"1": []})
    assert app.form("/dialled")["DialBridged"] == "false"
    assert any("<Record> cannot be performed here" in error for error in exchange.calls[1].errors)
