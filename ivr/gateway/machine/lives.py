"""The life of a call from its first moment to its last: arriving, placed over REST, or rung by a Dial."""

from ivr.gateway.machine.effects import Drop, Kind, Ring
from ivr.gateway.machine.events import Accepted, Answered, Declined, Elapsed, Event, Gone, Parted, Ringing
from ivr.gateway.machine.interrupts import Broken, CallOver, SentElsewhere, Step
from ivr.gateway.machine.leg import Leg, Script
from ivr.gateway.machine.performing import EVERY, WHISPER, perform_from
from ivr.gateway.machine.posting import progress

APOLOGY = "We are sorry, an application error has occurred. Goodbye."


def life(leg: Leg) -> Script[None]:
    """What a call does from now on; one that was found again goes on where it was."""
    if leg.expecting is not None:
        return _to_the_end(leg, _talk_on(leg, leg.expecting))
    if leg.step is not None:
        return _to_the_end(leg, perform_from(leg, leg.step, EVERY))
    return arriving(leg) if leg.direction == "inbound" else placed(leg)


def arriving(leg: Leg) -> Script[None]:
    """A caller rings us."""
    leg.status = "ringing"
    yield from _to_the_end(leg, perform_from(leg, _first(leg), EVERY))


def placed(leg: Leg) -> Script[None]:
    """We ring somebody because the application asked for it."""
    yield from _to_the_end(leg, _ring_then_perform(leg))


def rung(leg: Leg, whisper: Step | None, tones: str | None) -> Script[None]:
    """A Dial rings somebody; his leg is joined with the one that dials once he has heard what is for him."""
    yield from _to_the_end(leg, _ring_then_join(leg, whisper, tones))


def _talk_on(leg: Leg, other: str) -> Script[None]:
    """Stays joined with the other until one of them goes."""
    try:
        yield from leg.wait(lambda event: _gone(event, other))
    finally:
        leg.board.tell(Gone(other, leg.sid, leg.status))


def _gone(event: Event, other: str) -> Gone | None:
    return event if isinstance(event, Gone) and event.by == other else None


def _first(leg: Leg) -> Step:
    return Step(leg.url, leg.method, leg.first_extra)


def _ring_then_perform(leg: Leg) -> Script[None]:
    yield from _ring(leg, leg.ring_for)
    yield from perform_from(leg, _first(leg), EVERY)


def _ring_then_join(leg: Leg, whisper: Step | None, tones: str | None) -> Script[None]:
    yield from _ring(leg, None)
    if tones:
        yield from leg.sound(Kind.TONES, tones)
    yield from perform_from(leg, whisper, WHISPER)
    if leg.parent:
        leg.board.tell(Accepted(leg.parent, leg.sid))
    yield from leg.wait(_parted)


def _parted(event: Event) -> Parted | None:
    return event if isinstance(event, Parted) else None


def _ring(leg: Leg, ring_for: float | None) -> Script[None]:
    """Rings until somebody answers; raises CallOver when nobody does. None leaves the patience to the Dial."""
    progress(leg, "initiated")
    leg.emit(Ring(leg.sid, leg.to, leg.from_))
    timer = leg.start_timer(ring_for) if ring_for else 0
    try:
        while True:
            event = yield
            match event:
                case Ringing():
                    leg.status = "ringing"
                    progress(leg, "ringing")
                case Answered():
                    leg.status, leg.answered = "in-progress", leg.board.now
                    progress(leg, "answered")
                    return
                case Declined(status=status):
                    raise CallOver(status)
                case Elapsed() if event.timer == timer:
                    raise CallOver("no-answer")
    finally:
        if timer:
            leg.stop_timer(timer)


def _to_the_end(leg: Leg, body: Script[None]) -> Script[None]:
    """Goes wherever the call is sent until it is over, then tells everybody concerned."""
    status = "completed"
    while True:
        try:
            yield from body
            break
        except SentElsewhere as elsewhere:
            _tell_parent(leg)
            body = perform_from(leg, elsewhere.step, EVERY)
        except CallOver as over:
            status = over.status
            break
        except Broken as broken:
            leg.complain(str(broken))
            body = _apologise(leg)
    leg.over(status)
    leg.emit(Drop(leg.sid, leg.status))
    progress(leg, "completed")
    _tell_parent(leg)


def _apologise(leg: Leg) -> Script[None]:
    leg.pick_up()
    yield from leg.sound(Kind.APOLOGY, APOLOGY, "en-US")


def _tell_parent(leg: Leg) -> None:
    if leg.parent:
        leg.board.tell(Gone(leg.parent, leg.sid, leg.status))
