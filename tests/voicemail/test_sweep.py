"""Recordings that no webhook told us of are found, and nothing else is touched."""

from datetime import timedelta

import fake_twilio
import pytest
from fake_twilio import FakeTwilio
from left import NOW, fresh, look, new_call
from sqlalchemy.orm import Session

from ivr.calls.tables import Call
from ivr.database import Database
from ivr.telephony import Account, Carrier, Recorded, Response
from ivr.voicemail import Conversation, MessageState, Voicemail, conversations, life, sweep

LATER = NOW + timedelta(minutes=10)


def adopt(session: Session, call: Call, recorded: Recorded) -> None:
    """As intake does: the row that stands for it, else the first open take, else a new one."""
    row = life.of_recording(session, recorded.sid) or life.open_take(session, call)
    row = row or life.begin(session, call, now=NOW)
    life.arrived(session, row, sid=recorded.sid, seconds=recorded.seconds, now=NOW)


def adopt_talk(session: Session, call: Call, recorded: Recorded) -> None:
    """The same for a conversation."""
    row = conversations.of_recording(session, recorded.sid) or conversations.open_of(session, call)
    row = row or conversations.begin(session, call, call, now=NOW)
    conversations.arrived(session, row, sid=recorded.sid, seconds=recorded.seconds, now=NOW)


DOORS = {Voicemail: adopt, Conversation: adopt_talk}


def swept(database: Database, carrier: Carrier, now: object = LATER) -> int:
    return sweep(
        database, carrier, since=NOW - timedelta(hours=6), adopt=DOORS, meet=lambda *_: False, now=now
    )  # type: ignore[arg-type]


def begun(database: Database, *, ended: bool = False, offset: timedelta = timedelta()) -> tuple[str, int]:
    """A call with one take that nobody reported of."""
    with database.writing() as session:
        call = new_call(session, offset=offset)
        call.ended = NOW + offset if ended else None
        return call.sid, life.begin(session, call, now=NOW).id


