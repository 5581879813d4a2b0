"""Asking a caller where he can be rung back."""

from ivr.flows import words
from ivr.flows.answers import Answer, Ask, Go, Menu, Script, step_named
from ivr.flows.caller import Caller
from ivr.telephony import contact

number = Script("number")


def ask_then(caller: Caller, step: str) -> Go:
    """Asks for a number and goes on to the step called `step`, with or without one."""
    caller.remember(after_number=step)
    return Go(ask)


@number.step
def ask(caller: Caller) -> Answer:
    """The whole number, ended by the hash key."""
    return Ask(words.ask_number(), then=keyed, otherwise=Go(proceed))


@number.step
def keyed(caller: Caller) -> Answer:
    """Understand what was keyed in; twice not understood, and the call goes on without."""
    found = contact(caller.keys, caller.edition.schedule.area)
    if found is None:
        if caller.count("number_tries") >= 2:
            return Go(proceed)
        return Go(ask, words.number_not_understood())
    caller.call.contact = found.e164
    caller.call.extension = found.extension
    return Go(confirm)


@number.step
def confirm(caller: Caller) -> Answer:
    """Read it back; 1 is right, 2 keys it in again."""
    return Menu(
        words.number_is(caller.call.contact or "", caller.call.extension),
        keys={"1": proceed, "2": ask},
        otherwise=Go(proceed),
        trail=False,
    )


@number.step
def proceed(caller: Caller) -> Answer:
    """On to what the number was asked for."""
    after = step_named(str(caller.call.facts.get("after_number")))
    if after is None:
        raise LookupError("a number was asked for, but for nothing")
    caller.remember(number_asked=True)
    return Go(after)
