"""Ringing a customer back: the agent's telephone first, «press 1», then the customer.

The customer hears who rings and that it is recorded before he is joined; the attempt's outcome comes from the call's
own end, and the agent may correct it afterwards.
"""

from ivr.callbacks import Outcome, attempts
from ivr.flows import words
from ivr.flows.answers import Answer, End, Go, JoinCustomer, Menu, Script
from ivr.flows.caller import Caller

ringback = Script("ringback")

_SAID = {
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
    """The customer's telephone, with the hotline's number shown."""
    attempt = attempts.agent_accepted(caller.session, caller.subject, caller.real_now)
    if attempt is None or attempt.number is None:
        return Go(not_taken)
    base = f"{caller.system.settings.public_url}/voice/ring-backs/{attempt.id}"
    return JoinCustomer(
        attempt.number,
        shown=caller.hotline.show_as,
        notice_url=f"{base}/notice",
        status_url=f"{base}/customer",
        then=finished,
        words=words.connecting(),
    )


@ringback.act
def not_taken(caller: Caller) -> Answer:
    """The agent did not press 1: nobody was rung."""
    attempts.abandoned(caller.session, caller.subject, caller.real_now)
    return End()


@ringback.act
def finished(caller: Caller) -> Answer:
    """The customer's leg ended; the carrier says how."""
    outcome = attempts.customer_ended(
        caller.session,
        caller.edition.hours,
        caller.subject,
        status=caller.form.get("DialCallStatus", "failed"),
        seconds=int(seconds) if (seconds := caller.form.get("DialCallDuration", "")).isdecimal() else 0,
        now=caller.real_now,
    )
    return End(_SAID[outcome]() if outcome in _SAID else words.customer_not_reached())
