"""What a customer hears whom we ring back: who rings, then the agent, and afterwards how it was.

His leg is a call of its own. The agent waits in a queue from which it takes him, so that the customer stays on the line
when the agent hangs up.
"""

from ivr.callbacks import attempts, rating, ringing
from ivr.callbacks.aftercare import Score
from ivr.flows import recorded, words
from ivr.flows.answers import Answer, End, Go, JoinCaller, Menu, Script
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
    if caller.hotline.record:
        attempts.told_of_recording(caller.session, caller.subject, words.NOTICE_VERSION)
        caller.call.notice = words.NOTICE_VERSION
        recorded.begin(caller, caller.call)
    return Go(join, words.notice(recorded=caller.hotline.record))


@returned.step
def join(caller: Caller) -> Answer:
    """The agent who waits for him."""
    return JoinCaller(
        ringing.line_of(caller.subject), then=parted, conversation=caller.recall("conversation")
    )


@returned.act
def parted(caller: Caller) -> Answer:
    """One of the two hung up; or the agent was gone before they were joined."""
    form = caller.form
    spoke = form.get("DialBridged") != "false" and form.get("DialCallStatus") in ("completed", "answered")
    recorded.ended(caller, joined=spoke)
    attempts.customer_ended(
        caller.session,
        caller.edition.hours,
        caller.subject,
        status="completed" if spoke else "no-answer",
        seconds=int(seconds) if (seconds := form.get("DialCallDuration", "")).isdecimal() else None,
        now=caller.real_now,
    )
    if not spoke:
        return End(words.agent_gone())
    if form.get("CallStatus") == "in-progress" and rating.ask(
        caller.session, caller.subject, caller.real_now
    ):
        return Go(rate)
    return End()


@returned.step
def rate(caller: Caller) -> Answer:
    """How it was; a wrong key or silence is asked about once more."""
    return Menu(
        words.rate(), keys={"1": satisfied, "2": fair, "3": dissatisfied}, otherwise=Go(unrated), trail=False
    )


@returned.step
def unrated(caller: Caller) -> Answer:
    """He need not say."""
    return End(words.farewell())


@returned.act
def satisfied(caller: Caller) -> Answer:
    return _rated(caller, Score.SATISFIED)


@returned.act
def fair(caller: Caller) -> Answer:
    return _rated(caller, Score.FAIR)


@returned.act
def dissatisfied(caller: Caller) -> Answer:
    return _rated(caller, Score.DISSATISFIED)


def _rated(caller: Caller, score: Score) -> Answer:
    hours = caller.system.book.current(caller.session).hours
    rating.give(caller.session, hours, caller.subject, score, caller.real_now)
    return End(words.rated())
