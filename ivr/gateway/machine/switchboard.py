"""The call machine: every call of one gateway and what relates them. Events in, effects out.

It has no clock and no sockets: each event comes with the moment it happened, each effect is for a driver to
perform. Two drivers exist, in virtual time and on asyncio.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from typing import Any

from ivr.clock import aware
from ivr.gateway.machine import dialling, lives, prompting, queueing, recording
from ivr.gateway.machine.effects import Effect
from ivr.gateway.machine.events import Begin, Dequeued, End, Event, Gone, HungUp, Redirect
from ivr.gateway.machine.interrupts import CallOver, SentElsewhere, Step, TakenOut
from ivr.gateway.machine.leg import API_VERSION, Leg
from ivr.gateway.machine.posting import progress

VERBS = (prompting, recording, dialling, queueing)
"""The modules that perform verbs; importing them here makes them known."""


def random_sid(prefix: str) -> str:
    return prefix + token_hex(16)


class Switchboard:
    """All calls and queues of one account."""

    def __init__(
        self, account_sid: str, base_url: str, *, new_sid: Callable[[str], str] = random_sid
    ) -> None:
        self.account_sid = account_sid
        self.base_url = base_url.rstrip("/")
        self.new_sid = new_sid
        self.legs: dict[str, Leg] = {}
        self.queues: dict[str, queueing.Line] = {}
        self.now: datetime
        self._pending: deque[Event] = deque()
        self._effects: list[Effect] = []
        self._numbers = 0

    # For drivers

    def arrive(self, *, at: datetime, **facts: Any) -> Leg:
        """A new arriving call; it begins with the event Begin."""
        return self._new("inbound", at, facts)

    def place(self, *, at: datetime, **facts: Any) -> Leg:
        """A new call to be placed; it begins with the event Begin, and may be ended before."""
        return self._new("outbound-api", at, facts)

    def found(self, sid: str, direction: str, *, at: datetime, **facts: Any) -> Leg:
        """A call of an earlier life of ours; one that is still live goes on with the event Begin."""
        leg = Leg(self, sid, direction, created=aware(at), **facts)
        self.legs[sid] = leg
        return leg

    def lost(self, leg: Leg, at: datetime) -> None:
        """A call that was found cannot go on: it is over."""
        self.now = aware(at)
        leg.over("failed")

    def handle(self, event: Event, at: datetime) -> list[Effect]:
        """Takes in what happened `at` that moment; answers what is to be done, in order."""
        self.now = aware(at)
        self._pending.append(event)
        while self._pending:
            self._deliver(self._pending.popleft())
        effects, self._effects = self._effects, []
        return effects

    def forget(self, before: datetime) -> None:
        """Lets go of calls that ended before that moment, and of queues that nobody used since."""
        for leg in [leg for leg in self.legs.values() if leg.ended and leg.ended < before]:
            del self.legs[leg.sid]
        for line in [line for line in self.queues.values() if line.used < before and line.unused]:
            del self.queues[line.name]

    # For legs and their scripts

    def emit(self, effect: Effect) -> None:
        self._effects.append(effect)

    def tell(self, event: Event) -> None:
        """Hands an event to another leg, after the present one is done with."""
        self._pending.append(event)

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def register(self, *, direction: str, **facts: Any) -> Leg:
        return self._new(direction, self.now, facts)

    def line(self, name: str) -> queueing.Line:
        """The queue called `name`, made on first use."""
        if name not in self.queues:
            self.queues[name] = queueing.Line(name, self.new_sid("QU"), self.now, self.now)
        self.queues[name].used = self.now
        return self.queues[name]

    def match(self, line: queueing.Line) -> None:
        """Gives the first caller to the first leg that wants one, and so on."""
        while line.waiting and line.wanting:
            place, wanting = line.waiting.pop(0), line.wanting.pop(0)
            self.legs[wanting.leg].expecting = place.leg
            self.tell(Dequeued(place.leg, wanting.leg, place.ticket, wanting.step))

    def recording_url(self, sid: str) -> str:
        return f"{self.base_url}/{API_VERSION}/Accounts/{self.account_sid}/Recordings/{sid}"

    def _new(self, direction: str, at: datetime, facts: dict[str, Any]) -> Leg:
        leg = Leg(self, self.new_sid("CA"), direction, created=aware(at), **facts)
        self.legs[leg.sid] = leg
        return leg

    def _deliver(self, event: Event) -> None:
        leg = self.legs.get(event.leg)
        if leg is None:
            return
        match event:
            case Begin() if leg.live:
                leg.begin(lives.life(leg))
            case HungUp() if leg.live:
                leg.over("canceled")
                leg.interrupt(CallOver("canceled"))
            case End() if leg.live:
                leg.over(event.status)
                if not leg.interrupt(CallOver(event.status)):
                    progress(leg, "completed")
            case Redirect() if leg.live and leg.answered and event.ticket in (None, leg.ticket):
                leg.interrupt(SentElsewhere(Step(event.url, event.method)))
            case Dequeued():
                self._take_out(leg, event)
            case Begin() | HungUp() | End() | Redirect():
                pass
            case _:
                leg.hear(event)

    def _take_out(self, leg: Leg, event: Dequeued) -> None:
        if leg.ticket == event.ticket:
            leg.interrupt(TakenOut(event.by, event.step))
        else:
            self.tell(Gone(event.by, leg.sid, leg.status))
