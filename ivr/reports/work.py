"""How much of the time in which agents could be rung they spent with customers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Outcome, Task
from ivr.calls import Call
from ivr.database import Moment
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.moments import seconds
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span
from ivr.waiting.tables import Offer, Presence, PresencePeriod


@dataclass(frozen=True)
class Work(Sums):
    """Seconds of agents of whom it is known when they were available."""

    talked: float = 0.0
    available: float = 0.0


def count(session: Session, scope: Scope, span: Span, by: By | None, now: datetime) -> Mapping[Key, Work]:
    """By agent, or all together. Nobody is available for one hotline, desk or topic alone: then there is nothing."""
    if by not in (None, "agent") or scope.hotline or scope.desk or scope.topic:
        return {}
    found = {key: Work(available=time) for key, time in _available(session, scope, span, now).items()}
    for key, time in (*_took(session, scope, span), *_rang(session, scope, span)):
        # Whose presence was never told has no share: it would be above one.
        if key in found:
            found[key] = replace(found[key], talked=found[key].talked + time)
    if by == "agent":
        return {str(key): work for key, work in found.items()}
    return {None: reduce(Work.__add__, found.values(), Work())}


def _available(session: Session, scope: Scope, span: Span, now: datetime) -> dict[int, float]:
    """Seconds each agent was available within the span, as far as it has passed."""
    until = literal(min(span.until, now), Moment)
    since = literal(span.since, Moment)
    ended = func.coalesce(PresencePeriod.until, until)
    start = case((PresencePeriod.since < since, since), else_=PresencePeriod.since)
    end = case((ended > until, until), else_=ended)
    rows = session.execute(
        select(PresencePeriod.user_id, func.sum(seconds(start, end)))
        .where(PresencePeriod.state == Presence.AVAILABLE, start < end, *_of(PresencePeriod.user_id, scope))
        .group_by(PresencePeriod.user_id)
    )
    return {row[0]: float(row[1]) for row in rows}


def _took(session: Session, scope: Scope, span: Span) -> list[tuple[int, float]]:
    """Seconds each agent talked with callers."""
    return _pairs(
        session,
        select(Offer.user_id, func.sum(seconds(Offer.accepted, Offer.ended)))
        .join(Call, Call.id == Offer.call_id)
        .where(Offer.result == "accepted", Call.pretended.is_(False), *_of(Offer.user_id, scope))
        .where(Offer.accepted >= span.since, Offer.accepted < span.until)
        .group_by(Offer.user_id),
    )


def _rang(session: Session, scope: Scope, span: Span) -> list[tuple[int, float]]:
    """Seconds each agent talked with customers he rang back."""
    spoke = func.coalesce(Attempt.seconds, seconds(Attempt.answered, Attempt.ended), 0)
    return _pairs(
        session,
        select(Attempt.user_id, func.sum(spoke))
        .join(Task, Task.id == Attempt.task_id)
        .where(Attempt.outcome == Outcome.REACHED, Task.pretended.is_(False), *_of(Attempt.user_id, scope))
        .where(Attempt.started >= span.since, Attempt.started < span.until)
        .group_by(Attempt.user_id),
    )


def _of(user: ColumnElement[int] | object, scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope.agent is None else [user == scope.agent]  # type: ignore[list-item]


def _pairs(session: Session, query: object) -> list[tuple[int, float]]:
    return [(row[0], float(row[1] or 0)) for row in session.execute(query)]  # type: ignore[call-overload]


@figure("utilisation", Group.WORK, Unit.SHARE, Work)
def utilisation(of: Work) -> Value:
    """Time agents talked with customers, in calls taken and callbacks, ÷ time they had themselves shown as available.
    Agents who never said so are left out."""
    return ratio(of.talked, of.available)
