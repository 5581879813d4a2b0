"""When somebody rang us: the recent calls of a task's caller, how each ended, and the keys he pressed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.tables import TaskMessage
from ivr.calls import ENDED, Call
from ivr.hours import Edition
from ivr.voicemail import MessageState, Voicemail
from ivr.waiting.tables import Waiting
from ivr.web.console.path import Mark, paths
from ivr.web.console.session import Person
from ivr.web.console.times import Language

MOST = 8
"""Calls shown; whoever rings every day has too many for a page."""

_SAID = (MessageState.ARRIVED, MessageState.STORED, MessageState.FAILED, MessageState.PURGED)


@dataclass(frozen=True)
class Rang:
    """One call as the page shows it."""

    id: int
    at: datetime
    hotline: str
    """The dialled number."""
    name: str
    """The hotline as colleagues call it."""
    end: str
    """How it ended: a key of the words `call.…`."""
    path: list[Mark]
    ours: bool
    """It belongs to this task."""


def calls(session: Session, task: Task, person: Person, edition: Edition, language: Language) -> list[Rang]:
    """The task's own calls and the caller's other recent ones, the latest first; three queries.

    A call that led to a task is shown to those who see that task, and a complaint to nobody it may be about. Drills see
    drills alone, and real calls real ones.
    """
    own = _own(session, task)
    ours = Call.id.in_(own)
    rows = session.execute(
        select(
            Call,
            Waiting.result,
            Task.why,
            exists().where(Voicemail.call_id == Call.id, Voicemail.state.in_(_SAID)).label("said"),
        )
        .outerjoin(Task, Task.call_id == Call.id)
        .outerjoin(Waiting, Waiting.call_id == Call.id)
        .where(Call.direction == "inbound", or_(ours, and_(_theirs(task), _shown(person))))
        .order_by(ours.desc(), Call.began.desc(), Call.id.desc())
        .limit(MOST)
    ).all()
    pressed = paths(session, [row.Call.id for row in rows], language)
    found = [
        Rang(
            id=row.Call.id,
            at=row.Call.began,
            hotline=row.Call.dialled,
            name=_name(edition, row.Call.dialled, language),
            end=_end(row.Call, row.result, row.why, row.said),
            path=pressed.get(row.Call.id, []),
            ours=row.Call.id in own,
        )
        for row in rows
    ]
    return sorted(found, key=lambda rang: rang.at, reverse=True)


def shows(session: Session, task: Task, person: Person, call_id: int) -> bool:
    """Whether that call is one of those, however many there are since."""
    listed = or_(Call.id.in_(_own(session, task)), and_(_theirs(task), _shown(person)))
    found = (
        select(Call.id).outerjoin(Task, Task.call_id == Call.id).where(Call.direction == "inbound", listed)
    )
    return session.scalar(found.where(Call.id == call_id)) is not None


def _own(session: Session, task: Task) -> set[int | None]:
    # Asked for first: with their numbers in hand a database finds calls by index, in a subquery it reads them all.
    messages = (
        select(Voicemail.call_id)
        .join(TaskMessage, TaskMessage.voicemail_id == Voicemail.id)
        .where(TaskMessage.task_id == task.id)
    )
    return {task.call_id, *session.scalars(messages)} - {None}


def _theirs(task: Task) -> ColumnElement[bool]:
    numbers = {number for number in (task.caller, task.contact) if number}
    return and_(Call.caller.in_(numbers), Call.pretended.is_(task.pretended), Call.probe.is_(False))


def _shown(person: Person) -> ColumnElement[bool]:
    seen = and_(Task.id.is_not(None), person.viewer.seen())
    without: ColumnElement[bool] = Task.id.is_(None)
    if not person.viewer.sees_all:
        without = and_(without, Call.topic != "complaint")
    return or_(seen, without)


def _end(call: Call, result: str | None, why: str | None, said: bool) -> str:
    if call.ended is None and call.status not in ENDED:
        return "ringing"
    if result == "bridged":
        return "talked"
    if said:
        return "message"
    if why == "callback":
        return "callback"
    return "gave-up" if result == "hangup" else "hung-up"


def _name(edition: Edition, number: str, language: Language) -> str:
    hotline = edition.schedule.hotlines.get(number)
    if hotline is None:
        return ""
    return hotline.name.zh.removesuffix("热线") if language == "zh" else hotline.name.en
