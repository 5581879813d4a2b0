"""Enqueue: callers who wait, and how they are taken out."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.machine.events import Accepted, Event, Gone, Parted
from ivr.gateway.machine.interrupts import Broken, CallOver, LeftQueue, SentElsewhere, Step, TakenOut
from ivr.gateway.machine.leg import Leg, Script
from ivr.gateway.machine.performing import WAITING, WHISPER, perform_from, performs
from ivr.gateway.machine.posting import notify, resolve
from ivr.gateway.twiml import Enqueue

MOST_WAITING = 1000
SHORTEST_ROUND = 1.0
"""Seconds before `waitUrl` is asked again when its document took no time at all."""


@dataclass(frozen=True)
class Waiting:
    leg: str
    ticket: int
    since: datetime


@dataclass(frozen=True)
class Wanting:
    """A leg that dials the queue; `step` is what the caller hears before they are joined."""

    leg: str
    step: Step | None


@dataclass
class Line:
    """A queue: callers in the order they came, and who wants one of them."""

    name: str
    sid: str
    made: datetime
    used: datetime
    """When somebody last joined it."""
    waiting: list[Waiting] = field(default_factory=list)
    wanting: list[Wanting] = field(default_factory=list)

    @property
    def unused(self) -> bool:
        return not self.waiting and not self.wanting

    def average_wait(self, now: datetime) -> int:
        """How long those who wait have waited by now, in whole seconds."""
        waited = [(now - place.since).total_seconds() for place in self.waiting]
        return round(sum(waited) / len(waited)) if waited else 0

    def wanted(self, wanting: Wanting) -> None:
        self.wanting.append(wanting)

    def not_wanted(self, wanting: Wanting) -> None:
        if wanting in self.wanting:
            self.wanting.remove(wanting)

    def leave(self, place: Waiting) -> None:
        if place in self.waiting:
            self.waiting.remove(place)


@performs(Enqueue)
def enqueue(leg: Leg, verb: Enqueue, base: str) -> Script[Step | None]:
    """Waits in a queue; `action` hears how that ended, also when nobody can hear its answer any more."""
    line = leg.board.line(verb.name)
    if len(line.waiting) >= MOST_WAITING:
        return _told(verb, base, None, "queue-full")
    place = Waiting(leg.sid, leg.board.number(), leg.board.now)
    stay = _Stay(leg, verb, base, line, place)
    try:
        yield from stay.until_over()
    except (CallOver, SentElsewhere) as interrupt:
        gone = isinstance(interrupt, CallOver)
        result = ("bridged" if gone else "redirected-from-bridged") if stay.joined else ""
        step = _told(verb, base, stay, result or ("hangup" if gone else "redirected"))
        if step:
            notify(leg, step)
        raise
    return _told(verb, base, stay, stay.result)


@dataclass
class _Stay:
    """One caller's stay in a queue."""

    leg: Leg
    verb: Enqueue
    base: str
    line: Line
    place: Waiting
    result: str = ""
    joined: bool = False
    left: datetime | None = None

    @property
    def seconds(self) -> int:
        return round(((self.left or self.leg.board.now) - self.place.since).total_seconds())

    def until_over(self) -> Script[None]:
        while not self.result:
            self.left = None
            try:
                yield from self._wait()
            except LeftQueue:
                self.result = "leave"
            except Broken as broken:
                self.leg.complain(str(broken))
                self.result = "error"
            except TakenOut as taken:
                yield from self._join(taken)

    def _wait(self) -> Script[None]:
        leg = self.leg
        leg.ticket = self.place.ticket
        # Whoever could not be joined after all keeps his place at the head.
        earlier = [place for place in self.line.waiting if place.ticket < self.place.ticket]
        self.line.waiting.insert(len(earlier), self.place)
        leg.listen(Attention.QUEUE)
        leg.board.match(self.line)
        try:
            while True:
                began = leg.board.now
                yield from self._round()
                if leg.board.now == began:
                    yield from leg.sleep(SHORTEST_ROUND)
        finally:
            leg.ticket = None
            self.left = leg.board.now
            self.line.leave(self.place)
            leg.rest()

    def _round(self) -> Script[None]:
        url = self.verb.wait_url
        if url is None:
            yield from self.leg.sound(Kind.MUSIC)
        elif url == "":
            yield from self.leg.wait(lambda _event: None)
        else:
            step = Step(resolve(self.base, url), self.verb.wait_url_method, self._params())
            yield from perform_from(self.leg, step, WAITING)

    def _params(self) -> dict[str, str]:
        position = self.line.waiting.index(self.place) + 1 if self.place in self.line.waiting else 1
        return {
            "QueueSid": self.line.sid,
            "QueuePosition": str(position),
            "QueueTime": str(self.seconds),
            "AvgQueueTime": str(self.line.average_wait(self.leg.board.now)),
            "CurrentQueueSize": str(len(self.line.waiting)),
            "MaxQueueSize": str(MOST_WAITING),
        }

    def _join(self, taken: TakenOut) -> Script[None]:
        """Hears what is for him alone, then is joined until the other goes; else he waits on."""
        leg, board = self.leg, self.leg.board
        try:
            if taken.step:
                extra = {
                    "QueueSid": self.line.sid,
                    "QueueTime": str(self.seconds),
                    "DequeingCallSid": taken.by,
                }
                step = Step(taken.step.url, taken.step.method, extra)
                yield from perform_from(leg, step, WHISPER)
            if board.legs[taken.by].expecting != leg.sid:
                return
            self.joined = True
            board.tell(Accepted(taken.by, leg.sid))
            yield from leg.wait(lambda event: _parted(event, taken.by))
            self.result = "bridged"
        finally:
            board.tell(Gone(taken.by, leg.sid, leg.status))


def _parted(event: Event, by: str) -> Parted | None:
    return event if isinstance(event, Parted) and event.by == by else None


def _told(verb: Enqueue, base: str, stay: _Stay | None, result: str) -> Step | None:
    if verb.action is None:
        return None
    extra = {"QueueResult": result}
    if stay is not None:
        extra |= {"QueueSid": stay.line.sid, "QueueTime": str(stay.seconds)}
    return Step(resolve(base, verb.action), verb.method, extra)
