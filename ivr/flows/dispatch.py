"""From a request to the answer: runs steps until one has something to say or to wait for."""

from dataclasses import dataclass

from ivr.flows import words
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


def run(caller: Caller, step: Step, *, keyed: bool) -> Spoken:
    """Runs `step`, or with `keyed` what the pressed keys lead to from it, and all that follows at once.

    Raises MustAct when a step on the way changes something and the caller's request only looks.
    """
    before: list[Phrase | str] = []
    answer, keys = _take(caller, step), None
    if keyed:
        keys = None if isinstance(answer, Ask) and answer.private else caller.keys or None
        answer = _keyed(caller, step, answer)
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
    return Spoken(tuple(before), answer, step, keys)


def _take(caller: Caller, step: Step) -> Answer:
    """Takes the step. Raises MustAct, before anything is done, where it acts and the caller's request only looks."""
    if step.acts and caller.looking:
        raise MustAct
    return step(caller)


def _keyed(caller: Caller, step: Step, asked: Answer) -> Go:
    if isinstance(asked, Menu):
        return _menu(caller, step, asked)
    if isinstance(asked, Ask):
        return _ask(caller, step, asked)
    if isinstance(asked, Hold):
        if caller.keys in asked.keys:
            return Go(asked.keys[caller.keys])
        caller.count("held")
        return Go(step)
    if isinstance(asked, Go):
        # What was asked is no longer a question: the world moved on while the caller thought.
        return asked
    return Go(step)


def _menu(caller: Caller, step: Step, menu: Menu) -> Go:
    call, key = caller.call, caller.keys
    if key in menu.keys:
        call.tries = 0
        return Go(menu.keys[key])
    if key == "9":
        call.language = "en" if call.language == "zh" else "zh"
        return Go(step)
    if key == "#":
        return Go(step)
    if key == "*":
        return _back(caller, step)
    if key == "0":
        call.tries = 0
        person = step_named("ringing.person") if call.direction == "inbound" else None
        return Go(person) if person else menu.otherwise
    if not key and not menu.patient:
        call.tries = 0
        return menu.otherwise
    return _again(caller, step, menu.otherwise, words.wrong_key() if key else words.silence())


def _ask(caller: Caller, step: Step, ask: Ask) -> Go:
    key = caller.keys
    if key == "*":
        return _back(caller, step)
    if key:
        caller.call.tries = 0
        return Go(ask.then)
    if ask.empty is not None:
        caller.call.tries = 0
        return ask.empty
    return _again(caller, step, ask.otherwise, words.silence())


def _again(caller: Caller, step: Step, otherwise: Go, complaint: Phrase) -> Go:
    caller.call.tries += 1
    if caller.call.tries >= PATIENCE:
        caller.call.tries = 0
        return otherwise
    return Go(step, complaint)


def _back(caller: Caller, step: Step) -> Go:
    caller.call.tries = 0
    trail = [name for name in caller.call.trail if name != step.name]
    door = step_named("office.door") if caller.call.direction == "inbound" else None
    if door is not None and not trail and step.name in caller.call.trail:
        return Go(door)  # there is nothing before the first menu; some have business here
    caller.call.trail = trail
    earlier = step_named(trail[-1]) if trail else None
    return Go(earlier or step)
