"""Everything a task's page shows, gathered in one reading transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task, TaskState, promises
from ivr.callbacks.attempts import of_task
from ivr.callbacks.listing import messages
from ivr.callbacks.references import spoken
from ivr.callbacks.view import verified
from ivr.hours import Closed, Edition
from ivr.people import User
from ivr.telephony.numbers import masked
from ivr.voicemail import NO_SPEECH, MessageState, Voicemail
from ivr.web.console import aftercare, due, owed, rights, timeline, times, waveform
from ivr.web.console.aftercare import Aftercare
from ivr.web.console.due import Due
from ivr.web.console.owed import Owed
from ivr.web.console.queue import hotline_name
from ivr.web.console.rights import Offered
from ivr.web.console.session import Person
from ivr.web.console.timeline import Day
from ivr.web.console.times import Language
from ivr.web.console.words import say

MOST_OTHERS = 12


@dataclass(frozen=True)
class Heard:
    """One message: how long, when, and where its audio stands."""

    id: int
    number: int
    state: str
    said: str | None
    """Where it stands in words; None when there is nothing to say but the audio itself."""
    broken: bool
    on_the_way: bool
    playable: bool
    original: bool
    at: datetime
    length: str
    seconds: float
    wave: str


@dataclass(frozen=True)
class Other:
    """Another task of the same caller."""

    ref: str
    topic: str
    state: str
    due: Due | None
    created: datetime


@dataclass(frozen=True)
class Sheet:
    """One task as its page shows it."""

    task: Task
    ref: str
    owed: Owed
    owner: User | None
    mine: bool
    may: Offered
    last: Attempt | None
    """The latest attempt that has an outcome."""
    hindrance: str | None
    """Why a customer is not rung just now; then a reason is asked for."""
    ring_key: str
    """Makes a doubled click one call."""
    heard: list[Heard]
    days: list[Day]
    verified: bool
    hotline: str
    desk: str
    about: str | None
    desks: list[tuple[str, str]]
    """Where it could be dispatched to."""
    number: str | None
    """Masked, or in clear on the answer to a reveal."""
    caller: str | None
    others: list[Other]
    after: Aftercare
    seen: str
    """A mark by which a page knows this standing again."""


def gather(
    session: Session,
    task: Task,
    person: Person,
    edition: Edition,
    now: datetime,
    language: Language,
    *,
    clear: bool = False,
) -> Sheet:
    """The page for one person; with `clear` the numbers are not masked, which somebody else has written down."""
    show = _plain if clear else masked
    attempts = of_task(session, task.id)
    last = next((attempt for attempt in reversed(attempts) if attempt.outcome), None)
    heard = _heard(session, task, language)
    line = owed.line(task, edition.hours, now, language, messages=len(heard))
    days = timeline.days(session, task, edition.schedule, now, language)
    owner = session.get(User, task.owner_id) if task.owner_id else None
    told = sum(len(day.entries) for day in days)
    names = timeline.Context(language, now, {}, edition.schedule)
    after = aftercare.gather(session, task, person, edition, now, language)
    return Sheet(
        task=task,
        ref=spoken(task.ref),
        owed=line,
        owner=owner,
        mine=task.owner_id == person.user.id,
        may=rights.offered(task, last, person, now),
        last=last,
        hindrance=_hindrance(task, edition, now, language),
        ring_key=uuid4().hex,
        heard=heard,
        days=days,
        verified=verified(session, task),
        hotline=hotline_name(edition, task.hotline, language),
        desk=names.desk(task.desk),
        about=names.desk(task.about) if task.about else None,
        desks=[
            (desk, names.desk(desk)) for desk in edition.schedule.desks if desk not in (task.desk, task.about)
        ],
        number=show(task.number) if task.number else None,
        caller=show(task.caller) if task.caller and task.contact else None,
        others=_others(session, task, person, edition, now, language),
        after=after,
        seen=f"{told}-{task.state}-{line.level}-{line.standing}-{after.rang_again or ''}",
    )


def _plain(number: str) -> str:
    return number


def _hindrance(task: Task, edition: Edition, now: datetime, language: Language) -> str | None:
    if promises.why_not_now(edition.hours, task, now) is None:
        return None
    try:
        closed = isinstance(edition.hours.at(task.hotline, now), Closed)
    except LookupError:
        closed = True
    return say(language, "act.ring.closed" if closed else "act.ring.quiet")


def _heard(session: Session, task: Task, language: Language) -> list[Heard]:
    listed = messages(session, [task]).get(task.id, [])
    return [_one(message, number, language) for number, message in enumerate(listed, start=1)]


def _one(message: Voicemail, number: int, language: Language) -> Heard:
    state = MessageState(message.state)
    said = None
    if state is MessageState.STORED:
        if message.reason == NO_SPEECH:
            said = say(language, "message.no-speech")
    elif state is MessageState.FAILED:
        said = say(language, "message.failed", reason=message.reason or "–")
    else:
        said = say(language, f"message.{state}")
    playable = state is MessageState.STORED and message.playable is not None
    return Heard(
        id=message.id,
        number=number,
        state=state,
        said=said,
        broken=state is MessageState.FAILED,
        on_the_way=state in (MessageState.TAKING, MessageState.ARRIVED),
        playable=playable,
        original=playable and message.original is not None,
        at=message.created,
        length=times.seconds(message.seconds),
        seconds=message.seconds or 0.0,
        wave=waveform.path(message.peaks) if playable else "",
    )


def _others(
    session: Session, task: Task, person: Person, edition: Edition, now: datetime, language: Language
) -> list[Other]:
    """Tasks with the same number that the person may see, the latest first."""
    if task.number is None:
        return []
    found = session.scalars(
        select(Task)
        .where(or_(Task.caller == task.number, Task.contact == task.number))
        .where(Task.id != task.id, person.viewer.seen())
        .order_by(Task.created.desc())
        .limit(MOST_OTHERS)
    )
    return [
        Other(
            ref=other.ref,
            topic=say(language, f"topic.{other.topic}"),
            state=other.state,
            due=None
            if other.is_done or other.state == TaskState.UNREACHABLE
            else due.of(other, edition.hours, now, language),
            created=other.created,
        )
        for other in found
    ]
