"""The reports: figures of a span beside the span before, how it went, and where callers were lost."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for

from ivr import people
from ivr.clock import shanghai
from ivr.people import Role
from ivr.reports import institutions, leaving, rhythm, tally
from ivr.reports.figure import Figure, Group, Value, in_order
from ivr.reports.rhythm import HALF_HOUR, Slot
from ivr.reports.scope import By, Key
from ivr.reports.span import Span
from ivr.reports.tally import Report
from ivr.web.console import preferences, reports, times
from ivr.web.console.blueprint import console
from ivr.web.console.reports import asked, shown
from ivr.web.console.reports.asked import Asked
from ivr.web.console.reports.shown import Change, Names
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

TOPICS = (
    *("business", "technical", "enquiry", "fault", "line"),
    *("satellite", "test", "service", "equipment", "complaint"),
)
MOST_POINTS = 10


@dataclass(frozen=True)
class Tile:
    """One figure of the whole."""

    key: str
    value: str
    before: str
    change: Change | None
    behind: str | None
    """Address of the tasks it counts."""


@dataclass(frozen=True)
class Line:
    """One part, with its figures of one group in order."""

    name: str
    cells: list[tuple[str, str | None]]
    """Each value, and the address of the tasks behind it."""


@dataclass(frozen=True)
class Section:
    """Figures that are read together."""

    group: Group
    tiles: list[Tile]
    lines: list[Line]


@dataclass(frozen=True)
class Column:
    """One slot of a plot, as its table shows it."""

    when: str
    short: str
    """The same without its weekday, for the axis."""
    slot: Slot
    behind: str


@console.get("/reports", endpoint="reports")
def page() -> str:
    """Figures for a span, as tiles, tables and plots."""
    somebody, system, language = reports.reading(), current_system(), preferences.language()
    now = system.now()
    wanted = asked.read(request.args, somebody.viewer, now)
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        names = Names.of(reading, edition, language)
        found = tally.report(reading, edition.hours, wanted.scope, wanted.span, by=wanted.by, now=now)
        halves = rhythm.halves(reading, wanted.scope, wanted.span)
        lost = leaving.points(reading, wanted.scope, wanted.span)[:MOST_POINTS]
        kinds = institutions.kinds(reading, wanted.scope, wanted.span)
        agents = [user for user in people.everybody(reading) if user.role in (Role.AGENT, Role.SUPERVISOR)]
    drawn = list(columns(rhythm.slots(halves, wanted.span), wanted, language))
    by_hour = rhythm.hours_of_day(halves)
    busiest = rhythm.busiest(by_hour)
    return render_template(
        "reports/page.html",
        asked=wanted,
        shown=_shown(wanted.span, language),
        sections=list(_sections(found, wanted, names)),
        columns=drawn,
        plot=plot(drawn, language),
        hours=by_hour,
        hours_plot=_hours_plot(by_hour, language),
        busiest=None if busiest is None else f"{busiest}:00–{busiest + 1}:00",
        lost=[(names.step(point.step), point.calls) for point in lost],
        kinds=[
            (say(language, f"kind.{kind}") if kind else say(language, "reports.kinds.none"), many)
            for kind, many in kinds
        ],
        hotlines=[(number, names.part("hotline", number)) for number in edition.schedule.hotlines],
        desks=[(desk, names.desk(desk)) for desk in edition.schedule.desks],
        agents=[(str(user.id), user.display) for user in agents],
        topics=[(topic, say(language, f"topic.{topic}")) for topic in TOPICS],
        download=lambda kind: url_for("console.download", kind=kind, **wanted.typed),
    )


def _shown(span: Span, language: Language) -> str:
    return say(language, "reports.shown", span=days(span, language), before=days(span.before, language))


def days(span: Span, language: Language) -> str:
    """10月1日 至 10月9日 12:00 止; a whole day is its date alone."""
    first = shanghai(span.since)
    today = shanghai(span.until).date()
    ends = shanghai(span.until)
    if ends.hour or ends.minute:
        until = say(
            language,
            "reports.until",
            day=times.calendar_day(span.last, today, language),
            clock=times.clock(ends),
        )
    else:
        until = times.calendar_day(span.last, today, language)
    if span.is_one_day:
        return until
    return say(language, "reports.days", first=times.calendar_day(first.date(), today, language), last=until)


def _sections(found: Report, wanted: Asked, names: Names) -> Iterator[Section]:
    for group in Group:
        figures = [figure for figure in in_order() if figure.group is group]
        tiles = [_tile(figure, found, wanted, names.language) for figure in figures]
        lines = [
            Line(
                names.part(wanted.by, key),
                [
                    (
                        shown.value(figure, value := part.value(figure), names.language),
                        _behind(figure, value, wanted, {wanted.by: key}),
                    )
                    for figure in figures
                ],
            )
            for key, part in found.parts.items()
            if any(part.value(figure) for figure in figures)
        ]
        yield Section(group, tiles, lines)


def _tile(figure: Figure, found: Report, wanted: Asked, language: Language) -> Tile:
    value, before = found.total.value(figure), found.before.value(figure)
    return Tile(
        figure.key,
        shown.value(figure, value, language),
        shown.value(figure, before, language),
        shown.change(figure, value, before, language),
        _behind(figure, value, wanted, {}),
    )


def _behind(figure: Figure, value: Value, wanted: Asked, part: dict[By, Key]) -> str | None:
    """Where the tasks are that the figure counts; None where there are none."""
    if figure.behind is None or not value or None in part.values():
        return None
    return listed(figure.behind, wanted, wanted.span, {str(by): key for by, key in part.items()})


def listed(what: str, wanted: Asked, span: Span, part: dict[str, Key]) -> str:
    """The address of the tasks of which `what` is true."""
    kept: dict[str, Any] = {
        name: wanted.typed[name] for name in ("hotline", "desk", "agent", "topic") if name in wanted.typed
    }
    return url_for(
        "console.behind",
        what=what,
        since=shanghai(span.since).isoformat(),
        until=shanghai(span.until).isoformat(),
        **{**kept, **part},
    )


def columns(slots: list[Slot], wanted: Asked, language: Language) -> Iterator[Column]:
    """The slots of a plot, each with its name and the tasks opened in it."""
    length = HALF_HOUR if wanted.span.is_one_day else timedelta(days=1)
    today = shanghai(wanted.span.until).date()
    for slot in slots:
        on = slot.start.date()
        short = times.clock(slot.start) if wanted.span.is_one_day else times.calendar_day(on, today, language)
        long = short if wanted.span.is_one_day else times.calendar_day(on, today, language, weekday=True)
        ends = min(slot.start + length, wanted.span.until)
        opened = listed("all", wanted, Span(slot.start, ends, slot.start, ends), {})
        yield Column(long, short, slot, opened)


def plot(columns: list[Column], language: Language) -> str:
    """What the script draws: names along the axis, and one row a series."""
    return json.dumps(
        {
            "when": say(language, "reports.slot"),
            "names": [column.short for column in columns],
            "links": [column.behind for column in columns],
            "series": [
                {
                    "name": say(language, key),
                    "form": form,
                    "values": [getattr(c.slot, field) for c in columns],
                }
                for key, form, field in (
                    ("figure.calls", "hollow", "calls"),
                    ("reports.answered", "solid", "answered"),
                    ("reports.abandoned", "points", "abandoned"),
                    ("figure.messages", "dashes", "messages"),
                )
            ],
        }
    )


def _hours_plot(by_hour: list[int], language: Language) -> str:
    return json.dumps(
        {
            "when": say(language, "reports.slot"),
            "names": [f"{hour}:00" for hour in range(24)],
            "links": [],
            "series": [{"name": say(language, "figure.calls"), "form": "solid", "values": by_hour}],
        }
    )
