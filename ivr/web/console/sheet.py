"""Everything a task's page shows, gathered in one reading transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task, TaskState, promises, severity
from ivr.callbacks.attempts import of_task
from ivr.callbacks.listing import messages
from ivr.callbacks.references import spoken
from ivr.callbacks.view import verified
from ivr.calls import Call
from ivr.contacts import Who
from ivr.hours import Closed, Edition
from ivr.people import User
from ivr.privacy import holds
from ivr.telephony.numbers import masked
from ivr.voicemail import MessageState, Voicemail
from ivr.web.console import (
    aftercare,
    due,
    later,
    owed,
    rang,
    rights,
    standing,
    talks,
    timeline,
    times,
    transcripts,
    waveform,
)
from ivr.web.console.aftercare import Aftercare
from ivr.web.console.callers import callers
from ivr.web.console.due import Due
from ivr.web.console.owed import Owed
from ivr.web.console.queue import hotline_name
from ivr.web.console.rang import Rang
from ivr.web.console.rights import Offered
from ivr.web.console.session import Person
from ivr.web.console.standing import Standing
from ivr.web.console.talks import Talk
from ivr.web.console.timeline import Day
from ivr.web.console.times import Language
from ivr.web.console.transcripts import Written
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
    language: str
    """The language the call was held in, for whoever reads aloud."""
    written: Written | None
    """What it says; None when nothing is known."""


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
    standing: Standing | None
    """Why it stands where it stands in the queue; None once it is done."""
    lifted: str | None
    """Why it is with the desk on duty, where a message's words brought it there."""
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
    talks: list[Talk]
    """What was said when the customer was rung back, and in the call that began the task."""
    talks_seen: str
    """A mark by which a page knows the standing of those again."""
    talks_of: dict[int, list[Talk]]
    """What was said in each of the caller's calls."""
    days: list[Day]
    verified: bool
    hotline: str
    dialled: str
    """The hotline the customer rang, by name and number: still that one when the matter was lifted."""
    desk: str
    about: str | None
    desks: list[tuple[str, str]]
    """Where it could be dispatched to."""
    number: str | None
    """Masked, or in clear on the answer to a reveal."""
    caller: str | None
    who: Who | None
    """Whose number it is, by the contact book."""
    others: list[Other]
    calls: list[Rang]
    held: list[str]
    """Why legal holds keep the task from being erased."""
    after: Aftercare
    rung: str | None
    """How far the latest ringing back has come; None while it only begins."""
    later: str
    """When to call instead, as the form offers it."""
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
    heard = _heard(session, task, language, clear=clear)
    line = owed.line(task, edition.hours, now, language, messages=len(heard))
    days = timeline.days(session, task, edition.schedule, now, language)
    owner = session.get(User, task.owner_id) if task.owner_id else None
    told = sum(len(day.entries) for day in days)
    names = timeline.Context(language, now, {}, edition.schedule)
    own = talks.own(session, task, language)
    calls = rang.calls(session, task, person, edition, language)
    after = aftercare.gather(session, task, person, edition, now, language)
    why = standing.of(task, severity.at(session, edition.hours, now), now, language)
    return Sheet(
        task=task,
        ref=spoken(task.ref),
        owed=line,
        standing=why,
        lifted=transcripts.lifted(task, names.desk(task.desk), language),
        owner=owner,
        mine=task.owner_id == person.user.id,
        may=rights.offered(task, last, person, now),
        last=last,
        hindrance=_hindrance(task, edition, now, language),
        ring_key=uuid4().hex,
        heard=heard,
        talks=own,
        talks_seen=talks.mark(own),
        talks_of=talks.of_calls(session, [call.id for call in calls], language),
        days=days,
        verified=verified(session, task),
        hotline=hotline_name(edition, task.hotline, language),
        dialled=_dialled(session, task, edition, language),
        desk=names.desk(task.desk),
        about=names.desk(task.about) if task.about else None,
        desks=[
            (desk, names.desk(desk)) for desk in edition.schedule.desks if desk not in (task.desk, task.about)
        ],
        number=show(task.number) if task.number else None,
        caller=show(task.caller) if task.caller and task.contact else None,
        who=callers(session, [task]).get(task.id),
        others=_others(session, task, person, edition, now, language),
        calls=calls,
        held=_held(session, task, language),
        after=after,
        rung=_rung(days),
        later=later.offered(edition.hours, task.hotline, now),
        seen="-".join(
            (
                f"{told}-{task.state}-{line.level}-{line.standing}-{after.rang_again or ''}",
                why.mark if why else "",
                talks.mark(own),
            )
        ),
    )


def _rung(days: list[Day]) -> str | None:
    ringing = (told for day in reversed(days) for told in reversed(day.entries) if told.rings is not None)
    latest = next(ringing, None)
    return latest.text if latest is not None and latest.rings else None


def _plain(number: str) -> str:
    return number


def _dialled(session: Session, task: Task, edition: Edition, language: Language) -> str:
    call = session.get(Call, task.call_id) if task.lifted_by and task.call_id else None
    number = call.hotline if call else task.hotline
    return f"{hotline_name(edition, number, language)} {number}"


def _hindrance(task: Task, edition: Edition, now: datetime, language: Language) -> str | None:
    if promises.why_not_now(edition.hours, task, now) is None:
        return None
    try:
        closed = isinstance(edition.hours.at(task.hotline, now), Closed)
    except LookupError:
        closed = True
    return say(language, "act.ring.closed" if closed else "act.ring.quiet")


def _heard(session: Session, task: Task, language: Language, *, clear: bool) -> list[Heard]:
    listed = messages(session, [task]).get(task.id, [])
    written = transcripts.written(session, task, listed, language, clear=clear)
    return [
        _one(message, number, language, task.language, written.get(message.id))
        for number, message in enumerate(listed, start=1)
    ]


def _one(message: Voicemail, number: int, language: Language, spoken: str, written: Written | None) -> Heard:
    state = MessageState(message.state)
    playable = state is MessageState.STORED and message.playable is not None
    return Heard(
        id=message.id,
        number=number,
        state=state,
        said=talks.standing(message, language),
        broken=state is MessageState.FAILED,
        on_the_way=state in (MessageState.TAKING, MessageState.ARRIVED),
        playable=playable,
        original=playable and message.original is not None,
        at=message.created,
        length=times.seconds(message.seconds),
        seconds=message.seconds or 0.0,
        wave=waveform.path(message.peaks) if playable else "",
        language="zh-CN" if spoken == "zh" else spoken,
        written=written,
    )


def _held(session: Session, task: Task, language: Language) -> list[str]:
    found = holds.of_task(session, task)
    reasons = holds.reasons(session, found)
    return [reasons.get(hold.id) or say(language, "privacy.reason.gone") for hold in found]


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
