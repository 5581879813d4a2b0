"""What an agent hears when his telephone rings for a waiting caller.

Only a key takes the call: whatever else picks up, a mobile's voicemail among them, gets no caller.
"""

from functools import partial

from ivr.calls import Call
from ivr.flows import leaving, recorded, words
from ivr.flows.answers import Answer, End, Go, JoinCaller, Menu, Script
from ivr.flows.caller import Caller
from ivr.waiting import offers

offer = Script("offer")


@offer.act
def answered(caller: Caller) -> Answer:
    """Somebody picked up."""
    return Go(asked if offers.answered(caller.session, caller.subject, caller.call.sid) else gone)


@offer.step
def asked(caller: Caller) -> Answer:
    """What it is about; 1 takes it, 2 passes it on, and so does silence."""
    waiting = offers.rings_for(caller.session, caller.subject)
    if waiting is None:
        return Go(gone)
    return Menu(
        words.page(caller.hotline.name, waiting.topic, urgent=waiting.urgent),
        keys={"1": accept, "2": decline},
        otherwise=Go(decline),
        trail=False,
    )


@offer.act
def accept(caller: Caller) -> Answer:
    """The caller is joined to this agent, if he is still there."""
    taken = offers.accept(caller.session, caller.subject, caller.real_now)
    if taken is None:
        return Go(gone)
    conversation = recorded.begin(caller, caller.session.get_one(Call, taken.call_id))
    return JoinCaller(f"call-{taken.call_id}", then=finished, conversation=conversation)


@offer.act
def decline(caller: Caller) -> Answer:
    """On to the next telephone."""
    if offers.end(caller.session, caller.subject, "declined", caller.real_now):
        caller.afterwards.append(partial(offers.match, caller.system))
    return End()


@offer.act
def gone(caller: Caller) -> Answer:
    """The caller hung up, or somebody else has him."""
    offers.end(caller.session, caller.subject, "gone", caller.real_now)
    return End(words.caller_gone())


@offer.act
def finished(caller: Caller) -> Answer:
    """The conversation is over, or it never began because the caller hung up in that second."""
    joined = caller.form.get("DialBridged") != "false" and caller.form.get("DialCallStatus") in (
        "completed",
        "answered",
    )
    recorded.ended(caller, joined=joined)
    missed = offers.parted(caller.session, caller.subject, caller.real_now, joined=joined)
    if missed is not None:
        caller.afterwards.append(partial(leaving.never_met, caller.system, missed))
    caller.afterwards.append(partial(offers.match, caller.system))
    return End() if joined else End(words.caller_gone())
