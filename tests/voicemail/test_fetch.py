"""Audio that the carrier holds becomes ours, whatever happens on the way."""

import threading
from datetime import timedelta
from hashlib import sha256

import fake_twilio
import pytest
from fake_twilio import FakeTwilio
from left import NOW, Leave, look, sample

from ivr import history
from ivr.database import Database
from ivr.telephony import Carrier
from ivr.voicemail import (
    NO_SPEECH,
    MessageState,
    Missing,
    Store,
    StoreError,
    Voicemail,
    fetch,
    fetch_due,
    life,
)

RECORDING = "RE" + "1" * 32


def test_audio_is_verified_and_stored_with_a_copy_to_listen_to(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING, seconds=20)
    body = sample("settlement")
    twilio.audio[RECORDING] = body
    assert fetch_due(database, carrier, store, NOW) == 1
    row = look(database, message)
    assert row.state == MessageState.STORED
    assert (row.stored, row.reason, row.lease_until) == (NOW, None, None)
    assert row.seconds == pytest.approx(19.717)
    assert (row.bytes, row.digest) == (len(body), sha256(body).hexdigest())
    assert row.original and store.get(row.original) == body, "the original is untouched"
    assert row.playable and store.size(row.playable) < len(body), "its silence is trimmed"
    assert row.peaks and len(row.peaks) == 400
    assert fetch_due(database, carrier, store, NOW + timedelta(days=1)) == 0
    with database.reading() as session:
        assert [e.kind for e in history.entries(session, row.subject)] == ["begun", "arrived", "stored"]
        assert history.verify(session, row.subject)


