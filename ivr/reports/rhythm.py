"""How a span went, slot by slot: half-hours of one day, days of a longer span, hours of the day over all of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from ivr.calls import Call
from ivr.clock import SHANGHAI, shanghai
from ivr.reports import calls, messages
from ivr.reports.counting import number
from ivr.reports.moments import epoch
from ivr.reports.scope import Scope
from ivr.reports.span import Span
from ivr.voicemail import Voicemail

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
_SECONDS = 1800
"""Of a half-hour; Shanghai's clocks differ from UTC by whole ones."""


@dataclass(frozen=True)
class Slot:
    """What began in one slot."""

    start: datetime
    """Aware, in Shanghai."""
    calls: int = 0
    answered: int = 0
    abandoned: int = 0
    messages: int = 0


def halves(session: Session, scope: Scope, span: Span) -> list[Slot]:
    """The half-hours of the span in which something began, in order."""
    rang = _by_half(
        session,
        calls.within(scope, span),
        Call.began.expression,
        func.count(Call.id),
        number(calls.ANSWERED),
        number(calls.ABANDONED),
    )
    left = _by_half(
        session,
        messages.within(scope, span).where(Voicemail.superseded_by.is_(None)),
        Voicemail.created.expression,
        func.count(Voicemail.id),
    )
    return [
        Slot(_moment(place), *rang.get(place, (0, 0, 0)), *left.get(place, (0,)))
        for place in sorted(rang.keys() | left.keys())
    ]


def slots(found: list[Slot], span: Span) -> list[Slot]:
    """Every slot of the span in order, empty ones too: half-hours of a single day, else days."""
    one_day, start = span.is_one_day, shanghai(span.since)
    every: dict[datetime, Slot] = {}
    while start < span.until:
        every[start] = Slot(start)
        start += HALF_HOUR if one_day else DAY
    for half in found:
        of = half.start if one_day else half.start.replace(hour=0, minute=0)
        every[of] = _both(every.get(of, Slot(of)), half)
    return list(every.values())


def hours_of_day(found: list[Slot]) -> list[int]:
    """Calls that began in each of the 24 hours of the day, over the whole span."""
    many = [0] * 24
    for half in found:
        many[half.start.hour] += half.calls
    return many


def busiest(by_hour: list[int]) -> int | None:
    """The hour of the day in which most calls began, the earlier of equals; None without calls."""
    most = max(by_hour)
    return by_hour.index(most) if most else None


def _both(one: Slot, other: Slot) -> Slot:
    return Slot(
        one.start,
        one.calls + other.calls,
        one.answered + other.answered,
        one.abandoned + other.abandoned,
        one.messages + other.messages,
    )


def _by_half(
    session: Session, query: Select[Any], moment: ColumnElement[datetime], *counts: ColumnElement[int]
) -> dict[int, tuple[int, ...]]:
    place = epoch(moment) // _SECONDS
    rows = session.execute(query.add_columns(place, *counts).group_by(place))
    return {int(row[0]): tuple(row[1:]) for row in rows}


def _moment(place: int) -> datetime:
    return datetime.fromtimestamp(place * _SECONDS, SHANGHAI)
