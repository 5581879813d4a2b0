"""How things stand now: what a supervisor's board shows of tasks and lines."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, AttemptState, Task, TaskState, Viewer
from ivr.calls import Call
from ivr.clock import SHANGHAI, shanghai
from ivr.database import Moment
from ivr.hours import Closed, Hours, Open
from ivr.reports.counting import number
from ivr.waiting.tables import Offer, OfferState, Waiting


@dataclass(frozen=True)
class Owed:
    """Tasks of one desk, or of all."""

    waiting: int = 0
    """Nobody holds them, and it is time."""
    overdue: int = 0
    """The promise has passed, and nobody was reached."""
    before_closing: int = 0
    """Due before the present opening ends, or, of a closed line, in its next one."""
    held: int = 0
    """Somebody has them in hand."""


@dataclass(frozen=True)
class Lines:
    """Telephones at this moment."""

    waiting: int
    """Callers in line."""
    talking: int
    """Callers with an agent."""
    ringing_back: int
    """Callbacks under way, from the first ring to the end of the conversation."""

    @property
    def busy(self) -> int:
        return self.waiting + self.talking + self.ringing_back


def conditions(hours: Hours, now: datetime) -> dict[str, ColumnElement[bool]]:
    """What counts as what, for the figures and for the tasks behind them."""
    moment = literal(now, Moment)
    unfinished = and_(Task.closed_at.is_(None), Task.state != TaskState.UNREACHABLE)
    ready = and_(Task.state == TaskState.RETRY, Task.retry_at <= moment)
    soon = [
        and_(Task.hotline == number, Task.due <= literal(end, Moment))
        for number in hours.schedule.hotlines
        if (end := closing(hours, number, now)) is not None
    ]
    return {
        "waiting": and_(unfinished, or_(Task.state == TaskState.WAITING, ready)),
        "overdue": and_(unfinished, Task.state != TaskState.RETRY, Task.due < moment),
        "before-closing": and_(unfinished, Task.due >= moment, or_(*soon, false())),
        "held": and_(unfinished, Task.state.in_((TaskState.CLAIMED, TaskState.RINGING))),
    }


def closing(hours: Hours, hotline: str, now: datetime) -> datetime | None:
    """When the present opening ends, or of a closed line its next one; midnight for a line that never closes.

    None when no opening is known.
    """
    answer = hours.at(hotline, now)
    if isinstance(answer, Closed):
        if answer.until is None:
            return None
        answer = hours.at(hotline, answer.until)
    if isinstance(answer, Open) and answer.until is not None:
        return answer.until
    return datetime.combine(shanghai(now).date() + timedelta(days=1), time(), SHANGHAI)


def owed(session: Session, hours: Hours, viewer: Viewer, now: datetime) -> dict[str, Owed]:
    """By desk; desks without anything to do are left out."""
    named = conditions(hours, now)
    counts = [number(named[name]) for name in ("waiting", "overdue", "before-closing", "held")]
    found = (
        select(Task.desk)
        .add_columns(*counts)
        .where(Task.closed_at.is_(None), Task.pretended.is_(False), viewer.seen())
        .group_by(Task.desk)
    )
    return {desk: Owed(*many) for desk, *many in session.execute(found)}


def lines(session: Session) -> Lines:
    """Who is on the telephone, pretended calls left out."""
    callers = (
        select(func.count())
        .select_from(Waiting)
        .join(Call, Call.id == Waiting.call_id)
        .where(Waiting.left.is_(None), Call.ended.is_(None), Call.pretended.is_(False))
    )
    taken = select(Offer.call_id).where(Offer.state == OfferState.ACCEPTED, Offer.ended.is_(None))
    talking = (
        select(func.count())
        .select_from(Offer)
        .join(Call, Call.id == Offer.call_id)
        .where(Offer.state == OfferState.ACCEPTED, Offer.ended.is_(None), Call.pretended.is_(False))
    )
    back = (
        select(func.count())
        .select_from(Attempt)
        .join(Task, Task.id == Attempt.task_id)
        .where(Attempt.ended.is_(None), Attempt.state != AttemptState.PLACING, Task.pretended.is_(False))
    )
    in_line = callers.where(Waiting.call_id.not_in(taken))
    return Lines(session.scalar(in_line) or 0, session.scalar(talking) or 0, session.scalar(back) or 0)


def in_line(session: Session) -> dict[str, int]:
    """Callers in line by desk."""
    taken = select(Offer.call_id).where(Offer.state == OfferState.ACCEPTED, Offer.ended.is_(None))
    rows = session.execute(
        select(Waiting.desk, func.count())
        .join(Call, Call.id == Waiting.call_id)
        .where(Waiting.left.is_(None), Call.ended.is_(None), Call.pretended.is_(False))
        .where(Waiting.call_id.not_in(taken))
        .group_by(Waiting.desk)
    )
    return {row[0]: row[1] for row in rows}
