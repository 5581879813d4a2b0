"""How webhooks are sent: what they carry, what is tried again, what the caller hears when nothing helps."""

from ivr.gateway.faults import Fault, Faults
from ivr.gateway.http import Response


def test_the_first_webhook_is_twilios_form(app, exchange, clock):
    app.pages["/voice/incoming"] = "<Hangup/>"
    call = exchange.dial("+8613800138000", "+8675583183333", at=clock())
    exchange.run()
    assert app.form("/voice/incoming") == {
        "CallSid": call.sid,
        "AccountSid": exchange.board.account_sid,
        "From": "+8613800138000",
        "To": "+8675583183333",
        "Caller": "+8613800138000",
        "Called": "+8675583183333",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "IvrAt": clock().isoformat(),
    }
    assert "I-Twilio-Idempotency-Token" in app.requests[0].headers


def test_the_pretended_moment_travels_once(app, exchange, clock):
    app.pages |= {"/voice/incoming": "<Redirect>/next</Redirect>", "/next": ""}
    exchange.dial("anonymous", "83183333", at=clock())
    exchange.run()
    assert "IvrAt" not in app.form("/next")
    assert "IvrAt" not in app.form("/voice/status")


def test_the_end_of_a_call_is_told(app, exchange):
    app.pages["/voice/incoming"] = '<Pause length="1"/><Say>x</Say><Pause length="64"/>'
    exchange.dial("+8613800138000", "83183333")
    exchange.run()
    told = app.form("/voice/status")
    assert told["CallStatus"] == "completed"
    assert told["CallDuration"] == "64"
    assert told["Duration"] == "2"
    assert told["CallbackSource"] == "call-progress-events"
    assert told["Timestamp"].endswith("+0000")


def test_the_call_rings_until_a_verb_answers_it(app, exchange):
    app.pages |= {"/voice/incoming": "<Pause/><Redirect>/next</Redirect>", "/next": "<Say>hi</Say>"}
    exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert app.form("/next")["CallStatus"] == "ringing"
    assert app.form("/voice/status")["CallStatus"] == "completed"


def test_reject_never_answers(app, exchange):
    for verb, status in (('<Reject reason="busy"/>', "busy"), ("<Reject/>", "no-answer")):
        app.pages["/voice/incoming"] = verb
        call = exchange.dial("+8613800138000", "83183333", ["hangup"])
        exchange.run()
        assert call.status == status
        assert app.forms("/voice/status")[-1]["CallStatus"] == status
        assert app.forms("/voice/status")[-1]["CallDuration"] == "0"


def test_only_a_failed_connection_is_tried_again_once(app, make_exchange):
    app.pages["/voice/incoming"] = "<Say>hi</Say>"
    exchange = make_exchange(Faults(Fault("unreachable", on="/incoming")))
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert call.heard[0].text == "hi"
    tries = [entry.request for entry in call.log if entry.request and "incoming" in entry.request.url]
    assert len(tries) == 2
    assert tries[0].headers == tries[1].headers, "the retry carries the same token"


def test_two_failed_connections_a_500_and_a_timeout_are_heard_as_an_error(app, make_exchange):
    app.pages["/voice/incoming"] = "<Say>hi</Say>"
    for fault, code in (
        (Fault("unreachable", on="/incoming", times=2), "11205"),
        (Fault("error", on="/incoming"), "11200"),
        (Fault("timeout", on="/incoming"), "11210"),
        (Fault("lost", on="/incoming"), "11210"),
    ):
        exchange = make_exchange(Faults(fault))
        call = exchange.dial("+8613800138000", "83183333")
        exchange.run()
        assert call.text == "We are sorry, an application error has occurred. Goodbye."
        assert any(error.startswith(code) for error in call.errors)
        assert call.status == "completed"


def test_overrides_in_the_address_retry_what_they_name(app, exchange):
    answers = iter([Response(500), Response(503), Response(200)])
    app.pages |= {
        "/voice/incoming": "<Redirect>/flaky#rc=2&amp;rp=5xx</Redirect>",
        "/flaky": lambda request: next(answers),
    }
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert len(app.forms("/flaky")) == 3
    assert len({request.headers["I-Twilio-Idempotency-Token"] for request in app.requests[1:4]}) == 1
    assert call.errors == []


