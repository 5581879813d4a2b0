"""The coming days as bars: what each hotline's days look like, and what a draft changes, in shapes and in words.

    shown = bars(effect(before, after, today), language, now)
    render_template(…, bars=shown)      # {% include "hours/_bars.html" %} draws it, with hours/bars.css

With the same hours before and after it is simply what is in force.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from calendars.trading import Certainty
from ivr.clock import shanghai
from ivr.hours.effect import DayEffect, LineEffect, Spans
from ivr.web.console import times
from ivr.web.console.hours.bar_words import changes, hours_in_words, spelt, text_in
from ivr.web.console.times import Language
from ivr.web.console.words import say

__all__ = ["Bars", "DayBar", "Head", "LineBars", "Piece", "bars", "text_in"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A part of a day's bar: open as before, open only in the draft, or open no longer."""

    kind: Literal["same", "added", "gone"]
    x: str
    width: str
    """Both in percent of the day, as SVG takes them."""


@dataclass(frozen=True)
class DayBar:
    """One hotline's day."""

    name: str
    """10月10日 周六, Sat 10 Oct; with the year where it is another one."""
    short: str
    """The same without a year."""
    pieces: tuple[Piece, ...]
    hours: tuple[str, ...]
    """Each opening in words; empty on a day without any."""
    reason: str | None
    """The occasion, or why the day has no opening."""
    expected: bool
    """The exchange has not confirmed the year that decides it."""
    changed: bool
    said: str
    """All of it in one sentence."""
    now: str | None
    """Where the present stands in percent of the day; None on every day but today."""


@dataclass(frozen=True)
class LineBars:
    """One hotline's days, and what changes in them."""

    number: str
    name: str
    days: tuple[DayBar, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    day: str
    weekday: str
    name: str
    weekend: bool
    today: bool


@dataclass(frozen=True)
class Bars:
    """What `hours/_bars.html` draws."""

    heads: tuple[Head, ...]
    lines: tuple[LineBars, ...]
    draft: bool
    """Whether what differs is a draft's doing; else it is what another version says."""

    @property
    def changed(self) -> bool:
        return any(day.changed for line in self.lines for day in line.days)

    @property
    def expected(self) -> bool:
        return any(day.expected for line in self.lines for day in line.days)


def bars(effects: Sequence[LineEffect], language: Language, now: datetime, *, draft: bool = True) -> Bars:
    """The bars of `effects`, as `ivr.hours.effect.effect` answers them, for a reader of `language`; `now` is where
    today's line stands. Every line is expected to hold the same days. With `draft` changes are the draft's."""
    today = shanghai(now).date()
    heads = tuple(_head(day.date, today, language) for day in effects[0].days) if effects else ()
    lines = (
        LineBars(
            line.hotline.number,
            text_in(line.hotline.name, language),
            tuple(_bar(day, now, language) for day in line.days),
            tuple(changes(line.days, today, language, draft=draft)),
        )
        for line in effects
    )
    return Bars(heads, tuple(lines), draft)


def _head(day: date, today: date, language: Language) -> Head:
    name = times.calendar_day(day, today, language, weekday=True)
    label = times.calendar_day(day, day, language) if day == today or day.day == 1 else str(day.day)
    return Head(label, times.WEEKDAYS[language][day.weekday()], name, day.weekday() >= 5, day == today)


def _bar(day: DayEffect, now: datetime, language: Language) -> DayBar:
    local = shanghai(now)
    name = times.calendar_day(day.date, local.date(), language, weekday=True)
    why = text_in(day.reason, language) if day.reason else None
    what = spelt(day.after, language)
    expected = day.certainty is not Certainty.EXCHANGE
    said = say(
        language,
        "bars.said",
        day=name,
        what=say(language, "bars.because", what=what, why=why) if why else what,
    )
    passed = timedelta(hours=local.hour, minutes=local.minute)
    return DayBar(
        name,
        times.calendar_day(day.date, day.date, language, weekday=True),
        tuple(_pieces(day)),
        hours_in_words(day.after, language),
        why,
        expected,
        day.changed,
        said + say(language, "bars.said.expected") if expected else said,
        _percent(passed) if day.date == local.date() else None,
    )


def _pieces(day: DayEffect) -> Iterator[Piece]:
    """Everything that is open before or after, cut where either begins or ends; neighbours of a kind joined."""
    edges = sorted({edge for span in (*day.before, *day.after) for edge in span})
    found: list[tuple[Literal["same", "added", "gone"], timedelta, timedelta]] = []
    for start, end in pairwise(edges):
        was, becomes = _open(day.before, start), _open(day.after, start)
        if not was and not becomes:
            continue
        kind: Literal["same", "added", "gone"] = "same" if was and becomes else "added" if becomes else "gone"
        if found and found[-1][0] == kind and found[-1][2] == start:
            found[-1] = (kind, found[-1][1], end)
        else:
            found.append((kind, start, end))
    for kind, start, end in found:
        yield Piece(kind, _percent(start), _percent(end - start))


def _open(spans: Spans, moment: timedelta) -> bool:
    return any(start <= moment < end for start, end in spans)


def _percent(span: timedelta) -> str:
    return f"{span / DAY * 100:.2f}%"
