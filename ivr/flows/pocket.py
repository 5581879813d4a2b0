"""The desk in a pocket: from a known telephone, with a PIN, an engineer does what he would do at his desk.

What waits is heard one after another, as the queue has it; he rings back with the hotline's number, closes with what
became of it, and all of it is in the tasks' history as if he had done it in the console.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from ivr import voicemail
from ivr.callbacks import (
    Attempt,
    CallbackError,
    Outcome,
    Task,
    TaskState,
    Viewer,
    acts,
    attempts,
    claims,
    listening,
    listing,
    queue,
    severity,
)
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, End, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.phrases import Phrase
from ivr.flows.reporting import author
from ivr.flows.words import office as hours_words
from ivr.flows.words import pocket as said
from ivr.people import Role, User

pocket = Script("pocket")

BY_TELEPHONE = "电话办结"
"""The note with which a task is closed by telephone: colleagues read it."""
RUNG_BY_TELEPHONE = "值班人员用电话回拨"
"""The reason that is kept where he rings outside opening time."""

Act = Callable[[Task, User], None]


def _back(caller: Caller) -> Go:
    flow = caller.hotline.flow
    return Go(SCRIPTS[flow].steps[f"{flow}.choose"])


def _door(script: str, step: str) -> Go:
    return Go(SCRIPTS[script].steps[f"{script}.{step}"])


@pocket.step
def menu(caller: Caller) -> Answer:
    """Tasks, duty, incidents, and the hours, or answering from home for whoever may not change them."""
    user = author(caller)
    if user is None:
        return _back(caller)
    return Menu(
        said.pocket_menu(hours=user.role == Role.SUPERVISOR),
        keys={"1": tasks, "2": duty, "3": incident, "4": hours},
        # Not back to the hotline: there his own colleagues would be rung for him.
        otherwise=Go(goodbye),
    )


@pocket.step
def goodbye(caller: Caller) -> Answer:
    """He is done."""
    return End(words.farewell())


@pocket.step
def duty(caller: Caller) -> Answer:
    """Taking duty over, or handing it over."""
    return _door("handing", "start")


@pocket.step
def incident(caller: Caller) -> Answer:
    """Something that is broken for many."""
    return _door("reporting", "start")


@pocket.step
def hours(caller: Caller) -> Answer:
    """Supervisors change the hours; engineers have their line answered from home."""
    user = author(caller)
    return _door("office", "menu" if user and user.role == Role.SUPERVISOR else "from_home_here")


# The waiting tasks, one after another


@pocket.step
def tasks(caller: Caller) -> Answer:
    """How many there are, then the first."""
    waiting = _waiting(caller)
    caller.remember(pocket_task=waiting[0].id if waiting else None)
    return Go(hear, said.tasks_waiting(len(waiting))) if waiting else Go(menu, said.no_task())


@pocket.act
def hear(caller: Caller) -> Answer:
    """Which task, what about, when it is due, and its message from the carrier's own copy; that he listened is written
    down first."""
    task, user = _task(caller), author(caller)
    if task is None or user is None:
        return Go(menu, said.task_taken())
    heard = listing.messages(caller.session, [task]).get(task.id, [])
    message = next((row for row in reversed(heard) if row.recording_sid), None)
    line = caller.system.book.current(caller.session).schedule.hotlines.get(task.hotline, caller.hotline)
    spoken = said.pocket_task(
        task.ref, line.name, task.topic, urgent=task.urgent, due=task.due, now=caller.now
    )
    # One carrier does not reach what another one keeps.
    reached = message is not None and message.account == caller.call.account
    audio = voicemail.carrier_audio(caller.system.carrier, message) if message and reached else None
    if message is not None and audio is not None:
        listening.listened(caller.session, task, message, user, caller.real_now)
    return Go(choose, spoken, audio=audio)


@pocket.step
def choose(caller: Caller) -> Answer:
    """1 rings the customer, 2 closes it, 3 keeps it, 4 is the next one, # the message again."""
    keys = {"1": ring_back, "2": close, "3": keep, "4": following, "#": hear}
    return Menu(said.pocket_task_menu(), keys=keys, otherwise=Go(menu), trail=False)


@pocket.step
def following(caller: Caller) -> Answer:
    """The next one in the queue's order."""
    waiting = [task.id for task in _waiting(caller)]
    now_at = caller.recall("pocket_task")
    place = waiting.index(now_at) + 1 if now_at in waiting else 0
    if place >= len(waiting):
        return Go(menu, said.no_more_tasks())
    caller.remember(pocket_task=waiting[place])
    return Go(hear)


@pocket.act
def keep(caller: Caller) -> Answer:
    """It is his until the lease runs out, as in the console."""
    return Go(menu, said.task_kept()) if _claim(caller) else Go(following, said.task_taken())


