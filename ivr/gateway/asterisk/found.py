"""Calls that are up when we connect: ours from before the connection broke, and those of a gateway that died.

Asterisk remembers the call of every channel. One that was alone with us goes on with the document it was at, which the
application answers as it did before; two that talk to each other talk on; and whoever was only just rung is let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from ivr.gateway.asterisk import memory
from ivr.gateway.asterisk.across import NAMED
from ivr.gateway.asterisk.ari import APP, Event
from ivr.gateway.asterisk.channel import noted
from ivr.gateway.asterisk.playing import names
from ivr.gateway.asterisk.ringing import DIALED
from ivr.gateway.asterisk.taking import Name
from ivr.gateway.machine.leg import Leg

if TYPE_CHECKING:
    from ivr.gateway.asterisk.trunk import Trunk

log = structlog.get_logger(__name__)

RANG = "CA"
"""How the names of channels begin that we had rung: by the SID of their call."""


AGAIN = "again"
"""What a channel brings along, after its number, that has been with us before."""


async def again(trunk: Trunk, channel: Event) -> None:
    """A call comes back that waited in the dialplan while no gateway was there."""
    await _go_on(trunk, channel, await _remembered_call(trunk, channel), "")


async def calls(trunk: Trunk) -> None:
    """Compares what Asterisk carries with what we know, and sets right what differs."""
    listed = await trunk.ari.asked("GET", "channels")
    if not listed.ok:
        return
    there = {str(channel["id"]): channel for channel in listed.content}
    log.info("asterisk.connected", channels=len(there))
    for line in list(trunk.lines.values()):
        if line.channel not in there:
            line.gone()
        else:
            await line.catch_up()
    known = trunk.lines.keys() | trunk.across.keys()
    strangers = [channel for name, channel in there.items() if name not in known and _ours(channel)]
    met = {str(channel["id"]): await _remembered_call(trunk, channel) for channel in strangers}
    bridges = await _together(trunk, {name: leg for name, leg in met.items() if leg is not None})
    for channel in strangers:
        name = str(channel["id"])
        if name not in trunk.lines:  # it may have come in while the others were looked at
            await _go_on(trunk, channel, met[name], bridges.get(name, ""))


def _ours(channel: Event) -> bool:
    plan = channel.get("dialplan") or {}
    if Name.read(str(channel["id"])):
        return False  # a listener, who goes with the channel that it listens to
    within = plan.get("app_name") == "Stasis" and str(plan.get("app_data", "")).split(",")[0] == APP
    return within or str(channel["id"]).startswith((RANG, NAMED))


async def _remembered_call(trunk: Trunk, channel: Event) -> Leg | None:
    return memory.read(await _remembered(trunk, str(channel["id"]), "IVR_CALL"), trunk.exchange.board)


async def _go_on(trunk: Trunk, channel: Event, leg: Leg | None, bridge: str) -> None:
    name = str(channel["id"])
    told = str((channel.get("dialplan") or {}).get("app_data", "")).split(",")
    if leg is not None and (leg.expecting or (leg.step and (leg.answered or leg.direction == "inbound"))):
        await _take_up(trunk, name, leg, bridge)
    elif leg is None and not name.startswith(RANG) and len(told) > 1 and told[1] != DIALED:
        trunk.arrives(channel, told[1])  # nobody has greeted it yet
    else:
        trunk.ari.ask("DELETE", f"channels/{name}", reason="normal")
        if leg is not None:
            trunk.exchange.board.lost(leg, trunk.exchange.clock())


async def _together(trunk: Trunk, legs: dict[str, Leg]) -> dict[str, str]:
    """Has those who hear each other talk on, and answers where.

    A bridge without two of them is let go: it is empty, or the other was on a socket of the gateway that died.
    """
    found: dict[str, str] = {}
    listed = await trunk.ari.asked("GET", "bridges")
    for bridge in listed.content if listed.ok else []:
        inside = [name for name in bridge["channels"] if name in legs]
        if len(inside) == 2:
            one, other = (legs[name] for name in inside)
            one.expecting, other.expecting = other.sid, one.sid
            found |= dict.fromkeys(inside, str(bridge["id"]))
        elif str(bridge["id"]).startswith("ivr-") and not trunk.lines.keys() & bridge["channels"]:
            trunk.ari.ask("DELETE", f"bridges/{bridge['id']}")
    return found


async def _take_up(trunk: Trunk, name: str, leg: Leg, bridge: str) -> None:
    lived = await _remembered(trunk, name, "IVR_LIFE")
    life = int(lived) if lived.isdigit() else 0
    # Its playbacks need other names than those of before: Asterisk forgets a name when its bearer has really ended.
    line = trunk.hang_on(leg, name, life + 1)
    line.note("IVR_LIFE", str(life + 1))
    line.bridge = bridge
    if leg.expecting is None:
        # What is still heard or recorded would keep the caller from hearing how it goes on.
        for playback in names(f"{leg.sid}-{life}"):
            line.order("DELETE", f"playbacks/{playback}")
        if recording := await _remembered(trunk, name, "IVR_RECORDING"):
            line.order("POST", f"recordings/live/{recording}/stop")
    log.warning("call.found", call=leg.sid, joined=leg.expecting is not None)
    trunk.exchange.take_up(leg, line)


async def _remembered(trunk: Trunk, channel: str, variable: str) -> str:
    answer = await trunk.ari.asked("GET", "asterisk/variable", variable=noted(variable, channel))
    content: Any = answer.content
    return str(content.get("value", "")) if answer.ok and content else ""
