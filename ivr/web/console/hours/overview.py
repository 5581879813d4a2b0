"""The hours in force: the next fourteen days of every hotline, and what supervisors should know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from calendars.trading import Certainty
from ivr import duty, people
from ivr.callbacks import publishing
from ivr.clock import shanghai
from ivr.hours import Closed, Edition, Hours, Open
from ivr.hours.effect import effect
from ivr.hours.model import Hotline
from ivr.hours.warnings import warnings
from ivr.web.console import preferences, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.hours.bar_words import text_in
from ivr.web.console.hours.bars import bars
from ivr.web.console.hours.named import file_notice
from ivr.web.console.hours.severe import table
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Standing:
    """How a hotline stands now."""

    number: str
    name: str
    open: bool
    until: str
    """Until when, in words."""
    why: str | None
    expected: bool
    from_home: str | None
    """Why calls ring mobiles; None while they ring the desk."""


@dataclass(frozen=True)
class Duty:
    """Who is on duty at a desk now."""

    desk: str
    tiers: tuple[tuple[str, ...], ...]
    """People as colleagues call them, by who is rung first; empty in a gap of the roster."""
    until: datetime | None


@console.get("/hours", endpoint="hours")
def overview() -> str:
    """What is in force: how hotlines stand, their coming days, what to look into, who is on duty, what goes first."""
    person, system, language = session.person(), current_system(), preferences.language()
    now = system.now()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        duties = tuple(_duties(reading, edition.hours, now, language))
        staff = people.ringable(reading, edition.schedule.desks)
        mobiles = people.with_mobile(reading)
        found = warnings(edition.schedule, edition.hours, now, staff, mobiles=mobiles)
        untold = len(publishing.to_tell(reading, person.viewer)) if person.looks else 0
    today = shanghai(now).date()
    return render_template(
        "hours/overview.html",
        edition=edition,
        standings=[_standing(edition, line, now, language) for line in edition.schedule.hotlines.values()],
        bars=bars(effect(edition.hours, edition.hours, today), language, now),
        duties=duties,
        severity=table(edition.hours, now, language),
        file=file_notice(),
        untold=untold,
        warnings=[one.zh if language == "zh" else one.en for one in found],
    )


def _standing(edition: Edition, line: Hotline, now: datetime, language: Language) -> Standing:
    answer = edition.hours.at(line, now)
    key = "overview.open" if isinstance(answer, Open) else "overview.closed"
    if answer.until is None:
        until = say(language, f"{key}.always")
    else:
        when = times.inline(times.when(answer.until, now, language), language)
        until = say(language, f"{key}.until", when=when).strip()
    home = edition.hours.from_home(line, now)
    return Standing(
        line.number,
        text_in(line.name, language),
        isinstance(answer, Open),
        until,
        text_in(answer.why.text, language) if isinstance(answer, Closed) else None,
        answer.certainty is not Certainty.EXCHANGE,
        text_in(home, language) if home else None,
    )


def _duties(reading: Session, hours: Hours, now: datetime, language: Language) -> Iterator[Duty]:
    """Each desk with a roster, in the order of the file."""
    names = {user.name: user.display for user in people.everybody(reading)}
    for desk in hours.schedule.desks.values():
        if desk.id not in hours.schedule.rosters:
            continue
        serving = duty.on_duty(reading, hours, desk.id, now)
        tiers = serving.tiers if serving else ()
        yield Duty(
            text_in(desk.name, language),
            tuple(tuple(names.get(name, name) for name in tier) for tier in tiers),
            serving.until if serving else None,
        )
