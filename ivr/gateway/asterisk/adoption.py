"""Recordings that lie at Asterisk and were never brought home: adopted, so that no message is lost.

Two kinds: of ours, whose gateway died before it had them; and those that the dialplan took by itself while no gateway
was connected. The name of either tells whose it is. What is adopted the application finds when it sweeps.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from ivr.gateway import audio
from ivr.gateway.asterisk.conversation import SIDES
from ivr.gateway.asterisk.taking import Name, fetched
from ivr.gateway.machine.switchboard import random_sid
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Recording
from ivr.gateway.tape import facts

if TYPE_CHECKING:
    from ivr.gateway.asterisk.trunk import Trunk

log = structlog.get_logger(__name__)

_ALONE = re.compile(r"alone-([0-9]{1,12})-(\+?[0-9]{1,32})-(\+?[0-9]{1,32}|anonymous)-([0-9]+)")


@dataclass(frozen=True)
class Alone:
    """A message that the dialplan took: when, which number was dialled, who rang, in which channel."""

    created: datetime
    dialled: str
    caller: str
    channel: str

    @classmethod
    def read(cls, name: str) -> Alone | None:
        found = _ALONE.fullmatch(name)
        return (
            cls(datetime.fromtimestamp(int(found[1]), UTC), found[2], found[3], found[4]) if found else None
        )


class Adoption:
    """Adopts the recordings of one Asterisk."""

    def __init__(self, trunk: Trunk) -> None:
        self._trunk = trunk

    async def look(self) -> int:
        """Adopts what is finished; answers how many recordings that were."""
        ari = self._trunk.ari
        listed, channels = await ari.asked("GET", "recordings/stored"), await ari.asked("GET", "channels")
        if not listed.ok or not channels.ok:
            return 0
        live = {re.sub(r"\D", "", str(channel["id"])) for channel in channels.content}
        adopted = 0
        for name in sorted(str(each["name"]) for each in listed.content):
            ours, alone = Name.read(name), Alone.read(name)
            if ours is not None and (name in self._trunk.takings or await self._goes_on(name)):
                continue
            if ours is not None and ours.side:
                adopted += await self._adopt_talk(ours)
            elif ours is not None:
                adopted += await self._adopt(name, ours.sid, ours.call, ours.created)
            elif alone is not None and alone.channel not in live:
                adopted += await self._take_in(name, alone)
        return adopted

    async def _adopt_talk(self, one: Name) -> bool:
        """Adopts a conversation with both its sides, as far as they are there."""
        exchange, ari = self._trunk.exchange, self._trunk.ari
        names = [str(replace(one, side=side)) for side in SIDES]
        if exchange.store.find(one.sid) is not None or any([await self._goes_on(name) for name in names]):
            return False
        voices = [await fetched(ari, name) or b"" for name in names]
        pcm = audio.side_by_side(*voices)
        made, empty = facts(
            Recording(one.sid, one.call, exchange.board.account_sid, one.created, 0), audio.seconds(pcm) / 2
        )
        if not empty:
            await asyncio.to_thread(exchange.store.keep, made, pcm)
            log.warning("recording.adopted", recording=one.sid, call=one.call, seconds=made.seconds)
        for name in names:
            ari.ask("DELETE", f"recordings/stored/{name}")
        return not empty

    async def _goes_on(self, name: str) -> bool:
        """Whether it is still being made, or nobody can say."""
        return (await self._trunk.ari.asked("GET", f"recordings/live/{name}")).status != 404

    async def _take_in(self, name: str, alone: Alone) -> bool:
        """Adopts it with a call of its own, which was over when we heard of it."""
        call = random_sid("CA")
        if not await self._adopt(name, random_sid("RE"), call, alone.created, alone):
            return False
        self._trunk.exchange.remember(call, alone.caller, alone.dialled, alone.created)
        return True

    async def _adopt(
        self, name: str, sid: str, call: str, created: datetime, alone: Alone | None = None
    ) -> bool:
        exchange = self._trunk.exchange
        pcm = await fetched(self._trunk.ari, name)
        if pcm is None:
            return False
        recorder = Recorder(0, trim=False)
        recorder.hear(0, pcm)
        take = await asyncio.to_thread(recorder.finish, recorder.heard_until)
        if not take.empty:
            facts = Recording(
                sid,
                call,
                exchange.board.account_sid,
                created,
                round(audio.seconds(take.pcm), 3),
                caller=alone.caller if alone else "",
                dialled=alone.dialled if alone else "",
            )
            await asyncio.to_thread(exchange.store.keep, facts, take.pcm)
            log.warning("recording.adopted", recording=sid, call=call, seconds=facts.seconds)
        self._trunk.ari.ask("DELETE", f"recordings/stored/{name}")
        return not take.empty
