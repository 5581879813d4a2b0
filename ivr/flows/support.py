"""83182222, the technical support line: round the clock, duty engineers, the market's emergency room."""

from ivr.flows import words
from ivr.flows.answers import Answer, Go, Menu, Script, Step
from ivr.flows.caller import Caller
from ivr.flows.ringing import ringing

support = Script("support")
ring_duty = ringing.steps["ringing.ring"]


@support.step
def answered(caller: Caller) -> Answer:
    """The greeting, then the choice."""
    return Go(choose, words.greeting("support") + caller.recording_notice)


@support.step
def choose(caller: Caller) -> Answer:
    """What it is about; whoever says nothing is put through to the duty engineer."""
    return Menu(
        words.open_menu("support"),
        keys={"1": fault, "2": leased_line, "3": satellite, "4": special_test, "5": technical},
        otherwise=Go(ring_duty),
        patient=False,
    )


def _about(topic: str) -> Step:
    def act(caller: Caller) -> Answer:
        caller.call.topic = topic
        return Go(ring_duty)

    act.__name__ = topic
    return support.step(act)


fault = _about("fault")
leased_line = _about("line")
satellite = _about("satellite")
special_test = _about("test")
technical = _about("technical")


@support.act
def from_another_line(caller: Caller) -> Answer:
    """A fault reported on a hotline that is closed: it is the duty engineers' now."""
    caller.pass_on("support")
    return Go(fault, words.to_support() + caller.recording_notice)
