"""Ringing a customer back: the agent's telephone first, «press 1», then the customer.

The customer's leg is a call of its own (:mod:`ivr.flows.returned`). The attempt's outcome comes from the call's
own end, and the agent may correct it afterwards.
"""

from collections.abc import Callable
from functools import partial

from ivr.callbacks import Attempt, Outcome, attempts, ringing
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, End, Go, Hold, Leave, Menu, Script, Wait, heard_in_a_queue
from ivr.flows.caller import Caller
from ivr.flows.phrases import NOTHING, Phrase
from ivr.flows.words.pocket import tried_again

ringback = Script("ringback")

_SAID: dict[str | None, Callable[[], Phrase]] = {
    Outcome.REACHED: words.goodbye,
    Outcome.NO_ANSWER: words.customer_no_answer,
    Outcome.BUSY: words.customer_busy,
    Outcome.SWITCHED_OFF: words.customer_off,
}
"""What the agent hears when the customer's leg is over."""


@ringback.act
def answered(caller: Caller) -> Answer:
    """The agent's telephone picked up."""
    attempts.agent_answered(caller.session, caller.subject, caller.call.sid, caller.real_now)
    return Go(asked)


@ringback.step
def asked(caller: Caller) -> Answer:
    """Which task; 1 rings the customer. A mobile's voicemail presses nothing."""
    attempt = attempts.live(caller.session, caller.subject)
    if attempt is None:
        return End()
    return Menu(words.ring_back(attempt.task.ref), keys={"1": connect}, otherwise=Go(not_taken), trail=False)


@ringback.act
def connect(caller: Caller) -> Answer:
    """The customer's telephone rings, with the hotline's number shown; the agent waits for him in a queue."""
    attempt = attempts.agent_accepted(caller.session, caller.subject, caller.real_now)
    if attempt is None or attempt.number is None:
        return Go(not_taken)
    rings = partial(ringing.ring_customer, caller.system, attempt.id, shown=caller.hotline.show_as)
    caller.afterwards.append(rings)
    return Wait(ringing.line_of(attempt.id), during=wait, then=finished)


@heard_in_a_queue
@ringback.step
def wait(caller: Caller) -> Answer:
    """A few seconds of the ring-back tone, until the customer is joined or surely will not be."""
    attempt = attempts.live(caller.session, caller.subject)
    if attempt is None or attempt.lease_until <= caller.real_now:
        return Leave()
    return Hold(NOTHING if caller.recall("held") else words.connecting(), keys={})


@ringback.act
def not_taken(caller: Caller) -> Answer:
    """The agent did not press 1: nobody was rung."""
    attempts.abandoned(caller.session, caller.subject, caller.real_now)
    return End()


@ringback.act
def finished(caller: Caller) -> Answer:
    """The agent is out of the queue: they spoke, the customer was not reached, or the agent did not wait for him."""
    alone = attempts.agent_ended(
        caller.session,
        caller.edition.hours,
        caller.subject,
        status="completed",
        joined="bridged" in caller.form.get("QueueResult", ""),
        now=caller.real_now,
    )
    if alone:
        caller.afterwards.append(partial(ringing.let_go, caller.system, caller.subject))
    return Go(over)


@ringback.step
def over(caller: Caller) -> Answer:
    """How it went, to an agent who is still on the line; one who works by telephone says what is to follow."""
    attempt = caller.session.get_one(Attempt, caller.subject)
    said = _SAID[outcome]() if (outcome := attempt.outcome) in _SAID else words.customer_not_reached()
    if not caller.call.facts.get("pocket_rang"):
        return End(said)
    pocket = SCRIPTS["pocket"].steps
    if outcome == Outcome.REACHED:
        return Go(pocket["pocket.rang"])
    return Go(pocket["pocket.menu"], said + tried_again())
