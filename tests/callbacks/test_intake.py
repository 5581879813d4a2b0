"""The one door: whatever was recorded is somebody's task, once."""

from collections.abc import Callable
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from owed import DESK, HOLIDAY, MOBILE, OPEN, Desk, all_at_once, at, minutes
from sqlalchemy import text

from ivr import calls
from ivr.callbacks import Task, TaskState, acts, claims, intake, queue
from ivr.callbacks.opening import take_on
from ivr.calls import Call
from ivr.clock import shanghai
from ivr.voicemail import MessageState, Voicemail


def hung_up(desk: Desk, call: Call, **more: Any) -> Task | None:
    return desk.act(intake.hung_up, desk.hours, desk.matter(call, **more), OPEN)


def absent(desk: Desk, message: Voicemail) -> None:
    with desk.database.writing() as session:
        intake.absent(session, session.get_one(Voicemail, message.id), now=OPEN)


def listed(desk: Desk, task: Task) -> list[int]:
    return [message["id"] for message in desk.json(task)["messages"]]


def test_a_message_left_on_a_holiday_is_owed_when_we_open_again(desk: Desk) -> None:
    call = desk.call(now=HOLIDAY)
    task = desk.recorded(call, desk.message(call, now=HOLIDAY), now=HOLIDAY + minutes(1))

    shown = desk.json(task)
    assert shown["due"] == "2026-10-08T09:00:00+08:00"
    assert shown["created"] == "2026-10-01T20:01:00+08:00"
    assert (shown["caller"], shown["hotline"], shown["desk"]) == (MOBILE, "83183333", DESK)
    assert (shown["state"], shown["priority"], shown["owner"], shown["attempts"]) == (
        "waiting",
        "normal",
        None,
        0,
    )
    assert shown["messages"] == [
        {"id": 1, "seconds": 20.0, "state": "arrived", "audio": "/recordings/1", "transcript": None}
    ]
    assert [entry["kind"] for entry in shown["history"]] == ["opened", "message"]
    assert shown["verified"] is True


def test_half_an_hour_from_ten_minutes_before_closing(desk: Desk) -> None:
    task = desk.owe(now=at("2026-10-09T17:50"))
    assert shanghai(task.due) == at("2026-10-12T08:50"), "ten minutes on Friday, twenty on Monday"


def test_a_repeat_changes_nothing(desk: Desk) -> None:
    call = desk.call()
    message = desk.message(call)
    first = desk.recorded(call, message)
    for _ in range(3):
        assert desk.recorded(call, message, now=OPEN + minutes(5)).id == first.id
    assert desk.story(first) == ["opened", "message"]
    assert desk.task(first).due == first.due


def test_hanging_up_before_saying_anything_is_still_a_task(desk: Desk) -> None:
    call = desk.call()
    message = desk.message(call)
    task = hung_up(desk, call)
    assert task is not None
    assert desk.json(task)["why"] == "no message"
    assert listed(desk, task) == []

    desk.recorded(call, message, now=OPEN + minutes(2))  # the carrier was only late

    assert [each.id for each in desk.tasks()] == [task.id]
    assert desk.json(task)["why"] is None
    assert listed(desk, task) == [message.id]
    assert desk.story(task) == ["opened", "message"]


def test_who_never_chose_to_leave_a_message_owes_us_nothing(desk: Desk) -> None:
    assert hung_up(desk, desk.call()) is None
    assert desk.tasks() == []


def test_a_hidden_caller_without_a_word_cannot_be_rung(desk: Desk) -> None:
    call = desk.call(caller=None)
    message = desk.message(call)
    assert hung_up(desk, call) is None
    assert desk.tasks() == []

    task = desk.recorded(call, message, ended_by="hangup")
    assert desk.json(task)["caller"] is None, "what he said may tell who he is"
    assert listed(desk, task) == [message.id]


def test_a_hidden_caller_who_keyed_in_a_number_is_rung_there(desk: Desk) -> None:
    call = desk.call(caller=None)
    desk.message(call)
    task = hung_up(desk, call, contact="+8675582345678", extension="801")
    assert task is not None
    assert (task.number, task.extension) == ("+8675582345678", "801")


