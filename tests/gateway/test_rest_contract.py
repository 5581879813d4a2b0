"""One promise for three carriers, kept through Twilio's own SDK: calls, recordings and queues over REST.

Our gateway in virtual time, our gateway over HTTP, and the fake Twilio that the application's tests rely on. Every
request and every answer is held against what Twilio publishes (tests/published.py).
"""

import inspect
import io
import json
import re
import wave
from array import array
from collections.abc import Iterator
from datetime import timedelta

import published
import pytest
from edges import DESK, Edge, Fake, GatewayEdge, Live, Virtual, a_number, a_sid, client
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account import call as sdk_call
from twilio.rest.api.v2010.account import incoming_phone_number as sdk_number
from twilio.rest.api.v2010.account import queue as sdk_queue
from twilio.rest.api.v2010.account import recording as sdk_recording
from twilio.rest.api.v2010.account.call import recording as sdk_call_recording
from twilio.rest.api.v2010.account.queue import member as sdk_member

from ivr.gateway import audio

BASE = "https://desk.example"
PAGES = {
    "/answered": "<Pause length='600'/>",
    "/other": "<Pause length='600'/>",
    "/progress": "",
    "/voice/incoming": '<Enqueue action="/left" waitUrl="/wait">{queue}</Enqueue>',
    "/wait": "<Pause length='600'/>",
    "/left": "",
    "/taken": "<Pause length='600'/>",
}


@pytest.fixture(scope="module")
def _live(tmp_path_factory) -> Iterator[Live]:
    with Live(tmp_path_factory.mktemp("live")).running() as live:
        yield live


@pytest.fixture(params=["in virtual time", "over HTTP"])
def gateway(request, exchange, app) -> GatewayEdge:
    """Our own gateway, either way."""
    edge = request.getfixturevalue("_live") if request.param == "over HTTP" else None
    edge = edge or Virtual(exchange, app, "a token for tests")
    edge.pages.update(PAGES)
    return edge


@pytest.fixture(params=["in virtual time", "over HTTP", "fake"])
def edge(request, exchange, app) -> Edge:
    """Any of the three."""
    if request.param == "fake":
        return Fake()
    live = request.getfixturevalue("_live") if request.param == "over HTTP" else None
    edge = live or Virtual(exchange, app, "a token for tests")
    edge.pages.update(PAGES)
    return edge


def place(edge: Edge, to: str | None = None, **more):
    told = {
        "status_callback": f"{BASE}/progress",
        "status_callback_event": ["initiated", "ringing", "answered", "completed"],
    }
    if not {"url", "twiml"} & more.keys():
        more["url"] = f"{BASE}/answered"
    return client(edge).calls.create(to=to or a_number(), from_=DESK, **(told | more))


def talking(edge: Edge):
    """A call that somebody has answered."""
    number = a_number()
    edge.telephone(number)
    call = place(edge, number)
    edge.hears("/progress", CallSid=call.sid, CallStatus="in-progress")
    return call


def refused(ask) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as caught:
        ask()
    return caught.value.status, caught.value.code


# The account


def test_the_account_is_told_its_own_state_and_nobody_else_anything(edge):
    assert client(edge).api.accounts(edge.sid).fetch().sid == edge.sid
    stranger = client(edge, token="wrong")
    assert refused(stranger.api.accounts(edge.sid).fetch) == (401, 20003)
    assert refused(stranger.calls(a_sid("CA")).fetch) == (401, 20003)
    assert refused(lambda: stranger.calls.create(to="+1", from_="+1", url=BASE)) == (401, 20003)
    assert refused(stranger.recordings(a_sid("RE")).delete) == (401, 20003)


def test_no_credentials_are_no_account_either(gateway):
    for auth in (None, (gateway.sid, ""), ("", gateway.token), ("AC" + "1" * 32, gateway.token)):
        status, headers, body = gateway.send(
            "GET", f"/2010-04-01/Accounts/{gateway.sid}/Calls.json", {}, auth
        )
        assert (status, json.loads(body)["code"]) == (401, 20003)
        if isinstance(gateway, Live):
            assert headers["WWW-Authenticate"].startswith("Basic")


