"""Enqueue, Leave and Dial to a queue: every QueueResult of the manual."""

from datetime import timedelta

import pytest

ENQUEUE = '<Enqueue action="/left" waitUrl="/wait">q1</Enqueue><Say>next verb</Say>'


@pytest.fixture
def rest(exchange):
    account = exchange.board.account_sid

    def ask(path, form):
        return exchange.rest(
            "POST", f"/2010-04-01/Accounts/{account}/{path}.json", form, (account, "a token for tests")
        )

    return ask


@pytest.fixture
def agent(exchange, rest):
    def ring(number, url="https://desk.example/take"):
        rest("Calls", {"To": number, "From": "+8675583183333", "Url": url})

    return ring


def test_leave_goes_on_with_the_action(app, exchange):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": '<Gather action="/key" numDigits="1" timeout="10"><Play>/clips/hello.wav</Play></Gather>',
        "/key": "<Leave/>",
        "/left": "<Say>message box</Say>",
    }
    call = exchange.dial("+8613800138000", "83183333", ["wait:15", "1"])
    exchange.run()
    left = app.form("/left")
    assert left["QueueResult"] == "leave"
    assert left["QueueTime"] == "15", "one round of twelve seconds and three of the next"
    assert left["QueueSid"].startswith("QU")
    assert call.heard[-1].text == "message box"


def test_without_action_leave_falls_through(app, exchange):
    app.pages |= {"/voice/incoming": ENQUEUE.replace(' action="/left"', ""), "/wait": "<Leave/>"}
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert call.heard[-1].text == "next verb"


def test_the_wait_document_hears_where_the_caller_stands_each_round(app, exchange, clock):
    app.pages |= {"/voice/incoming": ENQUEUE, "/wait": "<Pause length='30'/>", "/left": ""}
    first = exchange.dial("+8613800138001", "83183333", ["wait:65", "hangup"])
    second = exchange.dial("+8613800138002", "83183333", ["wait:100", "hangup"])
    exchange.run()
    of_first = [form for form in app.forms("/wait") if form["CallSid"] == first.sid]
    of_second = [form for form in app.forms("/wait") if form["CallSid"] == second.sid]
    assert [form["QueueTime"] for form in of_first] == ["0", "30", "60"]
    assert [form["QueuePosition"] for form in of_second] == ["2", "2", "2", "1"]
    assert of_second[0]["CurrentQueueSize"] == "2"
    assert of_second[0]["MaxQueueSize"] == "1000"
    results = {form["CallSid"]: form["QueueResult"] for form in app.forms("/left")}
    assert results == {first.sid: "hangup", second.sid: "hangup"}


def test_a_redirected_caller_and_a_broken_wait_document(app, exchange, rest):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "<Say>not to be heard</Say>",
        "/other": "<Say>other</Say>",
    }
    call = exchange.dial("+8613800138000", "83183333")
    url = {"Url": "https://desk.example/other"}
    exchange.after(5, lambda: rest(f"Calls/{call.sid}", url))
    exchange.run()
    assert app.form("/left")["QueueResult"] == "redirected"
    assert call.text == "other"
    app.requests.clear()
    app.pages |= {"/wait": "<Record/>", "/left": "<Say>sorry</Say>"}
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert app.form("/left")["QueueResult"] == "error"
    assert any("<Record> cannot be performed here" in error for error in call.errors)
    assert call.text == "sorry"


def test_callers_are_taken_out_in_the_order_they_came(app, exchange, agent):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "",
        "/take": "<Dial><Queue>q1</Queue></Dial>",
    }
    callers = [exchange.dial(f"+861380013800{each}", "83183333", ["wait:600", "hangup"]) for each in range(3)]
    for each in range(3):
        exchange.phone(f"+861390000000{each}", ["wait:60", "hangup"])
        exchange.after(10 + each, lambda each=each: agent(f"+861390000000{each}"))
    exchange.run()
    joined = [
        line.words for call in exchange.calls[3:] for line in call.transcript.lines if line.kind == "joined"
    ]
    assert joined == [f"with {caller.number}" for caller in callers]
    assert {form["QueueResult"] for form in app.forms("/left")} == {"bridged"}


