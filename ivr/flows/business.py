"""83183333, the business line: open on trading days, and honest about it when it is not."""

from ivr.flows import incident, words
from ivr.flows.answers import Answer, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.lookup import lookup
from ivr.flows.ringing import ringing, take_message
from ivr.flows.shut import why_closed
from ivr.flows.southern import southern
from ivr.flows.support import support
from ivr.hours import Closed

business = Script("business")

ring_desk = ringing.steps["ringing.ring"]
look_up = lookup.steps["lookup.ask"]


@business.act
def answered(caller: Caller) -> Answer:
    """The greeting, and what is broken just now; what follows depends on the hour."""
    return incident.before(caller, words.greeting("business") + caller.tell_of_recording())


@business.step
def choose(caller: Caller) -> Answer:
    """The menu of the hour."""
    return Go(opened if caller.is_open else closed)


@business.step
def opened(caller: Caller) -> Answer:
    """Five choices; a person for whoever presses nothing."""
    return Menu(
        words.open_menu("business"),
        keys={"1": enquiry, "2": technical, "3": look_up, "4": complaint, "0": person},
        otherwise=Go(person, words.to_a_person()),
    )


@business.step
def closed(caller: Caller) -> Answer:
    """Say why we are closed and until when; 1 leaves a message."""
    hours = caller.hours
    if not isinstance(hours, Closed):
        return Go(opened)  # it opened while he listened
    return Menu(
        why_closed(caller, hours) + words.closed_menu(),
        keys={
            "1": take_message,
            "2": support.steps["support.from_another_line"],
            "3": southern.steps["southern.from_another_line"],
            "4": look_up,
        },
        otherwise=Go(take_message, words.leave_a_message()),
    )


@business.step
def enquiry(caller: Caller) -> Answer:
    """A business enquiry."""
    caller.call.topic = "business"
    return Go(ring_desk)


@business.step
def technical(caller: Caller) -> Answer:
    """A technical enquiry; received here and dispatched to whoever knows."""
    caller.call.topic = "technical"
    return Go(ring_desk)


@business.step
def person(caller: Caller) -> Answer:
    """A person, whatever it is about."""
    return Go(ring_desk)


@business.step
def complaint(caller: Caller) -> Answer:
    """Complaints and suggestions never pass through the desk complained about."""
    caller.call.topic = "complaint"
    return Go(take_message)