# Calls


def test_a_call_from_being_asked_for_to_its_end(edge):
    number = a_number()
    edge.telephone(number)
    call = place(edge, number)
    assert (call.status, call.direction, call.to, call._from) == ("queued", "outbound-api", number, DESK)
    assert (call.start_time, call.end_time, call.duration, call.price) == (None, None, None, None)
    assert abs(call.date_created - edge.now) < timedelta(minutes=1)
    edge.hears("/progress", CallSid=call.sid, CallStatus="in-progress")
    talks = client(edge).calls(call.sid).fetch()
    assert (talks.status, talks.duration, talks.end_time) == ("in-progress", None, None)
    assert talks.start_time is not None
    client(edge).calls(call.sid).update(status="completed")
    edge.hears("/progress", CallSid=call.sid, CallStatus="completed")
    over = client(edge).calls(call.sid).fetch()
    assert over.status == "completed"
    assert int(over.duration) >= 0
    assert over.end_time >= over.start_time


def test_a_call_that_rings_is_called_off_and_has_no_length(edge):
    number = a_number()
    edge.telephone(number, picks_up=False)
    for status in ("canceled", "completed"):
        call = place(edge, number)
        edge.hears("/progress", CallSid=call.sid, CallStatus="ringing")
        assert refused(lambda call=call: client(edge).calls(call.sid).update(url=f"{BASE}/other")) == (
            400,
            21220,
        )
        client(edge).calls(call.sid).update(status=status)
        edge.hears("/progress", CallSid=call.sid, CallStatus="canceled")
        over = client(edge).calls(call.sid).fetch()
        assert (over.status, over.duration, over.end_time) == ("canceled", None, None)


def test_a_call_that_nobody_takes(gateway):
    call = place(gateway, timeout=1)
    gateway.hears("/progress", CallSid=call.sid, CallStatus="no-answer")
    over = client(gateway).calls(call.sid).fetch()
    assert (over.status, over.duration, over.end_time) == ("no-answer", None, None)
    assert over.start_time is not None


def test_a_call_in_progress_is_sent_elsewhere_until_it_is_over(edge):
    call = talking(edge)
    client(edge).calls(call.sid).update(url=f"{BASE}/other", method="POST")
    edge.hears("/other", CallSid=call.sid, CallStatus="in-progress")
    client(edge).calls(call.sid).update(status="completed")
    edge.hears("/progress", CallSid=call.sid, CallStatus="completed")
    for change in ({"url": f"{BASE}/other"}, {"status": "completed"}):
        assert refused(lambda change=change: client(edge).calls(call.sid).update(**change)) == (400, 21220)


def test_what_a_call_performs_may_come_with_the_request(gateway):
    number = a_number()
    gateway.telephone(number)
    there = f"<Response><Redirect>{BASE}/other</Redirect></Response>"
    call = place(gateway, number, twiml=there)
    gateway.hears("/other", CallSid=call.sid)
    client(gateway).calls(call.sid).update(twiml=there.replace("/other", "/taken"))
    gateway.hears("/taken", CallSid=call.sid)
    # An address wins over a document, as the manual has it.
    client(gateway).calls(call.sid).update(url=f"{BASE}/answered", twiml="<Response><Hangup/></Response>")
    gateway.hears("/answered", CallSid=call.sid)
    client(gateway).calls(call.sid).update(twiml="<Response><Hangup/></Response>")
    assert gateway.hears("/progress", CallSid=call.sid, CallStatus="completed")


def test_who_hears_of_a_call_may_be_changed_while_it_lasts(gateway):
    gateway.pages.update({"/later": "", "/rescue": ""})
    call = talking(gateway)
    client(gateway).calls(call.sid).update(status_callback=f"{BASE}/later", fallback_url=f"{BASE}/rescue")
    client(gateway).calls(call.sid).update(twiml="<Response><Nonsense/></Response>")
    gateway.hears("/rescue", CallSid=call.sid, ErrorUrl="")
    gateway.hears("/later", CallSid=call.sid, CallStatus="completed")


