"""A matter that is settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from traces import NOTE, Traces
from world import SPEECH, World

from ivr.callbacks import acts, claims
from ivr.callbacks.tables import Task
from ivr.people import User


@pytest.fixture
def traces(world: World) -> Traces:
    return Traces(world)


@pytest.fixture
def wang(world: World) -> User:
    return world.agent("wang", "service-centre", "+8613900000001")


@pytest.fixture
def lead(world: World) -> User:
    return world.agent("lead", "service-centre", role="supervisor")


@pytest.fixture
def settle(world: World, wang: User) -> Callable[..., str]:
    """Settles the latest open task with a note, and answers its reference."""

    def settled(note: str = NOTE) -> str:
        (task,) = world.tasks(closed_at=None)
        with world.database.writing() as session:
            number = session.scalars(select(Task.id).filter_by(ref=task["ref"])).one()
            claims.claim(session, number, wang, world.clock())
            acts.resolve(session, number, wang, text=note, now=world.clock())
        return str(task["ref"])

    return settled


@pytest.fixture
def ref(world: World, settle: Callable[..., str]) -> str:
    """A message left on National Day and settled when the exchange opened again."""
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:00")
    return settle()