@pocket.act
def ring_back(caller: Caller) -> Answer:
    """The customer is rung with the hotline's number; this call is the agent's leg."""
    task = _claim(caller)
    user = author(caller)
    if task is None or user is None:
        return Go(following, said.task_taken())
    try:
        attempt = attempts.start(
            caller.session,
            caller.system.book.current(caller.session).hours,
            task.id,
            user,
            key=f"pocket-{caller.call.id}-{caller.call.visit}",
            account=caller.call.account,
            now=caller.real_now,
            reason=RUNG_BY_TELEPHONE,
        )
    except CallbackError:
        return Go(choose, hours_words.not_possible())  # there is no number to ring, or he is being rung
    attempts.agent_answered(caller.session, attempt.id, caller.call.sid, caller.real_now)
    caller.remember(subject=attempt.id, pocket_rang=True)
    return _door("ringback", "connect")


@pocket.step
def rang(caller: Caller) -> Answer:
    """How it went, by the one who spoke to the customer, or to a voicemail. Who was not reached is tried again by
    itself, and is not asked about."""
    return Menu(
        said.how_it_went(),
        keys={"1": settled, "2": later, "3": unnecessary, "4": not_reached},
        otherwise=Go(later),
        trail=False,
    )


@pocket.act
def close(caller: Caller) -> Answer:
    """It is claimed, so that nobody else rings, and then closed with what became of it."""
    if _claim(caller) is None:
        return Go(following, said.task_taken())
    return Go(how)


@pocket.step
def how(caller: Caller) -> Answer:
    """What became of it."""
    return Menu(
        said.how_closed(),
        keys={"1": settled, "2": later, "3": unnecessary},
        otherwise=Go(later),
        trail=False,
    )


@pocket.act
def settled(caller: Caller) -> Answer:
    """Resolved, with a note that says by telephone."""
    return _done(caller, partial(_resolve, caller))


@pocket.act
def unnecessary(caller: Caller) -> Answer:
    """Nobody needs to ring any more."""
    return _done(caller, partial(_drop, caller))


@pocket.act
def not_reached(caller: Caller) -> Answer:
    """A mobile's voicemail is a conversation to the carrier: he knows better, and it is tried again."""
    return _done(caller, partial(_correct, caller), said_then=said.tried_again())


@pocket.step
def later(caller: Caller) -> Answer:
    """It stays his."""
    return Go(menu, said.task_kept())


# How each is done


def _resolve(caller: Caller, task: Task, user: User) -> None:
    acts.resolve(caller.session, task.id, user, text=BY_TELEPHONE, now=caller.real_now)


def _drop(caller: Caller, task: Task, user: User) -> None:
    acts.unnecessary(caller.session, task.id, user, text=BY_TELEPHONE, now=caller.real_now)


def _correct(caller: Caller, _task: Task, user: User) -> None:
    attempt = caller.session.get(Attempt, caller.subject)
    if attempt is not None and attempt.outcome == Outcome.REACHED:
        hours = caller.system.book.current(caller.session).hours
        acts.correct(
            caller.session, hours, attempt.id, user, Outcome.NO_ANSWER, now=caller.real_now, text=None
        )


def _done(caller: Caller, act: Act, *, said_then: Phrase | None = None) -> Answer:
    task, user = _task(caller), author(caller)
    if task is None or user is None:
        return Go(menu, said.task_taken())
    try:
        act(task, user)
    except CallbackError:
        return Go(menu, hours_words.not_possible())
    return Go(tasks, said_then or said.task_closed())


def _waiting(caller: Caller) -> list[Task]:
    """What he may take up now: what waits at his desks, and what he holds; no drills, which ring nobody for real."""
    user = author(caller)
    if user is None:
        return []
    hours = caller.system.book.current(caller.session).hours
    first = severity.at(caller.session, hours, caller.real_now)
    found = queue.work(caller.session, Viewer.of(caller.session, user), severity=first)
    return [
        task
        for task in found
        if not task.pretended
        and (
            task.state == TaskState.WAITING or (task.state == TaskState.CLAIMED and task.owner_id == user.id)
        )
    ]


def _task(caller: Caller) -> Task | None:
    """The task that is spoken of, while he may see it and it is not done with."""
    user, task = author(caller), caller.session.get(Task, caller.recall("pocket_task") or 0)
    if user is None or task is None or task.closed_at is not None:
        return None
    return task if Viewer.of(caller.session, user).sees(task) else None


def _claim(caller: Caller) -> Task | None:
    """The task, claimed for him; None when a colleague was first."""
    user, task = author(caller), _task(caller)
    if user is None or task is None:
        return None
    with suppress(CallbackError):
        if claims.claim(caller.session, task.id, user, caller.real_now):
            return task
    return None
