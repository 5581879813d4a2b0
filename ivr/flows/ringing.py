"""Ringing a desk: one telephone at a time while the caller waits in a queue of his own.

What follows when nobody takes the call is the desk's own rule: a menu with message, callback and waiting on, or, on the
round-the-clock lines, a second round and then an urgent task.
"""

from datetime import timedelta
from functools import partial

from ivr.callbacks import intake
from ivr.flows import number, words
from ivr.flows.answers import (
    SCRIPTS,
    Answer,
    End,
    Go,
    Hold,
    Leave,
    Menu,
    Script,
    Step,
    Wait,
    heard_in_a_queue,
)  # fmt: skip
from ivr.flows.caller import Caller
from ivr.flows.message import message
from ivr.flows.phrases import NOTHING, Phrase
from ivr.flows.shut import shut
from ivr.hours import Desk
from ivr.waiting import agents, expected, line, offers

ringing = Script("ringing")

LONGEST_WAIT = timedelta(minutes=10)
"""How long a caller may wait on at an office desk before a message is taken."""

MOST_IN_VAIN = 5
"""How often he may ask for it while the desk has nobody who could be rung."""

LONGEST_HOLD = 6
"""Seconds of one hold: the ring-back tone, and a moment to press a key."""

ANNOUNCE_EVERY = 5
"""Waiting words are said every fifth hold, about each half minute (SCRIPTS.md)."""

take_message = message.steps["message.take"]
closed = shut.steps["shut.duty"]


def _desk(caller: Caller) -> Desk:
    return caller.edition.schedule.desks[caller.hotline.desk]


def _rota(caller: Caller) -> agents.Rota:
    """Whose telephones may ring for him, by what is in force now."""
    hours = caller.system.book.current(caller.session).hours
    return agents.rota(caller.session, hours, caller.hotline.desk, caller.call.hotline, caller.now)


def _urgent(caller: Caller) -> bool:
    return _desk(caller).then == "urgent"


@ringing.step
def person(caller: Caller) -> Answer:
    """The key 0 of every menu: a person, or while nobody is there a message."""
    if caller.is_open:
        return Go(ring, words.to_a_person())
    return Go(take_message, words.leave_a_message())


@ringing.act
def ring(caller: Caller) -> Answer:
    """Into the line, where telephones ring for him; straight on when there is nobody to ring."""
    if caller.call.topic == "complaint":
        caller.call.topic = "enquiry"  # the desk a complaint is about is not told of it
    if _urgent(caller) and not caller.is_open:
        return Go(closed)
    caller.call.asked = caller.call.asked or caller.now
    caller.call.desk = caller.hotline.desk
    if not agents.anyone(caller.session, _rota(caller)):
        return Go(nobody if _urgent(caller) else busy)
    row = line.join(
        caller.session,
        caller.call,
        caller.hotline,
        _desk(caller),
        urgent=_urgent(caller),
        exchange=caller.system.exchange,
        now=caller.real_now,
    )
    caller.remember(chosen=None)
    if row.round == 1 or _urgent(caller):
        caller.remember(held=0)
    else:
        caller.count("held")  # the half minutes are counted on, with the hold in which the last round ended
    connecting = words.transferring() if row.round == 1 else NOTHING
    return Wait(f"call-{caller.call.id}", during=in_queue, then=left, words=connecting)


def about(script: Script, topic: str) -> Step:
    """A step of `script` called after `topic`: the call is about that, and the desk is rung."""

    def choose(caller: Caller) -> Answer:
        caller.call.topic = topic
        return Go(ring)

    choose.__name__ = topic
    return script.step(choose)


@heard_in_a_queue
@ringing.act
def in_queue(caller: Caller) -> Answer:
    """He waits in the carrier's queue, so that whoever takes him finds him there: telephones may ring."""
    line.queued(caller.session, caller.call.id, _desk(caller), caller.real_now)
    return Go(hold)


@heard_in_a_queue
@ringing.step
def hold(caller: Caller) -> Answer:
    """A few seconds of waiting; asked again until somebody takes the call or the round is over."""
    stands = line.standing(caller.session, caller.call.id, caller.real_now, _rota(caller))
    if stands.over:
        return Leave()
    caller.afterwards.append(partial(offers.match, caller.system))
    keys = {"1": choose_message} if _urgent(caller) else {"1": choose_message, "2": choose_callback}
    words_now, left = _waiting_words(caller, stands.ahead), round(stands.remaining.total_seconds())
    if left >= LONGEST_HOLD:
        return Hold(words_now, keys=keys)
    return Hold(words_now, keys=keys, seconds=max(1, left), tone=False)


