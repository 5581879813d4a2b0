"""The severity table as people read it: what goes first, when, on which lines, and which rows are in force now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ivr.hours import Hours
from ivr.hours.model import Schedule, SeverityRow
from ivr.web.console import times
from ivr.web.console.hours.bar_words import hours_in_words, text_in
from ivr.web.console.times import Language
from ivr.web.console.words import say


@dataclass(frozen=True)
class Severe:
    """One row of the table."""

    name: str
    topics: tuple[str, ...]
    incident: bool
    days: str
    hours: str
    """9:15–9:25; all day where it lasts from midnight to midnight."""
    hotlines: tuple[str, ...]
    in_force: bool


def table(hours: Hours, now: datetime, language: Language) -> list[Severe]:
    """Every row of the schedule's table, in its order."""
    in_force = {row.place for row in hours.severity(now)}
    return [
        Severe(
            text_in(row.name, language),
            tuple(_topics(row, language)),
            row.incident,
            _days(row, language),
            hours_in_words(((row.start, row.end),), language)[0],
            tuple(_hotlines(row, hours.schedule, language)),
            place in in_force,
        )
        for place, row in enumerate(hours.schedule.severity, 1)
    ]


def _topics(row: SeverityRow, language: Language) -> Iterator[str]:
    if row.topics is None:
        yield say(language, "severity.any-topic")
    for topic in row.topics or ():
        yield say(language, f"topic.{topic}")


def _days(row: SeverityRow, language: Language) -> str:
    if isinstance(row.days, str):
        return say(language, f"severity.{row.days}")
    return ("、" if language == "zh" else ", ").join(times.WEEKDAYS[language][day] for day in row.days)


def _hotlines(row: SeverityRow, schedule: Schedule, language: Language) -> Iterator[str]:
    for number in schedule.round_the_clock if row.hotlines is None else row.hotlines:
        yield text_in(schedule.hotlines[number].name, language)