def test_an_agent_waits_for_the_next_caller_no_longer_than_the_timeout(app, exchange, agent, clock):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "",
        "/take": '<Dial timeout="20" action="/dialled"><Queue>q1</Queue></Dial>',
        "/dialled": "<Say>nobody there</Say>",
    }
    exchange.phone("+8613900000001", [])
    agent("+8613900000001")
    exchange.run()
    assert app.form("/dialled")["DialCallStatus"] == "failed", "there is no such queue yet"
    exchange.dial("+8613800138000", "83183333", ["wait:1", "hangup"])
    exchange.run()
    start = clock()
    agent("+8613900000001")
    exchange.run()
    assert app.forms("/dialled")[-1]["DialCallStatus"] == "no-answer"
    assert (clock() - start) < timedelta(seconds=30)
    app.requests.clear()
    agent("+8613900000001")
    exchange.run(clock() + timedelta(seconds=5))
    exchange.dial("+8613800138000", "83183333", ["wait:9", "hangup"])
    exchange.run()
    assert app.form("/dialled")["DialBridged"] == "true"
    assert app.form("/left")["QueueResult"] == "bridged"


@pytest.mark.parametrize("first_to_go", ["waited", "dialled"])
def test_whoever_stays_on_the_line_goes_on_with_his_own_action(app, exchange, agent, first_to_go):
    """Ringing back rests on it: the agent waits, the customer dials the queue and is asked when the agent is gone."""
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "<Say>what the one who waited hears</Say>",
        "/take": '<Dial action="/dialled"><Queue>q1</Queue></Dial>',
        "/dialled": "<Say>what the one who dialled hears</Say>",
    }
    waited_for, dialled_for = ("wait:30", "wait:90") if first_to_go == "waited" else ("wait:90", "wait:30")
    waited = exchange.dial("+8613800138000", "83183333", ["wait:1", waited_for, "hangup"])
    exchange.phone("+8613900000001", [dialled_for, "hangup"])
    exchange.after(5, lambda: agent("+8613900000001"))
    exchange.run()
    dialled = exchange.calls[-1]
    result = app.form("/dialled")
    assert (result["DialCallStatus"], result["DialBridged"]) == ("completed", "true")
    assert app.form("/left")["QueueResult"] == "bridged"
    assert int(result["DialCallDuration"]) >= 24
    # Only whoever is still there can hear it; the other one's report says that his call is over.
    assert ("dialled hears" in dialled.text, "waited hears" in waited.text) == (
        first_to_go == "waited",
        first_to_go == "dialled",
    )
    assert result["CallStatus"] == ("in-progress" if first_to_go == "waited" else "completed")


def test_a_caller_who_hangs_up_during_his_notice_frees_the_agent_for_the_next(app, exchange, agent):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "",
        "/take": '<Dial action="/dialled"><Queue url="/notice">q1</Queue></Dial>',
        "/dialled": "",
        "/notice": "<Say>" + "long notice " * 9 + "</Say>",
    }
    first = exchange.dial("+8613800138001", "83183333", ["wait:12", "!hangup"])
    second = exchange.dial("+8613800138002", "83183333", ["wait:99", "hangup"])
    exchange.phone("+8613900000001", [])
    exchange.after(10, lambda: agent("+8613900000001"))
    exchange.run()
    results = {form["CallSid"]: form["QueueResult"] for form in app.forms("/left")}
    assert results == {first.sid: "hangup", second.sid: "bridged"}
    assert app.form("/dialled")["DialCallSid"] == second.sid


def test_an_agent_who_goes_during_the_notice_leaves_the_caller_his_place(app, exchange, agent):
    app.pages |= {
        "/voice/incoming": ENQUEUE,
        "/wait": "<Pause length='30'/>",
        "/left": "",
        "/take": '<Dial action="/dialled"><Queue url="/notice">q1</Queue></Dial>',
        "/dialled": "",
        "/notice": "<Say>" + "long notice " * 9 + "</Say>",
    }
    first = exchange.dial("+8613800138001", "83183333", ["wait:200", "hangup"])
    exchange.dial("+8613800138002", "83183333", ["wait:200", "hangup"])
    exchange.phone("+8613900000001", ["!wait:1", "!hangup"])
    exchange.phone("+8613900000002", ["wait:30", "hangup"])
    exchange.after(10, lambda: agent("+8613900000001"))
    exchange.after(20, lambda: agent("+8613900000002"))
    exchange.run()
    taken = next(form for form in app.forms("/dialled") if form["DialBridged"] == "true")
    assert taken["DialCallSid"] == first.sid


def test_no_wait_url_is_music_and_an_empty_one_silence(app, exchange):
    for attribute in ("", ' waitUrl=""'):
        app.pages["/voice/incoming"] = f'<Enqueue action="/left"{attribute}>q1</Enqueue>'
        app.pages["/left"] = ""
        exchange.dial("+8613800138000", "83183333", ["wait:20", "hangup"])
        exchange.run()
        assert app.forms("/left")[-1]["QueueTime"] == "20"
