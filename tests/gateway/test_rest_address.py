"""The REST address in virtual time: what it sets going and when, and what can go wrong with it.

What it answers to whom is in test_rest_contract.py.
"""

import pytest
from edges import Sdk
from twilio.rest import Client

from ivr.gateway import audio
from ivr.gateway.faults import Fault, Faults


@pytest.fixture
def client(exchange):
    return Client(exchange.board.account_sid, "a token for tests", http_client=Sdk(exchange.rest))


AGENT = "+8613900000001"
DESK = "+8675583183333"


def place(client, **more):
    return client.calls.create(to=AGENT, from_=DESK, url="https://desk.example/answered", **more)


def test_a_call_is_placed_read_and_told_about(app, exchange, client, clock):
    app.pages |= {"/answered": "<Say>hello</Say><Pause length='10'/>", "/progress": ""}
    exchange.phone(AGENT, [])
    call = place(
        client,
        status_callback="https://desk.example/progress",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        timeout=25,
    )
    assert (call.status, call.direction, call.to, call._from) == ("queued", "outbound-api", AGENT, DESK)
    assert call.date_created == clock()
    assert app.requests == [], "nothing happens before the request is answered"
    exchange.run()
    statuses = [form["CallStatus"] for form in app.forms("/progress")]
    assert statuses == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in app.forms("/progress")] == ["0", "1", "2", "3"]
    ended = client.calls(call.sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "10")
    assert ended.end_time == clock().replace(microsecond=0)
    assert app.form("/answered")["Direction"] == "outbound-api"


@pytest.mark.parametrize(
    ("behaviour", "status", "seconds"),
    [("busy", "busy", 0), ("failed", "failed", 0), ("no-answer", "no-answer", 25)],
)
def test_nobody_takes_the_call(app, exchange, client, clock, behaviour, status, seconds):
    app.pages["/progress"] = ""
    exchange.phone(AGENT, behaviour)
    start = clock()
    call = place(client, status_callback="https://desk.example/progress", timeout=25)
    exchange.run()
    assert client.calls(call.sid).fetch().status == status
    assert app.form("/progress")["CallStatus"] == status
    assert (clock() - start).total_seconds() == seconds


def test_a_call_is_called_off_before_it_even_rings(app, exchange, client):
    app.pages["/progress"] = ""
    call = place(client, status_callback="https://desk.example/progress")
    client.calls(call.sid).update(status="completed")
    exchange.run()
    assert client.calls(call.sid).fetch().status == "canceled"
    assert app.form("/progress")["CallStatus"] == "canceled"
    assert "/answered" not in app.paths


def test_an_answer_may_place_calls_without_getting_entangled(app, exchange, client):
    placed = []

    def incoming(_request):
        placed.append(place(client).sid)
        assert "/answered" not in app.paths
        return "<Say>one moment</Say><Pause length='5'/>"

    app.pages |= {"/voice/incoming": incoming, "/answered": "<Say>for you</Say>"}
    exchange.phone(AGENT, [])
    exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert [call.text for call in exchange.calls] == ["one moment", "for you"]
    assert exchange.calls[1].sid == placed[0]


def test_media_needs_the_token_and_may_not_be_there_yet(app, make_exchange, speech):
    app.pages |= {"/voice/incoming": '<Record action="/taken"/>', "/taken": ""}
    exchange = make_exchange(Faults(media_missing=2))
    call = exchange.dial("+8613800138000", "83183333", [f"@{speech}", "#"])
    exchange.run()
    account = exchange.board.account_sid
    path = f"/2010-04-01/Accounts/{account}/Recordings/{call.recordings[0].sid}"
    auth = (account, "a token for tests")
    assert exchange.rest("GET", path, {}, None)[0] == 401
    assert exchange.rest("GET", path, {}, (account, "wrong"))[0] == 401
    assert [exchange.rest("GET", path + ".wav", {}, auth)[0] for _ in range(4)] == [404, 404, 200, 200]
    _, headers, body = exchange.rest("GET", path, {}, auth)
    assert headers["Content-Type"] == "audio/x-wav"
    assert audio.seconds(audio.decode(body)) == pytest.approx(4, abs=0.1)


def test_requests_of_the_application_can_go_wrong_too(app, make_exchange):
    exchange = make_exchange(
        Faults(rest=(Fault("timeout", on="Calls.json"), Fault("error", on="Recordings")))
    )
    account = exchange.board.account_sid
    client = Client(account, "a token for tests", http_client=Sdk(exchange.rest))
    app.pages["/answered"] = "<Say>hi</Say>"
    exchange.phone(AGENT, [])
    with pytest.raises(TimeoutError):
        place(client)
    exchange.run()
    assert exchange.calls[0].text == "hi", "it was placed all the same"
    with pytest.raises(Exception, match="Unable to fetch page"):
        client.recordings.list()
