"""A channel of Asterisk: what can be asked of it. A channel that Asterisk does not know any more is gone."""

from __future__ import annotations

import asyncio
import re
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
        self._noted: set[str] = set()

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

    def look(self, uri: str, heard: Heard) -> None:
        """Asks how something else stands."""
        self.trunk.ari.ask("GET", uri, heard)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self.exchange.spawn(work)

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], object]:
        return self.exchange.after(seconds, act)

    async def packets(self) -> int | None:
        """How many packets of sound have arrived; None when nobody can say."""
        answer = await self.trunk.ari.asked("GET", f"channels/{self.channel}/rtp_statistics")
        return int(answer.content.get("rxcount", 0)) if answer.ok else None

    def note(self, name: str, value: str) -> None:
        """Leaves word about the channel, for whoever of us finds it again.

        Among Asterisk's global variables: one of the channel itself is set only when the channel is doing nothing
        else, which may be after half a minute of sound, and every request of every call would wait behind it.
        """
        self._noted.add(name)
        self.order("POST", "asterisk/variable", variable=noted(name, self.channel), value=value)

    def forget(self) -> None:
        """Takes back what was noted: without a value a variable is gone."""
        for name in self._noted:
            self.order("POST", "asterisk/variable", variable=noted(name, self.channel))

    def leave_for(self, context: str, number: str) -> None:
        """Sends the channel on, to that number in that part of the dialplan."""
        to = {"context": context, "extension": number, "priority": 1}
        self.trunk.ari.ask("POST", f"channels/{self.channel}/continue", whatever, **to)


def noted(name: str, channel: str) -> str:
    """The global variable in which such a thing is noted of that channel."""
    return f"{name}_{re.sub('[^A-Za-z0-9]', '_', channel)}"