# What happened to the second take, and which takes an agent is shown afterwards.
RETAKES = [
    ("key", 12.0, ["second"]),  # he recorded again and finished: that is what he meant
    ("timeout", 12.0, ["first", "second"]),  # three minutes were over: nothing says that he was content
    ("hangup", 12.0, ["first", "second"]),  # hanging up while recording again destroys nothing
    ("hangup", None, ["first", "second"]),
    (None, 12.0, ["first", "second"]),  # only the carrier's list told of it
]


@pytest.mark.parametrize(("ended_by", "seconds", "shown"), RETAKES)
def test_recording_again(desk: Desk, ended_by: str | None, seconds: float | None, shown: list[str]) -> None:
    call = desk.call()
    first = desk.message(call)
    desk.recorded(call, first, "RE1")
    second = desk.message(call)
    task = desk.recorded(call, second, "RE2", seconds, ended_by)

    ids = {"first": first.id, "second": second.id}
    assert listed(desk, task) == [ids[name] for name in shown]
    assert len(desk.tasks()) == 1


def test_recording_again_without_a_word_keeps_the_first(desk: Desk) -> None:
    call = desk.call()
    first = desk.message(call)
    task = desk.recorded(call, first, "RE1")
    second = desk.message(call)
    absent(desk, second)
    hung_up(desk, call)
    assert listed(desk, task) == [first.id]
    assert desk.json(task)["why"] is None


@pytest.mark.parametrize("trouble", ["no speech", "failed", "purged"])
def test_a_take_that_cannot_be_heard_replaces_nothing(desk: Desk, trouble: str) -> None:
    """Unless it could be once: what was replaced does not come back when the later take is erased."""
    call = desk.call()
    first, second = desk.message(call), None
    desk.recorded(call, first, "RE1")
    second = desk.message(call)
    task = desk.recorded(call, second, "RE2")
    assert listed(desk, task) == [second.id]
    with desk.database.writing() as session:
        row = session.get_one(Voicemail, second.id)
        if trouble == "no speech":
            row.state, row.reason = MessageState.STORED, "no speech"
        else:
            row.state = MessageState(trouble)
    assert listed(desk, task) == ([second.id] if trouble == "purged" else [first.id, second.id])


def test_one_call_one_task_however_many_processes(desk: Desk) -> None:
    call = desk.call()
    message = desk.message(call)
    acts_at_once: list[Callable[[], Any]] = [
        lambda: desk.recorded(call, message),
        lambda: desk.recorded(call, message, ended_by=None),
        lambda: hung_up(desk, call),
        lambda: desk.act(take_on, desk.hours, desk.matter(call), OPEN),
    ]
    done = all_at_once(12, lambda i: acts_at_once[i % 4]())
    assert {task.id for task in done} == {1}
    assert desk.story(desk.tasks()[0]).count("message") == 1


def test_the_action_and_the_callback_at_once_do_not_block_each_other(desk: Desk) -> None:
    """A step holds the call's row, the status callback does not; neither may wait for the other in a circle."""

    def step(call: Call, message: Voicemail) -> Task:
        with desk.database.writing() as session:
            assert calls.find(session, call.sid)
            row = session.get_one(Voicemail, message.id)
            take = intake.Take(f"RE{call.id}", None, "key")
            return intake.recorded(
                session, desk.hours, row, desk.matter(call), take, source="action", now=OPEN
            )

    for _ in range(10):
        call = desk.call()
        message = desk.message(call)
        both = [
            partial(step, call, message),
            partial(desk.recorded, call, message, f"RE{call.id}", 9.0, None),
        ]
        done = all_at_once(4, lambda i, both=both: both[i % 2]())
        assert all(isinstance(task, Task) for task in done), done


def test_two_takes_reported_at_once(desk: Desk) -> None:
    call = desk.call()
    first, second = desk.message(call), desk.message(call)
    both = [(first, "RE1"), (second, "RE2")]
    done = all_at_once(8, lambda i: desk.recorded(call, *both[i % 2]))
    assert {task.id for task in done} == {1}
    assert listed(desk, done[0]) == [second.id]


