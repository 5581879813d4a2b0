"""Where callers hang up: the step last heard in calls that came to nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.calls import Call, Step
from ivr.reports import calls
from ivr.reports.scope import Scope
from ivr.reports.span import Span

_ENDED_BY_US = "%<Hangup%"
"""In the last answer: the call was over by itself, whoever hung up first."""


@dataclass(frozen=True)
class Point:
    """One step, and how many calls ended there."""

    step: str
    calls: int


def points(session: Session, scope: Scope, span: Span) -> list[Point]:
    """The steps at which callers hung up who reached nobody, left no message and asked for no callback; most first.

    Each call counts at the step last answered. A call that the script itself brought to its end is not lost.
    """
    lost = (
        calls.within(scope, span)
        .where(Call.ended.is_not(None), ~calls.ANSWERED, ~calls.LEFT_WORD)
        .where(Task.id.is_(None) | (Task.why == calls.GAVE_UP))
        .add_columns(Call.id.label("id"))
        .subquery()
    )
    last = select(func.max(Step.id).label("id")).join(lost, lost.c.id == Step.call_id).group_by(Step.call_id)
    ended = last.subquery()
    counted = (
        select(Step.step, func.count())
        .join(ended, ended.c.id == Step.id)
        .where(Step.answer.not_like(_ENDED_BY_US))
        .group_by(Step.step)
    )
    found: dict[str, int] = {}
    for step, many in session.execute(counted):
        name = step.removesuffix(":keys")  # a step, and the keys pressed in it, are one place
        found[name] = found.get(name, 0) + many
    return [Point(step, many) for step, many in sorted(found.items(), key=lambda each: (-each[1], each[0]))]
