"""The carrier port: what it sends, and what it makes of every way an answer can go wrong."""

import base64
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import fake_twilio
import pytest
from fake_twilio import SID, TOKEN, FakeTwilio
from pydantic import SecretStr

from ivr.settings import Settings, SettingsError
from ivr.telephony import (
    Account,
    CallState,
    Carrier,
    NotYet,
    Refused,
    Request,
    Response,
    TooLarge,
    Uncertain,
    UnknownAccount,
    carrier_of,
    wire,
)

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
RECORDING, CALL = "RE" + "1" * 32, "CA" + "1" * 32


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with fake_twilio.running() as fake:
        yield fake


@pytest.fixture
def carrier(twilio: FakeTwilio) -> Carrier:
    return Carrier([Account(SID, TOKEN, "twilio", twilio.url)])


def place(carrier: Carrier, to: str = "+8613800138000") -> str:
    return carrier.place(
        SID,
        to=to,
        from_="+8675583183333",
        url="https://ivr.example/voice/ring-backs/7",
        status_callback="https://ivr.example/voice/ring-backs/7/status",
        ring_for=timedelta(seconds=25),
    )


def standing(state: CallState | None) -> tuple[str, int | None]:
    assert state is not None
    assert (state.direction, state.from_, state.to) == ("outbound-api", "+8675583183333", "+8613800138000")
    return state.status, state.seconds


def test_placing_a_call_posts_what_twilio_asks_for(carrier: Carrier, twilio: FakeTwilio) -> None:
    assert place(carrier) in twilio.calls
    (asked,) = twilio.seen
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{SID}/Calls.json")
    assert asked.get("From") == "+8675583183333"
    assert asked.get("Timeout") == "25"
    assert asked.get("Url") == "https://ivr.example/voice/ring-backs/7"
    events = [value for name, value in asked.fields if name == "StatusCallbackEvent"]
    assert events == ["initiated", "ringing", "answered", "completed"]
    assert base64.b64decode(asked.headers["Authorization"].split()[1]).decode() == f"{SID}:{TOKEN}"


def test_a_refusal_is_permanent_and_names_no_number(carrier: Carrier) -> None:
    with pytest.raises(Refused) as caught:
        place(carrier, to="nobody")
    assert caught.value.permanent
    assert caught.value.code == 21211
    assert "13800138000" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 404, 429])
def test_a_refusal_about_us_or_about_now_may_be_asked_again(
    carrier: Carrier, twilio: FakeTwilio, status: int
) -> None:
    twilio.answer_with = (status, b'{"code": 20003, "message": "no"}', {})
    with pytest.raises(Refused) as caught:
        place(carrier)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"oops", {}),
        (503, b'{"message": "busy"}', {}),
        (201, b"<html>a proxy's page</html>", {}),
        (201, b"[]", {}),
        (201, b"{}", {}),  # accepted, but not named
        (200, b'{"sid": "CA', {"Content-Length": "400"}),  # cut off in the middle
    ],
)
def test_an_unusable_answer_is_uncertain_the_phone_may_ring(
    carrier: Carrier, twilio: FakeTwilio, answer: tuple[int, bytes, dict[str, str]]
) -> None:
    twilio.answer_with = answer
    with pytest.raises(Uncertain):
        place(carrier)
    assert len(twilio.seen) == 1, "nothing is retried: that would ring twice"


def test_silence_of_the_carrier_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.telephony.origin.TIMEOUT", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Uncertain):
            place(Carrier([Account(SID, TOKEN, "twilio", base)]))


def test_a_hang_up_without_an_answer_is_uncertain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drop() -> None:
            connection, _ = server.accept()
            connection.recv(65536)
            connection.close()

        thread = threading.Thread(target=drop)
        thread.start()
        with pytest.raises(Uncertain):
            place(Carrier([Account(SID, TOKEN, "twilio", f"http://127.0.0.1:{server.getsockname()[1]}")]))
        thread.join()


def test_a_carrier_nobody_reached_never_rang() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Refused) as caught:
        place(Carrier([Account(SID, TOKEN, "twilio", f"http://127.0.0.1:{port}")]))
    assert not caught.value.permanent
    assert str(port) not in str(caught.value)


def test_hanging_up_twice_is_no_error_and_redirecting_an_ended_call_is(
    carrier: Carrier, twilio: FakeTwilio
) -> None:
    sid = place(carrier)
    assert standing(carrier.status(SID, sid)) == ("queued", None)
    twilio.picked_up(sid)
    carrier.redirect(SID, sid, "https://ivr.example/voice/next")
    assert twilio.seen[-1].get("Url") == "https://ivr.example/voice/next"
    assert standing(carrier.status(SID, sid)) == ("in-progress", None)
    assert not carrier.is_over(SID, sid)
    carrier.hang_up(SID, sid)
    carrier.hang_up(SID, sid)
    assert standing(carrier.status(SID, sid)) == ("completed", 12)
    assert carrier.is_over(SID, sid)
    with pytest.raises(Refused) as caught:
        carrier.redirect(SID, sid, "https://ivr.example/voice/next")
    assert caught.value.permanent