@pytest.mark.parametrize(
    ("asked", "code"), [({"to": ""}, 21201), ({"to": "nobody"}, 21211), ({"url": ""}, 21205)]
)
def test_a_call_that_cannot_be_placed(edge, asked, code):
    wanted = {"to": a_number(), "from_": DESK, "url": f"{BASE}/answered"} | asked
    assert refused(lambda: client(edge).calls.create(**wanted)) == (400, code)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from_": ""}, 21213),
        ({"from_": "desk"}, 21212),
        ({"url": "ftp://desk.example/x"}, 21205),
        ({"url": "https://"}, 21205),
        ({"fallback_url": "nowhere"}, 21205),
        ({"status_callback": "nowhere"}, 21609),
        ({"status_callback": BASE, "status_callback_event": ["sung"]}, 21626),
        ({"timeout": "soon"}, 20001),
        ({"timeout": 601}, 20001),
        ({"method": "PUT"}, 20001),
        ({"url": "", "twiml": "x" * 4001}, 20001),
        # What we would leave undone is said, not left out.
        ({"record": True}, 20001),
        ({"machine_detection": "Enable"}, 20001),
        ({"send_digits": "1"}, 20001),
    ],
)
def test_what_our_gateway_does_not_take_is_told_as_twilio_tells_it(gateway, asked, code):
    wanted = {"to": a_number(), "from_": DESK, "url": f"{BASE}/answered"} | asked
    assert refused(lambda: client(gateway).calls.create(**wanted)) == (400, code)
    assert client(gateway).calls.list(to=wanted["to"]) == [], "nothing was rung"


def test_a_change_that_is_none_is_told(gateway):
    call = talking(gateway)
    for change in ({}, {"status": "sung"}, {"status": "in-progress"}):
        assert refused(lambda change=change: client(gateway).calls(call.sid).update(**change)) == (400, 20001)


def test_what_nobody_knows_is_not_found(edge):
    sdk = client(edge)
    for ask in (
        sdk.calls(a_sid("CA")).fetch,
        lambda: sdk.calls(a_sid("CA")).update(status="completed"),
        sdk.recordings(a_sid("RE")).fetch,
        sdk.recordings(a_sid("RE")).delete,
    ):
        assert refused(ask) == (404, 20404)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/Calls/CA123.json", 404, 20404),
        ("GET", "/Recordings/..%2F..%2Fsecrets.json", 404, 20404),
        ("GET", "/Nothing.json", 404, 20404),
        ("PUT", "/Calls.json", 405, 20004),
        ("DELETE", "/Queues.json", 405, 20004),
        ("GET", "/Calls.json?PageSize=1001", 400, 20001),
        ("GET", "/Calls.json?Page=-1", 400, 20001),
        ("GET", "/Calls.json?StartTime%3E=yesterday", 400, 20001),
        ("GET", "/Recordings.json?DateCreated=tomorrow", 400, 20001),
    ],
)
def test_requests_that_no_sdk_sends(gateway, method, path, status, code):
    got, _, body = gateway.send(
        method, f"/2010-04-01/Accounts/{gateway.sid}{path}", {}, (gateway.sid, gateway.token)
    )
    error = published.shaped(json.loads(body), published.ERROR)
    assert (got, error["code"], error["status"]) == (status, code, status)


def test_calls_are_listed_newest_first_by_party_and_status_over_all_pages(edge):
    number, other = a_number(), a_number()
    edge.telephone(number)
    placed = [place(edge, number).sid for _ in range(3)]
    place(edge, other)
    sdk = client(edge)
    assert [call.sid for call in sdk.calls.list(to=number, page_size=2)] == placed[::-1]
    assert [call.to for call in sdk.calls.list(to=other)] == [other]
    assert sdk.calls.list(to=number, from_=other) == []
    assert sdk.calls.list(to=other, status="busy") == []
    page = sdk.calls.page(to=number, page_size=2)
    assert len(list(page)) == 2
    assert "PageSize=2" in page.next_page_url
    rest = page.next_page()
    assert [call.sid for call in rest] == placed[:1]
    assert rest.next_page_url is None
    assert rest.previous_page_url is not None


