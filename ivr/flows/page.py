"""What somebody on duty hears when he is rung for urgent matters that nobody has taken.

Two keys take them: 1 claims, and once he has heard the message 1 rings the customer and 2 keeps the matter for him to
follow up. Whatever else picks up, a mobile's voicemail among them, presses neither.
"""

from functools import partial

from sqlalchemy.orm import Session

from ivr import voicemail
from ivr.callbacks import CallbackError, Task, attempts, listening, listing, ringing, severity
from ivr.flows import words
from ivr.flows.answers import Answer, End, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.reporting import REMINDED, reporting
from ivr.flows.ringback import ringback
from ivr.flows.words.reporting import update_due
from ivr.people import User
from ivr.waiting import paged, pages
from ivr.waiting.tables import Page

page = Script("page")


@page.act
def answered(caller: Caller) -> Answer:
    """Somebody picked up."""
    return Go(asked if paged.answered(caller.session, caller.subject, caller.call.sid) else gone)


@page.step
def asked(caller: Caller) -> Answer:
    """What it is about, or how many matters; 1 takes them, 2 passes them on, and so does silence."""
    row = paged.live(caller.session, caller.subject)
    if row is not None and row.shift is not None:
        return Menu(words.test_page(), keys={"1": confirm}, otherwise=Go(decline), trail=False)
    if row is not None and row.incident_id is not None:
        keys = {"1": tell_now, "2": tell_later}
        return Menu(update_due(), keys=keys, otherwise=Go(decline), trail=False)
    wanting = paged.wanting(caller.session, caller.subject)
    if row is None or not wanting:
        return Go(gone)
    said = (
        words.pages(caller.hotline.name, len(wanting))
        if len(wanting) > 1
        else words.page(caller.hotline.name, wanting[0].topic, urgent=True)
    )
    return Menu(said, keys={"1": accept, "2": decline}, otherwise=Go(decline), trail=False)


@page.act
def accept(caller: Caller) -> Answer:
    """They are claimed for him, so that nobody else has them while he hears the first one's message."""
    first = severity.at(caller.session, caller.edition.hours, caller.real_now)
    taken = paged.accept(caller.session, caller.subject, caller.real_now, first)
    if not taken:
        return Go(gone)
    caller.remember(matter=taken[0].id)
    return Go(hear)


@page.act
def hear(caller: Caller) -> Answer:
    """The message of the matter that goes first, from the carrier's own copy, where there is one."""
    task = _matter(caller)
    message = _message(caller.session, task)
    heard = voicemail.carrier_audio(caller.system.carrier, message) if message else None
    if message is not None and heard is not None:
        row = caller.session.get_one(Page, caller.subject)
        user = caller.session.get_one(User, row.user_id)
        listening.listened(caller.session, task, message, user, caller.real_now)
    return Go(choose, words.matter(task.ref), audio=heard)


@page.step
def choose(caller: Caller) -> Answer:
    """1 rings the customer, 2 keeps it, 3 is the message again. Silence is no answer: the next one is rung."""
    return Menu(
        words.matter_menu(),
        keys={"1": connect, "2": keep, "3": hear},
        otherwise=Go(unconfirmed),
        trail=False,
    )


@page.act
def connect(caller: Caller) -> Answer:
    """The customer is rung, as in any ring-back; this leg is the agent's."""
    if not paged.keep(caller.session, caller.subject, caller.real_now):
        return Go(gone)
    task, row = _matter(caller), caller.session.get_one(Page, caller.subject)
    user = caller.session.get_one(User, row.user_id)
    try:
        attempt = attempts.start(
            caller.session,
            caller.edition.hours,
            task.id,
            user,
            key=f"page-{row.id}",
            account=ringing.account_of(caller.system, caller.session, task),
            now=caller.real_now,
        )
    except CallbackError:
        return End(words.matter_kept())  # there is no number to ring, or the customer rang again meanwhile
    attempts.agent_answered(caller.session, attempt.id, caller.call.sid, caller.real_now)
    caller.remember(subject=attempt.id)
    return Go(ringback.steps["ringback.connect"])


@page.act
def keep(caller: Caller) -> Answer:
    """He follows it up by himself, in the console."""
    if not paged.keep(caller.session, caller.subject, caller.real_now):
        return Go(gone)
    caller.afterwards.append(partial(pages.page_due, caller.system))
    return End(words.matter_kept())


@page.act
def unconfirmed(caller: Caller) -> Answer:
    """He pressed 1 and nothing more: it is given back, and the next one is rung."""
    _over(caller)
    return End(words.matter_unconfirmed())


@page.act
def confirm(caller: Caller) -> Answer:
    """It was a test, and he can be reached."""
    if not paged.confirm(caller.session, caller.subject, caller.real_now):
        return Go(gone)
    return End(words.test_done())


@page.act
def tell_now(caller: Caller) -> Answer:
    """The owner of an incident gives its update on the spot: we dialled his telephone, so it is him."""
    if not paged.confirm(caller.session, caller.subject, caller.real_now):
        return Go(gone)
    row = caller.session.get_one(Page, caller.subject)
    caller.remember(**{REMINDED: row.user_id}, report_act="update", report_id=row.incident_id)
    return Go(reporting.steps["reporting.when"])


@page.act
def tell_later(caller: Caller) -> Answer:
    """He knows; he is reminded again."""
    paged.confirm(caller.session, caller.subject, caller.real_now)
    return End(words.farewell())


@page.act
def decline(caller: Caller) -> Answer:
    """On to the next telephone."""
    _over(caller)
    return End()


@page.act
def gone(caller: Caller) -> Answer:
    """A colleague has it, or it is done with."""
    paged.end(caller.session, caller.subject, "gone", caller.real_now)
    return End(words.taken_by_another())


def _over(caller: Caller) -> None:
    if paged.end(caller.session, caller.subject, "declined", caller.real_now):
        caller.afterwards.append(partial(pages.page_due, caller.system))


def _matter(caller: Caller) -> Task:
    return caller.session.get_one(Task, caller.recall("matter"))


def _message(session: Session, task: Task) -> voicemail.Voicemail | None:
    """The latest message of a matter that can be heard."""
    heard = listing.messages(session, [task]).get(task.id, [])
    return next((row for row in reversed(heard) if row.recording_sid), None)
