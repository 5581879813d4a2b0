"""What somebody hears whom we ring because what he registered for is over.

Only a key says that he has heard it; a mobile's voicemail presses none, and is rung again.
"""

from ivr.flows import incident, words
from ivr.flows.answers import Answer, End, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.incidents import Incident, latest, registering
from ivr.waiting import telling as waves

telling = Script("telling")


@telling.act
def answered(caller: Caller) -> Answer:
    """Something picked up."""
    row = waves.answered(caller.session, caller.subject, caller.call.sid, caller.real_now)
    if row is None:
        return End()  # he rang by himself in that second, and has heard it
    caller.call.language = row.language
    return Go(said)


@telling.step
def said(caller: Caller) -> Answer:
    """That it is over, and what was dictated about it."""
    row = waves.live(caller.session, caller.subject)
    if row is None:
        return End(words.farewell())
    closing = latest(caller.session, caller.session.get_one(Incident, row.incident_id))
    return Go(asked, words.calling_about_incident(), audio=incident.address(caller, closing))


@telling.step
def asked(caller: Caller) -> Answer:
    """1 has heard it, 2 is not out of trouble, # is all of it again. Silence is no answer."""
    return Menu(
        words.incident_over_menu(),
        keys={"1": heard, "2": still_broken, "#": said},
        otherwise=Go(unheard),
        trail=False,
    )


@telling.act
def heard(caller: Caller) -> Answer:
    """He knows."""
    registering.told(caller.session, caller.subject, "called", caller.real_now)
    return End(words.farewell())


@telling.act
def still_broken(caller: Caller) -> Answer:
    """He knows, and it is not over for him: an urgent task, once. Only of a desk that is answered round the clock it is
    said that whoever is on duty is called."""
    row = registering.told(caller.session, caller.subject, "called", caller.real_now)
    if row is None:
        return End(words.farewell())
    now = caller.real_now
    task = waves.owe(caller.session, caller.system, row.id, urgent=True, why=waves.STILL_BROKEN, now=now)
    if caller.edition.schedule.desks[caller.hotline.desk].then == "urgent":
        return End(words.nobody(caller.hotline.call_back_within.total_seconds() / 60))
    return End(words.promised(task.due if task else None, now, caller.hotline.show_as))


@telling.act
def unheard(caller: Caller) -> Answer:
    """Nobody pressed a key: he is rung again."""
    waves.over(caller.session, caller.system, caller.subject, "unconfirmed", caller.real_now)
    return End(words.farewell())
