"""Tasks as reports see them: each with the first try that rang the customer, and what became of it.

The conditions here are the only ones: what a figure counts and the list of tasks behind it are the same rows. A task
counts where it was opened, under the desk and the holder it has now. Tasks from calls at a pretended time are left out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from ivr.callbacks import Attempt, Outcome, Task, TaskState
from ivr.database import Moment
from ivr.reports.calls import GAVE_UP
from ivr.reports.counting import Expression
from ivr.reports.moments import seconds
from ivr.reports.scope import By, Scope
from ivr.reports.span import Span

FAULTS = ("fault", "line", "satellite", "equipment")
"""Topics that report something broken; they come to the lines that are open round the clock."""

KEYS: dict[By, Expression] = {
    "hotline": Task.hotline.expression,
    "desk": Task.desk.expression,
    "agent": Task.owner_id.expression,
    "topic": Task.topic.expression,
}

FIRST = aliased(Attempt, name="first_try")
_REACHED = Attempt.outcome == Outcome.REACHED


@dataclass(frozen=True)
class Tries:
    """Of each task of a span: its first try that rang, and its conversations."""

    table: FromClause

    @property
    def reached(self) -> ColumnElement[datetime]:
        """When the customer first picked up and was spoken to."""
        return self.table.c.reached

    @property
    def conversations(self) -> ColumnElement[int]:
        return self.table.c.conversations

    @property
    def over(self) -> ColumnElement[datetime]:
        """When the last conversation ended."""
        return self.table.c.over

    @property
    def talked(self) -> ColumnElement[float]:
        """Seconds of all conversations."""
        return self.table.c.talked


def _chosen(scope: Scope, span: Span | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Task.pretended.is_(False)]
    if span is not None:
        where += [Task.created >= span.since, Task.created < span.until]
    if scope.viewer is not None:
        where.append(scope.viewer.seen())
    if scope.hotline is not None:
        where.append(Task.hotline == scope.hotline)
    if scope.desk is not None:
        where.append(Task.desk == scope.desk)
    if scope.agent is not None:
        where.append(Task.owner_id == scope.agent)
    if scope.topic is not None:
        where.append(Task.topic == scope.topic)
    return where


def tries(scope: Scope, span: Span | None) -> Tries:
    """What was tried for the tasks of the span, whenever that was."""
    spoke = func.coalesce(Attempt.seconds, seconds(Attempt.answered, Attempt.ended), 0)
    return Tries(
        select(
            Attempt.task_id.label("task_id"),
            func.min(Attempt.id).label("first"),
            func.min(case((_REACHED, func.coalesce(Attempt.answered, Attempt.ended)))).label("reached"),
            func.max(case((_REACHED, Attempt.ended))).label("over"),
            func.sum(case((_REACHED, spoke), else_=0)).label("talked"),
            func.count(case((_REACHED, 1))).label("conversations"),
        )
        .join(Task, Task.id == Attempt.task_id)
        .where(Attempt.outcome.is_not(None), *_chosen(scope, span))
        .group_by(Attempt.task_id)
        .subquery("tries")
    )


def within(scope: Scope, span: Span | None, of: Tries) -> Select[Any]:
    """A query over the tasks opened in the span (over all, without one)."""
    return (
        select()
        .select_from(Task)
        .outerjoin(of.table, of.table.c.task_id == Task.id)
        .outerjoin(FIRST, FIRST.id == of.table.c.first)
        .where(*_chosen(scope, span))
    )


def conditions(of: Tries, now: datetime) -> dict[str, ColumnElement[bool]]:
    """What can be true of a task as of `now`, by name."""
    moment = literal(now, Moment)
    rung = FIRST.id.is_not(None)
    promised = func.coalesce(FIRST.due, Task.due)
    kept = and_(rung, FIRST.started <= promised)
    unrung_late = and_(
        FIRST.id.is_(None), Task.due < moment, or_(Task.closed_at.is_(None), Task.closed_at > Task.due)
    )
    missed = or_(and_(rung, FIRST.started > promised), unrung_late)
    resolved = Task.state == TaskState.RESOLVED
    sent = Task.dispatched > 0
    complaint = Task.topic == "complaint"
    fault = Task.topic.in_(FAULTS)
    done = Task.closed_at.is_not(None)
    return {
        "all": Task.id.is_not(None),
        "kept": kept,
        "missed": missed,
        "rung": rung,
        "first-reached": FIRST.outcome == Outcome.REACHED,
        "reached": of.reached.is_not(None),
        "resolved": resolved,
        "resolved-at-once": and_(resolved, of.conversations == 1, Task.reopened == 0),
        "dispatched": sent,
        "dispatched-on-time": and_(sent, done, Task.closed_at <= Task.due),
        "dispatched-due": and_(sent, or_(done, Task.due < moment)),
        "sent-back": and_(sent, Task.sent_back > 0),
        "urged": Task.urged > 0,
        "complaints": complaint,
        "complaints-done": and_(complaint, done),
        "faults": fault,
        "faults-taken": and_(fault, Task.taken_at.is_not(None)),
        "faults-done": and_(fault, resolved),
        "gave-up": Task.why == GAVE_UP,
    }
