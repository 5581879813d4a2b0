"""Ringing back: how it went, what follows, and never twice at once."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from owed import OPEN, Desk, all_at_once, at, hours, minutes

from ivr import people
from ivr.callbacks import (
    Attempt,
    NotPossible,
    NotYours,
    Outcome,
    Task,
    acts,
    attempts,
    claims,
    promises,
    ticks,
)
from ivr.clock import shanghai
from ivr.people import User


def start(
    desk: Desk, task: Task, user: User, *, key: str = "k1", now: datetime = OPEN, **more: Any
) -> Attempt:
    return desk.act(attempts.start, desk.hours, task.id, user, key=key, account="ACtest", now=now, **more)


def ring(
    desk: Desk, task: Task, user: User, status: str, *, now: datetime = OPEN, seconds: int = 60
) -> Attempt:
    """Claims and rings; the customer's leg ends with `status`."""
    assert desk.act(claims.claim, task.id, user, now)
    attempt = start(desk, task, user, key=f"{task.id} {now}", now=now, reason="he asked for it")
    desk.act(attempts.placed, attempt.id, f"CAa{attempt.id}", now)
    desk.act(attempts.agent_accepted, attempt.id, now)
    desk.act(attempts.customer_progress, attempt.id, sid=f"CAc{attempt.id}", status="ringing", now=now)
    if status == "completed":
        desk.act(attempts.customer_answered, attempt.id, f"CAc{attempt.id}", now)
    desk.act(attempts.customer_ended, desk.hours, attempt.id, status=status, seconds=seconds, now=now)
    return read(desk, attempt)


def read(desk: Desk, attempt: Attempt) -> Attempt:
    with desk.database.reading() as session:
        return session.get_one(Attempt, attempt.id)


