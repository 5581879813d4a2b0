"""What a draft would do, before it does it: problems at their lines, warnings, the coming days, promises, words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.orm import Session

from calendars import strict
from calendars.notices import Notice
from calendars.strict import Page, Place
from ivr import people
from ivr.callbacks import publishing
from ivr.callbacks.due import Moved
from ivr.clock import shanghai
from ivr.flows import typed
from ivr.flows.typed import Typed
from ivr.hours import Edition, Hours, Schedule, ScheduleError, versions
from ivr.hours.book import handed_in
from ivr.hours.versions import Publication
from ivr.hours.warnings import warnings
from ivr.web.console import preferences
from ivr.web.console.hours.bars import Bars
from ivr.web.console.hours.draft_form import Form
from ivr.web.console.hours.named import Authors, effect_of
from ivr.web.voice import current_system

NAME = "schedules.yaml"


@dataclass(frozen=True)
class Mark:
    """Something to say about a line."""

    kind: Literal["wrong", "doubt"]
    line: int | None
    where: str
    sentence: str


@dataclass(frozen=True)
class Look:
    """A draft as it stands."""

    text: str
    base: int
    """The publication it began with."""
    current: Publication
    """The schedule in force now."""
    began: Publication
    """The schedule in force at `base`."""
    authors: Authors
    form: Form | None
    """None while the text cannot be read at all."""
    schedule: Schedule | None
    """None while something is wrong."""
    marks: tuple[Mark, ...]
    hours: Hours | None = None
    bars: Bars | None = None
    moves: tuple[Moved, ...] = ()
    unspoken: tuple[Typed, ...] = ()
    colleagues: tuple[str, ...] = field(default=())
    """Names of users, for the fields that take them."""

    @property
    def problems(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == "wrong"]

    @property
    def warnings(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == "doubt"]

    @property
    def same(self) -> bool:
        """Whether it says word for word what is in force."""
        return self.text == self.current.text

    @property
    def touched(self) -> bool:
        return self.text != self.began.text

    @property
    def outdated(self) -> bool:
        """Whether somebody else published since it was begun."""
        return self.began.digest != self.current.digest

    @property
    def days_changed(self) -> int:
        """On how many of the coming days some hotline changes."""
        if self.bars is None:
            return 0
        changed = (day.name for line in self.bars.lines for day in line.days if day.changed)
        return len(set(changed))


def look(text: str, base: int) -> Look:
    """Looks at `text`, which was begun when publication `base` was in force; raises UnknownNumber for that."""
    system, now = current_system(), current_system().now()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        current = versions.in_force(reading, edition.number)
        began = versions.in_force(reading, base)
        authors = Authors.of(reading)
        colleagues = tuple(user.name for user in people.everybody(reading) if user.active)
        page, marks = _readable(text)
        schedule = None
        if page is not None:
            schedule, marks = _sound(reading, text, page)
        shown = Form(page) if page else None
        seen = Look(text, base, current, began, authors, shown, schedule, marks, colleagues=colleagues)
        if schedule is None or page is None:
            return seen
        hours = Hours(schedule, edition.hours.calendar)
        staff = people.ringable(reading, schedule.desks)
        doubts = warnings(schedule, hours, now, staff, page.lines, people.with_mobile(reading))
        notices = handed_in(reading, edition.number)
    chinese = preferences.language() == "zh"
    return Look(
        text,
        base,
        current,
        began,
        authors,
        shown,
        schedule,
        tuple(Mark("doubt", one.line, one.where, one.zh if chinese else one.en) for one in doubts),
        hours,
        effect_of(edition.hours, hours),
        publishing.would_move(system, hours),
        _unspoken(schedule, notices, edition),
        colleagues,
    )


def _unspoken(schedule: Schedule, notices: list[Notice], edition: Edition) -> tuple[Typed, ...]:
    today = shanghai(current_system().now()).date()
    return typed.unspoken(schedule, notices, edition.voices, today)


def _readable(text: str) -> tuple[Page | None, tuple[Mark, ...]]:
    try:
        return strict.read(text, NAME, ScheduleError), ()
    except ScheduleError as error:
        return None, tuple(_marks(error, {}))


def _sound(reading: Session, text: str, page: Page) -> tuple[Schedule | None, tuple[Mark, ...]]:
    try:
        return publishing.check(reading, text, NAME), ()
    except ScheduleError as error:
        return None, tuple(_marks(error, page.lines))


def _marks(error: ScheduleError, lines: Mapping[Place, int]) -> Iterator[Mark]:
    chinese = preferences.language() == "zh"
    for problem in error.problems:
        line = problem.line or _line(problem.where, lines)
        sentence = problem.zh if chinese and problem.zh else problem.sentence
        yield Mark("wrong", line, problem.where, sentence)


def _line(where: str, lines: Mapping[Place, int]) -> int | None:
    """That of the place, or of the nearest one above it that has one."""
    place = tuple(where.split("."))
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
