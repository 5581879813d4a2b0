"""A step costs a handful of short queries and one short write: counted, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from world import MOBILE, World

CALL = {"CallSid": "CA" + "7" * 32, "From": MOBILE, "To": "+8675583183333", "CallStatus": "in-progress"}
WANG = "+8613900000001"


@pytest.fixture
def counted(world: World) -> Callable[[], Any]:
    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        event.listen(world.database.engine, "before_cursor_execute", note)
        yield statements
        event.remove(world.database.engine, "before_cursor_execute", note)

    return counting


def writes(statements: list[str]) -> list[str]:
    return [each for each in statements if not each.lstrip().upper().startswith("SELECT")]


def test_a_key_that_leads_to_another_menu(world: World, counted: Callable[[], Any]) -> None:
    """One look at the call and its answers, one conditional write of the call, one of the answer."""
    world.post("/voice/incoming", CALL)
    with counted() as statements:
        answer = world.post("/voice/calls/1/1/business.opened/keys", {**CALL, "Digits": "9"})

    assert "press one" in answer.text or ".wav" in answer.text
    assert len(statements) <= 3, statements
    assert len(writes(statements)) == 2, statements


def test_a_repeat_only_looks(world: World, counted: Callable[[], Any]) -> None:
    world.post("/voice/incoming", CALL)
    keys = {**CALL, "Digits": "9"}
    first = world.post("/voice/calls/1/1/business.opened/keys", keys)
    with counted() as statements:
        assert world.post("/voice/calls/1/1/business.opened/keys", keys).data == first.data

    assert (len(statements), writes(statements)) == (1, [])


def test_a_few_seconds_in_the_line(world: World, counted: Callable[[], Any]) -> None:
    """Hundreds may wait at once, each asking every five seconds: nothing is locked to find that nobody is free."""
    from ivr.waiting import offers

    world.agent("wang", "service-centre", WANG)
    world.post("/voice/incoming", CALL)
    world.post("/voice/calls/1/1/business.opened/keys", {**CALL, "Digits": "1"})
    with counted() as statements:
        world.post("/voice/calls/1/2/ringing.hold", CALL)
        world.post("/voice/calls/1/3/ringing.hold/keys", CALL)
    assert len(statements) <= 30, statements
    assert len(writes(statements)) <= 4, statements

    second = {**CALL, "CallSid": "CA" + "8" * 32, "From": "+8613700001111"}
    world.post("/voice/incoming", second)
    queued = world.post("/voice/calls/2/1/business.opened/keys", {**second, "Digits": "1"})
    assert "<Enqueue" in queued.text
    with counted() as statements:
        offers.match(world.system)
    assert writes(statements) == []
    assert not any("FOR UPDATE" in each for each in statements)


def test_the_first_answer_and_the_beep(world: World, counted: Callable[[], Any]) -> None:
    """These act: a call is begun with its history, a message with its own. Still a bounded number of statements."""
    world.post("/voice/incoming", {**CALL, "CallSid": "CA1"})  # the schedule is read once
    with counted() as statements:
        world.post("/voice/incoming", CALL)
    assert len(statements) <= 14, statements

    with counted() as statements:
        answer = world.post("/voice/calls/2/1/business.opened/keys", {**CALL, "Digits": "4"})
    assert "<Record" in answer.text
    assert len(statements) <= 22, statements