def test_another_recording_of_the_same_take_is_not_lost(desk: Desk) -> None:
    call = desk.call()
    message = desk.message(call)
    task = desk.recorded(call, message, "RE1", ended_by="hangup")
    desk.recorded(call, message, "RE2", ended_by="hangup")
    assert len(listed(desk, task)) == 2
    assert len(desk.tasks()) == 1


class TestJoining:
    """A second message from a caller with an open task."""

    def test_it_stands_beside_it_without_his_word(self, desk: Desk) -> None:
        before = desk.owe()
        call = desk.call()
        beside = desk.recorded(call, desk.message(call, linked_to=before.id), linked_to=before.id)
        assert beside.id != before.id
        assert beside.linked_to == before.id
        assert listed(desk, before) == []

    def test_on_his_word_it_belongs_to_it(self, desk: Desk) -> None:
        before = desk.owe()
        call = desk.call(now=OPEN + minutes(10))
        message = desk.message(call, join=before.id)
        joined = desk.recorded(call, message)
        assert joined.id == before.id
        assert [task.id for task in desk.tasks()] == [before.id]
        assert listed(desk, before) == [message.id]
        assert desk.task(before).due == before.due, "the first promise stands"
        assert desk.story(before) == ["opened", "message"]

    def test_what_was_said_before_the_beep_stands(self, desk: Desk) -> None:
        """The status callback may come when the call has moved on to another matter."""
        before = desk.owe()
        call = desk.call()
        own, added = desk.message(call), desk.message(call, join=before.id)
        desk.recorded(call, added, "RE2", join=before.id)
        desk.recorded(call, own, "RE1", join=before.id)
        assert listed(desk, before) == [added.id]
        (_, beside) = desk.tasks()
        assert listed(desk, beside) == [own.id], "a take for another matter replaces nothing"

    @pytest.mark.parametrize("end", ["resolved", "closed", "unreachable", "retry"])
    def test_what_was_done_with_is_owed_again(self, desk: Desk, end: str) -> None:
        wang = desk.user("wang")
        before = desk.claimed(wang)
        with desk.database.writing() as session:
            task = session.get_one(Task, before.id)
            if end == "resolved":
                acts.resolve(session, task.id, wang, text="settled", now=OPEN)
            elif end == "closed":
                acts.solved_by_caller(session, task.id, now=OPEN)
            else:
                task.state, task.owner_id, task.retry_at = TaskState(end), None, OPEN + minutes(90)
        call = desk.call(now=OPEN + minutes(60))
        message = desk.message(call, join=before.id)
        desk.recorded(call, message, now=OPEN + minutes(61), join=before.id)

        again = desk.task(before)
        assert (again.state, again.owner_id, again.retry_at, again.closed_at) == ("waiting", None, None, None)
        assert again.due == (before.due if end == "retry" else OPEN + minutes(91))
        assert listed(desk, before) == [message.id]

    def test_hanging_up_instead_is_noted_once(self, desk: Desk) -> None:
        before = desk.owe()
        call = desk.call()
        desk.message(call, join=before.id)
        for _ in range(2):
            hung_up(desk, call, join=before.id)
        assert desk.story(before) == ["opened", "rang-again"]
        assert len(desk.tasks()) == 1

    def test_audio_that_comes_after_the_task_was_resolved_reopens_it(self, desk: Desk) -> None:
        wang, call = desk.user("wang"), desk.call()
        message = desk.message(call)
        task = hung_up(desk, call)
        desk.act(claims.claim, task.id, wang, OPEN)
        desk.act(acts.resolve, task.id, wang, text="rang, he needs nothing", now=OPEN)

        desk.recorded(call, message)

        assert desk.task(task).state == "waiting", "nobody has heard it yet"
        desk.act(claims.claim, task.id, wang, OPEN)
        desk.act(acts.resolve, task.id, wang, text="heard it", now=OPEN)
        desk.recorded(call, message)
        assert desk.task(task).state == "resolved", "a repeat is no news"


