"""Taking a message: at most three minutes, heard again and said again as often as the caller likes.

Whatever happens on the way, the latest complete take is kept: its row exists before the beep, and the task appears
with the first take, so that hanging up at any point only ends the conversation.
"""

from ivr import voicemail
from ivr.callbacks import intake, queue
from ivr.flows import number, words
from ivr.flows.answers import Answer, End, Go, Menu, Script, Take
from ivr.flows.caller import Caller

message = Script("message")


@message.step
def take(caller: Caller) -> Answer:
    """Everything that must be settled before the beep: a number to ring, and whether a matter is in hand."""
    if caller.number is None and not caller.call.facts.get("number_asked"):
        return number.ask_then(caller, "message.take")
    settled = caller.recall("join") or caller.recall("linked_to") or caller.recall("task")
    if settled is None and caller.call.topic != "complaint":
        if _in_hand(caller):
            return Go(in_hand)
        # Whoever keyed a number in has not shown that it is his: he hears nothing of its matters.
        if keyed := _open_matter_of(caller, caller.call.contact):
            caller.remember(linked_to=keyed.task_id)
    return Go(record)


def _in_hand(caller: Caller) -> queue.Promise | None:
    return _open_matter_of(caller, caller.call.caller)


def _open_matter_of(caller: Caller, number: str | None) -> queue.Promise | None:
    return queue.open_promise(caller.session, number, pretended=caller.call.pretended)


@message.step
def in_hand(caller: Caller) -> Answer:
    """A matter of this number is open. Firms share switchboard numbers: only the caller knows if this is the same."""
    open_matter = _in_hand(caller)
    if open_matter is None:
        return Go(record)
    return Menu(
        words.matter_in_hand(
            open_matter.due,
            caller.now,
            provisional=caller.expects(open_matter.due, open_matter.hotline),
            overseas=caller.from_overseas,
        ),
        keys={"1": belongs, "2": another},
        otherwise=Go(another),
    )


@message.step
def belongs(caller: Caller) -> Answer:
    """The message joins the open task."""
    open_matter = _in_hand(caller)
    caller.remember(join=open_matter.task_id if open_matter else None)
    return Go(record)


@message.step
def another(caller: Caller) -> Answer:
    """A matter of its own, linked to the open one."""
    open_matter = _in_hand(caller)
    caller.remember(linked_to=open_matter.task_id if open_matter else None)
    return Go(record)


@message.act
def record(caller: Caller) -> Answer:
    """The row first, then the beep."""
    again = caller.recall("message") is not None
    row = intake.begin(caller.session, caller.call, caller.matter(), caller.now)
    caller.remember(message=row.id)
    caller.call.notice = words.NOTICE_VERSION
    told = words.before_beep(caller.call.topic, caller.hotline.flow)
    return Take(
        words.before_beep_again() if again else told,
        message=row.id,
        then=recorded,
        nothing=nothing_heard,
    )


@message.act
def recorded(caller: Caller) -> Answer:
    """The recording ended. `Digits=hangup` means nobody hears the answer: it is a moment to save."""
    heard = intake.Take.posted(caller.form)
    taken = _present_take(caller)
    if heard is None:
        return Go(nothing_heard)
    task = intake.recorded(
        caller.session,
        caller.edition.hours,
        taken,
        caller.matter(),
        heard,
        source="action",
        now=caller.now,
    )
    caller.remember(task=task.id if task else None)
    return End() if heard.ended_by == "hangup" else Go(review)


@message.act
def nothing_heard(caller: Caller) -> Answer:
    """Say so and ask again; after the second silence the wish to be rung back still stands."""
    taken = _present_take(caller)
    intake.absent(caller.session, taken, now=caller.now)
    if caller.form.get("Digits") == "hangup":
        return End()
    if caller.count("nothing_heard") < 2:
        return Go(record, words.nothing_heard())
    return Go(done) if caller.recall("task") else Go(without_message)


@message.act
def without_message(caller: Caller) -> Answer:
    """No message, but somebody wanted us: ring back all the same, where there is a number to ring."""
    if caller.number is None:
        return End(words.goodbye())
    task = intake.take_on(caller.session, caller.edition.hours, caller.matter(why="no message"), caller.now)
    caller.remember(task=task.id)
    return Go(done)


@message.step
def review(caller: Caller) -> Answer:
    """Send, hear, say again. Hanging up sends as well."""
    return Menu(words.review(), keys={"1": done, "2": hear, "3": record}, otherwise=Go(done), trail=False)


@message.step
def hear(caller: Caller) -> Answer:
    """Play the latest take back, from the carrier's own copy."""
    return Go(
        review, words.playback(), audio=voicemail.carrier_audio(caller.system.carrier, _present_take(caller))
    )


@message.step
def done(caller: Caller) -> Answer:
    """The reference, when we ring and from which number; a look, so that `#` can repeat it."""
    promise = queue.promise(caller.session, caller.recall("task") or 0)
    if promise is None:
        return End(words.goodbye())
    said = words.done(
        promise.ref,
        promise.due,
        caller.now,
        caller.hotline.show_as,
        provisional=caller.expects(promise.due, promise.hotline),
        overseas=caller.from_overseas,
        urgent_line=caller.hotline.flow == "business",
    )
    return Menu(said, keys={"2": other_number}, otherwise=Go(finish), patient=False, trail=False)


@message.step
def other_number(caller: Caller) -> Answer:
    """Ring back somewhere else."""
    return number.ask_then(caller, "message.number_changed")


@message.act
def number_changed(caller: Caller) -> Answer:
    """The task learns the number, then says its promise again."""
    intake.change_contact(
        caller.session,
        caller.recall("task") or 0,
        contact=caller.call.contact,
        extension=caller.call.extension,
        now=caller.now,
    )
    return Go(done, words.number_changed())


@message.step
def finish(caller: Caller) -> Answer:
    """Good-bye."""
    return End(words.goodbye())


def _present_take(caller: Caller) -> voicemail.Voicemail:
    row = caller.session.get(voicemail.Voicemail, caller.recall("message") or 0)
    if row is None:
        raise LookupError("a recording ended, but no message was begun")
    return row
