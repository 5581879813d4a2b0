"""Editing the schedule: form and text side by side, and at every change what it would do.

There is one thing, the text. The form is read out of it and changes it by splices; nothing is kept here between two
requests, and whatever was typed comes back with every answer.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask import abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from ivr.clock import SHANGHAI, shanghai
from ivr.hours import ScheduleError, UnknownNumber, versions
from ivr.hours.emergency import REASONS
from ivr.hours.fields import WEEKDAYS
from ivr.web.console import preferences, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.draft_edits import edited
from ivr.web.console.hours.draft_look import Look, look
from ivr.web.console.hours.named import effect_of
from ivr.web.console.words import say
from ivr.web.voice import current_system

MOST_LISTED = 12
"""Promises named one by one; of more the number is told."""
_MOST_POSTED = 16 * 1024 * 1024
"""Bytes: a file that is far too large is read so that it is answered in words and comes back, not cut off."""
_WITH_TEXT = frozenset(
    f"console.{name}"
    for name in (
        "draft_again",
        "draft_look",
        "draft_edit",
        "draft_publish",
        "draft_conflict",
        "draft_rebase",
        "draft_try",
    )
)


@console.url_value_preprocessor
def _let_drafts_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: only here may it hold a schedule."""
    if endpoint in _WITH_TEXT:
        request.max_content_length = request.max_form_memory_size = _MOST_POSTED


@console.get("/hours/draft")
def draft() -> str:
    """The schedule in force, to be edited; for those who may not, to be read."""
    person, system = session.person(), current_system()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        current = versions.in_force(reading, edition.number)
    if not person.decides:
        shown = effect_of(edition.hours, edition.hours)
        return render_template("hours/draft_read.html", current=current, bars=shown)
    done = request.args.get("published", type=int)
    return editor(look(current.text, current.number), done=done if done == current.number else None)


@console.post("/hours/draft")
def draft_again() -> str:
    """Back to the editor with the text as it is."""
    governing()
    return editor(posted())


@console.post("/hours/draft/look")
def draft_look() -> Response | str:
    """What the text would do; called at every pause in typing."""
    governing()
    seen = posted()
    return answer(seen) if _by_script() else editor(seen)


@console.post("/hours/draft/edit")
def draft_edit() -> Response:
    """One act of the form, done to the text."""
    governing()
    text, refused = text_posted(), ""
    try:
        text = edited(text, request.form)
    except ScheduleError as error:
        chinese = preferences.language() == "zh"
        refused = error.problems[0].zh if chinese else error.problems[0].sentence
    except LookupError:
        refused = say(preferences.language(), "draft.form.gone")
    except ValueError as error:
        key = f"draft.form.no.{error}"
        refused = say(preferences.language(), key if key == "draft.form.no.name" else "draft.form.no")
    return answer(look(text, base_posted()), text=text, refused=refused)


def editor(seen: Look, *, told: str = "", done: int | None = None, **more: object) -> str:
    """The whole page."""
    return render_template("hours/draft.html", **_facts(seen), told=told, done=done, **more)


def answer(seen: Look, *, text: str | None = None, refused: str = "") -> Response:
    """The parts of the page that a changed text changes; `text` when the form changed it."""
    facts = _facts(seen)
    return jsonify(
        text=text,
        refused=refused,
        form=render_template("hours/_draft_form.html", **facts) if seen.form else None,
        state=render_template("hours/_draft_state.html", **facts),
        problems=render_template("hours/_draft_problems.html", **facts),
        outcome=render_template("hours/_draft_outcome.html", **facts),
        marks=facts["marks"],
    )


def text_posted() -> str:
    """The text as it was typed: forms send every line end as CR LF."""
    return request.form.get("text", "").replace("\r\n", "\n")


def base_posted() -> int:
    base = request.form.get("base", type=int)
    return base if base is not None else abort(400)


def posted() -> Look:
    """A look at the text that was sent; 400 for one that began with nothing that was ever published."""
    try:
        return look(text_posted(), base_posted())
    except UnknownNumber:
        abort(400)


def _by_script() -> bool:
    return "HX-Request" in request.headers


def _facts(seen: Look) -> dict[str, object]:
    today = shanghai(current_system().now()).date()
    return {
        "draft": seen,
        "form": seen.form,
        "bars": seen.bars,
        "moves": seen.moves[:MOST_LISTED],
        "reasons": list(REASONS.values()),
        "weekdays": list(zip(WEEKDAYS, times.WEEKDAYS[preferences.language()], strict=True)),
        "today": today.isoformat(),
        "moments": list(worth_trying(today)),
        "marks": [[mark.line, mark.kind, mark.sentence] for mark in seen.marks if mark.line],
    }


def worth_trying(today: date) -> Iterator[tuple[str, datetime]]:
    """Moments worth trying: now, this evening, and 10:00 on the next day on which the exchange is shut."""
    yield "now", current_system().now()
    yield "evening", datetime.combine(today, time(20), SHANGHAI)
    calendar = current_system().book.current().hours.calendar
    ahead = (today + timedelta(days=n) for n in range(1, 31))
    closed = next((day for day in ahead if day <= calendar.last and not calendar.is_trading(day)), None)
    if closed is not None:
        yield "closed", datetime.combine(closed, time(10), SHANGHAI)