def test_a_call_the_carrier_never_heard_of_is_over_and_an_unanswered_question_is_not(
    carrier: Carrier, twilio: FakeTwilio
) -> None:
    assert carrier.status(SID, "CA" + "9" * 32) is None
    assert carrier.is_over(SID, "CA" + "9" * 32)
    twilio.answer_with = (500, b"", {})
    assert not carrier.is_over(SID, "CA" + "9" * 32)


def test_recordings_are_listed_over_all_pages(carrier: Carrier, twilio: FakeTwilio) -> None:
    for number in range(5):
        twilio.recorded(f"RE{number:032x}", CALL, seconds=number, created=NOW)
    listed = carrier.recordings(SID, since=NOW - timedelta(hours=1))
    assert [each.seconds for each in listed] == [0, 1, 2, 3, 4]
    assert {each.created for each in listed} == {NOW}
    assert {each.source for each in listed} == {"RecordVerb"}
    assert "DateCreated%3E=2026-10-01T11%3A00%3A00Z" in twilio.seen[0].path
    assert carrier.recordings(SID, call_sid="CA" + "2" * 32) == []


@pytest.mark.parametrize(
    "body", [b"{}", b'{"recordings": 7}', b'{"recordings": ["x"]}', b'{"a": [], "b": []}']
)
def test_a_list_that_cannot_be_read_is_uncertain(carrier: Carrier, twilio: FakeTwilio, body: bytes) -> None:
    twilio.answer_with = (200, body, {})
    with pytest.raises(Uncertain):
        carrier.recordings(SID)


def test_a_length_that_is_not_known_yet_is_none(carrier: Carrier, twilio: FakeTwilio) -> None:
    twilio.recorded(RECORDING, CALL, seconds=-1, created=NOW)
    assert carrier.recordings(SID)[0].seconds is None


def test_a_next_page_elsewhere_gets_no_credentials(carrier: Carrier, twilio: FakeTwilio) -> None:
    body = b'{"recordings": [], "meta": {"key": "recordings", "next_page_url": "https://evil.example/2010-04-01/more"}}'
    twilio.answer_with = (200, body, {})
    page = carrier.account(SID).client.recordings.page()
    twilio.answer_with = (200, b'{"recordings": []}', {})
    page.next_page()
    assert twilio.seen[-1].path == "/2010-04-01/more", (
        "asked of the account's own base, not of the named host"
    )


def test_deleting_what_is_gone_is_no_error(carrier: Carrier, twilio: FakeTwilio) -> None:
    twilio.recorded(RECORDING, CALL, created=NOW)
    carrier.delete_recording(SID, RECORDING)
    carrier.delete_recording(SID, RECORDING)
    assert twilio.recordings == {}


def test_media_arrives_whole_and_is_asked_for_by_sid(carrier: Carrier, twilio: FakeTwilio) -> None:
    twilio.audio[RECORDING] = bytes(range(256)) * 1000
    assert carrier.media(SID, RECORDING, cap=256_000) == twilio.audio[RECORDING]
    assert twilio.seen[-1].path == f"/2010-04-01/Accounts/{SID}/Recordings/{RECORDING}.wav"


def test_media_that_is_not_there_yet(carrier: Carrier) -> None:
    with pytest.raises(NotYet):
        carrier.media(SID, RECORDING, cap=1000)


def test_media_beyond_the_cap_is_refused_before_it_is_read(carrier: Carrier, twilio: FakeTwilio) -> None:
    twilio.answer_with = (200, b"RIFF", {"Content-Length": "200000000"})
    with pytest.raises(TooLarge):
        carrier.media(SID, RECORDING, cap=1000)


def test_media_of_untold_length_is_cut_at_the_cap(carrier: Carrier, twilio: FakeTwilio) -> None:
    piece = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    twilio.answer_with = (200, piece * 100, {"Transfer-Encoding": "chunked", "Content-Length": ""})
    with pytest.raises(TooLarge):
        carrier.media(SID, RECORDING, cap=10_000)


def test_media_cut_off_in_the_middle_is_not_taken_for_whole(carrier: Carrier, twilio: FakeTwilio) -> None:
    twilio.answer_with = (200, b"RIFF....", {"Content-Length": "5000"})
    with pytest.raises(Uncertain):
        carrier.media(SID, RECORDING, cap=10_000)