class TestTakingOn:
    """What is owed without a message."""

    def test_a_callback_keeps_the_place_in_line(self, desk: Desk) -> None:
        call = desk.call()
        entered = OPEN - minutes(12)
        task = desk.act(take_on, desk.hours, desk.matter(call, entered=entered, why="callback"), OPEN)
        assert (task.owed_since, task.due, task.kept_place) == (entered, entered + minutes(30), True)

    def test_it_becomes_urgent_and_never_less(self, desk: Desk) -> None:
        call = desk.call()
        task = desk.recorded(call, desk.message(call))
        urgent = desk.matter(
            call, hotline="83182222", urgent=True, desk="binhai-duty", topic="fault", within=minutes(15)
        )
        desk.act(take_on, desk.hours, urgent, OPEN + minutes(1))
        desk.act(take_on, desk.hours, desk.matter(call), OPEN + minutes(2))
        now = desk.task(task)
        assert (now.urgent, now.topic, now.desk, now.due) == (
            True,
            "fault",
            "binhai-duty",
            OPEN + minutes(15),
        )

    def test_another_number_is_learned(self, desk: Desk) -> None:
        call = desk.call()
        task = desk.act(take_on, desk.hours, desk.matter(call), OPEN)
        desk.act(intake.change_contact, task.id, contact="+85223456789", extension=None, now=OPEN)
        assert desk.task(task).number == "+85223456789"
        assert desk.story(task) == ["opened", "contact-changed"]

    def test_nothing_is_refused_for_want_of_hours(self, desk: Desk) -> None:
        task = desk.owe(hotline="99999999")
        assert task.due == OPEN + minutes(30)

    def test_a_form_needs_no_call(self, desk: Desk) -> None:
        one, other = desk.owe(), desk.owe()
        assert one.id != other.id
        assert one.call_id is None


class TestWhatACallerMayHear:
    """Look-ups for callers."""

    def test_his_open_matter(self, desk: Desk) -> None:
        task = desk.owe()
        desk.owe(caller="+8613911112222")
        with desk.database.reading() as session:
            found = queue.open_promise(session, MOBILE)
            assert (found.task_id, found.ref, found.due) == (task.id, task.ref, task.due)
            assert queue.open_promise(session, None) is None
            assert queue.open_promise(session, MOBILE, pretended=True) is None

    def test_by_the_number_he_left(self, desk: Desk) -> None:
        task = desk.owe(caller=None, contact="+8675582345678")
        with desk.database.reading() as session:
            assert queue.open_task_of(session, "+8675582345678").id == task.id

    def test_never_a_complaint_and_never_what_is_done(self, desk: Desk) -> None:
        desk.owe(topic="complaint", desk="complaints", about=DESK)
        done = desk.owe()
        desk.act(acts.solved_by_caller, done.id, now=OPEN)
        with desk.database.reading() as session:
            assert queue.open_task_of(session, MOBILE) is None
            assert not queue.promise(session, done.id).is_open


@pytest.mark.parametrize(
    ("form", "take"),
    [
        ({"RecordingUrl": "https://x/Recordings/RE1.wav", "Digits": "#"}, ("RE1", None, "key")),
        ({"RecordingUrl": "https://x/Recordings/RE1", "RecordingDuration": "7"}, ("RE1", 7.0, "timeout")),
        (
            {"RecordingUrl": "https://x/RE1", "RecordingDuration": "7", "Digits": "hangup"},
            ("RE1", 7.0, "hangup"),
        ),
        ({"RecordingSid": "RE2", "RecordingDuration": "-1"}, ("RE2", None, "timeout")),
        ({"RecordingSid": "RE2", "RecordingDuration": "nan"}, ("RE2", None, "timeout")),
        ({"RecordingSid": "RE2", "RecordingDuration": "1e99"}, ("RE2", None, "timeout")),
        ({"RecordingSid": "RE2", "RecordingDuration": "long"}, ("RE2", None, "timeout")),
        ({"RecordingSid": "RE2", "RecordingDuration": "0"}, None),  # nothing was recorded
        ({"RecordingDuration": "7"}, None),
        ({"RecordingUrl": "https://x/", "RecordingDuration": "7"}, None),
        ({"RecordingSid": "../../etc", "RecordingDuration": "7"}, None),
        ({"RecordingSid": "R" * 300}, None),
        ({}, None),
    ],
)
def test_what_a_form_tells_of_a_take(form: dict[str, str], take: tuple[Any, ...] | None) -> None:
    assert intake.Take.posted(form) == (intake.Take(*take) if take else None)


