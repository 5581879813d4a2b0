"""Incidents in the console: reported, told of again and closed, and who has registered, as it comes in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr import history, incidents, people
from ivr.clock import shanghai
from ivr.flows.clips import kept
from ivr.hours import Schedule
from ivr.incidents import Affected, Bulletin, Incident, IncidentError, Severity, What, standing
from ivr.incidents.standing import Counted, Firm, Happening
from ivr.people import User
from ivr.telephony.numbers import masked
from ivr.voicemail import Missing, StoreError, Voicemail
from ivr.waiting import reminders
from ivr.web.console import csv_file, incident_form, preferences, recordings, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.incident_form import Typed, Unusable
from ivr.web.console.session import Person
from ivr.web.console.words import say
from ivr.web.voice import current_system

SHOWN = 500
"""Registrations on a page, the latest; the file has all of them."""

Act = Callable[[Session, Schedule, User, Typed, datetime], object]

_FORMS = ("console.report_incident", "console.update_incident", "console.close_incident")


@dataclass(frozen=True)
class Told:
    """One bulletin, and whether it can be heard here."""

    row: Bulletin
    by: str
    audible: bool


@dataclass(frozen=True)
class Sheet:
    """Everything about one incident."""

    row: Incident
    counted: Counted
    bulletins: list[Told]
    firms: list[Firm]
    said: frozenset[int]
    """Registrations with the caller's own words, which can be heard."""
    happened: list[Happening]
    may: bool


