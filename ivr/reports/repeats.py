"""Who rang again: calls of a caller who had rung the same hotline in the seven days before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from ivr.calls import Call
from ivr.reports import calls
from ivr.reports.counting import number, summed
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.moments import seconds
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span

WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Repeats(Sums):
    """Calls whose number is known, and those of them that came again."""

    known: int = 0
    again: int = 0


def count(session: Session, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Repeats]:
    """The sums of the span."""
    earlier = func.lag(Call.began).over(
        partition_by=(Call.caller, Call.dialled), order_by=(Call.began, Call.id)
    )
    rang = (
        select(Call.id.label("id"), earlier.label("earlier"))
        .where(Call.direction == "inbound", Call.pretended.is_(False), Call.caller.is_not(None))
        .where(Call.began >= span.since - WITHIN, Call.began < span.until)
        .subquery()
    )
    again = and_(rang.c.earlier.is_not(None), seconds(rang.c.earlier, Call.began) <= WITHIN.total_seconds())
    query = calls.within(scope, span).outerjoin(rang, rang.c.id == Call.id)
    sums = (func.count(rang.c.id), number(again))
    return summed(session, Repeats, query, sums, calls.KEYS[by] if by else None)


@figure("repeats", Group.CALLS, Unit.SHARE, Repeats, better=-1)
def repeats(of: Repeats) -> Value:
    """Calls whose caller had rung the same hotline within the 7 days before ÷ calls with a known number."""
    return ratio(of.again, of.known)
