"""A desk that is answered by a roster: three engineers, two shifts, and a gap."""

import re
from datetime import timedelta

import pytest
from world import World

from ivr import scheduler

LI, CHEN, WANG = "+8613900000011", "+8613900000012", "+8613900000013"
ROSTERS = """
rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]}
    - {days: all, from: "20:00", to: "02:00", on_duty: [[wang.fang]]}
"""


def schedule(world: World, rosters: str = "", overrides: str = "overrides: []\n") -> str:
    """The schedule as it ships, with these rosters and overrides."""
    text = world.system.settings.schedules.read_text(encoding="utf-8")
    return re.sub(r"^overrides: \[\]$", overrides.rstrip(), text, flags=re.M) + rosters


@pytest.fixture
def team(world: World) -> World:
    """Three engineers, and a roster with a gap from two to eight in the morning."""
    for name, phone in (("li.wei", LI), ("chen.jie", CHEN), ("wang.fang", WANG)):
        world.agent(name, "binhai-duty", phone)
        world.telephone(phone, "no-answer")
    world.publish(schedule(world, ROSTERS))
    return world


def rung(world: World) -> list[str]:
    """The engineers' telephones in the order in which they rang."""
    legs = [call for call in world.phone.exchange.calls if call.direction != "inbound"]
    return [call.number for call in legs]


def passes(world: World, **time: float) -> None:
    """So much time, as the scheduler's ticks find it."""
    until = world.clock() + timedelta(**time)
    while world.clock() < until:
        world.later(seconds=30)
        scheduler.once(world.system)
        world.phone.run()
