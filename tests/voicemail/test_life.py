"""Whatever is told of a message, in whatever order and however often, ends in the same row."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from left import NOW, fresh, look, new_call
from sqlalchemy.orm import Session

from ivr import history
from ivr.database import Database
from ivr.voicemail import MessageState, Voicemail, life

Report = Callable[[Session, Voicemail, str], object]

ACTION: Report = lambda session, row, sid: life.arrived(  # noqa: E731
    session, row, sid=sid, seconds=None, ended_by="hangup", now=NOW
)
ACTION_OF_NOTHING: Report = lambda session, row, sid: life.arrived(  # noqa: E731
    session, row, sid=sid, seconds=0, ended_by="hangup", now=NOW
)
COMPLETED: Report = lambda session, row, sid: life.arrived(session, row, sid=sid, seconds=7, now=NOW)  # noqa: E731
ABSENT: Report = lambda session, row, sid: life.empty(session, row, now=NOW)  # noqa: E731


def tell(database: Database, reports: list[Report]) -> Voicemail:
    sid = fresh("RE")
    with database.writing() as session:
        message = life.begin(session, new_call(session), now=NOW).id
    for report in reports:
        with database.writing() as session:
            report(session, session.get_one(Voicemail, message), sid)
    return look(database, message)


@pytest.mark.parametrize(
    ("reports", "state", "seconds"),
    [
        ([], MessageState.TAKING, None),
        ([ACTION], MessageState.ARRIVED, None),  # its length is not known yet
        ([COMPLETED], MessageState.ARRIVED, 7),  # the status callback came first
        ([ACTION, COMPLETED], MessageState.ARRIVED, 7),
        ([ACTION_OF_NOTHING], MessageState.EMPTY, 0),
        ([ACTION_OF_NOTHING, COMPLETED], MessageState.ARRIVED, 7),  # the authority knows better
        ([ABSENT], MessageState.EMPTY, None),  # too short, or silent
        ([ACTION, ABSENT], MessageState.EMPTY, None),
        ([ABSENT, COMPLETED], MessageState.ARRIVED, 7),
    ],
)
def test_what_each_report_says(
    database: Database, reports: list[Report], state: MessageState, seconds: float | None
) -> None:
    row = tell(database, reports)
    assert (row.state, row.seconds) == (state, seconds)
    assert row.take == 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.lists(st.sampled_from([ACTION, ACTION_OF_NOTHING, COMPLETED, ABSENT]), max_size=6), st.data())
def test_order_and_repetition_change_nothing(
    database: Database, reports: list[Report], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports + reports[:2]))
    one, other = tell(database, reports), tell(database, shuffled)
    assert (one.state, one.seconds, one.ended_by, one.take) == (
        other.state,
        other.seconds,
        other.ended_by,
        other.take,
    )
    assert (one.recording_sid is None) == (other.recording_sid is None)


@pytest.mark.parametrize("report", [ACTION, ACTION_OF_NOTHING, COMPLETED, ABSENT])
def test_what_is_stored_never_goes_back(database: Database, report: Report) -> None:
    with database.writing() as session:
        row = life.begin(session, new_call(session), now=NOW)
        life.arrived(session, row, sid="RE1", seconds=7, now=NOW)
        row.state, row.seconds, row.digest = MessageState.STORED, 6.9, "d"
        message = row.id
    with database.writing() as session:
        report(session, session.get_one(Voicemail, message), "RE1")
        assert not life.failed(session, session.get_one(Voicemail, message), reason="late", now=NOW)
    row = look(database, message)
    assert (row.state, row.seconds, row.reason) == (MessageState.STORED, 6.9, None)


def test_reports_at_the_same_moment_lose_nothing(database: Database) -> None:
    sid = fresh("RE")
    with database.writing() as session:
        message = life.begin(session, new_call(session), now=NOW).id
    start = threading.Barrier(6)

    def report_of(report: Report) -> None:
        start.wait()
        with database.writing() as session:
            report(session, session.get_one(Voicemail, message), sid)

    threads = [
        threading.Thread(target=report_of, args=[report])
        for report in (ACTION, ACTION_OF_NOTHING, COMPLETED, ABSENT, ABSENT, COMPLETED)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = look(database, message)
    assert (row.state, row.seconds, row.ended_by) == (MessageState.ARRIVED, 7, "hangup")
    with database.reading() as session:
        assert len(life.of_call(session, row.call_id)) == 1
        assert history.verify(session, row.subject)


def test_a_second_recording_for_one_take_becomes_a_take_of_its_own(database: Database) -> None:
    with database.writing() as session:
        call = new_call(session)
        row = life.begin(session, call, now=NOW)
        first = life.arrived(session, row, sid="RE1", seconds=3, now=NOW)
        second = life.arrived(session, row, sid="RE2", seconds=4, now=NOW)
        again = life.arrived(session, row, sid="RE2", seconds=4, now=NOW)
        assert first is row
        assert second is again
        assert [(each.take, each.recording_sid) for each in life.of_call(session, call.id)] == [
            (1, "RE1"),
            (2, "RE2"),
        ]


def test_the_first_take_without_a_recording_is_where_one_belongs(database: Database) -> None:
    with database.writing() as session:
        call = new_call(session)
        nothing, first, second = (life.begin(session, call, now=NOW) for _ in range(3))
        life.empty(session, nothing, now=NOW)
        assert life.open_take(session, call) is first
        life.arrived(session, first, sid="RE1", seconds=3, now=NOW)
        assert life.open_take(session, call) is second
        life.arrived(session, second, sid="RE2", seconds=3, now=NOW)
        assert life.open_take(session, call) is nothing
        life.arrived(session, nothing, sid="RE3", seconds=3, now=NOW)
        assert life.open_take(session, call) is None


def test_only_a_later_take_that_holds_something_takes_an_earlier_ones_place(database: Database) -> None:
    with database.writing() as session:
        call = new_call(session)
        first = life.begin(session, call, now=NOW)
        life.arrived(session, first, sid="RE1", seconds=9, now=NOW)
        second = life.begin(session, call, now=NOW)
        assert not life.supersede(session, first, by=second, now=NOW), "nothing is in it yet"
        life.empty(session, second, now=NOW)
        assert not life.supersede(session, first, by=second, now=NOW), "he hung up while recording again"
        third = life.begin(session, call, now=NOW)
        life.arrived(session, third, sid="RE3", seconds=4, now=NOW)
        assert not life.supersede(session, third, by=first, now=NOW), "an earlier one never wins"
        assert life.supersede(session, first, by=third, now=NOW)
        assert not life.supersede(session, first, by=third, now=NOW)
        assert (first.state, first.superseded_by) == (MessageState.ARRIVED, third.id)
        other = life.begin(session, new_call(session), now=NOW)
        life.arrived(session, other, sid="RE4", seconds=4, now=NOW)
        assert not life.supersede(session, third, by=other, now=NOW), "another call"


def test_a_failed_message_can_be_fetched_again(database: Database) -> None:
    with database.writing() as session:
        row = life.begin(session, new_call(session), now=NOW)
        assert not life.fetch_again(session, row, actor="user:3", now=NOW)
        life.arrived(session, row, sid="RE1", seconds=4, now=NOW)
        row.fetch_tries = 78
        assert life.failed(session, row, reason="no answer for three days", now=NOW)
        assert life.fetch_again(session, row, actor="user:3", now=NOW)
        assert (row.state, row.reason, row.fetch_tries, row.fetch_next) == (
            MessageState.ARRIVED,
            None,
            0,
            None,
        )
        assert [entry.actor for entry in history.entries(session, row.subject)][-1] == "user:3"


def test_history_tells_each_change_once_and_verifies(database: Database) -> None:
    row = tell(database, [ABSENT, ABSENT, ACTION, COMPLETED, COMPLETED, ACTION])
    with database.reading() as session:
        told = history.entries(session, row.subject)
        assert [entry.kind for entry in told] == ["begun", "empty", "arrived"]
        assert told[-1].facts["seconds"] == 7
        assert history.verify(session, row.subject)