def test_an_answer_that_is_no_twiml_shows_in_the_log_and_is_heard(app, exchange):
    for answer, code in (
        ("<Sing/>", "12200"),
        (Response(200, {"Content-Type": "application/json"}, b"{}"), "12300"),
        (Response(200, {"Content-Type": "text/xml"}, b"<Response>" + b" " * 70000), "11750"),
        (Response(200, {"Content-Type": "text/xml"}, b"<Response><Say>"), "12100"),
    ):
        app.pages["/voice/incoming"] = lambda request, answer=answer: answer
        call = exchange.dial("+8613800138000", "83183333")
        exchange.run()
        assert "application error" in call.text
        assert any(code in error for error in call.errors)


def test_a_placed_call_asks_its_fallback_with_the_error(app, exchange):
    app.pages |= {"/first": "<Sing/>", "/fallback": "<Say>saved</Say>"}
    exchange.phone("+8613900000001", ["wait:60"])
    account = exchange.board.account_sid
    form = {
        "To": "+8613900000001",
        "From": "+8675583183333",
        "Url": "https://desk.example/first",
        "FallbackUrl": "https://desk.example/fallback",
    }
    exchange.rest("POST", f"/2010-04-01/Accounts/{account}/Calls.json", form, (account, "a token for tests"))
    exchange.run()
    assert app.form("/fallback")["ErrorCode"] == "12200"
    assert app.form("/fallback")["ErrorUrl"] == "https://desk.example/first"
    assert exchange.calls[0].heard[0].text == "saved"


def test_audio_that_cannot_be_had_is_skipped_and_logged(app, exchange):
    app.pages["/voice/incoming"] = "<Play>/nowhere.wav</Play><Say>on</Say>"
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert call.heard[-1].text == "on"
    assert "11200" in call.errors[0]


def test_a_duplicate_reaches_the_application_twice_with_one_token(app, make_exchange):
    answers = iter(["<Say>first</Say>", "<Say>second</Say>"])
    app.pages["/voice/incoming"] = lambda request: next(answers)
    exchange = make_exchange(Faults(Fault("duplicate", on="/incoming")))
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    one, other = app.requests[0], app.requests[1]
    assert one == other
    assert call.text == "second", "the first answer was lost on its way"


def test_lost_and_late_notices(app, make_exchange, clock):
    app.pages["/voice/incoming"] = "<Say>hi</Say>"
    exchange = make_exchange(Faults(Fault("lost", on="CallStatus=completed")))
    exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert app.forms("/voice/status") == []
    exchange = make_exchange(Faults(Fault("late", on="CallStatus=completed", seconds=600)))
    start = clock()
    exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert len(app.forms("/voice/status")) == 1
    assert (clock() - start).total_seconds() > 600


def test_a_seed_makes_notices_overtake_each_other_the_same_way_each_time(app, make_exchange, speech):
    record = (
        '<Record action="/taken" recordingStatusCallback="/told" '
        'recordingStatusCallbackEvent="in-progress completed"/>'
    )
    app.pages |= {"/voice/incoming": record, "/taken": "", "/told": ""}
    orders = {}
    for seed in (*range(8), *range(8)):
        app.requests.clear()
        exchange = make_exchange(Faults(seed=seed))
        exchange.dial("+8613800138000", "83183333", [f"@{speech}", "hangup"])
        exchange.run()
        order = tuple(
            request.url.rsplit("/", 1)[1] + request.form.get("RecordingStatus", "")
            for request in app.requests
        )
        assert sorted(order) == ["incoming", "status", "taken", "toldcompleted", "toldin-progress"]
        assert orders.setdefault(seed, order) == order
    assert len(set(orders.values())) > 3


def test_an_arriving_call_whose_webhook_fails_asks_the_fallback_before_it_apologises(app, exchange):
    app.pages |= {
        "/voice/incoming": '<Gather action="/broken" numDigits="1"/>',
        "/broken": "<Sing/>",
        "/voice/fallback": "<Say>leave a message</Say>",
    }
    call = exchange.dial("+8613800138000", "83183333", ["1"])
    exchange.run()
    assert app.form("/voice/fallback")["ErrorCode"] == "12200"
    assert app.form("/voice/fallback")["ErrorUrl"] == "https://desk.example/broken"
    assert call.text == "leave a message"
    assert call.errors, "the log shows what went wrong all the same"
