"""One agent for each task, however many reach for it."""

import pytest
from owed import DESK, OPEN, Desk, all_at_once, minutes

from ivr.callbacks import NotPossible, NotYours, Unknown, acts, claims


def test_fifty_agents_claim_at_once_and_one_gets_it(desk: Desk) -> None:
    agents = [desk.user(f"agent{i}") for i in range(50)]
    task = desk.owe()

    got = all_at_once(50, lambda i: desk.act(claims.claim, task.id, agents[i], OPEN))

    assert sorted(map(str, got)) == ["False"] * 49 + ["True"]
    owner = desk.task(task).owner_id
    assert owner == agents[got.index(True)].id
    assert desk.story(task) == ["opened", "claimed"]


def test_fifty_agents_empty_a_queue_without_sharing(desk: Desk) -> None:
    agents = [desk.user(f"agent{i}") for i in range(10)]
    tasks = [desk.owe() for _ in range(10)]

    got = all_at_once(10, lambda i: [desk.act(claims.claim, task.id, agents[i], OPEN) for task in tasks])

    assert [sum(answers[i] for answers in got) for i in range(10)] == [1] * 10


def test_who_holds_it_keeps_it_by_claiming_again(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li")
    task = desk.claimed(wang)
    assert desk.act(claims.claim, task.id, wang, OPEN + minutes(10))
    assert not desk.act(claims.claim, task.id, li, OPEN + minutes(20)), (
        "renewed at ten past, so until 25 past"
    )
    assert desk.story(task) == ["opened", "claimed"]


def test_a_lease_that_runs_out_returns_the_task(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li")
    task = desk.claimed(wang)

    assert desk.act(claims.lapse, OPEN + minutes(14)) == 0
    assert desk.act(claims.lapse, OPEN + minutes(15)) == 1
    assert desk.act(claims.lapse, OPEN + minutes(15)) == 0

    back = desk.task(task)
    assert (back.state, back.owner_id, back.lease_until) == ("waiting", None, None)
    assert desk.act(claims.claim, task.id, li, OPEN + minutes(16))
    assert desk.story(task) == ["opened", "claimed", "lapsed", "claimed"]


def test_a_lapsed_claim_can_be_taken_before_the_tick(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li")
    task = desk.claimed(wang)
    assert desk.act(claims.claim, task.id, li, OPEN + minutes(16))
    with pytest.raises(NotYours, match="somebody else holds"):
        desk.act(acts.resolve, task.id, wang, text="done", now=OPEN + minutes(17))


def test_two_schedulers_return_it_once(desk: Desk) -> None:
    task = desk.claimed(desk.user("wang"))
    assert sorted(all_at_once(4, lambda _: desk.act(claims.lapse, OPEN + minutes(20)))) == [0, 0, 0, 1]
    assert desk.story(task).count("lapsed") == 1


def test_giving_back(desk: Desk) -> None:
    wang, li = desk.user("wang"), desk.user("li")
    task = desk.claimed(wang)
    with pytest.raises(NotYours, match="somebody else holds"):
        desk.act(claims.give_back, task.id, li, OPEN)
    desk.act(claims.give_back, task.id, wang, OPEN, text="off to lunch")
    assert desk.task(task).state == "waiting"
    with pytest.raises(NotPossible, match="claim it first"):
        desk.act(claims.give_back, task.id, wang, OPEN)


def test_only_those_who_may_claim(desk: Desk) -> None:
    task = desk.owe()
    with pytest.raises(Unknown):
        desk.act(claims.claim, task.id, desk.user("far", "binhai-duty"), OPEN)
    with pytest.raises(NotYours, match="looks on"):
        desk.act(claims.claim, task.id, desk.user("auditor", role="auditor"), OPEN)
    with pytest.raises(Unknown):
        desk.act(claims.claim, 12345, desk.user("wang"), OPEN)
    complaint = desk.owe(topic="complaint", desk="complaints", about=DESK)
    with pytest.raises(Unknown):
        desk.act(claims.claim, complaint.id, desk.user("both", DESK, "complaints"), OPEN)
    assert desk.task(task).state == desk.task(complaint).state == "waiting"


def test_what_is_done_is_not_claimed(desk: Desk) -> None:
    wang = desk.user("wang")
    task = desk.claimed(wang)
    desk.act(acts.resolve, task.id, wang, text="settled", now=OPEN)
    assert not desk.act(claims.claim, task.id, desk.user("li"), OPEN)
    assert desk.task(task).owner_id == wang.id
