"""A year of the exchange as twelve small months, with everything that is known of each day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from calendars.notices import Notice, shipped
from calendars.trading import WEEKEND, Certainty, Day
from ivr.clock import shanghai
from ivr.hours import Edition, Override, Schedule
from ivr.hours.book import handed_in
from ivr.web.console import preferences, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.hours.bar_words import hours_in_words, text_in
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One day as it is drawn."""

    date: date
    kind: str
    """`trading`, `closed` for a closure with a name, `makeup`, or `weekend`."""
    overridden: bool
    said: str
    """Everything about it in words."""


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None before its first day and after its last."""

    number: int
    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Listed:
    """One line of the lists beside the months."""

    first: date
    days: str
    what: str


@console.get("/calendar")
def year_now() -> Response:
    """This year, in Shenzhen."""
    session.person()
    return redirect(url_for("console.year", year=shanghai(current_system().now()).year), 302)


@console.get("/calendar/<int:year>")
def year(year: int) -> str:
    """One year; 404 for one the calendar does not hold."""
    session.person()
    system, language = current_system(), preferences.language()
    today = shanghai(system.now()).date()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        notices = (*shipped(), *handed_in(reading, edition.number))
    calendar = edition.hours.calendar
    if year not in calendar.years:
        abort(404)
    days = calendar.year(year)
    entered = _entered(edition.schedule, year, language)
    return render_template(
        "hours/year.html",
        year=year,
        months=[_month(number, days, entered, language) for number in range(1, 13)],
        certainty=calendar.certainty(year),
        certain=calendar.certainty(year) is Certainty.EXCHANGE,
        settled=_settled(notices, year, calendar.certainty(year)),
        trading=sum(day.trading for day in days),
        closures=list(_closures(edition, year, language)),
        makeups=[days_told(day.date, day.date, year, language) for day in days if day.make_up],
        overrides=list(_overrides(edition.schedule, year, language)),
        today=today,
        weekdays=times.WEEKDAYS[language],
        before=year - 1 if year - 1 in calendar.years else None,
        after=year + 1 if year + 1 in calendar.years else None,
    )


def said(day: Day, language: Language, entered: Iterable[str] = ()) -> str:
    """A day in words: 10月1日 周四：休市（国庆节）."""
    name = days_told(day.date, day.date, day.date.year, language)
    what = day_state(day, language)
    if day.certainty is not Certainty.EXCHANGE and day.trading:
        what += say(language, "year.day.expected")
    stop = "；" if language == "zh" else "; "
    return say(language, "bars.said", day=name, what=stop.join((what, *entered)))


def day_state(day: Day, language: Language) -> str:
    """What a day is to the exchange: 交易日, 休市（国庆节）."""
    kind = _kind(day)
    why = day.reason and (day.reason.zh if language == "zh" else day.reason.en)
    return say(language, f"year.day.{kind}", why=why)


def override_in_words(override: Override, schedule: Schedule, language: Language) -> str:
    """What an override does: 业务咨询热线 9:00–12:00 开放（通关测试）."""
    every = set(override.hotlines) >= set(schedule.hotlines)
    lines = [text_in(schedule.hotlines[number].name, language) for number in override.hotlines]
    who = say(language, "year.all-lines") if every else ("、" if language == "zh" else ", ").join(lines)
    span = "" if override.whole_day else f" {hours_in_words((override.span,), language)[0]}"
    span += " " if span and language == "zh" else ""
    return say(
        language, f"year.override.{override.kind}", who=who, span=span, why=text_in(override.text, language)
    )


def _month(number: int, days: list[Day], entered: Mapping[date, list[str]], language: Language) -> Month:
    cells: list[Cell | None] = [
        Cell(day.date, _kind(day), day.date in entered, said(day, language, entered.get(day.date, ())))
        for day in days
        if day.date.month == number
    ]
    first = next(cell for cell in cells if cell).date
    padded = [None] * first.weekday() + cells
    padded += [None] * (-len(padded) % 7)
    weeks = tuple(tuple(padded[place : place + 7]) for place in range(0, len(padded), 7))
    return Month(number, say(language, f"year.month.{number}"), weeks)


def _kind(day: Day) -> str:
    if day.trading:
        return "trading"
    if day.make_up:
        return "makeup"
    return "weekend" if day.reason is None or day.reason == WEEKEND else "closed"


def _entered(schedule: Schedule, year: int, language: Language) -> dict[date, list[str]]:
    """What supervisors entered, by day."""
    found: dict[date, list[str]] = {}
    for override in schedule.overrides:
        for day in override.days:
            if day.year == year:
                found.setdefault(day, []).append(override_in_words(override, schedule, language))
    return found


def _closures(edition: Edition, year: int, language: Language) -> Iterator[Listed]:
    """The closures with a name, whole even where they reach into another year."""
    calendar = edition.hours.calendar
    first = max(calendar.first, date(year, 1, 1) - 31 * ONE_DAY)
    last = min(calendar.last, date(year, 12, 31) + 31 * ONE_DAY)
    around = [calendar.day(first + n * ONE_DAY) for n in range((last - first).days + 1)]
    for reason, several in groupby(around, key=lambda day: day.reason):
        run = [day.date for day in several]
        if reason and reason != WEEKEND and any(day.year == year for day in run):
            yield Listed(
                run[0],
                days_told(run[0], run[-1], year, language),
                reason.zh if language == "zh" else reason.en,
            )


def _overrides(schedule: Schedule, year: int, language: Language) -> Iterator[Listed]:
    """What supervisors entered for days of that year, in the order of the days."""
    for override in sorted(schedule.overrides, key=lambda one: one.on):
        if any(day.year == year for day in override.days):
            days = days_told(override.days[0], override.days[-1], year, language)
            yield Listed(override.on, days, override_in_words(override, schedule, language))


def days_told(first: date, last: date, year: int | None, language: Language) -> str:
    """One day, or the first and the last of several; `year` goes without saying."""
    here = date.min if year is None else date(year, 1, 1)
    start = times.calendar_day(first, here, language, weekday=True)
    if first == last:
        return start
    end = times.calendar_day(last, first, language, weekday=True)
    return say(language, "year.days", first=start, last=end, n=(last - first).days + 1)


def _settled(notices: Iterable[Notice], year: int, by: Certainty) -> Notice | None:
    """The notice by which that year is as certain as it is; the last one where there are several."""
    return next((one for one in reversed([*notices]) if one.settles == year and one.by is by), None)
