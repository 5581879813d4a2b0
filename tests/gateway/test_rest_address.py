"""The REST address through Twilio's own SDK."""

import json
from datetime import timedelta
from logging import getLogger
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ivr.gateway import audio
from ivr.gateway.faults import Fault, Faults


class InProcess(HttpClient):
    """Twilio's client, calling the exchange instead of the network."""

    def __init__(self, exchange):
        super().__init__(getLogger(__name__), is_async=False)
        self.exchange = exchange

    def request(self, method, uri, params=None, data=None, headers=None, auth=None, **_):
        target = urlsplit(uri)
        path = f"{target.path}?{target.query}" if target.query else target.path
        form = {
            name: value if isinstance(value, list) else str(value)
            for name, value in {**(params or {}), **(data or {})}.items()
        }
        status, headers, body = self.exchange.rest(method, path, form, auth)
        return Response(status, body.decode(), headers)


@pytest.fixture
def client(exchange):
    return Client(exchange.board.account_sid, "a token for tests", http_client=InProcess(exchange))


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


def test_a_live_call_is_sent_elsewhere_and_ended(app, exchange, client, clock):
    app.pages |= {"/answered": "<Pause length='60'/>", "/other": "<Say>other</Say><Pause length='60'/>"}
    exchange.phone(AGENT, [])
    call = place(client)
    exchange.run(clock() + timedelta(seconds=5))
    client.calls(call.sid).update(url="https://desk.example/other", method="POST")
    exchange.run(clock() + timedelta(seconds=5))
    assert exchange.calls[0].heard[-1].text == "other"
    client.calls(call.sid).update(status="completed")
    exchange.run()
    ended = client.calls(call.sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "10")
    with pytest.raises(TwilioRestException) as late:
        client.calls(call.sid).update(url="https://desk.example/other")
    assert (late.value.status, late.value.code) == (400, 21220)


def test_a_ringing_call_is_canceled_also_before_it_rings(app, exchange, client, clock):
    app.pages["/progress"] = ""
    ringing = place(client, status_callback="https://desk.example/progress")
    exchange.run(clock() + timedelta(seconds=5))
    assert client.calls(ringing.sid).fetch().status == "ringing"
    client.calls(ringing.sid).update(status="canceled")
    queued = place(client, status_callback="https://desk.example/progress")
    client.calls(queued.sid).update(status="completed")
    exchange.run()
    for call in (ringing, queued):
        assert client.calls(call.sid).fetch().status == "canceled"
    assert {form["CallStatus"] for form in app.forms("/progress")} == {"canceled"}


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


def test_calls_are_listed_page_by_page_and_filtered(app, exchange, client):
    app.pages["/voice/incoming"] = ""
    for number in range(5):
        exchange.dial(f"+861380013800{number}", "83183333")
    exchange.run()
    assert len(client.calls.list(page_size=2)) == 5
    assert len(client.calls.list(from_="+8613800138003")) == 1
    assert client.calls.list(status="busy") == []


@pytest.fixture
def recorded(app, exchange, speech):
    app.pages |= {"/voice/incoming": '<Record action="/taken"/>', "/taken": ""}
    calls = [exchange.dial("+8613800138000", "83183333", [f"@{speech}", "#"]) for _ in range(3)]
    exchange.run()
    return calls


def test_recordings_are_listed_fetched_and_deleted(exchange, client, recorded, clock):
    assert len(client.recordings.list()) == 3
    (one,) = client.recordings.list(call_sid=recorded[0].sid)
    assert (one.call_sid, one.status, one.duration, one.channels) == (recorded[0].sid, "completed", "4", 1)
    assert one.date_created == recorded[0].recordings[0].created.replace(microsecond=0)
    assert len(client.calls(recorded[1].sid).recordings.list()) == 1
    assert len(client.recordings.list(date_created_after=clock() - timedelta(hours=1))) == 3
    assert client.recordings.list(date_created_after=clock() + timedelta(hours=1)) == []
    assert client.recordings.list(date_created_before=clock() - timedelta(hours=1)) == []
    assert client.recordings(one.sid).fetch().call_sid == recorded[0].sid
    assert client.recordings(one.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.recordings(one.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert len(client.recordings.list()) == 2


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


@pytest.mark.parametrize(
    ("method", "path", "form", "status", "code"),
    [
        ("GET", "/Calls/CA123.json", {}, 404, 20404),
        ("GET", "/Recordings/../../secrets.json", {}, 404, 20404),
        ("GET", "/Nothing.json", {}, 404, 20404),
        ("PUT", "/Calls.json", {}, 405, 20004),
        ("POST", "/Calls.json", {}, 400, 21201),
        ("POST", "/Calls.json", {"To": "+86139"}, 400, 21213),
        ("POST", "/Calls.json", {"To": "+86139", "From": "+86755"}, 400, 21205),
        ("POST", "/Calls.json", {"To": "+86139", "From": "+86755", "Url": "ftp://x"}, 400, 21205),
        ("POST", "/Calls.json", {"To": "1", "From": "2", "Url": "http://x", "Timeout": "soon"}, 400, 20001),
        ("GET", "/Recordings.json", {"DateCreated>": "yesterday"}, 400, 20001),
    ],
)
def test_errors_are_twilios(exchange, method, path, form, status, code):
    account = exchange.board.account_sid
    got, _, body = exchange.rest(
        method, f"/2010-04-01/Accounts/{account}{path}", form, (account, "a token for tests")
    )
    error = json.loads(body)
    assert (got, error["code"], error["status"]) == (status, code, status)
    assert error["more_info"] == f"https://www.twilio.com/docs/errors/{code}"


def test_a_wrong_token_sees_nothing_and_another_account_neither(exchange):
    account = exchange.board.account_sid
    for auth in (None, (account, "wrong"), ("AC" + "1" * 32, "a token for tests")):
        status, _, body = exchange.rest("GET", f"/2010-04-01/Accounts/{account}/Calls.json", {}, auth)
        assert (status, json.loads(body)["code"]) == (401, 20003)


def test_requests_of_the_application_can_go_wrong_too(app, make_exchange):
    exchange = make_exchange(
        Faults(rest=(Fault("timeout", on="Calls.json"), Fault("error", on="Recordings")))
    )
    account = exchange.board.account_sid
    client = Client(account, "a token for tests", http_client=InProcess(exchange))
    app.pages["/answered"] = "<Say>hi</Say>"
    exchange.phone(AGENT, [])
    with pytest.raises(TimeoutError):
        place(client)
    exchange.run()
    assert exchange.calls[0].text == "hi", "it was placed all the same"
    with pytest.raises(Exception, match="Unable to fetch page"):
        client.recordings.list()
