"""How long there is left, in opening time, with a level that has a word and a shape."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ivr.callbacks import Task, TaskState
from ivr.clock import shanghai
from ivr.hours import Hours
from ivr.web.console import times
from ivr.web.console.times import Language
from ivr.web.console.words import say

LONG_AGO = timedelta(days=7)
"""A due time so far back is told by its date."""

Level = Literal["overdue", "close", "ahead", "retry"]


@dataclass(frozen=True)
class Due:
    """A due time as it is shown."""

    level: Level
    text: str
    """8分钟, 逾期 12分钟, 明天 9:00."""
    span: str
    """The opening time left or passed, in full."""
    title: str
    """The moment itself, and what is left until then, for whoever hovers over it."""
    left: str = ""
    """What is left until the promise, as a part of a sentence."""


def of(task: Task, hours: Hours, now: datetime, language: Language) -> Due:
    """What is next for a task that is not done: its next try, or the promise."""
    if task.state == TaskState.RETRY and task.retry_at is not None:
        span = times.length(_left(hours, task.hotline, now, task.retry_at), language)
        return Due("retry", _near(task.retry_at, now, language), span, times.absolute(task.retry_at))
    left = _left(hours, task.hotline, now, task.due)
    title = say(language, "due.title", at=times.absolute(task.due))
    if task.due <= now:
        late = -left
        if late < timedelta(minutes=1):
            text = say(language, "due.just")
        elif now - task.due >= LONG_AGO:
            text = say(language, "due.since", day=times.day(task.due, now, language))
        else:
            text = say(language, "due.overdue", span=times.length(late, language, short=True))
        return Due("overdue", text, times.length(late, language), title)
    span = times.length(left, language)
    closes = task.due - now - left >= timedelta(minutes=1)
    # What is left is not what a clock would say where the hotline is closed for a while before.
    words = "owed.left.opening" if closes else "owed.left"
    remains = say(language, words, span=span)
    title = say(language, "due.title.left", at=times.absolute(task.due), left=remains)
    if shanghai(task.due).date() != shanghai(now).date():
        return Due("ahead", times.when(task.due, now, language), span, title, remains)
    # A third of what was promised is left: close enough to be seen.
    level: Level = "close" if left <= task.within / 3 else "ahead"
    return Due(level, span, span, title, remains)


def _left(hours: Hours, hotline: str, start: datetime, end: datetime) -> timedelta:
    """Opening time from `start` to `end`; plain time for a hotline that is no longer in the schedule."""
    try:
        return hours.between(hotline, start, end)
    except LookupError:
        return end - start


def _near(moment: datetime, now: datetime, language: Language) -> str:
    """The time alone when it is today's."""
    if shanghai(moment).date() == shanghai(now).date():
        return times.clock(moment)
    return times.when(moment, now, language)
