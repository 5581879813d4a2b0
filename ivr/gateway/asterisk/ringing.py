"""Telephones rung over Asterisk: those of the house by their names, all others as its dialplan says."""

import structlog

from ivr.gateway.asterisk.ari import APP, Ari
from ivr.gateway.asterisk.line import ChannelLine

log = structlog.get_logger(__name__)

DIALED = "dialed"
"""What a channel that we ring brings along when it is answered, in place of a number."""

RINGS_AT_MOST = 600
"""Seconds; whoever has it rung gives up before."""


class Outward:
    """The way out of one Asterisk; `dial` is how a number is rung, with `{number}` in it."""

    def __init__(self, ari: Ari) -> None:
        self._ari = ari
        self.dial = ""

    async def ring(self, line: ChannelLine) -> None:
        """Has the line's number rung; its channel tells how that goes."""
        endpoint = await self._endpoint(line.leg.to)
        if line.is_over():
            return
        answer = await self._ari.asked(
            "POST",
            f"channels/{line.channel}",
            endpoint=endpoint,
            app=APP,
            appArgs=DIALED,
            callerId=line.leg.from_,
            timeout=RINGS_AT_MOST,
        )
        if not answer.ok:
            # Nobody is registered under that name, or there is no such way out.
            log.warning("asterisk.not_rung", call=line.leg.sid, status=answer.status)
            line.gone("failed" if answer.status in (0, 504) else "no-answer")
        elif line.is_over():
            # Given up while Asterisk was still about to ring.
            line.order("DELETE", f"channels/{line.channel}")

    async def _endpoint(self, number: str) -> str:
        name = number.removeprefix("sip:").partition("@")[0]
        house = name.removeprefix("+")
        known = await self._ari.asked("GET", f"endpoints/PJSIP/{house}")
        return f"PJSIP/{house}" if known.ok or not self.dial else self.dial.replace("{number}", name)


async def dial_string(ari: Ari) -> str:
    """What the dialplan keeps in IVR_DIAL: how a number outside is rung; empty when it says nothing."""
    told = await ari.asked("GET", "asterisk/variable", variable="IVR_DIAL")
    return str((told.content or {}).get("value", "")) if told.ok else ""
