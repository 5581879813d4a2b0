"""How long it takes until a customer is reached, in opening time. Quantiles do not add up, so each time is kept."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.hours import Hours
from ivr.reports import matters
from ivr.reports.figure import Group, Sums, Unit, Value, figure
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span


@dataclass(frozen=True)
class Reached(Sums):
    """Seconds of opening time until each customer was reached."""

    times: tuple[float, ...] = ()


def count(session: Session, hours: Hours, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Reached]:
    """For the tasks opened in the span whose customer was reached. The hours are those in force now."""
    of = matters.tries(scope, span)
    key = matters.KEYS[by] if by else Task.id
    query = matters.within(scope, span, of).where(of.reached.is_not(None))
    found = session.execute(query.add_columns(key, Task.hotline, Task.owed_since, Task.created, of.reached))
    times: dict[Key, list[float]] = defaultdict(list)
    for value, hotline, owed_since, created, reached in found:
        # A reopened task is owed anew; the first wait began with its opening.
        took = _between(hours, hotline, min(owed_since, created), reached)
        times[None if by is None or value is None else str(value)].append(took)
    return {name: Reached(tuple(each)) for name, each in times.items()}


def _between(hours: Hours, hotline: str, start: datetime, end: datetime) -> float:
    """Seconds of opening time; of plain time for a hotline that is no longer in the schedule."""
    try:
        return max(0.0, hours.between(hotline, start, end).total_seconds())
    except LookupError:
        return max(0.0, (end - start).total_seconds())


def quantile(times: tuple[float, ...], share: float) -> Value:
    """The smallest of the times that at least `share` of them do not exceed (nearest rank); None of none."""
    if not times:
        return None
    return sorted(times)[ceil(share * len(times)) - 1]


@figure("reached", Group.CALLBACKS, Unit.COUNT, Reached, behind="reached")
def reached(of: Reached) -> Value:
    """Tasks whose customer was reached."""
    return len(of.times)


@figure("p50", Group.CALLBACKS, Unit.MINUTES, Reached, better=-1)
def p50(of: Reached) -> Value:
    """Minutes of opening time within which half of the customers who were reached were reached."""
    found = quantile(of.times, 0.5)
    return None if found is None else found / 60


@figure("p90", Group.CALLBACKS, Unit.MINUTES, Reached, better=-1)
def p90(of: Reached) -> Value:
    """Minutes of opening time within which nine in ten of the customers who were reached were reached."""
    found = quantile(of.times, 0.9)
    return None if found is None else found / 60