def _waiting_words(caller: Caller, ahead: int) -> Phrase:
    row = line.of(caller.session, caller.call.id)
    held = caller.recall("held") or 0
    if held % ANNOUNCE_EVERY or row is None:
        return NOTHING
    if row.round == 1 and not held:
        return NOTHING
    if _urgent(caller):
        return words.second_round() if row.round > 1 else NOTHING
    wait = expected.wait(caller.session, row, ahead, caller.real_now)
    return words.waiting(ahead, wait.total_seconds() / 60 if wait else None)


@ringing.step
def choose_message(caller: Caller) -> Answer:
    """Out of the line, to leave a message."""
    caller.remember(chosen="message")
    return Leave()


@ringing.step
def choose_callback(caller: Caller) -> Answer:
    """Out of the line, to be rung back; the place is kept."""
    caller.remember(chosen="callback")
    return Leave()


@ringing.act
def left(caller: Caller) -> Answer:
    """The caller is out of the queue: taken, gone, by his own choice, or because the round was over."""
    result = caller.form.get("QueueResult", "error")
    result = "bridged" if "bridg" in result else result[:16]  # also «bridging-in-process»
    row = line.leave(caller.session, caller.call.id, result, caller.real_now)
    if result == "hangup":
        line.never_joined(caller.session, caller.call.id, caller.real_now)
    for account, leg in offers.cancel(caller.session, caller.call.id, caller.real_now):
        caller.afterwards.append(partial(caller.system.carrier.hang_up, account, leg))
    if result in ("bridged", "hangup"):
        return End()
    match caller.call.facts.get("chosen"):
        case "message":
            # Round the clock it is as urgent as for who waited to the end, or who hung up.
            return Go(nobody if _urgent(caller) else take_message)
        case "callback":
            return Go(callback)
    if not _urgent(caller):
        # The choice is offered once; whoever waits on hears it with his place in the line (SCRIPTS.md, «Waiting»).
        return Go(wait_on if row and row.round > 1 else busy)
    return Go(ring) if row and row.round < _desk(caller).rounds else Go(nobody)


@ringing.step
def busy(caller: Caller) -> Answer:
    """Nobody took it: message, callback, or wait on."""
    if not caller.is_open:
        return Go(SCRIPTS[caller.hotline.flow].steps[f"{caller.hotline.flow}.choose"])
    return Menu(
        words.busy(),
        keys={"1": take_message, "2": callback, "0": wait_on},
        otherwise=Go(wait_on),
        patient=False,
        trail=False,
    )


@ringing.step
def wait_on(caller: Caller) -> Answer:
    """Another round, but not for ever, and not beyond closing time."""
    if not caller.is_open:
        return Go(SCRIPTS[caller.hotline.flow].steps[f"{caller.hotline.flow}.choose"])
    asked, somebody = caller.call.asked or caller.now, agents.anyone(caller.session, _rota(caller))
    in_vain = not somebody and caller.count("waited_on") >= MOST_IN_VAIN
    if in_vain or caller.now - asked >= LONGEST_WAIT:
        return Go(take_message, words.leave_a_message())
    return Go(ring)


@ringing.act
def callback(caller: Caller) -> Answer:
    """We ring back; the task enters the order where the caller stood."""
    if caller.number is None:
        if caller.call.facts.get("number_asked"):
            return Go(take_message, words.leave_a_message())
        return number.ask_then(caller, "ringing.callback")
    row = line.of(caller.session, caller.call.id)
    entered = row.entered + caller.call.offset if row else None
    matter = caller.matter(entered=entered, why="callback")
    task = intake.take_on(caller.session, caller.edition.hours, matter, caller.now)
    caller.remember(task=task.id)
    return Go(message.steps["message.done"])


@ringing.act
def nobody(caller: Caller) -> Answer:
    """Round the clock, and nobody took it: urgent, with or without a message."""
    matter = caller.matter(urgent=True, why="nobody answered")
    task = intake.take_on(caller.session, caller.edition.hours, matter, caller.now)
    caller.remember(task=task.id)
    return Go(take_message, words.nobody(caller.hotline.call_back_within.total_seconds() / 60))