def test_calls_are_listed_by_when_they_began_and_ended_and_whose_they_are(gateway):
    call = talking(gateway)
    ringing = place(gateway, call.to)
    sdk = client(gateway)
    sdk.calls(call.sid).update(status="completed")
    gateway.hears("/progress", CallSid=call.sid, CallStatus="completed")

    def listed(**wanted) -> set[str]:
        return {each.sid for each in sdk.calls.list(to=call.to, **wanted)}

    hour, today = timedelta(hours=1), client(gateway).calls(call.sid).fetch().start_time.date()
    assert call.sid in listed(start_time_after=gateway.now - hour, start_time_before=gateway.now + hour)
    assert call.sid in listed(start_time=today.isoformat())
    assert listed(start_time_after=gateway.now + hour) == set()
    assert listed(end_time_after=gateway.now - hour) == {call.sid}
    assert listed(end_time_before=gateway.now - hour) == set()
    assert listed(end_time=(today - timedelta(days=1)).isoformat()) == set()
    assert listed(status="completed") == {call.sid}
    assert ringing.sid in listed()
    assert listed(parent_call_sid=call.sid) == set()


# Recordings


def test_recordings_are_listed_read_and_erased(edge):
    call, other = a_sid("CA"), a_sid("CA")
    made = [edge.recorded(call, age=timedelta(minutes=each)) for each in range(3)]
    edge.recorded(other)
    sdk = client(edge)
    listed = sdk.recordings.list(call_sid=call, page_size=2)
    assert [each.sid for each in listed] == made, "over all pages, the latest first"
    one = sdk.recordings(made[0]).fetch()
    assert (one.call_sid, one.status, one.duration, one.channels) == (call, "completed", "4", 1)
    assert (one.source, one.price, one.error_code) == ("RecordVerb", None, None)
    assert one.media_url.endswith(f"/Recordings/{made[0]}")
    assert sdk.recordings(made[0]).delete()
    assert refused(sdk.recordings(made[0]).fetch) == (404, 20404)
    assert refused(sdk.recordings(made[0]).delete) == (404, 20404)
    assert [each.sid for each in sdk.recordings.list(call_sid=call)] == made[1:]


def test_recordings_are_listed_by_when_they_were_made(gateway):
    call, hour = a_sid("CA"), timedelta(hours=1)
    new, old = gateway.recorded(call), gateway.recorded(call, age=timedelta(days=2))
    sdk = client(gateway)

    def listed(**wanted) -> list[str]:
        return [each.sid for each in sdk.recordings.list(call_sid=call, **wanted)]

    assert listed(date_created_after=gateway.now - hour) == [new]
    assert listed(date_created_before=gateway.now - hour) == [old]
    assert listed(date_created=sdk.recordings(old).fetch().date_created) == [old]
    assert listed(date_created_after=gateway.now + hour) == []
    assert listed(conference_sid=a_sid("CF")) == []


def test_a_calls_own_recordings_stay_its_own_on_every_page(gateway):
    call, other = a_sid("CA"), a_sid("CA")
    made = [gateway.recorded(call, age=timedelta(minutes=each), channels=2) for each in range(3)]
    stranger = gateway.recorded(other)
    sdk = client(gateway)
    assert [each.sid for each in sdk.calls(call).recordings.list(page_size=1)] == made
    one = sdk.calls(call).recordings(made[0]).fetch()
    assert (one.channels, one.source, one.track) == (2, "DialVerb", "both")
    assert sdk.calls(other).recordings(stranger).fetch().track == "inbound"
    today = one.date_created.date()
    assert len(sdk.calls(call).recordings.list(date_created_after=today - timedelta(days=1))) == 3
    assert refused(sdk.calls(call).recordings(stranger).fetch) == (404, 20404)
    assert refused(sdk.calls(call).recordings(stranger).delete) == (404, 20404)
    assert sdk.calls(call).recordings(made[0]).delete()
    assert [each.sid for each in sdk.calls(call).recordings.list()] == made[1:]


