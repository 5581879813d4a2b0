"""What a court may need stays, whatever its age, until somebody lifts the hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from traces import NATIONAL, Traces
from world import MOBILE, World

from ivr.callbacks.tables import Task
from ivr.clock import parse_moment
from ivr.people import User
from ivr.privacy import holds, purging, requests
from ivr.privacy.holds import HoldError
from ivr.privacy.requests import RequestError
from ivr.privacy.tables import Hold

LATER = "2027-06-01T12:00"


def of_task(world: World, session: Session, actor: str) -> Hold:
    task = session.scalars(select(Task)).one()
    return holds.on_task(session, task, reason="仲裁案 2026-17", actor=actor, now=world.clock())


def of_number(world: World, session: Session, actor: str) -> Hold:
    return holds.on_number(
        session, world.system.settings, MOBILE, reason="监管问询", actor=actor, now=world.clock()
    )


def of_span(world: World, session: Session, actor: str) -> Hold:
    span = parse_moment("2026-10-01T00:00"), parse_moment("2026-10-02T00:00")
    return holds.on_span(session, "83183333", *span, reason="国庆通信故障", actor=actor, now=world.clock())


@pytest.mark.parametrize("place", [of_task, of_number, of_span])
def test_a_hold_stops_the_purge_until_it_is_lifted(
    world: World, ref: str, traces: Traces, lead: User, place: Callable[..., Hold]
) -> None:
    actor = f"user:{lead.id}"
    with world.database.writing() as session:
        hold = place(world, session, actor)
    world.at(LATER).settle()
    assert world.messages()[0].state == "stored"
    assert traces.in_database(NATIONAL, "结算文件晚到")
    assert purging.foresee(world.system).held >= 2
    with pytest.raises(RequestError, match=f"legal hold {hold.id} keeps what is known of this number"):
        requests.erase(world.system, MOBILE, reason="本人要求", actor=actor)
    with world.database.writing() as session:
        holds.lift(session, hold.id, actor=actor, now=world.clock())
    world.settle()
    assert traces.in_database(NATIONAL, "结算文件晚到") == []
    assert world.histories_hold()
    kinds = [entry["kind"] for entry in world.task(ref)["history"]]
    assert ("held" in kinds, "hold-lifted" in kinds) == (place is of_task, place is of_task)


def test_a_hold_on_another_span_keeps_nothing(world: World, ref: str) -> None:
    with world.database.writing() as session:
        span = parse_moment("2026-10-02T00:00"), parse_moment("2026-10-03T00:00")
        holds.on_span(session, None, *span, reason="别的事", actor="terminal", now=world.clock())
    world.at(LATER).settle()
    assert world.messages()[0].state == "purged"


def test_holds_say_why_and_are_lifted_once(world: World, ref: str) -> None:
    now = world.clock()
    with world.database.writing() as session, pytest.raises(HoldError, match="say why"):
        holds.on_number(session, world.system.settings, MOBILE, reason=" ", actor="terminal", now=now)
    with world.database.writing() as session, pytest.raises(HoldError, match="ends before it begins"):
        holds.on_span(session, None, now, now, reason="x", actor="terminal", now=now)
    with world.database.writing() as session:
        hold = of_number(world, session, "terminal")
        holds.lift(session, hold.id, actor="terminal", now=now + timedelta(days=1))
        with pytest.raises(HoldError, match="was lifted already"):
            holds.lift(session, hold.id, actor="terminal", now=now)
        assert holds.reasons(session, [hold]) == {hold.id: "监管问询"}
    assert world.histories_hold()
