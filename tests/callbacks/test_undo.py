"""The last act is taken back within seconds, by whoever did it, and the promise stays what it was."""

from datetime import timedelta

import pytest
from world import SPEECH, World

from ivr.callbacks import NotPossible, acts, claims
from ivr.callbacks.undo import GRACE, WITHIN, take_back
from ivr.people import User


@pytest.fixture
def wang(world: World) -> User:
    return world.agent("wang", "service-centre", "+8613900000001")


@pytest.fixture
def task_id(world: World, wang: User) -> int:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:40")
    with world.database.reading() as session:
        return world.first_task(session).id


def claim(world: World, task_id: int, user: User) -> None:
    with world.database.writing() as session:
        assert claims.claim(session, task_id, user, world.clock())


def undone(world: World, task_id: int, user: User) -> None:
    with world.database.writing() as session:
        take_back(session, task_id, user, now=world.clock())


def test_a_claim_is_free_again(world: World, wang: User, task_id: int) -> None:
    claim(world, task_id, wang)
    undone(world, task_id, wang)
    assert (world.task()["state"], world.task()["owner"]) == ("waiting", None)
    assert world.histories_hold()


def test_what_was_resolved_is_theirs_again_and_as_it_was_owed(world: World, wang: User, task_id: int) -> None:
    due = world.task()["due"]
    claim(world, task_id, wang)
    with world.database.writing() as session:
        acts.resolve(session, task_id, wang, text="完成", now=world.clock())
    world.later(seconds=9)
    undone(world, task_id, wang)
    task = world.task()
    assert (task["state"], task["owner"], task["due"]) == ("claimed", "wang", due)
    assert [entry["kind"] for entry in task["history"]][-2:] == ["resolved", "taken-back"]
    assert world.histories_hold()


def test_what_was_dispatched_comes_back_from_a_desk_that_is_not_theirs(
    world: World, wang: User, task_id: int
) -> None:
    with world.database.writing() as session:
        known = world.system.book.current(session).schedule.desks
        acts.dispatch(session, task_id, wang, "operations-1", known=known, text="请看", now=world.clock())
    undone(world, task_id, wang)
    assert (world.task()["desk"], world.task()["state"]) == ("service-centre", "claimed")


def test_what_was_put_off_is_theirs_again(world: World, wang: User, task_id: int) -> None:
    claim(world, task_id, wang)
    with world.database.writing() as session:
        until = world.clock() + timedelta(hours=3)
        acts.put_off(session, task_id, wang, until=until, now=world.clock())
    undone(world, task_id, wang)
    assert world.task()["state"] == "claimed"


def test_too_late_or_somebody_elses_or_nothing_to_undo(world: World, wang: User, task_id: int) -> None:
    chen = world.agent("chen", "service-centre", "+8613900000002")
    with pytest.raises(NotPossible, match="only your own last act"):
        undone(world, task_id, wang)
    claim(world, task_id, wang)
    with pytest.raises(NotPossible):
        undone(world, task_id, chen)
    world.later(seconds=(WITHIN + GRACE).total_seconds() + 1)
    with pytest.raises(NotPossible):
        undone(world, task_id, wang)
    assert world.task()["state"] == "claimed"


def test_an_act_of_somebody_else_in_between_ends_it(world: World, wang: User, task_id: int) -> None:
    claim(world, task_id, wang)
    with world.database.writing() as session:
        acts.urge(session, task_id, actor="caller", now=world.clock())
    with pytest.raises(NotPossible):
        undone(world, task_id, wang)
