"""How a span went, slot by slot: half-hours of one day, days of a longer span, hours of the day over all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from ivr.calls import Call
from ivr.clock import shanghai
from ivr.reports import calls, messages
from ivr.reports.counting import number
from ivr.reports.moments import epoch
from ivr.reports.scope import Scope
from ivr.reports.span import Span
from ivr.voicemail import Voicemail

_OFFSET = 8 * 3600
"""Shanghai's clocks have not been put forward or back since 1991: one offset, in seconds, holds for every row."""

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """What began in one slot."""

    start: datetime
    """Aware, in Shanghai."""
    calls: int = 0
    answered: int = 0
    abandoned: int = 0
    messages: int = 0


def slots(session: Session, scope: Scope, span: Span) -> list[Slot]:
    """Every slot of the span in order, empty ones too: half-hours of a single day, else days."""
    step = HALF_HOUR if span.is_one_day else DAY
    rang = _by_slot(
        session,
        calls.within(scope, span),
        Call.began.expression,
        step,
        func.count(Call.id),
        number(calls.ANSWERED),
        number(calls.ABANDONED),
    )
    left = _by_slot(
        session,
        messages.within(scope, span).where(Voicemail.superseded_by.is_(None)),
        Voicemail.created.expression,
        step,
        func.count(Voicemail.id),
    )
    return [
        Slot(start, *rang.get(place, (0, 0, 0)), *left.get(place, (0,))) for place, start in _all(span, step)
    ]


def hours_of_day(session: Session, scope: Scope, span: Span) -> list[int]:
    """Calls that began in each of the 24 hours of the day, over the whole span."""
    hour = (epoch(Call.began) + _OFFSET) // 3600 % 24
    rows = session.execute(calls.within(scope, span).add_columns(hour, func.count(Call.id)).group_by(hour))
    found = {int(row[0]): row[1] for row in rows}
    return [found.get(each, 0) for each in range(24)]


def busiest(by_hour: list[int]) -> int | None:
    """The hour of the day in which most calls began, the earlier of equals; None without calls."""
    most = max(by_hour)
    return by_hour.index(most) if most else None


def _by_slot(
    session: Session,
    query: Select[Any],
    moment: ColumnElement[datetime],
    step: timedelta,
    *counts: ColumnElement[int],
) -> dict[int, tuple[int, ...]]:
    place = (epoch(moment) + _OFFSET) // int(step.total_seconds())
    rows = session.execute(query.add_columns(place, *counts).group_by(place))
    return {int(row[0]): tuple(row[1:]) for row in rows}


def _all(span: Span, step: timedelta) -> Iterator[tuple[int, datetime]]:
    start = shanghai(span.since)
    while start < span.until:
        yield (int(start.timestamp()) + _OFFSET) // int(step.total_seconds()), start
        start += step
