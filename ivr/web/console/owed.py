"""The one line that says what is owed: «国庆节期间留言，承诺 10月8日 9:00 前回电»."""

from dataclasses import dataclass
from datetime import datetime

from ivr.callbacks import Task
from ivr.hours import Closed, Hours, Kind
from ivr.waiting import telling
from ivr.web.console import due, times
from ivr.web.console.due import Level
from ivr.web.console.times import Language
from ivr.web.console.words import say


@dataclass(frozen=True)
class Owed:
    """The line in two parts, because the second may be overdue."""

    promise: str
    standing: str
    """How that stands now; empty once nothing is owed."""
    level: Level


def line(task: Task, hours: Hours, now: datetime, language: Language, *, messages: int) -> Owed:
    """What came in, when, what was promised, and how that stands."""
    head = _head(task, hours, now, language, "message" if messages else _why(task))
    if task.is_done:
        when = times.inline(times.when(task.closed_at or now, now, language), language)
        state = say(language, f"state.{task.state}")
        said = say(
            language, "owed.done", head=head, state=state if language == "zh" else state.lower(), when=when
        )
        return Owed(said, "", "ahead")
    # Nobody promised the customer a follow-up, or another try; it is owed all the same.
    unasked = task.origin == "follow-up" or task.why == telling.NOT_TOLD
    said = "owed.to-call" if unasked else "owed.promise"
    promise = say(language, said, head=head, due=times.inline(times.when(task.due, now, language), language))
    standing = due.of(task, hours, now, language)
    match standing.level:
        case "overdue":
            return Owed(promise, say(language, "owed.overdue", span=standing.span), "overdue")
        case "retry":
            when = times.inline(times.when(task.retry_at or task.due, now, language), language)
            # Counted from the first time in vain; a time that the customer chose is no further try.
            nth = task.misses + 1
            again = say(language, "owed.retry.nth", when=when, n=nth) if task.misses else None
            return Owed(promise, again or say(language, "owed.retry", when=when), "retry")
        case _:
            return Owed(promise, standing.left, standing.level)


def _why(task: Task) -> str:
    if task.origin == "follow-up":
        return "dissatisfied" if task.why == "dissatisfied" else "follow-up"
    if task.origin == telling.ORIGIN:
        return "not-told" if task.why == telling.NOT_TOLD else "still-broken"
    if task.origin != "call":
        return "other"
    return "callback" if task.why == "callback" or task.kept_place else "call"


def _head(task: Task, hours: Hours, now: datetime, language: Language, what: str) -> str:
    """When it came in, told by the occasion when the hotline was closed, and by the time when it was open."""
    came = say(language, f"owed.{what}")
    try:
        standing = hours.at(task.hotline, task.owed_since)
    except LookupError:
        standing = None
    if isinstance(standing, Closed):
        occasion = standing.why.text.zh if language == "zh" else standing.why.text.en
        match standing.why.kind:
            case Kind.NIGHT:
                return say(language, "owed.night", what=came)
            case Kind.WEEKEND:
                return say(language, "owed.weekend", what=came)
            case _:
                return say(language, "owed.during", occasion=occasion, what=came)
    return say(language, "owed.at", when=times.when(task.owed_since, now, language), what=came)