def test_a_redirect_within_the_account_is_followed_and_one_without_tls_is_not(
    carrier: Carrier, twilio: FakeTwilio
) -> None:
    with fake_twilio.running() as stranger:
        twilio.answer_with = (302, b"", {"Location": f"{stranger.url}/file.wav"})
        with pytest.raises(Refused):
            carrier.media(SID, RECORDING, cap=1000)
        assert stranger.seen == []
    twilio.answer_with = (302, b"", {"Location": "/again"})
    with pytest.raises(Refused, match="circle"):
        carrier.media(SID, RECORDING, cap=1000)


def test_another_host_never_sees_our_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """With TLS a redirect elsewhere is followed, but anonymously."""
    with fake_twilio.running() as twilio, fake_twilio.running() as storage:
        monkeypatch.setattr("ivr.telephony.media._next_hop", lambda url, location: location)
        twilio.answer_with = (302, b"", {"Location": f"{storage.url}/file.wav"})
        storage.answer_with = (200, b"audio", {})
        carrier = Carrier([Account(SID, TOKEN, "twilio", twilio.url)])
        assert carrier.media(SID, RECORDING, cap=1000) == b"audio"
        assert "Authorization" in twilio.seen[0].headers
        assert "Authorization" not in storage.seen[0].headers


@pytest.mark.parametrize(
    "sid", ["../Calls/CA1", "RE1?x=", "", "RE1/../../x", "https://evil.example/x.wav", "R" * 65]
)
def test_what_is_no_sid_goes_nowhere(carrier: Carrier, twilio: FakeTwilio, sid: str) -> None:
    with pytest.raises(Refused) as caught:
        carrier.media(SID, sid, cap=1000)
    assert caught.value.permanent
    assert twilio.seen == []


def test_an_account_we_do_not_have_is_a_clear_error(carrier: Carrier) -> None:
    with pytest.raises(UnknownAccount, match="ACnobody"):
        carrier.status("ACnobody", "CA1")


def test_a_transport_in_this_process_gets_the_same_request() -> None:
    asked: list[Request] = []

    def transport(request: Request) -> Response:
        asked.append(request)
        return Response(201, {}, b'{"sid": "CA5"}')

    carrier = Carrier([Account(SID, TOKEN, "gateway", "http://127.0.0.1:1", transport)])
    assert place(carrier) == "CA5"
    assert asked[0].path == f"/2010-04-01/Accounts/{SID}/Calls.json"
    assert asked[0].form["To"] == "+8613800138000"
    assert asked[0].form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert asked[0].auth == (SID, TOKEN)
    assert TOKEN not in repr(asked[0])


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Response(404), NotYet), (Response(500), Uncertain), (Response(200, {}, b"x" * 11), TooLarge)],
)
def test_a_transport_in_this_process_breaks_in_the_same_ways(
    answer: Response, error: type[Exception]
) -> None:
    carrier = Carrier([Account(SID, TOKEN, "gateway", "http://127.0.0.1:1", lambda _: answer)])
    with pytest.raises(error):
        carrier.media(SID, RECORDING, cap=10)


def test_the_gateway_is_always_there_and_twilio_when_it_is_set(settings: Settings) -> None:
    carrier = carrier_of(settings)
    (gateway,) = carrier.accounts
    assert (gateway.kind, gateway.base) == ("gateway", settings.gateway_url)
    assert gateway.sid == settings.secrets.gateway_sid
    assert carrier.outward is gateway

    both = carrier_of(
        settings.model_copy(update={"twilio_account_sid": SID, "twilio_auth_token": SecretStr(TOKEN)})
    )
    assert [each.kind for each in both.accounts] == ["gateway", "twilio"]
    assert both.outward.base == "https://api.twilio.com"
    assert both.outward.real


def test_half_of_twilios_credentials_is_refused_by_name(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="TWILIO_AUTH_TOKEN"):
        carrier_of(settings.model_copy(update={"twilio_account_sid": SID}))


def test_no_token_in_any_repr(carrier: Carrier) -> None:
    account = carrier.account(SID)
    assert TOKEN not in repr(account)
    assert TOKEN not in repr(carrier)
    assert TOKEN not in repr(account.origin)


def test_the_environment_does_not_lead_the_sdk_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_REGION", "evil")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with fake_twilio.running() as twilio:
        carrier = Carrier([Account(SID, TOKEN, "gateway", twilio.url)])
        assert place(carrier) in twilio.calls


def test_timeouts_are_short() -> None:
    assert max(wire.TIMEOUT) <= 5
