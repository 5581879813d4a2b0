"""What a caller hears before the menu while something is broken for many: one key counts him among the affected.

However many ring, it is one matter: nobody has to wait for a person to say so, and everybody who pressed the key is
told when it is over (:mod:`ivr.waiting.telling`), or when he rings again before that.
"""

from functools import partial

from ivr import contacts, incidents, voicemail
from ivr.callbacks import intake
from ivr.flows import number, words
from ivr.flows.answers import SCRIPTS, Answer, End, Go, Menu, Script, Step, Take
from ivr.flows.caller import Caller
from ivr.flows.phrases import NOTHING, Phrase
from ivr.incidents import Bulletin, Incident, registering
from ivr.voicemail import MessageState, Voicemail

incident = Script("incident")

LONGEST_NAME = 20
"""Seconds in which a caller says who he is."""


def before(caller: Caller, greeting: Phrase) -> Go:
    """From the greeting to the menu of the dialled hotline, by way of what is broken or has just been repaired.

    Only within a step that acts: who is told here is not rung any more.
    """
    met = registering.met(caller.session, caller.call.caller, pretended=caller.call.pretended)
    over = [own for row, own in met if own is not None and row.closed is not None]
    for each in over:
        leg, account = each.leg_sid, each.account
        if registering.told(caller.session, each.id, "rang", caller.real_now) and leg is not None:
            caller.afterwards.append(partial(caller.system.carrier.hang_up, account, leg))
    said = greeting + (words.incident_over() if over else NOTHING)
    here = [(row, own) for row, own in met if row.closed is None and caller.call.hotline in row.hotlines]
    for _, own in here:
        if own is not None:
            registering.rang_again(caller.session, own)
    if not here:
        return Go(_menu(caller), said)
    caller.remember(incident=here[0][0].id)
    return Go(told, said)


def passed_on(caller: Caller, on: Go) -> Go:
    """To `on`, from the line that was dialled: by way of what is broken on the one that serves the caller now, where he
    has not heard it on the other."""
    found = incidents.open_ones(caller.session, caller.call.hotline)
    news = next((each for each in found if caller.call.dialled not in each.hotlines), None)
    if news is None:
        return on
    caller.remember(incident=news.id)
    return Go(told, on.words)


@incident.step
def told(caller: Caller) -> Answer:
    """What is broken: as it was dictated or handed in, else in a sentence of ours."""
    row = _present(caller)
    if row is None:
        return Go(press_on)
    spoken = address(caller, incidents.latest(caller.session, row))
    return Go(choose, NOTHING if spoken else words.incident(row.what), audio=spoken)


@incident.step
def choose(caller: Caller) -> Answer:
    """When there will be news; 1 counts him among the affected, 0 or nothing is another matter."""
    row = _present(caller)
    if row is None:
        return Go(press_on)
    if registering.of(caller.session, row.id, caller.call) is not None:
        return Go(noted, words.incident_news(row.next_update, caller.real_now))
    return Menu(
        words.incident_menu(row.next_update, caller.real_now),
        keys={"1": register, "0": press_on, "9": other_language, "#": told},
        otherwise=Go(press_on),
        patient=False,
    )


@incident.step
def other_language(caller: Caller) -> Answer:
    """The same from the beginning, in the other language."""
    caller.call.language = "en" if caller.call.language == "zh" else "zh"
    return Go(told)


@incident.act
def register(caller: Caller) -> Answer:
    """He is on the list. Whoever hides his number is asked for one; who is a stranger may say who he is."""
    row = _present(caller)
    if row is None:
        return Go(press_on)
    if caller.number is None and not caller.call.facts.get("number_asked"):
        return number.ask_then(caller, "incident.register")
    registered = registering.register(caller.session, row, caller.call, now=caller.real_now)
    known = contacts.known(caller.session, [caller.number]).who(caller.number, caller.call.extension)
    if known is not None or registered.voicemail_id is not None:
        return Go(noted)
    return Go(who)


@incident.act
def who(caller: Caller) -> Answer:
    """A stranger says his firm and his name; he is on the list whether he does or not."""
    row = _present(caller)
    registered = registering.of(caller.session, row.id, caller.call) if row else None
    if registered is None:
        return Go(press_on)
    taken = voicemail.begin(caller.session, caller.call, now=caller.now, dictated=True)
    registered.voicemail_id = taken.id
    caller.remember(message=taken.id)
    caller.call.notice = words.NOTICE_VERSION
    return Take(words.say_firm(), message=taken.id, then=said_who, nothing=noted, most=LONGEST_NAME)


@incident.act
def said_who(caller: Caller) -> Answer:
    """What he said is kept with his registration; nothing is owed for it."""
    taken, heard = present_take(caller), intake.Take.posted(caller.form)
    if heard is None:
        intake.absent(caller.session, taken, now=caller.now)
        return Go(noted)
    keep(caller, taken, heard)
    return End() if heard.ended_by == "hangup" else Go(noted)


@incident.step
def noted(caller: Caller) -> Answer:
    """He is told when it is over; 0 is another matter."""
    own = registering.of(caller.session, caller.recall("incident") or 0, caller.call)
    return Menu(
        words.incident_noted_menu(reachable=own is None or own.number is not None),
        keys={"0": press_on, "9": other_language, "#": noted},
        otherwise=Go(finish),
        patient=False,
        trail=False,
    )


@incident.step
def finish(caller: Caller) -> Answer:
    """Good-bye; of what else is broken he hears first."""
    other = _next(caller, caller.recall("incident"))
    if other is None:
        return End(words.goodbye())
    caller.remember(incident=other.id)
    return Go(told)


@incident.step
def press_on(caller: Caller) -> Answer:
    """Another matter: the next thing that is broken, or the menu."""
    other = _next(caller, caller.recall("incident"))
    if other is None:
        return Go(_menu(caller))
    caller.remember(incident=other.id)
    return Go(told)


def address(caller: Caller, bulletin: Bulletin) -> str | None:
    """Where the carrier finds what was dictated or handed in for a bulletin; None where nothing was.

    It is in Chinese: whoever chose English hears the standard sentence instead.
    """
    if caller.language != "zh":
        return None
    if bulletin.clip is not None:
        return bulletin.clip
    taken = caller.session.get(Voicemail, bulletin.voicemail_id or 0)
    if taken is None or taken.state in (MessageState.PURGED, MessageState.EMPTY):
        return None
    if taken.account != caller.call.account:
        return None  # one carrier does not reach what another one keeps
    return voicemail.carrier_audio(caller.system.carrier, taken)


def present_take(caller: Caller) -> Voicemail:
    """The recording that was begun in this call."""
    return caller.session.get_one(Voicemail, caller.recall("message") or 0)


def keep(caller: Caller, taken: Voicemail, heard: intake.Take) -> None:
    """What was dictated is there."""
    intake.recorded(
        caller.session,
        caller.edition.hours,
        taken,
        caller.matter(),
        heard,
        source="action",
        now=caller.now,
    )


def _present(caller: Caller) -> Incident | None:
    """The incident that is spoken of, while it lasts."""
    row = caller.session.get(Incident, caller.recall("incident") or 0)
    return row if row is not None and row.closed is None else None


def _next(caller: Caller, after: int | None) -> Incident | None:
    """The newest thing that is broken on this line, or the next one after it."""
    found = incidents.open_ones(caller.session, caller.call.hotline)
    return next((each for each in found if after is None or each.id < after), None)


def _menu(caller: Caller) -> Step:
    flow = caller.hotline.flow
    return SCRIPTS[flow].steps[f"{flow}.choose"]
