"""What changes in the coming days, listed in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ivr.clock import shanghai
from ivr.hours import Hours
from ivr.hours.effect import DayEffect, LineEffect, Spans, effect
from ivr.hours.model import Hotline, Text
from ivr.web.console import preferences, times
from ivr.web.console.words import say
from ivr.web.voice import current_system

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One hotline's day that will be another."""

    hotline: Hotline
    date: date
    day: str
    was: str
    becomes: str
    why: str | None


def lines(before: Hours, after: Hours) -> tuple[LineEffect, ...]:
    """Every hotline's next fourteen days; none where the calendar cannot say."""
    try:
        return effect(before, after, shanghai(current_system().now()).date())
    except LookupError:
        return ()


def in_words(effects: Iterable[LineEffect]) -> Iterator[Change]:
    """Each day that changes, by hotline."""
    language, today = preferences.language(), shanghai(current_system().now()).date()
    for line in effects:
        for day in line.days:
            if day.changed:
                name = times.calendar_day(day.date, today, language, weekday=True)
                yield Change(
                    line.hotline, day.date, name, _spans(day.before), _spans(day.after), _why(day, language)
                )


def _why(day: DayEffect, language: times.Language) -> str | None:
    text: Text | None = day.reason
    return None if text is None else text.zh if language == "zh" else text.en


def _spans(spans: Spans) -> str:
    language = preferences.language()
    if not spans:
        return say(language, "versions.closed")
    if spans == ((timedelta(), DAY),):
        return say(language, "versions.all-day")
    return ("、" if language == "zh" else ", ").join(f"{_clock(a)}–{_clock(b)}" for a, b in spans)


def _clock(since: timedelta) -> str:
    minutes = int(since.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
