"""Sorting on the morning after a holiday."""

from __future__ import annotations

import pytest
from world import OTHER, QUIET, SHORT, SPEECH, World

from ivr.callbacks import CallbackError, NotPossible, NotYours, Viewer, claims, triage
from ivr.callbacks import queue as tasks
from ivr.people import User


@pytest.fixture
def wang(world: World) -> User:
    return world.agent("wang", "service-centre", "+8613900000001")


@pytest.fixture
def left(world: World) -> list[str]:
    """References of three messages of the holiday, the oldest first; the last is a fault at the duty line."""
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-02T09:00").caller(OTHER).dials("83183333", "1", SHORT, "#", "1")
    world.at("2026-10-03T09:00").caller("+8613700137000").dials("83182222", "1", "wait:200", QUIET, "#", "1")
    world.at("2026-10-08T08:31")
    return [task["ref"] for task in sorted(world.tasks(), key=lambda task: task["created"])]


def unsorted(world: World, user: User) -> list[str]:
    with world.database.reading() as session:
        viewer = Viewer.of(session, user)
        found = [task.ref for task in triage.unsorted(session, viewer)]
        assert triage.how_many(session, viewer) == len(found)
        return found


def sort(world: World, ref: str, user: User, topic: str, *, urgent: bool = False) -> None:
    with world.database.writing() as session:
        task = tasks.find(session, ref)
        assert task is not None
        triage.sort(session, task.id, user, topic=topic, urgent=urgent, now=world.clock())


def test_one_after_the_other_and_each_once(world: World, left: list[str], wang: User) -> None:
    first, second, _ = left
    assert unsorted(world, wang) == [first, second], "the duty desk's are not for the service centre to sort"
    promised = world.task(first)["due"]
    sort(world, first, wang, "line", urgent=True)
    assert unsorted(world, wang) == [second]
    task = world.task(first)
    assert (task["topic"], task["priority"], task["due"]) == ("line", "urgent", promised)
    assert task["history"][-1]["kind"] == "sorted" and task["verified"]
    sort(world, first, wang, "business")
    task = world.task(first)
    assert (task["topic"], task["priority"]) == ("business", "normal")


def test_what_is_held_is_its_holders(world: World, left: list[str], wang: User) -> None:
    chen = world.agent("chen", "service-centre", "+8613900000002")
    with world.database.writing() as session:
        task = tasks.find(session, left[0])
        assert task is not None and claims.claim(session, task.id, chen, world.clock())
    assert left[0] not in unsorted(world, wang)
    with pytest.raises(NotYours):
        sort(world, left[0], wang, "fault")
    sort(world, left[0], chen, "fault", urgent=True)
    assert world.task(left[0])["owner"] == "chen"


def test_nothing_becomes_a_complaint_or_ceases_to_be_one(world: World, left: list[str], wang: User) -> None:
    with pytest.raises(NotPossible):
        sort(world, left[0], wang, "complaint")
    world.at("2026-10-08T10:00").caller().dials("83183333", "4", "1", SHORT, "#", "1")
    complaint = next(task["ref"] for task in world.tasks() if task["topic"] == "complaint")
    lead = world.agent("lead", "complaints", role="supervisor")
    assert complaint not in unsorted(world, lead)
    with pytest.raises(CallbackError):
        sort(world, complaint, lead, "business")
    assert world.task(complaint)["topic"] == "complaint"


def test_an_auditor_sorts_nothing(world: World, left: list[str]) -> None:
    auditor = world.agent("audit", "service-centre", role="auditor")
    with pytest.raises(NotYours):
        sort(world, left[0], auditor, "fault")