@console.url_value_preprocessor
def _let_sounds_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: only here may it hold a sound."""
    if endpoint in _FORMS:
        request.max_content_length = incident_form.MOST_POSTED


@console.get("/incidents", endpoint="incidents")
def incident_list() -> str:
    """What is open, and what was."""
    return _list(session.looking())


@console.post("/incidents")
def report_incident() -> Response | tuple[str, int]:
    """Callers of the chosen lines hear it from now on."""
    somebody, system = session.acting(), current_system()
    try:
        form = incident_form.typed(system)
        with system.database.writing() as writing:
            row = incidents.report(
                writing,
                system.book.current(writing).schedule,
                what=request.form.get("what", ""),
                severity=request.form.get("severity", ""),
                hotlines=request.form.getlist("lines"),
                by=somebody.user,
                next_update=form.next_update,
                words=form.words,
                now=system.now(),
            )
    except (Unusable, IncidentError) as error:
        return _list(somebody, refused=_key(error)), 409
    return redirect(url_for("console.incident", number=row.id, done="opened"), 303)


@console.get("/incidents/<int(max=2147483647):number>")
def incident(number: int) -> str:
    """One of them, with everybody who registered."""
    return _page(session.looking(), number)


@console.get("/incidents/<int(max=2147483647):number>/now")
def incident_now(number: int) -> str | tuple[str, int]:
    """What changes of it, for a page that is open; 204 when nothing has."""
    somebody = session.looking()
    shown = _drawn(_sheet(somebody, number))
    if shown["seen"] == request.args.get("seen"):
        return "", 204
    return render_template("incidents/_now.html", **shown)


@console.post("/incidents/<int(max=2147483647):number>/update")
def update_incident(number: int) -> Response | tuple[str, int]:
    """Later callers hear this."""

    def act(writing: Session, schedule: Schedule, user: User, form: Typed, now: datetime) -> None:
        incidents.update(
            writing,
            schedule,
            number,
            by=user,
            next_update=form.next_update,
            words=form.words,
            severity=request.form.get("severity") or None,
            also=request.form.getlist("lines"),
            now=now,
        )

    return _acted(number, act, "updated")


@console.post("/incidents/<int(max=2147483647):number>/close")
def close_incident(number: int) -> Response | tuple[str, int]:
    """It is over, and everybody who registered is told."""

    def act(writing: Session, schedule: Schedule, user: User, form: Typed, now: datetime) -> None:
        incidents.close(writing, schedule, number, by=user, words=form.words, now=now)

    return _acted(number, act, "closed")


@console.get("/incidents/<int(max=2147483647):number>/words/<int(max=2147483647):bulletin>")
def incident_words(number: int, bulletin: int) -> Response:
    """What callers hear of it, where it was dictated or handed in."""
    session.looking()
    system = current_system()
    with system.database.reading() as reading:
        row = reading.get(Bulletin, bulletin)
        taken = reading.get(Voicemail, row.voicemail_id or 0) if row else None
    if row is None or row.incident_id != number:
        abort(404)
    if row.clip is not None:
        try:
            return Response(kept.sound(system.store, row.clip), mimetype="audio/wav")
        except Missing:
            abort(404)
        except StoreError:
            abort(503)
    if taken is None or taken.playable is None:
        abort(404)
    return recordings.part(system, taken.playable)


@console.get("/incidents/<int(max=2147483647):number>/said/<int(max=2147483647):affected>")
def incident_said(number: int, affected: int) -> Response:
    """Which firm a stranger said he is; that somebody listened is written down before a byte is sent."""
    somebody, system = session.looking(), current_system()
    sheet = _sheet(somebody, number)
    with system.database.reading() as reading:
        row = reading.get(Affected, affected)
        taken = reading.get(Voicemail, row.voicemail_id or 0) if row else None
    if row is None or row.incident_id != number or taken is None or taken.playable is None:
        abort(404)
    response = recordings.part(system, taken.playable)
    if request.method == "GET" and response.status_code < 400:
        with system.database.writing() as writing:
            history.append(
                writing,
                sheet.row.subject,
                "listened",
                at=system.now(),
                actor=f"user:{somebody.user.id}",
                affected=affected,
                message=taken.id,
            )
    return response


@console.get("/incidents/<int(max=2147483647):number>/timeline.csv")
def incident_timeline(number: int) -> Response:
    """Everything that happened, as a table to be kept; numbers are masked as they are on the page.

    That it was taken is written down first.
    """
    somebody, system, language = session.looking(), current_system(), preferences.language()
    sheet = _sheet(somebody, number, every=True)
    with system.database.reading() as reading:
        names = {user.id: user.display for user in people.everybody(reading)}
    heads = [
        say(language, f"incident.sheet.{each}") for each in ("at", "what", "who", "firm", "number", "detail")
    ]
    rows = [
        (
            times.absolute(each.at),
            say(language, f"incident.happened.{each.kind}", who="").strip(),
            _who(each, names),
            each.firm.who.shown(language) if each.firm and each.firm.who else None,
            masked(each.firm.row.number) if each.firm and each.firm.row.number else None,
            "; ".join(f"{name}={value}" for name, value in each.facts.items()),
        )
        for each in sheet.happened
    ]
    with system.database.writing() as writing:
        history.append(
            writing,
            sheet.row.subject,
            "exported",
            at=system.now(),
            actor=f"user:{somebody.user.id}",
            what="incident",
            rows=len(rows),
        )
    return csv_file.response([heads, *rows], f"incident-{number}-{shanghai(system.now()):%Y%m%d-%H%M}.csv")


def _who(each: Happening, names: dict[int, str]) -> str:
    user = each.facts.get("user") or each.actor.removeprefix("user:")
    return names.get(int(user), str(user)) if str(user).isdigit() else each.actor


def _acted(number: int, act: Act, done: str) -> Response | tuple[str, int]:
    somebody, system = session.acting(), current_system()
    try:
        form = incident_form.typed(system)
        with system.database.writing() as writing:
            schedule = system.book.current(writing).schedule
            act(writing, schedule, somebody.user, form, system.now())
    except (Unusable, IncidentError) as error:
        return _page(somebody, number, refused=_key(error)), 409
    return redirect(url_for("console.incident", number=number, done=done), 303)


def _key(error: Unusable | IncidentError) -> str:
    return error.key if isinstance(error, Unusable) else f"incident.no.{error.why}"


def _list(somebody: Person, *, refused: str | None = None) -> str:
    system = current_system()
    with system.database.reading() as reading:
        schedule = system.book.current(reading).schedule
        rows = standing.recent(reading)
        counted = standing.counted(reading, rows)
        mine = [
            number
            for number in schedule.hotlines
            if incidents.may_report(reading, schedule, somebody.user, [number])
        ]
    return render_template(
        "incidents/list.html",
        rows=rows,
        counted=counted,
        hotlines=schedule.hotlines,
        mine=mine,
        whats=list(What),
        severities=list(Severity),
        refused=refused,
        typed=request.form if refused else {},
        lines=request.form.getlist("lines") if refused else _offered(schedule, mine),
        late=_late(system.now()),
    )


def _offered(schedule: Schedule, mine: list[str]) -> list[str]:
    """What the form begins with: those of the lines that are answered round the clock, where faults are reported."""
    urgent = [each for each in mine if schedule.desks[schedule.hotlines[each].desk].then == "urgent"]
    return urgent or mine


def _page(somebody: Person, number: int, *, refused: str | None = None) -> str:
    sheet = _sheet(somebody, number)
    return render_template(
        "incidents/sheet.html",
        sheet=sheet,
        lines=[
            each
            for each in current_system().book.current().schedule.hotlines
            if each not in sheet.row.hotlines
        ],
        severities=list(Severity),
        refused=refused,
        typed=request.form if refused else {},
        done=request.args.get("done"),
        **_drawn(sheet),
    )


def _drawn(sheet: Sheet) -> dict[str, object]:
    system = current_system()
    with system.database.reading() as reading:
        names = {user.id: user.display for user in people.everybody(reading)}
        hotlines = system.book.current(reading).schedule.hotlines
    drawn = render_template(
        "incidents/_drawn.html",
        sheet=sheet,
        names=names,
        hotlines=hotlines,
        late=_late(system.now()),
        who=lambda each: _who(each, names),
        shown=SHOWN,
    )
    return {"drawn": drawn, "seen": hashlib.sha256(drawn.encode()).hexdigest()[:16], "number": sheet.row.id}


def _sheet(somebody: Person, number: int, *, every: bool = False) -> Sheet:
    """Everybody who sees customers' matters sees it: any desk may be asked. 404 for one that is none."""
    system = current_system()
    with system.database.reading() as reading:
        row, schedule = reading.get(Incident, number), system.book.current(reading).schedule
        if row is None:
            abort(404)
        firms = standing.firms(reading, row, limit=None if every else SHOWN)
        spoken = [each.row.voicemail_id for each in firms if each.row.voicemail_id]
        playable = {
            each.id
            for each in reading.query(Voicemail).filter(Voicemail.id.in_(spoken))
            if each.playable is not None
        }
        return Sheet(
            row,
            standing.counted(reading, [row])[row.id],
            [_told(reading, each) for each in incidents.bulletins(reading, row)],
            firms,
            frozenset(each.row.id for each in firms if each.row.voicemail_id in playable),
            standing.timeline(reading, row) if every else _acts(reading, row),
            incidents.may_report(reading, schedule, somebody.user, row.hotlines),
        )


def _acts(reading: Session, row: Incident) -> list[Happening]:
    """What people did with it, without the registrations."""
    return [
        Happening(entry.at, entry.kind, entry.actor, entry.facts)
        for entry in history.entries(reading, row.subject)
        if entry.kind not in ("listened", "exported")
    ]


def _told(reading: Session, row: Bulletin) -> Told:
    taken = reading.get(Voicemail, row.voicemail_id or 0)
    by = reading.get_one(User, row.by).display
    return Told(row, by, row.clip is not None or bool(taken and taken.playable))


def _late(now: datetime) -> Callable[[Incident], bool]:
    return lambda row: reminders.overdue(row, now)
