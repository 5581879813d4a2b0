"""How test calls go, as the tests of this folder look at them."""

from datetime import timedelta

from sqlalchemy import select
from world import World

from ivr import probes
from ivr.flows.probed import greeting
from ivr.probes import Probe

BUSINESS, SUPPORT, SOUTHERN = "83183333", "83182222", "36383666"
E164 = {number: f"+86755{number}" for number in (BUSINESS, SUPPORT, SOUTHERN)}


def passes(world: World, minutes: float) -> None:
    """Time passes, and the scheduler looks every ten seconds."""
    end = world.clock() + timedelta(minutes=minutes)
    while world.clock() < end:
        probes.probe_due(world.system)
        world.later(seconds=10)
        probes.settle(world.system, greeting)


def results(world: World, hotline: str = SUPPORT) -> list[str | None]:
    """How each test call of the hotline went, the earliest first."""
    with world.database.reading() as session:
        found = select(Probe.result).where(Probe.hotline == hotline)
        return list(session.scalars(found.order_by(Probe.id)))
