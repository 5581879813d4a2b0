"""What the forms of a task's page ask for, handed on to the domain.

Each takes the task, who asks and when, reads its own fields of the form, and answers the key of a sentence for the
page, or None when the page speaks for itself. Raises CallbackError or Refused, and then nothing has changed.
"""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, NotPossible, Outcome, Task, acts, attempts, claims, following, ringing
from ivr.callbacks.ledger import by
from ivr.callbacks.undo import take_back
from ivr.people import User
from ivr.web.console import later, preferences
from ivr.web.console.blueprint import console
from ivr.web.console.refusals import Refused
from ivr.web.console.words import say
from ivr.web.voice import current_system

LONGEST_NOTE = 4000
"""Characters; more is a document, and belongs elsewhere."""

_MOST_POSTED = 2 * 1024 * 1024
"""Bytes: a document pasted by mistake is refused with the reason, not quietly cut."""


@console.url_value_preprocessor
def _let_long_notes_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    if endpoint == "console.act":
        request.max_content_length = request.max_form_memory_size = _MOST_POSTED


def claim(task_id: int, user: User, now: datetime) -> str | None:
    with current_system().database.writing() as session:
        if claims.claim(session, task_id, user, now):
            return None
        task = session.get_one(Task, task_id)
        if task.is_done:
            raise NotPossible(f"task {task.ref} is done with: reopen it first")
        owner = session.get(User, task.owner_id) if task.owner_id else None
        raise Refused("no.taken", who=owner.display) if owner else Refused("no.gone")


def release(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        claims.give_back(session, task_id, user, now)


def ring(task_id: int, user: User, now: datetime) -> str:
    """The agent's telephone first; the customer's once 1 is pressed there."""
    reason, key = _text("reason"), request.form.get("key", "")[:64]
    ringing.ring_back(current_system(), task_id, user, now=now, reason=reason or None, key=key or None)
    return "done.ring"


def outcome(task_id: int, user: User, now: datetime) -> None:
    """How the latest call went, as the agent knows it; or, with nothing rung yet, when to call."""
    try:
        chosen = Outcome(request.form.get("outcome", ""))
    except ValueError:
        raise Refused("no.attempt") from None
    system = current_system()
    with system.database.writing() as session:
        hours, task = system.book.current(session).hours, session.get_one(Task, task_id)
        at = later.chosen(hours, task.hotline, now) if chosen is Outcome.CALL_LATER else None
        last = _last(session, task_id)
        if at is not None and (last is None or last.user_id != user.id):
            # Another agent's attempt stays as they left it.
            acts.put_off(session, task_id, user, until=at, now=now)
        elif last is not None:
            acts.correct(session, hours, last.id, user, chosen, retry_at=at, now=now)
        else:
            raise Refused("no.attempt")


def finish(task_id: int, user: User, now: datetime) -> None:
    """How the latest call went, and with it the end of the agent's work on the task: who was reached is settled, and
    everybody else is tried again by rule. A note that was typed says how; without one it was settled on the telephone.
    """
    reached = request.form.get("outcome") == Outcome.REACHED
    again = _follow_up(task_id, now) if reached else None
    outcome(task_id, user, now)
    if not reached:
        return
    system, settled = current_system(), say(preferences.language(), "finish.settled")
    with system.database.writing() as session:
        task = session.get_one(Task, task_id)
        if task.owner_id != user.id and not claims.claim(session, task_id, user, now):
            raise Refused("no.gone")
        _resolve(session, task_id, user, _text() or settled, again, now)


def undo(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        take_back(session, task_id, user, now=now)


def note(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        acts.write(session, task_id, user, text=_needed(), now=now)


def resolve(task_id: int, user: User, now: datetime) -> None:
    again = _follow_up(task_id, now)
    with current_system().database.writing() as session:
        _resolve(session, task_id, user, _needed(), again, now)


def unplan(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        following.cancel(session, task_id, user, now=now)


def unnecessary(task_id: int, user: User, now: datetime) -> None:
    """Closed with a ready sentence: one key is enough."""
    said = say(preferences.language(), "unnecessary.said")
    with current_system().database.writing() as session:
        acts.unnecessary(session, task_id, user, text=_text() or said, now=now)


def close(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        acts.give_up(session, task_id, user, text=_needed(), now=now)


def reopen(task_id: int, user: User, now: datetime) -> None:
    system = current_system()
    with system.database.writing() as session:
        acts.reopen(session, system.book.current(session).hours, task_id, user, text=_text() or None, now=now)


def urge(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        acts.urge(session, task_id, actor=by(user), now=now)


def dispatch(task_id: int, user: User, now: datetime) -> None:
    system, desk = current_system(), request.form.get("desk", "")
    with system.database.writing() as session:
        known = system.book.current(session).schedule.desks
        if desk not in known:
            raise Refused("no.desk")
        acts.dispatch(session, task_id, user, desk, known=known, text=_needed(), now=now)


def _resolve(
    session: Session, task_id: int, user: User, text: str, again: datetime | None, now: datetime
) -> None:
    """The plan first: whoever takes his last act back takes back the resolution, and the plan with it."""
    if again is not None:
        hours = current_system().book.current(session).hours
        following.plan(session, hours, task_id, user, at=again, now=now)
    acts.resolve(session, task_id, user, text=text, now=now)


def _follow_up(task_id: int, now: datetime) -> datetime | None:
    """When to ask the customer again, if that is asked for: in opening hours, or refused before anything is done."""
    if not request.form.get("again"):
        return None
    at = later.moment("follow_up", now, refusal="no.follow-up-time")
    system = current_system()
    with system.database.reading() as session:
        hotline = session.get_one(Task, task_id).hotline
        if not following.is_open(system.book.current(session).hours, hotline, at):
            raise Refused("no.follow-up-closed")
    return at


def _last(session: Session, task_id: int) -> Attempt | None:
    """The latest attempt that has an outcome."""
    return next((each for each in reversed(attempts.of_task(session, task_id)) if each.outcome), None)


def _text(field: str = "note") -> str:
    text = request.form.get(field, "").strip()
    if len(text) > LONGEST_NOTE:
        raise Refused("no.note-long", most=LONGEST_NOTE, long=len(text))
    return text


def _needed() -> str:
    text = _text()
    if not text:
        raise Refused("no.note")
    return text
