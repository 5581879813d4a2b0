"""How long it takes until a customer is reached, in opening time. Quantiles do not add up, so each time is kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from sqlalchemy import case, literal
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.hours import Hours
from ivr.hours.days import number_of
from ivr.reports import matters
from ivr.reports.figure import Group, Sums, Unit, Value, figure
from ivr.reports.moments import epoch
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span

_1970 = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reached(Sums):
    """Seconds of opening time until each customer was reached."""

    times: tuple[float, ...] = ()


def count(session: Session, hours: Hours, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Reached]:
    """For the tasks opened in the span whose customer was reached. The hours are those in force now."""
    of = matters.tries(scope, span)
    key = matters.KEYS[by] if by else literal(None)
    # A reopened task is owed anew; the first wait began with its opening. Whole seconds are read much faster.
    began = epoch(case((Task.owed_since < Task.created, Task.owed_since), else_=Task.created))
    query = matters.within(scope, span, of).where(of.reached.is_not(None))
    found = session.execute(query.add_columns(key, Task.hotline, began, epoch(of.reached)))
    times: dict[Key, list[float]] = defaultdict(list)
    measures: dict[str, Callable[[int], int]] = {}
    for value, hotline, start, end in found:
        opened = measures.get(hotline)
        if opened is None:
            opened = measures[hotline] = _measure(hours, hotline)
        took = float(max(0, opened(end) - opened(start)))
        times[None if value is None else str(value)].append(took)
    return {name: Reached(tuple(each)) for name, each in times.items()}


def _measure(hours: Hours, hotline: str) -> Callable[[int], int]:
    """Seconds of opening time before a moment in seconds since 1970; plain time for a hotline that is gone."""
    if hotline not in hours.schedule.hotlines:
        return int
    line = hours.line(hotline)
    openings, began = line.layout.openings, number_of(_1970)
    return lambda moment: openings.before(began + moment * 1_000_000) // 1_000_000


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