def test_a_recording_without_a_webhook_is_found(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    call, message = begun(database)
    sid = fresh("RE")
    twilio.recorded(sid, call, seconds=8, created=NOW)
    assert swept(database, carrier) == 1
    row = look(database, message)
    assert (row.state, row.recording_sid, row.seconds) == (MessageState.ARRIVED, sid, 8)
    assert swept(database, carrier) == 0, "once"


def test_two_lost_takes_are_found_in_their_order(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    with database.writing() as session:
        call = new_call(session)
        first, second = (life.begin(session, call, now=NOW).id for _ in range(2))
        call.ended = NOW
    newer, older = fresh("RE"), fresh("RE")
    twilio.recorded(newer, call.sid, created=NOW + timedelta(seconds=40))
    twilio.recorded(older, call.sid, created=NOW)
    assert swept(database, carrier) == 2
    assert look(database, first).recording_sid == older
    assert look(database, second).recording_sid == newer


def test_a_call_without_any_take_gets_one(database: Database, carrier: Carrier, twilio: FakeTwilio) -> None:
    with database.writing() as session:
        call = new_call(session)
    twilio.recorded(fresh("RE"), call.sid, created=NOW)
    assert swept(database, carrier) == 1
    with database.reading() as session:
        assert [row.state for row in life.of_call(session, call.id)] == [MessageState.ARRIVED]


def test_what_was_reported_as_nothing_but_is_something_is_found(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    call, message = begun(database)
    sid = fresh("RE")
    with database.writing() as session:
        life.arrived(session, session.get_one(Voicemail, message), sid=sid, seconds=0, now=NOW)
    assert look(database, message).state == MessageState.EMPTY
    twilio.recorded(sid, call, seconds=8, created=NOW)
    assert swept(database, carrier) == 1
    assert look(database, message).state == MessageState.ARRIVED


@pytest.mark.parametrize(
    "changes",
    [
        {"call_sid": "CA" + "f" * 32},  # another application's call
        {"source": "StartCallRecordingAPI"},  # somebody else's work on the same account
        {"status": "processing"},  # not ready: the next sweep
        {"status": "absent"},
        {"status": "deleted"},
    ],
)
def test_what_is_no_message_of_ours_stays_where_it_is(
    database: Database, carrier: Carrier, twilio: FakeTwilio, changes: dict[str, str]
) -> None:
    call, message = begun(database)
    sid = fresh("RE")
    twilio.recorded(sid, call, created=NOW)
    twilio.recordings[sid].update(changes)
    assert swept(database, carrier) == 0
    assert look(database, message).state == MessageState.TAKING


def test_a_fresh_recording_of_a_call_in_progress_is_left_to_its_webhooks(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    """They know which take it is; the sweep would have to guess."""
    call, _ = begun(database)
    twilio.recorded(fresh("RE"), call, created=NOW)
    assert swept(database, carrier, NOW + timedelta(seconds=20)) == 0
    assert swept(database, carrier, NOW + timedelta(seconds=90)) == 1


def test_a_take_whose_call_ended_is_asked_for_by_name_and_then_given_up(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    call, message = begun(database, ended=True)
    swept(database, carrier, NOW + timedelta(seconds=30))
    assert not any(f"CallSid={call}" in asked.path for asked in twilio.seen)
    swept(database, carrier, NOW + timedelta(minutes=2))
    assert any(f"CallSid={call}" in asked.path for asked in twilio.seen)
    assert look(database, message).state == MessageState.TAKING
    swept(database, carrier, NOW + timedelta(minutes=16))
    row = look(database, message)
    assert (row.state, row.reason) == (MessageState.EMPTY, "the call ended without one")


def test_a_take_is_not_given_up_while_the_carrier_still_works_on_it(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    call, message = begun(database, ended=True)
    sid = fresh("RE")
    twilio.recorded(sid, call, created=NOW)
    twilio.recordings[sid]["status"] = "processing"
    swept(database, carrier, NOW + timedelta(hours=1))
    assert look(database, message).state == MessageState.TAKING
    twilio.recordings[sid]["status"] = "completed"
    swept(database, carrier, NOW + timedelta(hours=2))
    assert look(database, message).state == MessageState.ARRIVED


def test_a_take_is_not_given_up_while_the_carrier_is_silent(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    _, message = begun(database, ended=True)
    twilio.answer_with = (503, b"", {})
    assert swept(database, carrier, NOW + timedelta(days=1)) == 0
    assert look(database, message).state == MessageState.TAKING


def test_a_take_of_a_pretended_call_is_given_up_in_real_time(database: Database, carrier: Carrier) -> None:
    _, message = begun(database, ended=True, offset=timedelta(days=300))
    swept(database, carrier, NOW + timedelta(minutes=16))
    assert look(database, message).state == MessageState.EMPTY


def test_an_account_that_cannot_be_reached_does_not_stop_the_others(
    database: Database, twilio: FakeTwilio
) -> None:
    call, message = begun(database)
    twilio.recorded(fresh("RE"), call, created=NOW)
    silent = Account("AC" + "0" * 32, "t", "gateway", "http://127.0.0.1:1", lambda _: Response(503))
    carrier = Carrier([silent, *fake_twilio.carrier(twilio).accounts])
    assert swept(database, carrier) == 1
    assert look(database, message).state == MessageState.ARRIVED


def test_an_adoption_that_fails_is_undone_whole_and_keeps_no_other_out(
    database: Database, carrier: Carrier, twilio: FakeTwilio
) -> None:
    (bad, failing), (good, message) = begun(database), begun(database)
    twilio.recorded(fresh("RE"), bad, created=NOW)
    twilio.recorded(fresh("RE"), good, created=NOW)

    def half(session: Session, call: Call, recorded: Recorded) -> None:
        adopt(session, call, recorded)
        if call.sid == bad:
            raise RuntimeError

    assert (
        sweep(
            database, carrier, since=NOW, adopt={**DOORS, Voicemail: half}, meet=lambda *_: False, now=LATER
        )
        == 1
    )
    assert look(database, failing).state == MessageState.TAKING
    assert look(database, message).state == MessageState.ARRIVED
    assert swept(database, carrier) == 1, "found again"
