"""What would a caller meet? A moment, a hotline and keys; the draft is dialled, and the conversation read and heard."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template, request

from calendars.trading import Certainty
from ivr.clock import parse_moment
from ivr.hours import Closed, Hours, Open, ScheduleError
from ivr.web.console import preferences, times
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.bars import text_in
from ivr.web.console.hours.draft import editor, posted
from ivr.web.console.hours.draft_look import Look
from ivr.web.console.words import say
from ivr.web.rehearsing import Rehearse, Rehearsed
from ivr.web.voice import current_system

_CALLER = "+8613800138000"
_MOST_KEYS = 24


@dataclass(frozen=True)
class Tried:
    """One call to the draft, or why there was none."""

    hotline: str
    at: datetime
    keys: tuple[str, ...]
    call: Rehearsed | None = None
    told: str = ""
    """Why it could not be tried, in the reader's language."""
    open: bool = False
    why: str | None = None
    until: str = ""
    expected: bool = False


@console.post("/hours/draft/try")
def draft_try() -> str:
    """Dials the draft at the moment asked for; the caller hangs up when the answer to the last key is over."""
    governing()
    seen = posted()
    tried = _tried(seen)
    if "HX-Request" in request.headers:
        return render_template("hours/_draft_tried.html", tried=tried)
    return editor(seen, tried=tried)


def _tried(seen: Look) -> Tried:
    language, now = preferences.language(), current_system().now()
    hotline = request.form.get("try-hotline", "")
    keys = tuple(re.findall(r"[0-9*#]+", request.form.get("try-keys", ""))[:_MOST_KEYS])
    rehearse: Rehearse | None = current_app.extensions["ivr_rehearse"]
    try:
        at = parse_moment(f"{request.form.get('try-day', '')}T{request.form.get('try-time', '')}")
    except ValueError:
        return Tried(hotline, now, keys, told=say(language, "draft.try.no-moment"))
    if rehearse is None:
        return Tried(hotline, at, keys, told=say(language, "draft.try.not-here"))
    if seen.schedule is None or seen.hours is None:
        return Tried(hotline, at, keys, told=say(language, "draft.try.problems"))
    try:
        met = _met(seen.hours, hotline, at, keys)
        call = rehearse(current_system(), seen.text, hotline, at, _actions(keys), _CALLER)
    except ScheduleError:
        return Tried(hotline, at, keys, told=say(language, "draft.try.problems"))
    except LookupError:
        return Tried(hotline, at, keys, told=say(language, "draft.try.beyond"))
    return Tried(hotline, at, keys, call, "", met.open, met.why, met.until, met.expected)


def _actions(keys: Sequence[str]) -> tuple[str, ...]:
    return (*keys, "hangup")


def _met(hours: Hours, hotline: str, at: datetime, keys: tuple[str, ...]) -> Tried:
    """What the hours themselves answer; raises LookupError for a moment or a hotline they do not know."""
    language = preferences.language()
    hours.spans(hotline, at.date())
    answer = hours.at(hotline, at)
    key = "overview.open" if isinstance(answer, Open) else "overview.closed"
    if answer.until is None:
        until = say(language, f"{key}.always")
    else:
        when = times.inline(times.when(answer.until, at, language), language)
        until = say(language, f"{key}.until", when=when).strip()
    return Tried(
        hotline,
        at,
        keys,
        open=isinstance(answer, Open),
        why=text_in(answer.why.text, language) if isinstance(answer, Closed) else None,
        until=until,
        expected=answer.certainty is not Certainty.EXCHANGE,
    )
