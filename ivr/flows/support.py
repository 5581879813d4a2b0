"""83182222, the technical support line: round the clock, duty engineers, the market's emergency room."""

from ivr.flows import incident, words
from ivr.flows.answers import Answer, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.ringing import about, ringing
from ivr.flows.shut import shut

support = Script("support")
ring_duty = ringing.steps["ringing.ring"]
closed = shut.steps["shut.duty"]


@support.act
def answered(caller: Caller) -> Answer:
    """The greeting, what is broken just now, then the choice."""
    return incident.before(caller, words.greeting("support") + caller.tell_of_recording())


@support.step
def choose(caller: Caller) -> Answer:
    """What it is about; whoever says nothing is put through to the duty engineer."""
    if not caller.is_open:
        return Go(closed)
    return Menu(
        words.open_menu("support"),
        keys={"1": fault, "2": leased_line, "3": satellite, "4": special_test, "5": technical},
        otherwise=Go(ring_duty),
        patient=False,
    )


fault = about(support, "fault")
leased_line = about(support, "line")
satellite = about(support, "satellite")
special_test = about(support, "test")
technical = about(support, "technical")


@support.act
def from_another_line(caller: Caller) -> Answer:
    """A fault reported on a hotline that is closed: it is the duty engineers' now."""
    caller.pass_on("support")
    return incident.passed_on(caller, Go(fault, words.to_support() + caller.tell_of_recording()))
