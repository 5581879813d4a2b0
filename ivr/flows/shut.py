"""A hotline that is closed: what callers are told, and what becomes of those who ring a duty line all the same."""

from ivr.callbacks import intake
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, Go, Script
from ivr.flows.caller import Caller
from ivr.flows.message import message
from ivr.flows.phrases import Phrase
from ivr.hours import Closed

shut = Script("shut")


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
    hours = caller.hours
    if not isinstance(hours, Closed):
        return Go(SCRIPTS[caller.hotline.flow].steps[f"{caller.hotline.flow}.choose"])
    if caller.recall("task") is None:
        matter = caller.matter(urgent=True, why="the line was closed")
        caller.remember(task=intake.take_on(caller.session, caller.edition.hours, matter, caller.now).id)
    return Go(message.steps["message.take"], why_closed(caller, hours) + words.leave_a_message())
