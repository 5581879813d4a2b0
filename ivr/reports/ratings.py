"""What customers thought of it: ratings they gave after a callback. Defaults are told apart and in no share."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, rating
from ivr.callbacks.aftercare import Rating, Score
from ivr.callbacks.rating import RatingSummary
from ivr.reports.counting import Expression
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span

KEYS: dict[By, Expression] = {
    "hotline": Task.hotline.expression,
    "desk": Task.desk.expression,
    "agent": Rating.user_id.expression,
    "topic": Task.topic.expression,
}


@dataclass(frozen=True)
class Ratings(Sums):
    """Customers asked and what they said in the span, each at its own moment."""

    asked: int = 0
    given: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    defaulted: int = 0


def count(session: Session, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Ratings]:
    """The sums of the span; complaints and follow-ups are never rated."""
    chosen: dict[str, Any] = {
        "hotline": scope.hotline,
        "desk": scope.desk,
        "agent": scope.agent,
        "topic": scope.topic,
    }
    whole = _sums(rating.summary(session, span.since, span.until, **chosen))
    if by is None:
        return {None: whole}
    found: dict[Key, Ratings] = {}
    parts = select(KEYS[by]).select_from(Rating).join(Task, Task.id == Rating.task_id).distinct()
    for part in session.scalars(parts):
        if part is not None and chosen[by] in (None, part):
            found[str(part)] = _sums(rating.summary(session, span.since, span.until, **{**chosen, by: part}))
    # A default is nobody's: what no part has belongs to none.
    found[None] = Ratings(
        *(
            getattr(whole, f.name) - sum(getattr(each, f.name) for each in found.values())
            for f in fields(Ratings)
        )
    )
    return {key: sums for key, sums in found.items() if sums != Ratings()}


def _sums(told: RatingSummary) -> Ratings:
    given = told.given
    return Ratings(
        told.asked, sum(given.values()), given[Score.SATISFIED], given[Score.DISSATISFIED], told.defaulted
    )


@figure("rated", Group.QUALITY, Unit.SHARE, Ratings, better=1)
def rated(of: Ratings) -> Value:
    """Ratings customers gave ÷ customers who were asked for one after a callback."""
    return ratio(of.given, of.asked)


@figure("satisfied", Group.QUALITY, Unit.SHARE, Ratings, better=1)
def satisfied(of: Ratings) -> Value:
    """«Satisfied» ÷ ratings customers gave. Ratings recorded by default are not among them."""
    return ratio(of.satisfied, of.given)


@figure("dissatisfied", Group.QUALITY, Unit.COUNT, Ratings, better=-1)
def dissatisfied(of: Ratings) -> Value:
    """«Not satisfied», as customers said; each opened a follow-up for a supervisor."""
    return of.dissatisfied


@figure("defaulted", Group.QUALITY, Unit.COUNT, Ratings)
def defaulted(of: Ratings) -> Value:
    """Tasks nobody rated within 30 days, recorded as very satisfied by default and counted in no share."""
    return of.defaulted
