"""Dial and Enqueue: two telephones become one conversation."""

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
