"""What a task's page says of its aftermath: the rating, what follows it up, and whether the customer rang again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, following, rating
from ivr.callbacks.references import spoken
from ivr.calls import Call
from ivr.clock import shanghai
from ivr.hours import Edition
from ivr.web.console import times
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say


@dataclass(frozen=True)
class Linked:
    """Another task that this one stands in line with."""

    ref: str
    spoken: str
    state: str


@dataclass(frozen=True)
class Aftercare:
    """All of it; None and empty where there is nothing to say."""

    rated: str | None
    by_default: bool
    """The rating is none that a person gave."""
    rang_again: str | None
    planned: str | None
    """When a follow-up is planned for."""
    follows: Linked | None
    followed_by: list[Linked]
    suggested: str
    """The time for a follow-up that the form begins with."""

    @property
    def anything(self) -> bool:
        return any((self.rated, self.rang_again, self.planned, self.follows, self.followed_by))


def gather(
    session: Session, task: Task, person: Person, edition: Edition, now: datetime, language: Language
) -> Aftercare:
    """What one person may know of it: of linked tasks only those that he sees."""
    row = rating.of_task(session, task)
    score = row.score if row is not None else None
    planned = following.standing(session, task.id)
    suggested = following.default_time(edition.hours, task.hotline, now)
    return Aftercare(
        rated=say(language, f"rating.{score}") if score else None,
        by_default=row is not None and not row.given,
        rang_again=_rang_again(session, task, now, language),
        planned=times.inline(times.when(planned.at, now, language), language) if planned else None,
        follows=_follows(session, task, person),
        followed_by=_followed_by(session, task, person),
        suggested=shanghai(suggested).strftime("%Y-%m-%dT%H:%M") if suggested else "",
    )


def _rang_again(session: Session, task: Task, now: datetime, language: Language) -> str | None:
    """When the customer's number last rang us since the task was opened, while he is still owed a call."""
    numbers = {number for number in (task.caller, task.contact) if number}
    if task.is_done or not numbers:
        return None
    latest = session.scalar(
        select(Call.began)
        .where(Call.caller.in_(numbers), Call.direction == "inbound", Call.pretended.is_(task.pretended))
        .where(Call.began > task.created, Call.id != task.call_id, Call.probe.is_(False))
        .order_by(Call.began.desc())
        .limit(1)
    )
    return times.inline(times.when(latest, now, language), language) if latest else None


def _follows(session: Session, task: Task, person: Person) -> Linked | None:
    if task.origin != following.ORIGIN or task.linked_to is None:
        return None
    first = session.get(Task, task.linked_to)
    return _linked(first) if first is not None and person.viewer.sees(first) else None


def _followed_by(session: Session, task: Task, person: Person) -> list[Linked]:
    found = session.scalars(
        select(Task)
        .where(Task.linked_to == task.id, Task.origin == following.ORIGIN, person.viewer.seen())
        .order_by(Task.id)
    )
    return [_linked(each) for each in found]


def _linked(task: Task) -> Linked:
    return Linked(task.ref, spoken(task.ref), task.state)