def test_what_comes_and_goes_meanwhile_hides_and_repeats_nothing(gateway):
    call = a_sid("CA")
    made = [gateway.recorded(call, age=timedelta(minutes=each)) for each in range(5)]
    sdk = client(gateway)
    page = sdk.recordings.page(call_sid=call, page_size=2)
    assert [each.sid for each in page] == made[:2]
    sdk.recordings(made[0]).delete()
    following = page.next_page()
    assert [each.sid for each in following] == made[2:4]
    for _ in range(3):
        gateway.recorded(call)
    assert [each.sid for each in following.next_page()] == made[4:]


def media(edge: Edge, name: str):
    path = f"/2010-04-01/Accounts/{edge.sid}/Recordings/{name}"
    return edge.send("GET", path, {}, (edge.sid, edge.token))


def test_audio_is_fetched_by_its_name(edge):
    sid = edge.recorded(a_sid("CA"))
    status, headers, body = media(edge, f"{sid}.wav")
    assert (status, headers["Content-Type"]) == (200, "audio/x-wav")
    assert audio.seconds(audio.decode(body)) == pytest.approx(4)
    assert media(edge, f"{a_sid('RE')}.wav")[0] == 404


def test_a_conversation_is_had_in_two_voices_or_in_one(gateway):
    single, double = gateway.recorded(a_sid("CA")), gateway.recorded(a_sid("CA"), channels=2)
    for name, channels in (
        (double, 2),
        (f"{double}.wav", 2),
        (f"{double}.wav?RequestedChannels=2", 2),
        (f"{double}.wav?RequestedChannels=1", 1),
        (f"{single}.wav?RequestedChannels=1", 1),
    ):
        status, headers, body = media(gateway, name)
        assert status == 200
        assert int(headers["Content-Length"]) == len(body)
        with wave.open(io.BytesIO(body)) as file:
            assert (file.getnchannels(), file.getnframes()) == (channels, 4 * audio.RATE)
            samples = array("h", file.readframes(file.getnframes()))
        assert any(samples[::channels])
    assert media(gateway, f"{single}.wav?RequestedChannels=2")[0] == 400
    assert media(gateway, f"{double}.wav?RequestedChannels=3")[0] == 400
    assert media(gateway, f"{double}.mp3")[0] == 404, "we keep WAV alone"
    status, _, body = gateway.send("GET", f"/2010-04-01/Accounts/{gateway.sid}/Recordings/{double}", {}, None)
    assert (status, json.loads(body)["code"]) == (401, 20003)


# Queues


def test_who_waits_is_listed_read_and_taken_out(gateway):
    name = f"queue of {a_number()}"
    gateway.pages["/voice/incoming"] = PAGES["/voice/incoming"].format(queue=name)
    callers = []
    for _ in range(3):
        callers.append(gateway.dials(a_number()))
        gateway.hears("/wait", CallSid=callers[-1])
    sdk = client(gateway)
    (queue,) = [each for each in sdk.queues.list(page_size=1) if each.friendly_name == name]
    assert (queue.current_size, queue.max_size) == (3, 1000)
    assert sdk.queues(queue.sid).fetch().date_created is not None
    members = sdk.queues(queue.sid).members
    assert [each.call_sid for each in members.list(page_size=2)] == callers
    assert [each.position for each in members.list()] == [1, 2, 3]
    front = sdk.queues(queue.sid).members("Front").fetch()
    assert (front.call_sid, front.queue_sid) == (callers[0], queue.sid)
    assert abs(front.date_enqueued - gateway.now) < timedelta(minutes=1)
    assert front.wait_time >= 0

    taken = sdk.queues(queue.sid).members(callers[1]).update(url=f"{BASE}/taken", method="POST")
    assert (taken.call_sid, taken.position) == (callers[1], 2)
    gateway.hears("/taken", CallSid=callers[1])
    assert gateway.hears("/left", CallSid=callers[1])["QueueResult"] == "redirected"
    assert refused(sdk.queues(queue.sid).members(callers[1]).fetch) == (404, 20404)
    assert sdk.queues(queue.sid).members(callers[2]).fetch().position == 2

    for caller in (callers[0], callers[2]):
        assert sdk.queues(queue.sid).members("Front").update(url=f"{BASE}/taken").call_sid == caller
        gateway.hears("/taken", CallSid=caller)
    assert sdk.queues(queue.sid).fetch().current_size == 0
    assert members.list() == []
    for ask in (
        sdk.queues(queue.sid).members("Front").fetch,
        lambda: sdk.queues(queue.sid).members("Front").update(url=f"{BASE}/taken"),
        sdk.queues(a_sid("QU")).fetch,
        sdk.queues(a_sid("QU")).members("Front").fetch,
    ):
        assert refused(ask) == (404, 20404)


