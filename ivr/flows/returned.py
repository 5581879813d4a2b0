"""What a customer hears whom we ring back: who rings, then the agent, and afterwards how it was.

His leg is a call of its own. The agent waits in a queue from which it takes him, so that the customer stays on the line
when the agent hangs up.
"""

from ivr.callbacks import attempts, ringing
from ivr.flows import words
from ivr.flows.answers import Answer, End, Go, JoinCaller, Script
from ivr.flows.caller import Caller

returned = Script("returned")


@returned.act
def answered(caller: Caller) -> Answer:
    """The customer picked up: who rings, and that it is recorded, before the agent is joined."""
    caller.call.language = attempts.customer_answered(
        caller.session, caller.subject, caller.call.sid, caller.real_now
    )
    if attempts.live(caller.session, caller.subject) is None:
        return End(words.agent_gone())
    return Go(join, words.notice(recorded=caller.hotline.record))


@returned.step
def join(caller: Caller) -> Answer:
    """The agent who waits for him."""
    return JoinCaller(ringing.line_of(caller.subject), then=parted)


@returned.act
def parted(caller: Caller) -> Answer:
    """One of the two hung up; or the agent was gone before they were joined."""
    form = caller.form
    spoke = form.get("DialBridged") != "false" and form.get("DialCallStatus") in ("completed", "answered")
    attempts.customer_ended(
        caller.session,
        caller.edition.hours,
        caller.subject,
        status="completed" if spoke else "no-answer",
        seconds=int(seconds) if (seconds := form.get("DialCallDuration", "")).isdecimal() else None,
        now=caller.real_now,
    )
    return End() if spoke else End(words.agent_gone())