# Everything that can be told of one call whose caller recorded twice and hung up.
EVENTS = ("action 1", "status 1", "action 2", "status 2", "hang-up", "sweep 1", "sweep 2")
ENDINGS = st.sampled_from(["key", "hangup", "timeout"])


def told(desk: Desk, events: list[str], *, silent: set[int], endings: tuple[str, str]) -> dict[str, Any]:
    """Tells a fresh call's events in the given order; answers what is then to be seen."""
    call = desk.call()
    takes = {1: desk.message(call), 2: desk.message(call)}
    for event in events:
        kind, _, number = event.partition(" ")
        if kind == "hang-up":
            hung_up(desk, call)
            continue
        take = takes[int(number)]
        if int(number) in silent:
            absent(desk, take)
            continue
        seconds = {"action": None, "status": 9.0, "sweep": 9.0}[kind]
        ended_by = endings[int(number) - 1] if kind == "action" else None
        desk.recorded(call, take, f"RE{call.id}x{number}", seconds, ended_by)
    with desk.database.reading() as session:
        tasks = session.query(Task).where(Task.call_id == call.id).all()
        rows = {number: session.get_one(Voicemail, take.id) for number, take in takes.items()}
        assert len(tasks) == 1, "one call, one task"
        (task,) = tasks
        shown = {row["id"] for row in desk.json(task)["messages"]}
        return {
            "task": (task.state, task.why, task.due, task.owed_since, task.number),
            "states": {number: (row.state, row.seconds, row.ended_by) for number, row in rows.items()},
            "shown": {number for number, take in takes.items() if take.id in shown},
        }


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(EVENTS),
    repeats=st.lists(st.sampled_from(EVENTS), max_size=5),
    silent=st.sets(st.sampled_from([1, 2])),
    endings=st.tuples(ENDINGS, ENDINGS),
    data=st.data(),
)
def test_any_order_and_any_repeats_end_alike(
    desk: Desk,
    order: list[str],
    repeats: list[str],
    silent: set[int],
    endings: tuple[str, str],
    data: st.DataObject,
) -> None:
    shuffled = list(order)
    for repeat in repeats:
        shuffled.insert(data.draw(st.integers(0, len(shuffled))), repeat)

    expected = told(desk, list(EVENTS), silent=silent, endings=endings)
    assert told(desk, shuffled, silent=silent, endings=endings) == expected

    heard = {1, 2} - silent
    if 2 in heard and endings[1] == "key":
        heard = {2}
    assert expected["shown"] == heard, "nothing that was said is lost"
    assert expected["task"][1] == (None if heard else "no message")


@pytest.mark.parametrize("order", list(permutations(["action 1", "status 1", "hang-up"])), ids=" ".join)
def test_every_order_of_one_take(desk: Desk, order: tuple[str, ...]) -> None:
    seen = told(desk, list(order), silent=set(), endings=("hangup", "key"))
    assert seen["shown"] == {1}
    assert seen["task"][:2] == ("waiting", None)


@pytest.mark.parametrize("last", ["absent", "recorded"])
def test_audio_outweighs_every_report_of_silence(desk: Desk, last: str) -> None:
    call = desk.call()
    message = desk.message(call)
    if last == "absent":
        desk.recorded(call, message)
        absent(desk, message)
    else:
        absent(desk, message)
        hung_up(desk, call)
        desk.recorded(call, message)
    (task,) = desk.tasks()
    assert listed(desk, task) == [message.id]
    assert task.why is None


def test_a_task_whose_history_began_later_is_not_verified(desk: Desk) -> None:
    task = desk.owe()
    with desk.database.writing() as session:
        session.execute(text("DELETE FROM history"))
        session.execute(text("DELETE FROM history_heads"))
    desk.act(acts.urge, task.id, actor="caller", now=OPEN)
    assert desk.json(task)["verified"] is False
