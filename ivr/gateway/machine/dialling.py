"""Dial: ring others, or take a caller out of a queue, and be joined with one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.gateway.machine.effects import (
    Attention,
    Join,
    Kind,
    Listen,
    Part,
    RecordTalk,
    Sound,
    StopRecording,
    StopSound,
)
from ivr.gateway.machine.events import Accepted, Elapsed, End, Gone, Parted, Pressed
from ivr.gateway.machine.interrupts import CallOver, Step
from ivr.gateway.machine.leg import Leg, Report, Script
from ivr.gateway.machine.lives import rung
from ivr.gateway.machine.performing import performs
from ivr.gateway.machine.posting import notify, resolve
from ivr.gateway.machine.queueing import Wanting
from ivr.gateway.machine.recording import kept_as, report
from ivr.gateway.twiml import Dial, Number, Queue, Sip

_WORTH = ("failed", "canceled", "busy", "no-answer", "completed")
"""Of several telephones that were rung in vain, the last of these is the answer."""


@dataclass
class Result:
    """How the dialling went."""

    status: str = "no-answer"
    sid: str | None = None
    seconds: int = 0
    joined: bool = False
    queue_sid: str | None = None
    recording: str | None = None
    """What is recorded of the conversation; in the end, what was kept of it."""
    recording_url: str = ""

    def step(self, verb: Dial, base: str) -> Step:
        extra = {
            "DialCallStatus": self.status,
            "DialBridged": "true" if self.joined else "false",
        }
        if self.sid:
            extra["DialCallSid"] = self.sid
        if self.joined:
            extra["DialCallDuration"] = str(self.seconds)
        if self.queue_sid:
            extra["QueueSid"] = self.queue_sid
        if self.recording_url:
            extra["RecordingUrl"] = self.recording_url
        return Step(resolve(base, verb.action), verb.method, extra)


@performs(Dial)
def dial(leg: Leg, verb: Dial, base: str) -> Script[Step | None]:
    """Joins the call with somebody; `action` hears how it went, also when the caller hangs up meanwhile."""
    result = Result()
    first = verb.targets[0]
    try:
        if isinstance(first, Queue):
            yield from _take_out(leg, verb, first, base, result)
        else:
            yield from _ring_all(leg, verb, base, result)
        yield from _kept(leg, result)
    except CallOver:
        yield from _kept(leg, result)
        if verb.action:
            result.status = result.status if result.joined else "canceled"
            notify(leg, result.step(verb, base))
        raise
    return result.step(verb, base) if verb.action else None


def _kept(leg: Leg, result: Result) -> Script[None]:
    """Waits until what was recorded of the conversation is a whole file, also while the caller goes."""
    over: CallOver | None = None
    while result.recording is not None:
        try:
            kept = yield from leg.wait(kept_as(result.recording))
        except CallOver as gone:
            over = gone
            continue
        result.recording_url = "" if kept.empty else leg.board.recording_url(kept.recording)
        result.recording = None
    if over is not None:
        raise over


def _ring_all(leg: Leg, verb: Dial, base: str, result: Result) -> Script[None]:
    rung_now = [
        _call_out(leg, verb, target, base) for target in verb.targets if isinstance(target, Number | Sip)
    ]
    ringing = {other.sid: other for other in rung_now}
    winner = None
    timer = leg.start_timer(verb.timeout)
    stop = _hears_ringing(leg)
    try:
        while ringing and winner is None:
            event = yield
            if isinstance(event, Accepted) and event.by in ringing:
                winner = ringing.pop(event.by)
            elif isinstance(event, Gone) and event.by in ringing:
                _note(result, ringing.pop(event.by))
            elif event == Elapsed(leg.sid, timer):
                for other in ringing.values():
                    if other.answered is None:
                        leg.board.tell(End(other.sid, "no-answer"))
    finally:
        stop()
        leg.stop_timer(timer)
        for other in ringing.values():
            leg.board.tell(End(other.sid, "canceled"))
    if winner is not None:
        yield from _talk(leg, winner, verb, base, result)
        result.seconds = winner.seconds


def _note(result: Result, other: Leg) -> None:
    # Somebody who was sent elsewhere instead of being joined is still in a call of his own.
    status = "completed" if other.live else other.status
    if result.sid is None or _WORTH.index(status) > _WORTH.index(result.status):
        result.status, result.sid = status, other.sid


def _call_out(leg: Leg, verb: Dial, target: Number | Sip, base: str) -> Leg:
    report = None
    if target.status_callback:
        report = Report(
            resolve(base, target.status_callback), target.status_callback_method, target.status_callback_event
        )
    other = leg.board.register(
        direction="outbound-dial",
        from_=verb.caller_id or leg.from_,
        to=target.number if isinstance(target, Number) else target.uri,
        parent=leg.sid,
        report=report,
    )
    whisper = Step(resolve(base, target.url), target.method) if target.url else None
    other.begin(rung(other, whisper, target.send_digits if isinstance(target, Number) else None))
    return other


def _take_out(leg: Leg, verb: Dial, noun: Queue, base: str, result: Result) -> Script[None]:
    """Waits for the first caller of the queue, at most `timeout` seconds."""
    queue = leg.board.queues.get(noun.name)
    if queue is None:
        leg.complain(f"13243: there is no queue called {noun.name!r}")
        result.status = "failed"
        return
    result.queue_sid = queue.sid
    wanting = Wanting(leg.sid, Step(resolve(base, noun.url), noun.method) if noun.url else None)
    timer = leg.start_timer(verb.timeout)
    stop = _hears_ringing(leg)
    other = None
    late = False
    try:
        queue.wanted(wanting)
        leg.board.match(queue)
        while other is None:
            event = yield
            if isinstance(event, Accepted) and event.by == leg.expecting:
                other = leg.board.legs[event.by]
            elif isinstance(event, Gone) and event.by == leg.expecting:
                leg.expecting = None
                queue.wanted(wanting)
                leg.board.match(queue)
            late = late or event == Elapsed(leg.sid, timer)
            if late and other is None and leg.expecting is None:
                return
    finally:
        queue.not_wanted(wanting)
        stop()
        leg.stop_timer(timer)
        if other is None:
            leg.expecting = None
    begun = leg.board.now
    yield from _talk(leg, other, verb, base, result)
    result.seconds = _since(leg, begun)


def _talk(leg: Leg, other: Leg, verb: Dial, base: str, result: Result) -> Script[None]:
    """Joins the two until one of them goes, the time is up, or the caller presses a star that may part them."""
    leg.pick_up()
    begun = leg.board.now
    result.status, result.sid, result.joined = "completed", other.sid, True
    leg.expecting = other.sid
    leg.emit(Join(leg.sid, other.sid))
    if verb.records:
        result.recording = leg.board.new_sid("RE")
        leg.aside(report(leg, verb, base, result.recording, leg.board.now))
        leg.emit(RecordTalk(leg.sid, other.sid, result.recording))
    for party in (leg, other):
        leg.emit(Listen(party.sid, Attention.TALK))
    timer = leg.start_timer(verb.time_limit)
    try:
        while True:
            event = yield
            if isinstance(event, Gone) and event.by == other.sid:
                return
            if event == Elapsed(leg.sid, timer):
                return
            if verb.hangup_on_star and event == Pressed(leg.sid, "*"):
                return
    finally:
        leg.stop_timer(timer)
        leg.expecting = None
        result.seconds = _since(leg, begun)
        if result.recording is not None:
            leg.emit(StopRecording(leg.sid, result.recording))
        leg.emit(Part(leg.sid, other.sid))
        for party in (leg, other):
            leg.emit(Listen(party.sid, Attention.NONE))
        leg.board.tell(Parted(other.sid, leg.sid))


def _hears_ringing(leg: Leg) -> Callable[[], None]:
    """Lets a caller who was answered hear that somebody is rung; answers what stops it."""
    if leg.answered is None:
        return lambda: None
    sound = leg.board.number()
    leg.emit(Sound(leg.sid, sound, Kind.RINGING))
    return lambda: leg.emit(StopSound(leg.sid, sound))


def _since(leg: Leg, begun: datetime) -> int:
    return round((leg.board.now - begun).total_seconds())
