"""A report: every figure of a span, beside the span before, as a whole and divided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.hours import Hours
from ivr.reports import callbacks, calls, messages, ratings, reaching, repeats, work
from ivr.reports.figure import FIGURES, Figure, Group, Sums, Value
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span

GROUPS = tuple(Group)


@dataclass(frozen=True)
class Column:
    """All figures of one whole or one part."""

    sums: Mapping[type[Sums], Sums]

    def value(self, figure: Figure) -> Value:
        """None where the figure is a share or a mean of nothing, or does not apply."""
        sums = self.sums.get(figure.of)
        return None if sums is None else figure.compute(sums)


@dataclass(frozen=True)
class Report:
    """The whole, the whole of the span before, and the parts by their keys in the order of their calls and tasks."""

    span: Span
    total: Column
    before: Column
    parts: Mapping[Key, Column]


def report(
    session: Session, hours: Hours, scope: Scope, span: Span, *, by: By | None, now: datetime
) -> Report:
    """Counts everything as of `now`."""
    parts = _parts(session, hours, scope, span, by, now) if by else {}
    if parts:
        # The time of agents is divided by agents alone.
        agents = work.count(session, scope, span, None, now).get(None) or work.Work()
        total = Column({**_added(parts.values()), work.Work: agents})
    else:
        total = whole(session, hours, scope, span, now)
    return Report(
        span=span,
        total=total,
        before=whole(session, hours, scope, span.before, now),
        parts=parts,
    )


def whole(session: Session, hours: Hours, scope: Scope, span: Span, now: datetime) -> Column:
    """Every figure of the span, undivided."""
    counted = _counts(session, hours, scope, span, None, now)
    return Column({kind: sums.get(None) or kind() for kind, sums in counted.items()})


def _parts(
    session: Session, hours: Hours, scope: Scope, span: Span, by: By, now: datetime
) -> dict[Key, Column]:
    counted = _counts(session, hours, scope, span, by, now)
    keys = {key for sums in counted.values() for key in sums}
    columns = {key: Column({kind: sums.get(key) or kind() for kind, sums in counted.items()}) for key in keys}
    return dict(sorted(columns.items(), key=lambda part: (part[0] is None, -_size(part[1]), part[0] or "")))


def _added(parts: Iterable[Column]) -> dict[type[Sums], Sums]:
    """The whole, from its parts: nothing has to be counted twice."""
    found: dict[type[Sums], Sums] = {}
    for part in parts:
        for kind, sums in part.sums.items():
            found[kind] = found[kind] + sums if kind in found else sums
    return found


def _size(column: Column) -> float:
    return sum(column.value(FIGURES[key]) or 0 for key in ("calls", "tasks"))


def _counts(
    session: Session, hours: Hours, scope: Scope, span: Span, by: By | None, now: datetime
) -> dict[type[Sums], Mapping[Key, Sums]]:
    return {
        calls.Calls: calls.count(session, scope, span, by),
        repeats.Repeats: repeats.count(session, scope, span, by),
        messages.Messages: messages.count(session, scope, span, by),
        callbacks.Tasks: callbacks.count(session, scope, span, by, now),
        ratings.Ratings: ratings.count(session, scope, span, by),
        reaching.Reached: reaching.count(session, hours, scope, span, by),
        work.Work: work.count(session, scope, span, by, now),
    }
