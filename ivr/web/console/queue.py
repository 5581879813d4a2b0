"""The queue: what somebody has to do, grouped as they work it off. A page asks for it again every few seconds."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.callbacks import Task, TaskState, claims, severity, triage, undo
from ivr.callbacks import queue as tasks
from ivr.callbacks.following import ORIGIN
from ivr.callbacks.listing import messages
from ivr.callbacks.references import spoken
from ivr.callbacks.severity import Severity
from ivr.hours import Closed, Edition, Open
from ivr.people import User
from ivr.telephony.numbers import masked
from ivr.web.console import due, filters, grouping, handing, preferences, session, shut, standing, times
from ivr.web.console.blueprint import console
from ivr.web.console.callers import callers
from ivr.web.console.due import Due
from ivr.web.console.filters import Filter
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

MOST = 200
"""Rows shown at once; whoever has more works off the first ones first."""

WORTH_SORTING = 3
"""Messages; fewer are simply worked off."""


@dataclass(frozen=True)
class Row:
    """One task as the queue shows it."""

    ref: str
    state: str
    due: Due | None
    """None once it is done."""
    number: str
    firm: str | None
    name: str | None
    """By the contact book, in place of the number."""
    hotline: str
    topic: str
    messages: int
    urged: int
    urgent: bool
    severity: str | None
    """The row of the severity table that it fits now; None for none, and below a heading that says so."""
    pretended: bool
    owner: str | None
    mine: bool


@dataclass(frozen=True)
class Undone:
    """An act that can still be taken back."""

    ref: str
    spoken: str
    kind: str


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    name: str
    rows: list[Row]
    title: str | None = None
    """Whose rows they are, where they are grouped by firm; what goes first, where that puts them together."""


@console.get("/")
def desk() -> str | Response:
    """The queue with nothing chosen; administrators have no queue and go to their own page."""
    somebody = session.person()
    if not somebody.looks:
        return redirect(url_for("console.staff"), 303)
    return render_template("desk.html", **context(somebody), idle=_idle())


@console.get("/done")
def done() -> str:
    """What was done with, the latest first."""
    somebody, system = session.looking(), current_system()
    with system.database.reading() as reading:
        found = tasks.finished(reading, somebody.viewer, limit=MOST)
        listed = rows(
            reading, found, somebody, system.book.current(reading), system.now(), preferences.language()
        )
    return render_template("done.html", rows=listed)


@console.post("/next")
def claim_next() -> Response:
    """Claims what goes first of all that is free, and opens it; back to the queue when nothing is."""
    somebody, system = session.acting(), current_system()
    now = system.now()
    for ref in _free(somebody, now):
        with system.database.writing() as writing:
            found = tasks.find(writing, ref)
            if found is not None and claims.claim(writing, found.id, somebody.user, now):
                return redirect(url_for("console.task", ref=ref, play=1), 303)
    flash("done.nothing-free")
    return redirect(url_for("console.desk"), 303)


def after(somebody: Person, ref: str) -> str:
    """Where somebody goes on who has finished with the task `ref`: what is owed next, or the queue."""
    following = next((other for other in _free(somebody, current_system().now()) if other != ref), None)
    return (
        url_for("console.task", ref=following, after=ref) if following else url_for("console.desk", after=ref)
    )


def _free(somebody: Person, now: datetime) -> list[str]:
    """References of what anybody may claim now, in the order of the queue."""
    with current_system().database.reading() as reading:
        first = severity.at(reading, current_system().book.current(reading).hours, now)
        chosen = Filter.chosen().conditions()
        found = tasks.work(reading, somebody.viewer, severity=first, limit=MOST, **chosen)
        return [task.ref for task in _claimable(found, now)]


def _claimable(found: list[Task], now: datetime) -> list[Task]:
    """Those of them that anybody may claim now, as they stood."""
    return [
        task
        for task in found
        if task.state == TaskState.WAITING
        or (task.state == TaskState.RETRY and task.retry_at is not None and task.retry_at <= now)
    ]


@console.get("/queue")
def queue_rows() -> str | tuple[str, int]:
    """The rows alone, for a page that is open; 204 when they are as the page has them."""
    somebody = session.looking()
    shown = context(somebody, chosen=request.args.get("task"))
    if shown["seen"] == request.args.get("seen"):
        return "", 204
    return render_template("_queue.html", **shown)


def context(somebody: Person, *, chosen: str | None = None) -> dict[str, object]:
    """What the queue's template needs: the groups drawn, and a mark by which a page knows them again."""
    system, language = current_system(), preferences.language()
    now = system.now()
    with system.database.reading() as reading:
        edition, grouped = system.book.current(reading), preferences.grouping()
        first, choice = severity.at(reading, edition.hours, now), Filter.chosen().conditions()
        found = tasks.work(reading, somebody.viewer, severity=first, limit=MOST + 1, **choice)
        unsorted = triage.how_many(reading, somebody.viewer) if somebody.acts else 0
        group = _by_firm if grouped == "firm" else _groups
        shown = group(reading, found[:MOST], somebody, edition, first, now, language)
        following = next((task for task in _claimable(found, now) if task.ref != chosen), None)
        ahead = shut.ahead(reading, following) if somebody.acts else None
    choices = filters.choices(somebody, edition, language)
    taken = handing.taken(somebody, now) if somebody.acts else []
    rows = render_template("_rows.html", groups=shown, chosen=chosen, taken=taken)
    return {
        "rows": rows,
        "seen": hashlib.sha256(f"{unsorted} {rows}".encode()).hexdigest()[:16],
        "unsorted": unsorted if unsorted >= WORTH_SORTING else 0,
        "chosen": chosen,
        "count": min(len(found), MOST),
        "choices": choices,
        "chosen_words": filters.told(choices, language),
        "only_mine": Filter.chosen().mine,
        "grouping": grouped,
        "undone": _undone(somebody),
        "more": len(found) > MOST,
        "ahead": ahead,
    }


