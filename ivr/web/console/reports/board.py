"""The board: how things stand this minute. A page that is open asks for it again every few seconds."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import abort, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import incidents, probes
from ivr.callbacks import Task, TaskState, Viewer, pace
from ivr.clock import shanghai
from ivr.hours import Closed, Edition
from ivr.incidents import Incident
from ivr.incidents.standing import Counted
from ivr.probes import telling
from ivr.reports import rhythm, seats, span, standing
from ivr.reports.scope import Scope
from ivr.reports.seats import Seat
from ivr.reports.standing import Lines, Owed
from ivr.telephony.numbers import masked
from ivr.waiting import drills, reminders
from ivr.waiting.serving import Trouble, serving
from ivr.web.console import preferences, reports
from ivr.web.console.blueprint import console
from ivr.web.console.reports import page
from ivr.web.console.reports.asked import Asked
from ivr.web.console.reports.page import Column
from ivr.web.console.reports.shown import Names
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.voice import current_system

MOST_LATE = 12
"""References named of promises that cannot be kept; the rest is a number."""


MOST_FIRMS = 8
"""Of an incident, the firms that registered last."""


@dataclass(frozen=True)
class Desk:
    """One row of the board."""

    id: str
    name: str
    owed: Owed
    in_line: int
    seats: list[Seat]


@dataclass(frozen=True)
class Late:
    """What a desk cannot keep when it opens."""

    desk: str
    opens: datetime
    people: int
    minutes: int
    refs: list[str]
    more: int


@dataclass(frozen=True)
class Unreached:
    """A desk whose people on duty cannot all be reached by telephone."""

    id: str
    name: str
    nobody: bool
    """Not one telephone could ring now."""
    troubled: list[tuple[str, Trouble]]
    """Who is on duty, and why his telephone cannot ring."""
    silent: list[tuple[str, datetime]]
    """Who did not confirm the test of this shift, and when he was rung last."""


@dataclass(frozen=True)
class Reported:
    """What is broken just now, and who said last that it concerns him."""

    row: Incident
    counted: Counted
    latest: list[str]


@dataclass(frozen=True)
class Unheard:
    """A hotline that could not be rung when we tried."""

    number: str
    name: str
    times: int
    """How often in a row."""
    at: datetime
    why: str


@console.get("/board")
def board() -> str:
    """Supervisors see what is owed, who is there, and how today goes."""
    return render_template("reports/board.html", **_context(_governing()))


@console.get("/board/now")
def board_now() -> str | tuple[str, int]:
    """The same for a page that is open; 204 when nothing has changed."""
    shown = _context(_governing())
    return (
        ("", 204)
        if shown["seen"] == request.args.get("seen")
        else render_template("reports/_board.html", **shown)
    )


def _governing() -> Person:
    found = reports.reading()
    return found if found.decides else abort(403)


def _context(somebody: Person) -> dict[str, object]:
    system, language = current_system(), preferences.language()
    now, viewer = system.now(), somebody.viewer
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        names = Names.of(reading, edition, language)
        owed = standing.owed(reading, edition.hours, viewer, now)
        desks = list(_desks(reading, edition, names, owed, viewer, now))
        lines = standing.lines(reading)
        late = list(_late(reading, edition, names, viewer, now))
        unreached = list(_unreached(reading, edition, names, now))
        reported = list(_reported(reading, language))
        unheard = list(_unheard(reading, edition, language, now))
        today = Asked(span.named("today", now), Scope(viewer), "hotline", "today", {}, None)
        halves = rhythm.halves(reading, today.scope, today.span)
    columns = list(page.columns(rhythm.slots(halves, today.span), today, language))
    drawn = render_template(
        "reports/_board_drawn.html",
        figures=_figures(owed, lines),
        lines=lines,
        desks=[desk for desk in desks if desk.owed != Owed() or desk.seats or desk.in_line],
        others=sum(1 for desk in desks if desk.owed == Owed() and not desk.seats and not desk.in_line),
        late=late,
        unreached=unreached,
        reported=reported,
        overdue=lambda row: reminders.overdue(row, now),
        unheard=unheard,
        columns=_from_first(columns),
        plot=page.plot(_from_first(columns), language),
        initials=initials,
    )
    return {"drawn": drawn, "seen": hashlib.sha256(drawn.encode()).hexdigest()[:16]}


def _reported(reading: Session, language: Language) -> Iterator[Reported]:
    rows = incidents.open_ones(reading)
    counted = incidents.standing.counted(reading, rows) if rows else {}
    for row in rows:
        firms = incidents.standing.firms(reading, row, limit=MOST_FIRMS)
        named = [
            each.who.shown(language) if each.who else masked(each.row.number) if each.row.number else ""
            for each in firms
        ]
        yield Reported(row, counted[row.id], [name for name in named if name])


def _figures(owed: dict[str, Owed], lines: Lines) -> list[tuple[str, int, str | None]]:
    """The four that matter: key, number, and where its tasks are."""
    total = {
        name: sum(getattr(each, name.replace("-", "_")) for each in owed.values())
        for name in ("waiting", "overdue", "before-closing")
    }
    tasks = {name: url_for("console.behind", what=name) for name in total}
    return [
        ("waiting", total["waiting"], tasks["waiting"]),
        ("overdue", total["overdue"], tasks["overdue"]),
        ("line", lines.busy, url_for("console.behind", what="held") if lines.ringing_back else None),
        ("before-closing", total["before-closing"], tasks["before-closing"]),
    ]


def _desks(
    reading: Session, edition: Edition, names: Names, owed: dict[str, Owed], viewer: Viewer, now: datetime
) -> Iterator[Desk]:
    """Every desk of the schedule, and those that are gone from it and still have tasks."""
    sitting, waiting = seats.by_desk(reading, viewer, now), standing.in_line(reading)
    gone = sorted(set(owed) - set(edition.schedule.desks))
    for desk in (*edition.schedule.desks, *gone):
        yield Desk(
            desk, names.desk(desk), owed.get(desk, Owed()), waiting.get(desk, 0), sitting.get(desk, [])
        )


def _unreached(reading: Session, edition: Edition, names: Names, now: datetime) -> Iterator[Unreached]:
    """Desks that are answered round the clock, or whose people are tested, and where somebody cannot be reached."""
    for desk in edition.schedule.desks.values():
        if desk.then != "urgent" and not desk.test_page:
            continue
        there = serving(reading, edition.hours, desk, now)
        on_duty = [each for tier in there.tiers for each in tier] if there.by == "roster" else []
        troubled = [(each.display, each.trouble) for each in on_duty if each.trouble is not None]
        told = drills.tested(reading, edition.hours, desk, now) if desk.test_page else []
        silent = [(each.user.display, each.at) for each in told if each.at and each.over and not each.reached]
        if not there.is_reachable or troubled or silent:
            yield Unreached(desk.id, names.desk(desk.id), not there.is_reachable, troubled, silent)


def _unheard(reading: Session, edition: Edition, language: Language, now: datetime) -> Iterator[Unheard]:
    """Hotlines whose last test calls failed, often enough that it is no chance."""
    for hotline in edition.schedule.hotlines.values():
        times, last = (
            probes.failures(reading, hotline.number),
            probes.latest(reading, hotline.number, judged=True),
        )
        if last is not None and times >= telling.ALARMING and last.placed > now - telling.NEWS:
            name = hotline.name.zh if language == "zh" else hotline.name.en
            yield Unheard(hotline.number, name, times, last.placed, telling.said(last, language))


def _late(reading: Session, edition: Edition, names: Names, viewer: Viewer, now: datetime) -> Iterator[Late]:
    """For each desk with tasks of a line that is closed just now: what it cannot keep once that opens."""
    closed = {
        number: answer.until
        for number in edition.schedule.hotlines
        if isinstance(answer := edition.hours.at(number, now), Closed) and answer.until is not None
    }
    owed: dict[str, list[Task]] = {}
    for task in reading.scalars(
        select(Task)
        .where(Task.closed_at.is_(None), Task.pretended.is_(False), Task.hotline.in_(closed), viewer.seen())
        .where(Task.state.not_in((TaskState.UNREACHABLE, TaskState.RETRY)))
    ):
        owed.setdefault(task.desk, []).append(task)
    for desk, tasks in owed.items():
        measured = pace.of_desk(reading, desk)
        if measured is None:
            continue  # nobody can say, and nothing is made up
        broken = pace.cannot_be_kept(edition.hours, map(pace.Owed.of, tasks), measured, now)
        if broken:
            opens = min(closed[task.hotline] for task in tasks)
            minutes = max(1, round(measured.handling.total_seconds() / 60))
            more = max(0, len(broken) - MOST_LATE)
            yield Late(names.desk(desk), opens, measured.people, minutes, broken[:MOST_LATE], more)


def _from_first(columns: list[Column]) -> list[Column]:
    """From an hour before the first call or message on: a night without any takes no room."""
    first = next(
        (place for place, each in enumerate(columns) if each.slot.calls or each.slot.messages), len(columns)
    )
    eight = next(
        (place for place, each in enumerate(columns) if shanghai(each.slot.start).hour >= 8), len(columns)
    )
    return columns[max(0, min(first, eight) - 1) :]


def initials(name: str) -> str:
    """文静 for 欧阳文静, LW for Li Wei, WA for wang."""
    if re.search(r"[\u3400-\u9fff]", name):
        return name[-2:]
    words = re.findall(r"[^\W_]+", name)
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else name[:2]).upper()
