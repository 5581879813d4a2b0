"""A hotline that is closed: what callers are told, and what becomes of those who ring a duty line all the same."""

from ivr import people
from ivr.callbacks import intake
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, Go, Menu, Script, Step
from ivr.flows.caller import Caller
from ivr.flows.message import message
from ivr.flows.phrases import Phrase
from ivr.hours import Closed

shut = Script("shut")
take_message = message.steps["message.take"]


def why_closed(caller: Caller, hours: Closed) -> Phrase:
    """Why nobody answers now, and from when on somebody does."""
    return words.closed(
        hours.why,
        hours.until,
        caller.now,
        provisional=caller.expects(hours.until),
        overseas=caller.from_overseas,
        can_say=caller.can_say,
    )


@shut.act
def duty(caller: Caller) -> Answer:
    """A duty line that a supervisor closed. No telephone rings in an empty room; the matter is urgent from the moment
    the line opens again, with or without a message."""
    if caller.is_open:
        return Go(_choose(caller))
    if caller.call.probe:
        return Go(told)
    # A supervisor who rings to open it again (`*`) is no customer; should he leave a message, that is a task.
    if caller.recall("task") is None and people.of_telephone(caller.session, caller.call.caller) is None:
        matter = caller.matter(urgent=True, why="the line was closed")
        caller.remember(task=intake.take_on(caller.session, caller.edition.hours, matter, caller.now).id)
    return Go(told)


@shut.step
def told(caller: Caller) -> Answer:
    """Why, and until when; in English on 9. The first silence already leads to the message: it is an emergency."""
    hours = caller.hours
    if not isinstance(hours, Closed):
        return Go(_choose(caller))
    return Menu(
        why_closed(caller, hours) + words.closed_duty_menu(),
        keys={"1": take_message},
        otherwise=Go(take_message, words.leave_a_message()),
        patient=False,
    )


def _choose(caller: Caller) -> Step:
    return SCRIPTS[caller.hotline.flow].steps[f"{caller.hotline.flow}.choose"]
