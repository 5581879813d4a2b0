"""Legal holds: what is not erased until somebody lifts the hold. Supervisors and administrators act."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import queue as tasks
from ivr.callbacks.references import spoken
from ivr.clock import parse_moment
from ivr.hours import Edition
from ivr.people import Role, User
from ivr.privacy import holds, requests
from ivr.privacy.holds import HoldError
from ivr.privacy.requests import RequestError
from ivr.privacy.tables import Hold
from ivr.web.console import preferences, privacy, times
from ivr.web.console.blueprint import console
from ivr.web.console.queue import hotline_name
from ivr.web.console.session import Person
from ivr.web.console.words import say
from ivr.web.voice import current_system

PLACES = frozenset({Role.ADMIN, Role.SUPERVISOR})


@dataclass(frozen=True)
class Line:
    """One hold as the page lists it."""

    hold: Hold
    what: str
    ref: str | None
    """The task's, for whoever may open it."""
    why: str
    by: str


@console.get("/privacy/holds", endpoint="holds")
def listed() -> str:
    """What is held, and the form for another hold."""
    return _page(privacy.must_be(privacy.HOLDS))


@console.post("/privacy/holds")
def place_hold() -> Response | tuple[str, int]:
    """Holds a task, a number or a span, with the reason."""
    person, system = privacy.must_be(PLACES), current_system()
    form, reason = request.form, request.form.get("reason", "")
    actor, now = privacy.actor(person), system.now()
    back = url_for("console.holds")
    try:
        with system.database.writing() as writing:
            match form.get("kind"):
                case "task":
                    task = tasks.find(writing, form.get("ref", ""))
                    if task is None:
                        raise HoldError("hold.no.task", "there is no such task")
                    holds.on_task(writing, task, reason=reason, actor=actor, now=now)
                    if form.get("from") == "task" and person.viewer.sees(task):
                        back = url_for("console.task", ref=task.ref)
                case "number":
                    schedule = system.book.current(writing).schedule
                    number = requests.number_of(form.get("number", ""), schedule.area)
                    holds.on_number(writing, system.settings, number, reason=reason, actor=actor, now=now)
                case _:
                    hotline = form.get("hotline") or None
                    if hotline and hotline not in system.book.current(writing).schedule.hotlines:
                        raise HoldError("hold.no.hotline", "there is no such hotline")
                    since, until = _moment("since"), _moment("until")
                    holds.on_span(writing, hotline, since, until, reason=reason, actor=actor, now=now)
    except (HoldError, RequestError) as refused:
        return _page(person, say(preferences.language(), refused.key)), 409
    return redirect(back, 303)


@console.post("/privacy/holds/<int:number>/lift")
def lift_hold(number: int) -> Response | tuple[str, int]:
    """Ends a hold."""
    person, system = privacy.must_be(PLACES), current_system()
    try:
        with system.database.writing() as writing:
            holds.lift(writing, number, actor=privacy.actor(person), now=system.now())
    except HoldError as refused:
        return _page(person, say(preferences.language(), refused.key)), 409
    return redirect(url_for("console.holds"), 303)


def _moment(field: str) -> datetime:
    try:
        return parse_moment(request.form.get(field, ""))
    except ValueError:
        raise HoldError("hold.no.times", "give the beginning and the end") from None


def _page(person: Person, refused: str | None = None) -> str:
    system = current_system()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        found = holds.everything(reading)
        whys = holds.reasons(reading, found)
        lines = [_line(reading, each, edition, person, whys.get(each.id)) for each in found]
    return render_template(
        "privacy/holds.html",
        acts=person.user.role in PLACES,
        lines=lines,
        hotlines=edition.schedule.hotlines.values(),
        refused=refused,
        typed=request.form if refused else {},
    )


def _line(reading: Session, hold: Hold, edition: Edition, person: Person, why: str | None) -> Line:
    language, now = preferences.language(), current_system().now()
    task = tasks.task(reading, hold.task_id) if hold.task_id is not None else None
    if task is not None:
        what = say(language, "hold.of-task", ref=spoken(task.ref))
    elif hold.fingerprint is not None:
        what = say(language, "hold.of-number", mark=hold.fingerprint[:8])
    else:
        assert hold.since is not None and hold.until is not None  # noqa: S101 - a span has both
        every = say(language, "hold.all-hotlines")
        what = say(
            language,
            "hold.of-span",
            hotline=hotline_name(edition, hold.hotline, language) if hold.hotline else every,
            since=times.when(hold.since, now, language),
            until=times.when(hold.until, now, language),
        )
    user = reading.get(User, int(hold.placed_by[5:])) if hold.placed_by.startswith("user:") else None
    return Line(
        hold,
        what,
        task.ref if task is not None and person.viewer.sees(task) else None,
        why or say(language, "privacy.reason.gone"),
        user.display if user else say(language, "history.terminal"),
    )
