"""One promise, every carrier: a fake Twilio in this process and over HTTP, and our own gateway."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import fake_twilio
import published
import pytest

from ivr.clock import ManualClock
from ivr.gateway.audio import encode
from ivr.gateway.faults import Fault, Faults
from ivr.gateway.http import Request as Webhook
from ivr.gateway.http import Response as Document
from ivr.gateway.recordings import Recording
from ivr.gateway.virtual import VirtualExchange
from ivr.telephony import Account, CallState, Carrier, NotYet, Refused, Request, Response, TooLarge, Uncertain

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
SID, TOKEN = fake_twilio.SID, fake_twilio.TOKEN
AGENT, CUSTOMER, HOTLINE = "+8613900139000", "+8613800138000", "+8675583183333"


@dataclass
class Bench:
    """A carrier, and what a test must be able to do behind its back."""

    carrier: Carrier
    record: Callable[[str, str, bytes], None]
    """The carrier records: recording SID, call SID, audio."""
    record_talk: Callable[[str, str, bytes], None]
    """The same of a conversation; the audio is samples of two channels in turn."""
    go_on: Callable[[], None]
    """Lets happen what was asked for."""
    break_with: Callable[[str], None]
    """`error`: the next answer is a 500; `timeout`: it is done, and nobody says so."""


def _fake(fake: fake_twilio.FakeTwilio, carrier: Carrier) -> Bench:
    return Bench(
        carrier,
        record=lambda sid, call, audio: fake.recorded(sid, call, audio=audio, created=NOW),
        record_talk=lambda sid, call, pcm: fake.recorded(
            sid, call, audio=encode(pcm, 2), created=NOW, source="DialVerb"
        ),
        go_on=lambda: pick_up(fake),
        break_with=lambda _how: setattr(fake, "answer_with", (500, b"", {})),
    )


def pick_up(fake: fake_twilio.FakeTwilio) -> None:
    for sid, call in fake.calls.items():
        if call["status"] == "queued":
            fake.picked_up(sid)


def _gateway(folder: Path, token: str = TOKEN) -> Bench:
    exchange = VirtualExchange(
        account_sid=SID,
        token=TOKEN,
        clock=ManualClock(NOW),
        public_url="http://127.0.0.1:8000",
        fetch=_silent_application,
        folder=folder,
    )
    exchange.phone(AGENT, "wait:30")

    def transport(request: Request) -> Response:
        operation = published.asked(request.method, request.path, request.form)
        status, headers, body = exchange.rest(request.method, request.path, request.form, request.auth)
        published.answered(operation, status, body)
        return Response(status, headers, body)

    def record(sid: str, call: str, audio: bytes) -> None:
        exchange.store.keep(Recording(sid, call, SID, NOW, 5.0), audio)

    def record_talk(sid: str, call: str, pcm: bytes) -> None:
        exchange.store.keep(Recording(sid, call, SID, NOW, 5.0, channels=2, source="DialVerb"), pcm)

    def break_with(how: str) -> None:
        exchange.faults = Faults(rest=(Fault("timeout" if how == "timeout" else "error"),))

    carrier = Carrier([Account(SID, token, "gateway", "http://127.0.0.1:8010", transport)])
    return Bench(carrier, record, record_talk, lambda: exchange.run(NOW + timedelta(seconds=5)), break_with)


def _silent_application(request: Webhook) -> Document:
    if urlsplit(request.url).path.endswith("/status"):
        return Document(204)
    return Document(200, {"Content-Type": "text/xml"}, b'<Response><Pause length="60"/></Response>')


@pytest.fixture(params=["fake", "fake over http", "gateway"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    match request.param:
        case "fake":
            fake = fake_twilio.FakeTwilio()
            yield _fake(fake, fake_twilio.carrier(fake))
        case "fake over http":
            with fake_twilio.running() as fake:
                yield _fake(fake, Carrier([Account(SID, TOKEN, "twilio", fake.url)]))
        case _:
            yield _gateway(tmp_path / "gateway")


def place(carrier: Carrier, to: str = AGENT) -> str:
    return carrier.place(
        SID,
        to=to,
        from_=HOTLINE,
        url="http://127.0.0.1:8000/voice/offers/1",
        status_callback="http://127.0.0.1:8000/voice/offers/1/status",
        ring_for=timedelta(seconds=20),
    )


def test_an_account_that_answers_passes_the_check_and_one_in_trouble_does_not(bench: Bench) -> None:
    bench.carrier.check(SID)
    bench.break_with("error")
    with pytest.raises(Uncertain):
        bench.carrier.check(SID)


def test_a_placed_call_is_known_by_its_sid_and_not_over(bench: Bench) -> None:
    call = place(bench.carrier)
    state = bench.carrier.status(SID, call)
    assert call.startswith("CA")
    assert state is not None and not state.over
    assert state.seconds is None
    assert not state.inbound and state.to and state.from_
    assert not bench.carrier.is_over(SID, call)


def test_every_call_has_a_sid_of_its_own(bench: Bench) -> None:
    assert place(bench.carrier) != place(bench.carrier)


def test_nobody_to_ring_is_refused_for_good(bench: Bench) -> None:
    with pytest.raises(Refused) as caught:
        place(bench.carrier, to="")
    assert caught.value.permanent
    assert caught.value.code


def test_hanging_up_ends_a_call_and_hanging_up_again_is_no_error(bench: Bench) -> None:
    call = place(bench.carrier)
    bench.go_on()
    bench.carrier.hang_up(SID, call)
    bench.go_on()
    assert bench.carrier.is_over(SID, call)
    bench.carrier.hang_up(SID, call)


def test_a_call_in_progress_goes_where_it_is_sent_and_an_ended_one_does_not(bench: Bench) -> None:
    call = place(bench.carrier)
    bench.go_on()
    bench.carrier.redirect(SID, call, "http://127.0.0.1:8000/voice/next")
    bench.carrier.hang_up(SID, call)
    bench.go_on()
    with pytest.raises(Refused) as caught:
        bench.carrier.redirect(SID, call, "http://127.0.0.1:8000/voice/next")
    assert caught.value.permanent


def test_an_ended_call_tells_its_length(bench: Bench) -> None:
    call = place(bench.carrier)
    bench.go_on()
    bench.carrier.hang_up(SID, call)
    bench.go_on()
    state = bench.carrier.status(SID, call)
    assert isinstance(state, CallState)
    assert state.status == "completed"
    assert state.seconds is not None and state.seconds >= 0


def test_a_call_nobody_knows(bench: Bench) -> None:
    unknown = "CA" + "9" * 32
    assert bench.carrier.status(SID, unknown) is None
    assert bench.carrier.is_over(SID, unknown)
    bench.carrier.hang_up(SID, unknown)
    with pytest.raises(Refused):
        bench.carrier.redirect(SID, unknown, "http://127.0.0.1:8000/voice/next")


def test_recordings_are_listed_fetched_and_erased(bench: Bench) -> None:
    call, other = "CA" + "1" * 32, "CA" + "2" * 32
    names = [f"RE{number:032x}" for number in range(5)]
    for name in names:
        bench.record(name, call, bytes(800))
    bench.record("RE" + "f" * 32, other, bytes(800))
    assert len(bench.carrier.recordings(SID, since=NOW - timedelta(hours=1))) == 6
    listed = bench.carrier.recordings(SID, call_sid=call)
    assert sorted(each.sid for each in listed) == names
    assert {(each.call_sid, each.status, each.source, each.seconds) for each in listed} == {
        (call, "completed", "RecordVerb", 5.0)
    }
    assert {each.created for each in listed} == {NOW}
    media = bench.carrier.media(SID, names[0], cap=10_000)
    assert bytes(800) in media
    with pytest.raises(TooLarge):
        bench.carrier.media(SID, names[0], cap=10)
    bench.carrier.delete_recording(SID, names[0])
    bench.carrier.delete_recording(SID, names[0])
    assert len(bench.carrier.recordings(SID, call_sid=call)) == 4
    with pytest.raises(NotYet):
        bench.carrier.media(SID, names[0], cap=10_000)


def test_a_conversation_is_told_from_a_message_and_comes_in_two_channels(bench: Bench) -> None:
    call, message, talk = "CA" + "1" * 32, "RE" + "1" * 32, "RE" + "2" * 32
    one = (1000).to_bytes(2, "little")
    bench.record_talk(talk, call, (one + bytes(2)) * 400)
    bench.record(message, call, encode(one * 400))
    listed = bench.carrier.recordings(SID, call_sid=call)
    assert {each.sid: each.source for each in listed} == {talk: "DialVerb", message: "RecordVerb"}
    both = bench.carrier.media(SID, talk, cap=10_000, channels=2)
    assert (int.from_bytes(both[22:24], "little"), both[44:48]) == (2, one + bytes(2))
    alone = bench.carrier.media(SID, message, cap=10_000, channels=2)
    assert alone, "what has one channel comes as it is"
    bench.carrier.delete_recording(SID, talk)
    with pytest.raises(NotYet):
        bench.carrier.media(SID, talk, cap=10_000, channels=2)


def test_audio_that_is_not_there_is_not_there_yet(bench: Bench) -> None:
    with pytest.raises(NotYet):
        bench.carrier.media(SID, "RE" + "9" * 32, cap=1000)


@pytest.mark.parametrize("how", ["error", "timeout"])
def test_no_usable_answer_is_uncertain(bench: Bench, how: str) -> None:
    bench.break_with(how)
    with pytest.raises(Uncertain):
        place(bench.carrier)


def test_a_carrier_that_does_not_know_us_refuses_for_now(tmp_path: Path) -> None:
    """Our credentials are wrong, which says nothing about the customer's number."""
    carrier = _gateway(tmp_path, token="another").carrier
    for ask in (place, lambda carrier: carrier.check(SID)):
        with pytest.raises(Refused) as caught:
            ask(carrier)
        assert not caught.value.permanent
        assert caught.value.status == 401


def test_a_gateway_that_is_not_running_never_rang(tmp_path: Path) -> None:
    bench = _gateway(tmp_path)

    def nobody(_request: Request) -> Response:
        raise ConnectionRefusedError

    account = bench.carrier.account(SID)
    carrier = Carrier([Account(SID, TOKEN, "gateway", account.base, nobody)])
    with pytest.raises(Refused) as caught:
        place(carrier)
    assert not caught.value.permanent
    with pytest.raises(Refused):
        carrier.media(SID, "RE" + "1" * 32, cap=10)
