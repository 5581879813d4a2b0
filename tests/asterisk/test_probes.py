"""A test call over a real Asterisk: it goes out over the trunk, comes back in by it, is heard, and its key arrives."""

import pytest
from behind_asterisk import Desk, Switch, eventually, needs_asterisk
from sqlalchemy import select

from ivr import probes
from ivr.calls import Call
from ivr.flows.probed import greeting
from ivr.gateway.asterisk.ringing import Outward
from ivr.probes import Probe

pytestmark = needs_asterisk


@pytest.fixture
def carrier_brings_it_back(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The carrier at the other end of the trunk is this Asterisk itself."""

    async def endpoint(_self: Outward, number: str) -> str:
        return f"PJSIP/trunk/sip:{number}@127.0.0.1:{switch.configuration.sip}"

    monkeypatch.setattr(Outward, "_endpoint", endpoint)


@pytest.mark.usefixtures("carrier_brings_it_back")
def test_a_hotline_is_rung_over_the_trunk_heard_and_answers_to_its_key(desk: Desk, switch: Switch) -> None:
    hotline = desk.system.book.current().schedule.hotlines["83182222"]
    assert probes.start(desk.system, hotline)

    def judged() -> str | None:
        probes.settle(desk.system, greeting)
        with desk.system.database.reading() as session:
            return session.scalars(select(Probe.result)).one()

    assert eventually(judged, 60) == "ok"
    assert desk.task() is None
    with desk.system.database.reading() as session:
        assert session.scalars(select(Call.probe)).all() == [True]
    assert switch.is_empty()
    assert desk.system.carrier.recordings(desk.system.carrier.outward) == [], "what was heard is erased"