def test_whoever_left_before_he_was_taken_out_is_let_be(exchange, app):
    edge = Virtual(exchange, app, "a token for tests")
    edge.pages.update(PAGES | {"/voice/incoming": PAGES["/voice/incoming"].format(queue="q")})
    caller = edge.dials(a_number())
    edge.hears("/wait", CallSid=caller)
    (queue,) = client(edge).queues.list()
    for where in ("/taken", "/other"):  # both are asked for before anything happens
        client(edge).queues(queue.sid).members(caller).update(url=BASE + where)
    edge.hears("/taken", CallSid=caller)
    assert app.forms("/other") == []


def test_a_caller_is_taken_out_to_an_address(gateway):
    gateway.pages["/voice/incoming"] = PAGES["/voice/incoming"].format(queue=a_number())
    caller = gateway.dials(a_number())
    gateway.hears("/wait", CallSid=caller)
    sdk = client(gateway)
    queue = next(each for each in sdk.queues.list() if each.current_size)
    for url in ("", "taken"):
        assert refused(lambda url=url: sdk.queues(queue.sid).members("Front").update(url=url)) == (400, 21205)
    sdk.calls(caller).update(status="completed")


# The table itself


@pytest.mark.parametrize(
    ("shape", "instance", "extra"),
    [
        (published.CALL, sdk_call.CallInstance, {}),
        (published.RECORDING, sdk_recording.RecordingInstance, {}),
        (published.CALL_RECORDING, sdk_call_recording.RecordingInstance, {"call_sid": "CA"}),
        (published.QUEUE, sdk_queue.QueueInstance, {}),
        (published.MEMBER, sdk_member.MemberInstance, {"queue_sid": "QU"}),
        (published.NUMBER, sdk_number.IncomingPhoneNumberInstance, {}),
    ],
)
def test_the_table_names_what_the_sdk_reads(shape, instance, extra):
    read = {
        name.lstrip("_")
        for name in vars(instance(None, {"sid": "x", "call_sid": "x"}, account_sid="AC", **extra))
    }
    assert read - {"version", "solution", "context"} == set(shape)


@pytest.mark.parametrize(
    ("names", "method"),
    [
        (published.CREATE_CALL, sdk_call.CallList.create),
        (published.UPDATE_CALL, sdk_call.CallContext.update),
        (published.LIST_CALLS, sdk_call.CallList.page),
        (published.LIST_RECORDINGS, sdk_recording.RecordingList.page),
    ],
)
def test_the_table_names_what_the_sdk_sends(names, method):
    limits = {"_before": "<", "_after": ">"}
    sent = set()
    for name in inspect.signature(method).parameters:
        stem, limit = re.fullmatch(r"(.+?)(_before|_after)?_?", name).groups()
        stem = {"page_number": "page"}.get(stem, stem)
        sent.add("".join(word.capitalize() for word in stem.split("_")) + limits.get(limit, ""))
    assert set(names) <= sent
