"""Documents performed: one verb after the other, one document after the other."""

from collections.abc import Callable
from typing import Any

from ivr.gateway.machine.ahead import ahead
from ivr.gateway.machine.interrupts import Broken, CallOver, LeftQueue, Step
from ivr.gateway.machine.leg import Leg, Script
from ivr.gateway.machine.posting import fetch, resolve
from ivr.gateway.twiml import (
    Dial,
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
)
from ivr.gateway.twiml.errors import BAD_SCHEMA

Performance = Callable[[Leg, Any, str], Script[Step | None]]
"""Performs a verb of the document at the given address; answers the step it leads to, if it leads away."""

_PERFORM: dict[type[Any], Performance] = {}

WHISPER = (Say, Play, Pause, Gather, Hangup, Redirect)
"""Verbs for one party alone before two are joined."""
WAITING = (*WHISPER, Leave)
"""Verbs for a caller in a queue."""
EVERY = (*WAITING, Record, Dial, Enqueue, Reject)


def performs(verb: type[Any]) -> Callable[[Performance], Performance]:
    def keep(perform: Performance) -> Performance:
        _PERFORM[verb] = perform
        return perform

    return keep


def perform_from(leg: Leg, step: Step | None, allowed: tuple[type[Any], ...]) -> Script[None]:
    """Performs the document of `step` and all that it leads to, until one runs out of verbs."""
    while step is not None:
        if allowed is EVERY:
            leg.step = step
        document, base = yield from fetch(leg, step)
        step = yield from _perform(leg, document, base, allowed)


def _perform(leg: Leg, document: Document, base: str, allowed: tuple[type[Any], ...]) -> Script[Step | None]:
    for place, verb in enumerate(document.verbs, start=1):
        if not isinstance(verb, allowed):
            raise Broken(BAD_SCHEMA, f"<{type(verb).__name__}> cannot be performed here (from {base})")
        if not _leaves_ringing(verb):
            leg.pick_up()
        leg.ahead = ahead(document.verbs[place:], base)
        step = _turn(leg, verb, base)
        if step is None:
            step = yield from _PERFORM[type(verb)](leg, verb, base)
        if step is not None:
            return step
    return None


def _leaves_ringing(verb: object) -> bool:
    """Whether an arriving call is still ringing while the verb is performed."""
    return isinstance(verb, Reject | Redirect | Pause) or (isinstance(verb, Dial) and verb.answer_on_bridge)


def _turn(leg: Leg, verb: object, base: str) -> Step | None:
    """The verbs that take no time; answers where the call goes on, None for a verb of another kind."""
    match verb:
        case Redirect():
            return Step(resolve(base, verb.url), verb.method)
        case Hangup():
            leg.over("completed")
            raise CallOver()
        case Leave():
            if leg.ticket is None:
                raise Broken(BAD_SCHEMA, f"<Leave> outside a queue (from {base})")
            raise LeftQueue()
        case Reject():
            if leg.answered is not None:
                raise Broken(BAD_SCHEMA, f"<Reject> after the call was answered (from {base})")
            leg.over("busy" if verb.reason == "busy" else "no-answer")
            raise CallOver(leg.status)
    return None
