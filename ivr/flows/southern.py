"""36383666, the Southern Centre's operations line: round the clock, for those who host equipment there."""

from ivr.flows import incident, words
from ivr.flows.answers import Answer, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.ringing import about, ringing
from ivr.flows.shut import shut

southern = Script("southern")
ring_duty = ringing.steps["ringing.ring"]
closed = shut.steps["shut.duty"]


@southern.act
def answered(caller: Caller) -> Answer:
    """The greeting, what is broken just now, then the choice."""
    return incident.before(caller, words.greeting("southern") + caller.tell_of_recording())


@southern.step
def choose(caller: Caller) -> Answer:
    """What it is about; 0 or nothing reaches whoever is on duty."""
    if not caller.is_open:
        return Go(closed)
    return Menu(
        words.open_menu("southern"),
        keys={"1": equipment, "2": line, "3": service},
        otherwise=Go(ring_duty, words.to_a_person()),
    )


equipment = about(southern, "equipment")
line = about(southern, "line")
service = about(southern, "service")


@southern.act
def from_another_line(caller: Caller) -> Answer:
    """A fault at the Southern Centre, reported on a hotline that is closed."""
    caller.pass_on("southern")
    return incident.passed_on(caller, Go(choose, words.to_southern() + caller.tell_of_recording()))