def test_audio_that_is_not_there_yet_is_asked_for_again_with_growing_patience(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    now, waited = NOW, []
    for _ in range(8):
        assert fetch_due(database, carrier, store, now) == 0
        following = look(database, message).fetch_next
        assert following is not None
        assert fetch_due(database, carrier, store, following - timedelta(seconds=1)) == 0
        waited.append((following - now).total_seconds())
        now = following
    assert waited == [2, 5, 15, 60, 300, 900, 3600, 3600]
    assert len(twilio.seen) == 8, "never before it is due"
    twilio.audio[RECORDING] = sample("short")
    assert fetch_due(database, carrier, store, now) == 1
    assert look(database, message).state == MessageState.STORED


def test_after_three_days_it_has_failed_in_words_and_can_be_given_another_round(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    now = NOW
    while look(database, message).state == MessageState.ARRIVED:
        fetch_due(database, carrier, store, now)
        now = look(database, message).fetch_next or now
    row = look(database, message)
    assert timedelta(days=2, hours=23) < now - NOW < timedelta(days=3, hours=1)
    assert row.state == MessageState.FAILED
    assert row.reason and "three days" in row.reason
    twilio.audio[RECORDING] = sample("short")
    with database.writing() as session:
        assert life.fetch_again(session, session.get_one(Voicemail, message), actor="user:1", now=now)
    assert fetch_due(database, carrier, store, now) == 1
    assert look(database, message).state == MessageState.STORED


@pytest.mark.parametrize("answer", [(500, b"", {}), (429, b"", {}), (401, b"", {})])
def test_a_carrier_in_trouble_loses_nothing(
    database: Database,
    carrier: Carrier,
    store: Store,
    twilio: FakeTwilio,
    leave: Leave,
    answer: tuple[int, bytes, dict[str, str]],
) -> None:
    message = leave(RECORDING)
    twilio.answer_with = answer
    assert fetch_due(database, carrier, store, NOW) == 0
    assert look(database, message).state == MessageState.ARRIVED
    twilio.answer_with = (200, sample("short"), {})
    assert fetch_due(database, carrier, store, NOW + timedelta(seconds=2)) == 1


def test_a_carrier_in_trouble_is_not_asked_for_everything_at_once(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    for number in range(12):
        leave(f"RE{number:032x}")
    twilio.answer_with = (503, b"", {})
    assert fetch_due(database, carrier, store, NOW) == 0
    assert len(twilio.seen) == 5


def test_what_is_no_audio_fails_in_words_and_its_bytes_are_kept(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    twilio.audio[RECORDING] = "这不是录音".encode()
    assert fetch_due(database, carrier, store, NOW) == 1
    row = look(database, message)
    assert row.state == MessageState.FAILED
    assert row.reason == "the recording is neither a WAV nor an MP3 file"
    assert row.original == f"failed/{RECORDING}/original.bin"
    assert store.get(row.original).decode() == "这不是录音"
    assert row.digest == sha256("这不是录音".encode()).hexdigest()


def test_200_megabytes_are_refused_before_they_are_read(
    database: Database, carrier: Carrier, store: Store, leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.voicemail.audio.LARGEST", 1000)
    message = leave(RECORDING)
    twilio = FakeTwilio()
    twilio.audio[RECORDING] = bytes(1001)
    assert fetch_due(database, fake_twilio.carrier(twilio), store, NOW) == 1
    row = look(database, message)
    assert row.state == MessageState.FAILED
    assert row.reason == "the audio is larger than 1000 bytes and stays at the carrier"


def test_audio_without_speech_is_stored_and_says_so(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    header = sample("short")[:44]
    twilio.audio[RECORDING] = header + bytes(8000 * 2 * 3)
    assert fetch_due(database, carrier, store, NOW) == 1
    row = look(database, message)
    assert (row.state, row.reason) == (MessageState.STORED, NO_SPEECH)
    assert row.playable and store.size(row.playable) > 0


def test_a_recording_of_no_length_is_empty_and_stays_so(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING, seconds=None)
    twilio.audio[RECORDING] = sample("short")[:44]
    assert fetch_due(database, carrier, store, NOW) == 1
    row = look(database, message)
    assert (row.state, row.reason) == (MessageState.EMPTY, "the recording has no length")
    with database.writing() as session:
        life.arrived(session, session.get_one(Voicemail, message), sid=RECORDING, seconds=3, now=NOW)
    assert look(database, message).state == MessageState.EMPTY, "we had its bytes; a late report knows less"


def test_a_storage_in_trouble_loses_nothing(
    database: Database,
    carrier: Carrier,
    store: Store,
    twilio: FakeTwilio,
    leave: Leave,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = leave(RECORDING)
    twilio.audio[RECORDING] = sample("short")

    def full(self: Store, key: str, body: bytes) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "put", full)
        assert fetch_due(database, carrier, store, NOW) == 0
    row = look(database, message)
    assert (row.state, row.original) == (MessageState.ARRIVED, None)
    assert fetch_due(database, carrier, store, NOW + timedelta(seconds=2)) == 1


def test_an_error_nobody_thought_of_costs_one_message_a_delay_and_others_nothing(
    database: Database,
    carrier: Carrier,
    store: Store,
    twilio: FakeTwilio,
    leave: Leave,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good = leave("RE" + "2" * 32), leave("RE" + "3" * 32)
    twilio.audio = {"RE" + "2" * 32: b"bad", "RE" + "3" * 32: sample("short")}
    genuine = fetch.audio.examine

    def examine(body: bytes) -> object:
        if body == b"bad":
            raise ZeroDivisionError
        return genuine(body)

    monkeypatch.setattr(fetch.audio, "examine", examine)
    assert fetch_due(database, carrier, store, NOW) == 1
    assert look(database, bad).fetch_next == NOW + timedelta(seconds=2)
    assert look(database, good).state == MessageState.STORED


def test_an_account_we_no_longer_have_is_waited_for(database: Database, store: Store, leave: Leave) -> None:
    message = leave(RECORDING)
    assert fetch_due(database, Carrier([]), store, NOW) == 0
    assert look(database, message).fetch_next == NOW + timedelta(seconds=2)


def test_who_died_while_fetching_is_followed_by_another_after_the_lease(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    twilio.audio[RECORDING] = sample("short")
    assert fetch._claim(database, NOW) is not None  # and nothing more is heard of him
    assert fetch_due(database, carrier, store, NOW + fetch.LEASE) == 0
    assert fetch_due(database, carrier, store, NOW + fetch.LEASE + timedelta(seconds=1)) == 1
    assert look(database, message).fetch_tries == 2


def test_who_was_too_slow_changes_nothing_any_more(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    message = leave(RECORDING)
    slow = fetch._claim(database, NOW)
    assert slow is not None
    twilio.audio[RECORDING] = sample("short")
    later = NOW + timedelta(minutes=5)
    quick = fetch._claim(database, later)
    assert quick is not None
    assert fetch._fetch(database, carrier, store, slow, NOW) == "not yet"
    assert look(database, message).state == MessageState.ARRIVED
    assert fetch._fetch(database, carrier, store, quick, later) == "settled"
    assert look(database, message).state == MessageState.STORED


def test_two_fetchers_at_once_store_each_message_once(
    database: Database, store: Store, twilio: FakeTwilio, carrier: Carrier, leave: Leave
) -> None:
    messages = []
    for number in range(12):
        sid = f"RE{number:032x}"
        twilio.audio[sid] = sample("short")
        messages.append(leave(sid))
    settled: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        settled.append(fetch_due(database, carrier, store, NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(settled) == 12
    assert len(twilio.seen) == 12, "each recording was asked for once"
    with database.reading() as session:
        for message in messages:
            row = session.get_one(Voicemail, message)
            kinds = [entry.kind for entry in history.entries(session, row.subject)]
            assert kinds.count("stored") == 1
            assert row.fetch_tries == 1


def test_a_pretended_call_is_fetched_in_real_time_and_dated_in_its_own(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, leave: Leave
) -> None:
    ahead = timedelta(days=300)
    message = leave(RECORDING, offset=ahead)
    fetch_due(database, carrier, store, NOW)
    assert look(database, message).fetch_next == NOW + timedelta(seconds=2)
    twilio.audio[RECORDING] = sample("short")
    assert fetch_due(database, carrier, store, NOW + timedelta(seconds=2)) == 1
    assert look(database, message).stored == NOW + timedelta(seconds=2) + ahead


def test_the_carrier_is_told_where_its_own_recording_is(
    database: Database, carrier: Carrier, leave: Leave
) -> None:
    row = look(database, leave(RECORDING))
    url = fetch.carrier_audio(carrier, row)
    assert url == f"https://api.twilio.example/2010-04-01/Accounts/{row.account}/Recordings/{RECORDING}.wav"
    row.recording_sid = None
    assert fetch.carrier_audio(carrier, row) is None


def test_nothing_is_stored_of_a_message_that_failed(store: Store) -> None:
    with pytest.raises(Missing):
        store.get(f"messages/{RECORDING}/original.wav")
