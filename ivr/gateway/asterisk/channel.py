"""A channel of Asterisk: what can be asked of it. A channel that Asterisk does not know any more is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from ivr.gateway.asterisk.ari import Answer, Heard, whatever

if TYPE_CHECKING:
    from ivr.gateway.asterisk.trunk import Trunk


class Channel:
    """One channel, by its name."""

    def __init__(self, trunk: Trunk, channel: str) -> None:
        self.channel = channel
        self.trunk = trunk
        self.exchange = trunk.exchange
        self._notes: dict[str, str] = {}
        self._noting = False

    def gone(self, status: str = "failed") -> None:
        """The channel is no more; `status` is why nobody answered who was rung."""
        raise NotImplementedError

    def ask(self, method: str, what: str, heard: Heard = whatever, **query: object) -> None:
        """Asks for something of this channel: `what` follows its address."""

        def answered(answer: Answer) -> None:
            heard(answer)
            if answer.status == 404:
                self.exchange.after(0, self.gone)

        self.trunk.ari.ask(method, f"channels/{self.channel}{what}", answered, **query)

    def order(self, method: str, uri: str, **query: object) -> None:
        """Asks for something else; whatever comes of it."""
        self.trunk.ari.ask(method, uri, whatever, **query)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self.exchange.spawn(work)

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], object]:
        return self.exchange.after(seconds, act)

    async def packets(self) -> int | None:
        """How many packets of sound have arrived; None when nobody can say."""
        answer = await self.trunk.ari.asked("GET", f"channels/{self.channel}/rtp_statistics")
        return int(answer.content.get("rxcount", 0)) if answer.ok else None

    def note(self, name: str, value: str) -> None:
        """Leaves word with the channel, for whoever of us finds it again."""
        self._notes[name] = value
        if len(self._notes) == 1 and not self._noting:
            self.spawn(self._write_notes())

    async def _write_notes(self) -> None:
        """One after the other; of several with one name the last."""
        self._noting = True
        try:
            while self._notes:
                name = next(iter(self._notes))
                await self.trunk.ari.note(self.channel, name, self._notes.pop(name))
        finally:
            self._noting = False

    def leave_for(self, context: str, number: str) -> None:
        """Sends the channel on, to that number in that part of the dialplan."""
        to = {"context": context, "extension": number, "priority": 1}
        self.trunk.ari.ask("POST", f"channels/{self.channel}/continue", whatever, **to)
