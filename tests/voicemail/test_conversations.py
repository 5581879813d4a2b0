"""What is told of a conversation adds up as a message's does, and its audio becomes ours in two channels."""

import io
import wave
from collections.abc import Callable
from datetime import timedelta

import pytest
from fake_twilio import FakeTwilio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from left import NOW, fresh, new_call
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.database import Database
from ivr.telephony import Carrier
from ivr.voicemail import (
    CONVERSATIONS,
    Conversation,
    MessageState,
    Store,
    conversations,
    fetch_due,
    talk,
    told,
)

RECORDING = "RE" + "1" * 32
Report = Callable[[Session, Conversation, str], object]

ACTION: Report = lambda session, row, sid: conversations.arrived(  # noqa: E731
    session, row, sid=sid, seconds=None, now=NOW
)
COMPLETED: Report = lambda session, row, sid: conversations.arrived(  # noqa: E731
    session, row, sid=sid, seconds=7, now=NOW
)
NOTHING: Report = lambda session, row, sid: conversations.arrived(  # noqa: E731
    session, row, sid=sid, seconds=0, now=NOW
)
ABSENT: Report = lambda session, row, sid: told.empty(session, row, now=NOW)  # noqa: E731


def two_voices(seconds: float, *, channels: int = 2) -> bytes:
    """A WAV in which the first channel hums and the others are still."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        frame = (4000).to_bytes(2, "little") + bytes(2 * (channels - 1))
        file.writeframes(frame * round(seconds * 8000))
    return out.getvalue()


def begun(database: Database, *, offset: timedelta = timedelta()) -> int:
    with database.writing() as session:
        call, leg = new_call(session, offset=offset), new_call(session)
        return conversations.begin(session, call, leg, now=NOW + offset).id


def look(database: Database, number: int) -> Conversation:
    with database.reading() as session:
        return session.get_one(Conversation, number)


def tell(database: Database, reports: list[Report]) -> Conversation:
    sid, number = fresh("RE"), begun(database)
    for report in reports:
        with database.writing() as session:
            report(session, session.get_one(Conversation, number), sid)
    return look(database, number)


@pytest.fixture
def talked(database: Database) -> Callable[..., int]:
    """A conversation whose recording the carrier has."""

    def act(*, offset: timedelta = timedelta()) -> int:
        number = begun(database, offset=offset)
        with database.writing() as session:
            COMPLETED(session, session.get_one(Conversation, number), RECORDING)
        return number

    return act


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.lists(st.sampled_from([ACTION, NOTHING, COMPLETED, ABSENT]), max_size=6), st.data())
def test_order_and_repetition_change_nothing(
    database: Database, reports: list[Report], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports + reports[:2]))
    one, other = tell(database, reports), tell(database, shuffled)
    assert (one.state, one.seconds) == (other.state, other.seconds)
    assert (one.recording_sid is None) == (other.recording_sid is None)
    with database.reading() as session:
        assert history.verify(session, one.subject) and history.verify(session, other.subject)


def test_a_second_recording_of_a_leg_is_kept_beside_the_first(database: Database) -> None:
    number = begun(database)
    for sid in ("RE1", "RE2", "RE2", "RE1"):
        with database.writing() as session:
            row = session.get_one(Conversation, number)
            conversations.arrived(session, row, sid=sid, seconds=7, now=NOW)
    with database.reading() as session:
        rows = session.scalars(select(Conversation).order_by(Conversation.id)).all()
    assert [row.recording_sid for row in rows] == ["RE1", "RE2"]
    assert len({(row.call_id, row.leg_id) for row in rows}) == 1


def test_it_is_stored_as_it_came_and_heard_as_it_is(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, talked: Callable[..., int]
) -> None:
    number, body = talked(), two_voices(6)
    twilio.audio[RECORDING] = body
    assert fetch_due(database, carrier, store, NOW) == 0, "messages are another matter"
    assert fetch_due(database, carrier, store, NOW, CONVERSATIONS) == 1
    row = look(database, number)
    assert (row.state, row.reason, row.seconds) == (MessageState.STORED, None, 6)
    assert row.original == row.playable == f"conversations/{RECORDING}/original.wav"
    assert store.get(row.original) == body
    assert row.peaks and len(row.peaks) == 400 and set(row.peaks) == {100}
    assert twilio.seen[-1].path.endswith(f"{RECORDING}.wav?RequestedChannels=2")


def test_one_that_the_carrier_mixed_into_one_channel_comes_as_it_is(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, talked: Callable[..., int]
) -> None:
    number, body = talked(), two_voices(6, channels=1)
    twilio.audio[RECORDING] = body
    assert fetch_due(database, carrier, store, NOW, CONVERSATIONS) == 1
    row = look(database, number)
    assert row.state == MessageState.STORED
    assert store.get(row.original or "") == body


def test_what_is_too_much_to_hold_says_so_and_stays_at_the_carrier(
    database: Database,
    carrier: Carrier,
    store: Store,
    twilio: FakeTwilio,
    talked: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ivr.voicemail.talk.LARGEST", 1000)
    number = talked()
    twilio.audio[RECORDING] = two_voices(1)
    assert fetch_due(database, carrier, store, NOW, CONVERSATIONS) == 1
    row = look(database, number)
    assert (row.state, row.original) == (MessageState.FAILED, None)
    assert row.reason == "the audio is larger than 1000 bytes and stays at the carrier"


def test_audio_that_is_not_there_yet_is_asked_for_again(
    database: Database, carrier: Carrier, store: Store, twilio: FakeTwilio, talked: Callable[..., int]
) -> None:
    ahead = timedelta(days=300)
    number = talked(offset=ahead)
    assert fetch_due(database, carrier, store, NOW, CONVERSATIONS) == 0
    assert look(database, number).fetch_next == NOW + timedelta(seconds=2)
    twilio.audio[RECORDING] = two_voices(2)
    later = NOW + timedelta(seconds=2)
    assert fetch_due(database, carrier, store, later, CONVERSATIONS) == 1
    assert look(database, number).stored == later + ahead


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        ("这不是录音".encode(), "neither a WAV nor an MP3"),
        (b"ID3" + bytes(100), "no WAV file"),
        (two_voices(1)[:30], "cut off or damaged"),
    ],
)
def test_what_is_no_recording_of_a_conversation(body: bytes, why: str) -> None:
    with pytest.raises(talk.NotAudio, match=why):
        talk.examine(body)


def test_one_whose_end_is_cut_off_is_read_as_far_as_it_goes() -> None:
    whole = two_voices(2)
    found = talk.examine(whole[: 44 + 8000 * 4])
    assert (found.seconds, found.playable) == (1, None)
