"""What is heard, and the keys that answer it: Say, Play, Pause, Gather."""

from ivr.gateway.machine.ahead import ahead, piece
from ivr.gateway.machine.effects import Attention, Piece
from ivr.gateway.machine.events import Elapsed, Pressed
from ivr.gateway.machine.interrupts import Step
from ivr.gateway.machine.leg import Leg, Script
from ivr.gateway.machine.performing import performs
from ivr.gateway.machine.posting import resolve
from ivr.gateway.twiml import Gather, Pause, Play, Prompt, Say

ENDLESS = 1000
"""`loop="0"` means until the call ends; Twilio stops at a thousand."""


def prompt(leg: Leg, verb: Prompt, base: str, then: tuple[Piece, ...] = ()) -> Script[None]:
    """Lets the leg hear one Say, Play or Pause; `then` is what follows."""
    if isinstance(verb, Pause):
        yield from leg.sleep(verb.length)
        return
    times, heard = verb.loop or ENDLESS, piece(verb, base)
    for time in range(times):
        yield from leg.sound(*heard, then=then if time == times - 1 else (heard,))


@performs(Say)
@performs(Play)
@performs(Pause)
def _prompt(leg: Leg, verb: Prompt, base: str) -> Script[Step | None]:
    yield from prompt(leg, verb, base, leg.ahead)
    return None


@performs(Gather)
def gather(leg: Leg, verb: Gather, base: str) -> Script[Step | None]:
    """Keys, from the first word of the prompt on; none at all falls through to the next verb."""
    leg.listen(Attention.PROMPT)
    try:
        keys = yield from _during_prompts(leg, verb, base)
        if not _complete(verb, keys):
            leg.listen(Attention.KEYS)
            keys = yield from _after_prompts(leg, verb, keys)
    finally:
        leg.rest()
    digits = keys.removesuffix(verb.finish_on_key)
    if not digits and not verb.action_on_empty_result:
        return None
    return Step(resolve(base, verb.action), verb.method, {"Digits": digits})


def _complete(verb: Gather, keys: str) -> bool:
    if verb.finish_on_key and keys.endswith(verb.finish_on_key):
        return True
    return verb.num_digits is not None and len(keys) >= verb.num_digits


def _during_prompts(leg: Leg, verb: Gather, base: str) -> Script[str]:
    keys = ""
    prompts = _all(leg, verb, base)
    try:
        next(prompts)
        while True:
            event = yield
            if isinstance(event, Pressed) and not _complete(verb, keys):
                keys += event.key
                if verb.barge_in:
                    return keys
            else:
                prompts.send(event)
    except StopIteration:
        return keys
    finally:
        prompts.close()


def _all(leg: Leg, verb: Gather, base: str) -> Script[None]:
    for place, each in enumerate(verb.prompts, start=1):
        yield from prompt(leg, each, base, ahead(verb.prompts[place:], base))


def _after_prompts(leg: Leg, verb: Gather, keys: str) -> Script[str]:
    timer = leg.start_timer(verb.timeout)
    try:
        while not _complete(verb, keys):
            event = yield
            if event == Elapsed(leg.sid, timer):
                break
            if isinstance(event, Pressed):
                keys += event.key
                leg.stop_timer(timer)
                timer = leg.start_timer(verb.timeout)
    finally:
        leg.stop_timer(timer)
    return keys
