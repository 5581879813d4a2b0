"""Who rang again: calls of a caller who had rung the same hotline in the seven days before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, literal_column
from sqlalchemy.orm import Session, aliased

from ivr.calls import Call
from ivr.reports import calls
from ivr.reports.counting import number, summed
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.moments import days_before
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
    earlier = aliased(Call)
    rang_before = exists().where(
        earlier.caller == Call.caller,
        earlier.began < Call.began,
        earlier.began >= days_before(Call.began, literal_column(str(WITHIN.days))),
        earlier.dialled == Call.dialled,
        earlier.direction == "inbound",
        earlier.pretended.is_(False),
        earlier.probe.is_(False),
    )
    query = calls.within(scope, span).where(Call.caller.is_not(None))
    sums = (func.count(Call.id), number(rang_before))
    return summed(session, Repeats, query, sums, calls.KEYS[by] if by else None)


@figure("repeats", Group.CALLS, Unit.SHARE, Repeats, better=-1)
def repeats(of: Repeats) -> Value:
    """Calls whose caller had rung the same hotline within the 7 days before ÷ calls with a known number."""
    return ratio(of.again, of.known)
