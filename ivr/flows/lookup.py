"""Looking a matter up by its reference: when we ring, urge, add a message, «already solved».

Nothing personal is ever spoken. From another number the last four digits of the contact number are asked as well, and
five wrong references end the menu.
"""

from datetime import timedelta

from ivr.callbacks import TaskState, acts, queue
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, Ask, End, Go, Menu, Script
from ivr.flows.caller import Caller

lookup = Script("lookup")

AT_ONCE = timedelta(minutes=10)
"""Urging again within this time tells the desk nothing new."""

MOST_WRONG = 5
"""Wrong references, or wrong last digits, before the menu ends for this call."""


@lookup.step
def ask(caller: Caller) -> Answer:
    """Eight digits."""
    if (caller.recall("wrong") or 0) >= MOST_WRONG:
        return Go(elsewhere, words.too_many_wrong())
    return Ask(words.enter_reference(), then=entered, otherwise=Go(elsewhere), most=8, exactly=True)


@lookup.step
def entered(caller: Caller) -> Answer:
    """Known from this number: say how it stands. From another: ask for proof."""
    found = queue.find(caller.session, caller.keys)
    if found is None:
        return _wrong(caller, Go(ask, words.reference_not_found()))
    caller.remember(asked=found.id)
    if caller.call.caller is not None and caller.call.caller in (found.caller, found.contact):
        return Go(status)
    return Go(last_four)


@lookup.step
def last_four(caller: Caller) -> Answer:
    """The end of the number we would ring."""
    return Ask(words.enter_last_four(), then=proven, otherwise=Go(elsewhere), most=4, exactly=True)


@lookup.step
def proven(caller: Caller) -> Answer:
    """Right digits show the matter; wrong ones count like a wrong reference."""
    found = queue.task(caller.session, caller.recall("asked") or 0)
    known = (found.contact or found.caller or "") if found else ""
    if len(caller.keys) == 4 and known.endswith(caller.keys):
        return Go(status)
    return _wrong(caller, Go(last_four, words.last_four_wrong()))


def _wrong(caller: Caller, again: Go) -> Go:
    if caller.count("wrong") < MOST_WRONG:
        return again
    caller.remember(asked=None)
    return Go(elsewhere, words.too_many_wrong())


@lookup.step
def status(caller: Caller) -> Answer:
    """How the matter stands, and what can be done about it."""
    promise = queue.promise(caller.session, caller.recall("asked") or 0)
    if promise is None:
        return Go(elsewhere, words.reference_not_found())
    if not promise.is_open:
        return Menu(
            words.already_resolved(), keys={"2": add}, otherwise=Go(finish), patient=False, trail=False
        )
    expected = caller.expects(promise.due, promise.hotline)
    said = words.status(promise.due, caller.now, provisional=expected, overseas=caller.from_overseas)
    if promise.state is TaskState.UNREACHABLE:
        said = words.unreachable()  # a supervisor decides when: nothing sooner is promised
    return Menu(
        said + words.status_menu(),
        keys={"1": urge, "2": add, "3": solved},
        otherwise=Go(finish),
        trail=False,
    )


@lookup.act
def urge(caller: Caller) -> Answer:
    """The person in charge sees that the customer presses for it; pressing again at once adds nothing."""
    pressed = queue.task(caller.session, caller.recall("asked") or 0)
    if pressed and pressed.urged_at and caller.now - pressed.urged_at < AT_ONCE:
        return Go(status, words.already_urged())
    acts.urge(caller.session, caller.recall("asked") or 0, actor="caller", now=caller.now)
    return Go(status, words.urged())


@lookup.step
def add(caller: Caller) -> Answer:
    """One more message for this matter."""
    caller.remember(join=caller.recall("asked"))
    return Go(SCRIPTS["message"].steps["message.take"])


@lookup.act
def solved(caller: Caller) -> Answer:
    """Already solved: no need to ring."""
    acts.solved_by_caller(caller.session, caller.recall("asked") or 0, now=caller.now)
    return End(words.closed_by_caller())


@lookup.step
def elsewhere(caller: Caller) -> Answer:
    """Back to where the call began."""
    return Go(SCRIPTS[caller.hotline.flow].steps[f"{caller.hotline.flow}.choose"])


@lookup.step
def finish(caller: Caller) -> Answer:
    """Good-bye."""
    return End(words.goodbye())
