"""An agent presses 1 in the very second the caller hangs up, told webhook by webhook: no order leaves anybody alone.

The carrier promises no order between the end of a call, what follows from its queue, and the agent's own leg.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from world import MOBILE, World

from ivr.flows import entry
from ivr.waiting.tables import Offer

WANG = "+8613900000001"


@dataclass
class Leg:
    """One call's webhooks, posted by hand."""

    world: World
    sid: str
    document: str = ""

    def posts(self, path: str, **form: str) -> "Leg":
        told = {"CallSid": self.sid, "From": MOBILE, "To": "+8675583183333", "CallStatus": "in-progress"}
        answer = self.world.post(path, told | form)
        assert answer.status_code == 200, answer.text
        self.document = answer.text
        return self

    def follows(self, verb: str, **form: str) -> "Leg":
        """Posts to where `verb` of the last document leads."""
        found = re.search(rf'<{verb}[^>]* action="([^"]+)"', self.document)
        assert found, f"no {verb} in {self.document}"
        return self.posts(urlsplit(found[1]).path, **form)

    def ends(self) -> "Leg":
        return self.posts("/voice/status", CallStatus="completed")


@pytest.fixture
def caller(world: World) -> Leg:
    """A caller in his queue, for whom Wang's telephone rings."""
    world.agent("wang", "service-centre", WANG)
    leg = (
        Leg(world, "CA" + "1" * 32)
        .posts("/voice/incoming", CallStatus="ringing")
        .follows("Gather", Digits="1")
    )
    queue, hold = leg.document, re.search(r'waitUrl="([^"]+)"', leg.document)
    assert hold
    leg.posts(urlsplit(hold[1]).path).document = queue
    return leg


@pytest.fixture
def agent(world: World, caller: Leg) -> Leg:
    """Wang, who has picked up and hears «press 1»."""
    with world.database.reading() as session:
        offer = session.scalars(select(Offer)).one()
    return Leg(world, offer.leg_sid or "").posts(f"/voice/offers/{offer.id}")


def offer(world: World) -> Any:
    with world.database.reading() as session:
        return session.scalars(select(Offer)).one()


def test_the_caller_was_gone_before_the_key(world: World, caller: Leg, agent: Leg) -> None:
    queued = caller.document
    caller.ends()
    agent.follows("Gather", Digits="1")

    assert "<Dial" not in agent.document and "<Hangup" in agent.document
    caller.document = queued
    caller.follows("Enqueue", QueueResult="hangup", CallStatus="completed")
    assert (world.task()["state"], world.task()["caller"]) == ("waiting", MOBILE)
    assert offer(world).result == "gone"


@pytest.mark.parametrize("order", ["the end first", "the queue first", "the queue alone", "the agent first"])
def test_the_key_came_first_but_nobody_was_there_any_more(
    world: World, caller: Leg, agent: Leg, order: str
) -> None:
    agent.follows("Gather", Digits="1")
    assert "<Queue>call-" in agent.document
    assert re.search(r'timeout="[1-9]"', agent.document), "nobody listens to an empty queue for half a minute"

    def left() -> None:
        caller.follows("Enqueue", QueueResult="hangup", CallStatus="completed")

    def missed() -> None:
        agent.follows("Dial", DialCallStatus="no-answer", DialBridged="false")

    match order:
        case "the end first":
            queued = caller.document
            caller.ends()
            caller.document = queued
            left()
            missed()
        case "the queue first":
            left()
            caller.ends()
            missed()
        case "the queue alone":
            left()
        case "the agent first":
            missed()
            caller.ends()
    task = world.task()
    assert (task["state"], task["caller"]) == ("waiting", MOBILE)
    if order != "the queue alone":
        assert offer(world).result == "gone"
    assert world.histories_hold()


def test_even_when_only_the_end_and_the_agents_miss_are_told(world: World, caller: Leg, agent: Leg) -> None:
    agent.follows("Gather", Digits="1")
    caller.ends()
    assert world.tasks() == []  # they may be talking: nothing says otherwise yet
    agent.follows("Dial", DialCallStatus="no-answer", DialBridged="false")

    assert world.task()["caller"] == MOBILE


@pytest.mark.parametrize("first", ["caller", "agent"])
def test_a_conversation_owes_nobody_a_call(world: World, caller: Leg, agent: Leg, first: str) -> None:
    agent.follows("Gather", Digits="1")
    told = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "20"}
    if first == "caller":
        queued = caller.document
        caller.ends()
        agent.follows("Dial", **told)
        caller.document = queued
        caller.follows("Enqueue", QueueResult="bridged", CallStatus="completed")
    else:
        agent.follows("Dial", **told)
        caller.follows("Enqueue", QueueResult="bridged")
        caller.ends()

    assert world.tasks() == []
    assert offer(world).result == "accepted"


def test_a_key_that_is_told_after_the_end_still_owes_a_call(world: World) -> None:
    """The carrier told of the end first; then comes the key that chose a person, and rings for nobody."""
    world.agent("wang", "service-centre", WANG)
    leg = Leg(world, "CA" + "2" * 32).posts("/voice/incoming", CallStatus="ringing")
    menu = leg.document
    leg.ends()
    leg.document = menu
    leg.follows("Gather", Digits="1")

    assert world.task()["why"] == "hung up while waiting" or world.task()["caller"] == MOBILE
    with world.database.reading() as session:
        assert session.scalars(select(Offer).where(Offer.ended.is_(None))).all() == []
    world.later(seconds=30).settle()
    assert world.rung(WANG) == []


def test_an_end_told_while_a_step_is_looked_at_stays_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = Leg(world, "CA" + "3" * 32).posts("/voice/incoming", CallStatus="ringing")
    perform = entry.perform

    def overtaken(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(entry, "perform", perform)
        Leg(world, leg.sid).ends()
        return perform(*given, **named)

    monkeypatch.setattr(entry, "perform", overtaken)
    leg.follows("Gather", Digits="#")

    from ivr.calls import Call

    with world.database.reading() as session:
        assert session.scalars(select(Call.status)).one() == "completed"
