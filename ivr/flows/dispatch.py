"""From a request to the answer: runs steps until one has something to say or to wait for."""

from dataclasses import dataclass

from ivr.calls import Led
from ivr.flows import probed, words
from ivr.flows.answers import Answer, Ask, Go, Hold, Menu, Step, step_named
from ivr.flows.caller import Caller
from ivr.flows.phrases import NOTHING, Phrase

PATIENCE = 2
"""Wrong keys or silences in a row before a menu gives up (SCRIPTS.md)."""

MOST_STEPS = 30
"""More steps than this in one answer can only be a circle in a script."""


class MustAct(Exception):
    """The next step changes something, and the transaction can only look."""


@dataclass(frozen=True)
class Spoken:
    """What is to be said before `answer` is performed: phrases and addresses of recordings, in order."""

    before: tuple[Phrase | str, ...]
    answer: Answer
    step: Step
    """The step whose answer it is."""
    keys: str | None = None
    """What was pressed, as it may be kept: numbers keyed in are personal and are left out."""
    led: str | None = None
    """What that led to, or that nothing was pressed: a step's name or one of :class:`ivr.calls.Led`."""


def run(caller: Caller, step: Step, *, keyed: bool) -> Spoken:
    """Runs `step`, or with `keyed` what the pressed keys lead to from it, and all that follows at once.

    Raises MustAct when a step on the way changes something and the caller's request only looks.
    """
    if keyed and caller.call.probe:
        tested = probed.answer(caller)
        if tested is not None:
            return Spoken((), tested.answer, step, caller.keys or None, tested.led)
    before: list[Phrase | str] = []
    answer, keys, led = _take(caller, step), None, None
    if keyed:
        keys = None if isinstance(answer, Ask) and answer.private else caller.keys or None
        answer, led = _keyed(caller, step, answer)
    for _ in range(MOST_STEPS):
        if not isinstance(answer, Go):
            break
        if answer.words != NOTHING:
            before.append(answer.words)
        if answer.audio:
            before.append(answer.audio)
        step = answer.step
        answer = _take(caller, step)
    else:
        raise RuntimeError(f"the scripts run in a circle at {step.name}")
    if isinstance(answer, Menu) and answer.trail and caller.call.trail[-1:] != [step.name]:
        caller.call.trail = [*caller.call.trail[-9:], step.name]
    return Spoken(tuple(before), answer, step, keys, led)


def _take(caller: Caller, step: Step) -> Answer:
    """Takes the step. Raises MustAct, before anything is done, where it acts and the caller's request only looks."""
    if step.acts and caller.looking:
        raise MustAct
    return step(caller)


Keyed = tuple[Go, str | None]
"""Where it goes on, and what that is called."""


def _keyed(caller: Caller, step: Step, asked: Answer) -> Keyed:
    if isinstance(asked, Menu):
        return _menu(caller, step, asked)
    if isinstance(asked, Ask):
        return _ask(caller, step, asked)
    if isinstance(asked, Hold):
        if caller.keys in asked.keys:
            return _chosen(asked.keys[caller.keys])
        caller.count("held")
        return Go(step), None
    if isinstance(asked, Go):
        # What was asked is no longer a question: the world moved on while the caller thought.
        return asked, None
    return Go(step), None


def _menu(caller: Caller, step: Step, menu: Menu) -> Keyed:
    call, key = caller.call, caller.keys
    if key in menu.keys:
        call.tries = 0
        return _chosen(menu.keys[key])
    if key == "9":
        call.language = "en" if call.language == "zh" else "zh"
        return Go(step), Led.LANGUAGE
    if key == "#":
        return Go(step), Led.REPEAT
    if key == "*":
        return _back(caller, step), Led.BACK
    if key == "0":
        call.tries = 0
        person = step_named("ringing.person") if call.direction == "inbound" else None
        return _chosen(person) if person else (menu.otherwise, menu.otherwise.step.name)
    if not key and not menu.patient:
        call.tries = 0
        return menu.otherwise, Led.SILENCE
    return _again(caller, step, menu.otherwise, Led.WRONG if key else Led.SILENCE)


def _ask(caller: Caller, step: Step, ask: Ask) -> Keyed:
    key = caller.keys
    if key == "*":
        return _back(caller, step), Led.BACK
    if key:
        caller.call.tries = 0
        return _chosen(ask.then)
    if ask.empty is not None:
        caller.call.tries = 0
        return ask.empty, Led.SILENCE
    return _again(caller, step, ask.otherwise, Led.SILENCE)


def _chosen(step: Step) -> Keyed:
    return Go(step), step.name


def _again(caller: Caller, step: Step, otherwise: Go, why: Led) -> Keyed:
    caller.call.tries += 1
    if caller.call.tries >= PATIENCE:
        caller.call.tries = 0
        return otherwise, why
    return Go(step, words.wrong_key() if why is Led.WRONG else words.silence()), why


def _back(caller: Caller, step: Step) -> Go:
    caller.call.tries = 0
    trail = [name for name in caller.call.trail if name != step.name]
    door = step_named("office.door") if caller.call.direction == "inbound" else None
    if door is not None and not trail and step.name in caller.call.trail:
        return Go(door)  # there is nothing before the first menu; some have business here
    caller.call.trail = trail
    earlier = step_named(trail[-1]) if trail else None
    return Go(earlier or step)