def test_a_customer_who_is_reached_stays_with_the_agent(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    attempt = ring(desk, task, wang, "completed", seconds=95)

    now = desk.task(task)
    assert (attempt.outcome, attempt.seconds, attempt.ended) == ("reached", 95, OPEN)
    assert (now.state, now.owner_id, now.attempts, now.misses) == ("claimed", wang.id, 1, 0)
    desk.act(acts.resolve, task.id, wang, text="file sent again", now=OPEN + minutes(3))
    assert desk.story(task) == [
        "opened",
        "claimed",
        "ringing",
        "ringing-agent",
        "agent-accepted",
        "ringing-customer",
        "talking",
        "outcome",
        "resolved",
    ]


# How often it was in vain, when, and when we try again: opening time only.
RETRIES = [
    (1, "2026-10-09T10:00", "2026-10-09T10:15"),
    (2, "2026-10-09T10:00", "2026-10-09T11:00"),
    (3, "2026-10-09T10:00", "2026-10-12T08:30"),  # the next opening: after the weekend
    (4, "2026-10-12T09:00", "2026-10-13T08:30"),
    (1, "2026-10-09T17:50", "2026-10-12T08:35"),  # ten minutes on Friday, five on Monday
    (1, "2026-10-09T17:45", "2026-10-12T08:30"),  # a quarter to is exactly closing time: closed
    (2, "2026-09-30T17:30", "2026-10-08T09:00"),  # over the holiday
]


@pytest.mark.parametrize(("misses", "now", "then"), RETRIES)
def test_when_we_try_again(misses: int, now: str, then: str) -> None:
    task = Task(hotline="83183333", misses=misses, urgent=False)
    assert shanghai(promises.next_try(hours(), task, at(now))) == at(then)


# A line that never closes; the quiet hours from 22:00 to 08:00 hold unless it is urgent.
ROUND_THE_CLOCK = [
    (1, False, "2026-10-09T10:00", "2026-10-09T10:15"),
    (1, False, "2026-10-09T21:50", "2026-10-10T08:00"),
    (1, True, "2026-10-09T21:50", "2026-10-09T22:05"),
    (2, False, "2026-10-09T03:00", "2026-10-09T08:00"),
    (3, False, "2026-10-09T10:00", "2026-10-10T08:00"),
    (3, True, "2026-10-09T23:00", "2026-10-10T00:00"),
]


@pytest.mark.parametrize(("misses", "urgent", "now", "then"), ROUND_THE_CLOCK)
def test_when_we_try_again_on_a_line_that_never_closes(
    misses: int, urgent: bool, now: str, then: str
) -> None:
    task = Task(hotline="83182222", misses=misses, urgent=urgent)
    assert shanghai(promises.next_try(hours(), task, at(now))) == at(then)


def test_five_times_in_vain_and_a_supervisor_decides(desk: Desk) -> None:
    wang, boss, task = desk.user("wang"), desk.user("boss", role="supervisor"), desk.owe()
    for times, status in enumerate(["no-answer", "busy", "failed", "no-answer", "busy"], start=1):
        now = desk.task(task).retry_at or OPEN
        attempt = ring(desk, task, wang, status, now=now)
        assert desk.task(task).state == ("unreachable" if times == 5 else "retry")
    assert attempt.outcome == "busy"
    assert desk.task(task).attempts == 5
    with pytest.raises(NotYours, match="supervisor decides"):
        desk.act(claims.claim, task.id, wang, OPEN)
    with pytest.raises(NotYours, match="supervisor"):
        desk.act(acts.reopen, desk.hours, task.id, wang, now=OPEN)
    with pytest.raises(NotYours, match="supervisor"):
        desk.act(acts.give_up, task.id, wang, text="no use", now=OPEN)

    later = OPEN + minutes(30)
    desk.act(acts.reopen, desk.hours, task.id, boss, text="try the switchboard", now=later)
    again = desk.task(task)
    assert (again.state, again.misses, again.due) == ("waiting", 0, later + minutes(30))
    ring(desk, task, wang, "no-answer", now=later)
    assert desk.task(task).misses == 1, "a new promise counts anew"


def test_being_reached_forgets_earlier_misses(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    ring(desk, task, wang, "no-answer")
    ring(desk, task, wang, "completed", now=OPEN + minutes(15))
    ring(desk, task, wang, "no-answer", now=OPEN + minutes(20))
    assert desk.task(task).misses == 1


def test_an_agent_who_does_not_take_it_keeps_the_task_and_nobody_is_rung(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    desk.act(claims.claim, task.id, wang, OPEN)
    attempt = start(desk, task, wang)
    desk.act(attempts.agent_ended, desk.hours, attempt.id, status="no-answer", now=OPEN)
    now = desk.task(task)
    assert (now.state, now.owner_id, now.attempts, now.misses) == ("claimed", wang.id, 0, 0)
    assert read(desk, attempt).outcome is None
    assert desk.act(attempts.agent_accepted, attempt.id, OPEN) is None


def test_what_the_system_rang_goes_back_to_the_queue(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    desk.act(claims.claim, task.id, wang, OPEN)
    attempt = start(desk, task, wang, automatic=True)
    desk.act(attempts.abandoned, attempt.id, OPEN)
    assert (desk.task(task).state, desk.task(task).owner_id) == ("waiting", None)


def test_the_agents_own_end_settles_what_nobody_told(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    desk.act(claims.claim, task.id, wang, OPEN)
    attempt = start(desk, task, wang)
    desk.act(attempts.agent_accepted, attempt.id, OPEN)
    desk.act(attempts.customer_answered, attempt.id, "CAc", OPEN)
    desk.act(attempts.agent_ended, desk.hours, attempt.id, status="completed", now=OPEN)
    assert read(desk, attempt).outcome == "reached"


def test_a_doubled_request_rings_once(desk: Desk) -> None:
    wang, task = desk.user("wang"), desk.owe()
    desk.act(claims.claim, task.id, wang, OPEN)
    got = all_at_once(8, lambda _: start(desk, task, wang))
    assert {attempt.id for attempt in got} == {1}
    desk.act(attempts.abandoned, 1, OPEN)
    assert start(desk, task, wang).id == 1, "also when it comes late"
    other = desk.claimed(wang)
    with pytest.raises(NotPossible, match="already used"):
        start(desk, other, wang)


def test_an_agent_rings_one_customer_at_a_time(desk: Desk) -> None:
    wang = desk.user("wang")
    one, other = desk.claimed(wang), desk.claimed(wang)
    got = all_at_once(6, lambda i: start(desk, (one, other)[i % 2], wang, key=f"k{i}"))
    assert sum(isinstance(answer, Attempt) for answer in got) == 1
    assert all(isinstance(answer, Attempt | NotPossible) for answer in got)


def test_what_is_missing_is_said(desk: Desk) -> None:
    wang, deaf = desk.user("wang"), desk.user("deaf", phone=None)
    with pytest.raises(NotPossible, match="no number to ring"):
        start(desk, desk.claimed(wang, caller=None), wang)
    with pytest.raises(NotPossible, match="no telephone"):
        start(desk, desk.claimed(deaf), deaf)
    with pytest.raises(NotYours, match="somebody else holds"):
        start(desk, desk.claimed(wang), deaf, key="k3")
    with pytest.raises(NotPossible, match="claim it first"):
        start(desk, desk.owe(), wang, key="k4")


@pytest.mark.parametrize(
    ("hotline", "urgent", "now", "said"),
    [
        ("83183333", False, "2026-10-01T10:00", "83183333 is closed"),
        ("83183333", True, "2026-10-01T10:00", "83183333 is closed"),
        ("83182222", False, "2026-10-01T22:00", "between 22:00 and 08:00"),
        ("83182222", False, "2026-10-01T07:59", "between 22:00 and 08:00"),
    ],
)
def test_out_of_hours_only_with_a_reason(desk: Desk, hotline: str, urgent: bool, now: str, said: str) -> None:
    wang, moment = desk.user("wang"), at(now)
    task = desk.claimed(wang, hotline=hotline, urgent=urgent, now=moment)
    with pytest.raises(NotPossible, match=said):
        start(desk, task, wang, now=moment)
    with pytest.raises(NotPossible, match="not rung automatically"):
        start(desk, task, wang, now=moment, automatic=True, reason="none of its business")
    assert desk.task(task).state == "claimed"

    start(desk, task, wang, now=moment, reason="he asked to be rung tonight")
    (ringing,) = [entry for entry in desk.json(task)["history"] if entry["kind"] == "ringing"]
    assert ringing["note"] == "he asked to be rung tonight"
    assert ringing["facts"]["out_of_hours"] is True


@pytest.mark.parametrize("now", ["2026-10-09T22:00", "2026-10-09T07:59"])
def test_what_is_urgent_is_rung_at_night(desk: Desk, now: str) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang, hotline="83182222", urgent=True, now=at(now))
    assert start(desk, task, wang, now=at(now), automatic=True).automatic


def test_a_pretended_task_is_never_rung_automatically(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang, pretended=True)
    with pytest.raises(NotPossible, match="pretended"):
        start(desk, task, wang, automatic=True)
    assert start(desk, task, wang).id


def test_nothing_is_done_to_a_task_while_it_rings(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    start(desk, task, wang)
    for act in (
        lambda: desk.act(acts.resolve, task.id, wang, text="x", now=OPEN),
        lambda: desk.act(acts.dispatch, task.id, wang, "binhai-duty", known={"binhai-duty"}, now=OPEN),
        lambda: desk.act(claims.give_back, task.id, wang, OPEN),
        lambda: desk.act(acts.put_off, task.id, wang, until=OPEN + minutes(60), now=OPEN),
    ):
        with pytest.raises(NotPossible, match="being rung"):
            act()
    assert desk.act(claims.lapse, OPEN + minutes(60)) == 0, "nor does it lapse"


def test_a_customer_who_says_solved_is_not_rung_any_more(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    attempt = start(desk, task, wang)
    desk.act(acts.solved_by_caller, task.id, now=OPEN)
    assert desk.act(attempts.agent_accepted, attempt.id, OPEN) is None
    assert desk.task(task).state == "closed"
    assert read(desk, attempt).ended is not None


def test_an_end_after_the_task_was_closed_is_only_remembered(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    attempt = start(desk, task, wang)
    desk.act(attempts.agent_accepted, attempt.id, OPEN)
    desk.act(acts.solved_by_caller, task.id, now=OPEN)
    desk.act(attempts.customer_ended, desk.hours, attempt.id, status="busy", now=OPEN)
    assert (desk.task(task).state, desk.task(task).outcome, desk.task(task).retry_at) == (
        "closed",
        "busy",
        None,
    )


class TestCorrecting:
    """A mobile's voicemail is «completed» to the carrier."""

    def test_reached_was_a_voicemail(self, desk: Desk) -> None:
        wang, task = desk.user("wang"), desk.owe()
        for now in (OPEN, OPEN + minutes(15)):
            ring(desk, task, wang, "no-answer", now=now)
        attempt = ring(desk, task, wang, "completed", now=OPEN + minutes(75))
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.NO_ANSWER, now=OPEN + minutes(76))

        now, corrected = desk.task(task), read(desk, attempt)
        assert (corrected.outcome, corrected.reported) == ("no-answer", "reached")
        assert (now.state, now.misses, now.attempts) == ("retry", 3, 3)
        assert shanghai(now.retry_at) == at("2026-10-12T08:30")

    def test_wrong_number_goes_to_a_supervisor(self, desk: Desk) -> None:
        wang, task = desk.user("wang"), desk.owe()
        attempt = ring(desk, task, wang, "completed")
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.WRONG_NUMBER, now=OPEN)
        assert desk.task(task).state == "unreachable"

    def test_no_answer_was_an_answer(self, desk: Desk) -> None:
        wang, task = desk.user("wang"), desk.owe()
        attempt = ring(desk, task, wang, "no-answer")
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.REACHED, now=OPEN)
        assert (desk.task(task).state, desk.task(task).owner_id) == ("claimed", wang.id)
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.BUSY, now=OPEN)
        assert (desk.task(task).state, desk.task(task).misses) == ("retry", 1)
        assert read(desk, attempt).reported == "no-answer", "what the call's own end told stays"

    def test_the_customer_chooses_a_time_at_night(self, desk: Desk) -> None:
        wang = desk.user("wang")
        task = desk.owe(hotline="83182222")
        attempt = ring(desk, task, wang, "completed")
        tonight = at("2026-10-09T23:00")
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.CALL_LATER, retry_at=tonight, now=OPEN)
        assert desk.task(task).retry_at == tonight
        assert desk.act(claims.claim, task.id, wang, tonight)
        assert start(desk, task, wang, key="tonight", now=tonight, automatic=True).automatic

    def test_by_nobody_else(self, desk: Desk) -> None:
        wang, li, boss = desk.user("wang"), desk.user("li"), desk.user("boss", role="supervisor")
        attempt = ring(desk, desk.owe(), wang, "completed")
        with pytest.raises(NotYours):
            desk.act(acts.correct, desk.hours, attempt.id, li, Outcome.BUSY, now=OPEN)
        assert read(desk, attempt).outcome == "reached"
        desk.act(acts.correct, desk.hours, attempt.id, boss, Outcome.BUSY, now=OPEN)
        assert read(desk, attempt).outcome == "busy"

    def test_what_others_have_taken_since_stays_theirs(self, desk: Desk) -> None:
        wang, li, task = desk.user("wang"), desk.user("li"), desk.owe()
        attempt = ring(desk, task, wang, "no-answer")
        desk.act(claims.claim, task.id, li, OPEN + minutes(15))
        desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.REACHED, now=OPEN + minutes(16))
        assert (desk.task(task).state, desk.task(task).owner_id) == ("claimed", li.id)

    def test_not_before_it_is_over(self, desk: Desk) -> None:
        wang = desk.user("wang")
        attempt = start(desk, desk.claimed(wang), wang)
        with pytest.raises(NotPossible, match="not over yet"):
            desk.act(acts.correct, desk.hours, attempt.id, wang, Outcome.BUSY, now=OPEN)


class TestUncertain:
    """A time-out is not a «no»: find out before ringing again."""

    def silent(self, desk: Desk) -> tuple[User, Task, Attempt]:
        wang = desk.user("wang")
        task = desk.claimed(wang)
        return wang, task, start(desk, task, wang)

    def ask(self, desk: Desk, now: datetime, **found: Any) -> int:
        silent = desk.act(ticks.uncertain, now)
        for attempt in silent:
            desk.act(ticks.found_out, desk.hours, attempt.id, now=now, **({"agent": None} | found))
        return len(silent)

    def test_nobody_is_rung_again_meanwhile(self, desk: Desk) -> None:
        wang, task, _ = self.silent(desk)
        with pytest.raises(NotPossible, match="being rung"):
            start(desk, task, wang, key="again", now=OPEN + minutes(30))

    def test_one_scheduler_asks(self, desk: Desk) -> None:
        self.silent(desk)
        assert desk.act(ticks.uncertain, OPEN + minutes(1)) == []
        got = all_at_once(4, lambda _: desk.act(ticks.uncertain, OPEN + minutes(2)))
        assert sorted(map(len, got)) == [0, 0, 0, 1]

    def test_it_was_over(self, desk: Desk) -> None:
        wang, task, _attempt = self.silent(desk)
        assert self.ask(desk, OPEN + minutes(2), agent="no-answer") == 1
        assert desk.task(task).state == "claimed"
        assert start(desk, task, wang, key="again").id == 2

    def test_the_customer_had_been_reached(self, desk: Desk) -> None:
        _, _, attempt = self.silent(desk)
        desk.act(attempts.agent_accepted, attempt.id, OPEN)
        self.ask(desk, OPEN + minutes(2), agent="completed", customer="completed", seconds=40)
        assert (read(desk, attempt).outcome, read(desk, attempt).seconds) == ("reached", 40)

    def test_it_still_rings(self, desk: Desk) -> None:
        _, task, _ = self.silent(desk)
        for tick in range(2, 40, 2):
            self.ask(desk, OPEN + minutes(tick), agent="in-progress")
        assert desk.task(task).state == "ringing"

    def test_nobody_can_say(self, desk: Desk) -> None:
        _, task, attempt = self.silent(desk)
        for tick in range(2, 7):
            assert desk.task(task).state == "ringing"
            assert self.ask(desk, OPEN + minutes(tick)) == 1
        assert desk.task(task).state == "claimed"
        assert (read(desk, attempt).outcome, desk.task(task).misses) == (None, 0)
        assert desk.json(task)["history"][-1]["facts"]["why"] == "lost"


REPORTS = ("placed", "answered", "accepted", "ringing", "talking", "customer-ended", "agent-ended")


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.sampled_from(REPORTS), min_size=1, max_size=12))
def test_reports_in_any_order_never_take_an_attempt_back(desk: Desk, order: list[str]) -> None:
    with desk.database.reading() as session:
        known = people.find(session, "wang")
    wang = known or desk.user("wang")
    task = desk.claimed(wang)
    attempt = start(desk, task, wang, key=f"{task.id}")
    sids = {"agent": f"CAa{attempt.id}", "customer": f"CAc{attempt.id}"}
    reached = 0
    for report in order:
        match report:
            case "placed":
                desk.act(attempts.placed, attempt.id, sids["agent"], OPEN)
            case "answered":
                desk.act(attempts.agent_answered, attempt.id, sids["agent"], OPEN)
            case "accepted":
                desk.act(attempts.agent_accepted, attempt.id, OPEN)
            case "ringing":
                desk.act(
                    attempts.customer_progress, attempt.id, sid=sids["customer"], status="ringing", now=OPEN
                )
            case "talking":
                desk.act(attempts.customer_answered, attempt.id, sids["customer"], OPEN)
            case "customer-ended":
                desk.act(attempts.customer_ended, desk.hours, attempt.id, status="completed", now=OPEN)
            case "agent-ended":
                desk.act(attempts.agent_ended, desk.hours, attempt.id, status="completed", now=OPEN)
        rank = attempts.PROGRESS[read(desk, attempt).state]
        assert rank >= reached
        reached = rank
    after = read(desk, attempt)
    assert (after.ended is not None) == ("customer-ended" in order or "agent-ended" in order)
    assert desk.task(task).attempts == (after.outcome is not None)
    assert (
        desk.task(task).state == ("claimed" if after.outcome in (None, "reached") else "retry")
        or not after.ended
    )
    desk.story(task)
    if after.ended is None:
        desk.act(attempts.agent_ended, desk.hours, attempt.id, status="completed", now=OPEN)
