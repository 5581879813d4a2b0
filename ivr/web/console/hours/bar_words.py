"""Hours in words, and what becomes of them: 10月10日 周六：原为休息，草稿改为 9:00–12:00."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ivr.hours.effect import DayEffect, Spans
from ivr.hours.model import Text
from ivr.web.console import times
from ivr.web.console.times import Language
from ivr.web.console.words import say

DAY = timedelta(days=1)
ALL_DAY = ((timedelta(), DAY),)


def changes(
    days: Iterable[DayEffect], today: date, language: Language, *, draft: bool = True
) -> Iterator[str]:
    """Every change in words: 10月10日 周六：原为休息，草稿改为 9:00–12:00. Days in a row that change alike are one."""
    for run in _runs(days):
        first, last = run[0], run[-1]
        when = times.calendar_day(first.date, today, language, weekday=True)
        if len(run) > 1:
            until = times.calendar_day(last.date, today, language, weekday=True)
            when = say(language, "bars.days", first=when, last=until, n=len(run))
        why = text_in(first.reason, language) if first.reason else None
        if first.before == first.after:
            key = "bars.same-hours" if why else "bars.same-hours.plain"
            yield say(language, key, days=when, why=why)
            continue
        becomes = spelt(first.after, language)
        if why:
            becomes = say(language, "bars.because", what=becomes, why=why)
        key = "bars.change" if draft else "bars.change.version"
        was = spelt(first.before, language)
        yield say(language, key, days=when, was=_led(was, language), becomes=_led(becomes, language))


def text_in(text: Text, language: Language) -> str:
    """The words for a reader of `language`."""
    return text.zh if language == "zh" else text.en


def hours_in_words(spans: Spans, language: Language) -> tuple[str, ...]:
    """Each opening of a day: 9:00–12:00, 全天; empty for a day without one."""
    if spans == ALL_DAY:
        return (say(language, "bars.all-day"),)
    return tuple(f"{_clock(start)}–{_clock(end)}" for start, end in spans)


def spelt(spans: Spans, language: Language) -> str:
    """All of them in one: 8:30–11:30、13:00–18:00; 休息 for a day without any."""
    return ("、" if language == "zh" else ", ").join(hours_in_words(spans, language)) or say(
        language, "bars.closed"
    )


def _led(text: str, language: Language) -> str:
    return f" {text}" if language == "zh" and text[0].isascii() else text


def _runs(days: Iterable[DayEffect]) -> list[list[DayEffect]]:
    """Days that change, those next to each other that change alike together."""
    runs: list[list[DayEffect]] = []
    for day in days:
        if not day.changed:
            continue
        last = runs[-1][-1] if runs else None
        if last and last.date + DAY == day.date and _alike(last, day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _alike(one: DayEffect, other: DayEffect) -> bool:
    return (one.before, one.after, one.reason) == (other.before, other.after, other.reason)


def _clock(since: timedelta) -> str:
    minutes = int(since.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