def _undone(somebody: Person) -> Undone | None:
    """What the person did a moment ago to the task that the address names, and may still take back."""
    ref, system = request.args.get("after", ""), current_system()
    if not ref or not somebody.acts:
        return None
    with system.database.reading() as reading:
        task = tasks.find(reading, ref)
        last = undo.last_act(reading, task, somebody.user, system.now()) if task else None
    return Undone(ref, spoken(ref), last.kind) if last else None


def _groups(
    reading: Session,
    found: list[Task],
    somebody: Person,
    edition: Edition,
    first: Severity,
    now: datetime,
    language: Language,
) -> list[Group]:
    """By what is to be done about them. Below the heading of a row of the severity table none repeats it."""
    headed = list(grouping.headed(found, somebody.user, first, now, language))
    ordered = [task for _, members in headed for task in members]
    drawn = iter(rows(reading, ordered, somebody, edition, now, language))
    return [
        Group(name, [replace(next(drawn), severity=None) if title else next(drawn) for _ in members], title)
        for (name, title), members in headed
    ]


def _by_firm(
    reading: Session,
    found: list[Task],
    somebody: Person,
    edition: Edition,
    first: Severity,
    now: datetime,
    language: Language,
) -> list[Group]:
    """One group for each organisation, the one with the most pressing task first, and strangers last."""
    firms: dict[str, list[Row]] = {}
    for row in rows(reading, grouping.in_order(found, first), somebody, edition, now, language):
        firms.setdefault(row.firm or "", []).append(replace(row, firm=None))
    strangers = firms.pop("", [])
    groups = [Group("firm", members, firm) for firm, members in firms.items()]
    return [*groups, Group("strangers", strangers)] if strangers else groups


def rows(
    reading: Session, found: list[Task], somebody: Person, edition: Edition, now: datetime, language: Language
) -> list[Row]:
    """Tasks as a list shows them, in the order given."""
    first = severity.at(reading, edition.hours, now)
    heard = messages(reading, found)
    owners = {task.owner_id for task in found if task.owner_id is not None}
    known = reading.execute(select(User.id, User.display).where(User.id.in_(owners))) if owners else ()
    names = {user.id: user.display for user in known}
    whose = callers(reading, found)
    return [
        Row(
            ref=task.ref,
            state=task.state,
            due=None if task.is_done else due.of(task, edition.hours, now, language),
            number=masked(task.number)
            if task.number
            else say(language, "who.purged" if task.purged else "who.hidden"),
            firm=who.firm_in(language) if (who := whose.get(task.id)) else None,
            name=who.name if who else None,
            hotline=hotline_name(edition, task.hotline, language),
            topic=_topic(task, language),
            messages=len(heard.get(task.id, [])),
            urged=task.urged,
            urgent=task.urgent,
            severity=standing.name_of(first.row(task), language),
            pretended=task.pretended,
            owner=names.get(task.owner_id) if task.owner_id is not None else None,
            mine=task.owner_id == somebody.user.id,
        )
        for task in found
    ]


def _topic(task: Task, language: Language) -> str:
    topic = say(language, f"topic.{task.topic}")
    return f"{say(language, 'follow-up')} · {topic}" if task.origin == ORIGIN else topic


def hotline_name(edition: Edition, number: str, language: Language) -> str:
    """As colleagues call it; its number when it is no longer in the schedule."""
    hotline = edition.schedule.hotlines.get(number)
    if hotline is None:
        return number
    return hotline.name.zh.removesuffix("热线") if language == "zh" else hotline.name.en


def _idle() -> str:
    """What an empty queue says: nobody waits, and which line opens next."""
    system, language = current_system(), preferences.language()
    edition, now = system.book.current(), system.now()
    nobody = say(language, "queue.empty")
    opening = [
        (standing.until, hotline.name.zh if language == "zh" else hotline.name.en)
        for hotline in edition.schedule.hotlines.values()
        if isinstance(standing := edition.hours.at(hotline, now), Closed) and standing.until
    ]
    if not opening:
        is_open = any(isinstance(edition.hours.at(each, now), Open) for each in edition.schedule.hotlines)
        return f"{nobody}{say(language, 'queue.all-open')}" if is_open else nobody
    until, name = min(opening)
    following = say(
        language, "queue.next", hotline=name, when=times.inline(times.when(until, now, language), language)
    )
    return f"{nobody}{following}" if language == "zh" else f"{nobody} {following}"
