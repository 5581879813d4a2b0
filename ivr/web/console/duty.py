"""Who is on duty at each desk, now and in the next days; and the form that hands duty to a colleague."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr import duty, history, people
from ivr.clock import minute, parse_moment, shanghai
from ivr.duty import DutyError, StandIn
from ivr.duty import Span as DutySpan
from ivr.hours import Desk, Hours
from ivr.people import Role, User
from ivr.waiting import drills
from ivr.waiting.drills import Drill
from ivr.waiting.serving import Serving, answering, serving
from ivr.web.console import preferences, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.voice import current_system

AHEAD = timedelta(days=7)
"""How far the page shows who is on duty."""

REMEMBERED = 20
"""Entries of the history on the page."""


@dataclass(frozen=True)
class Row:
    """The people of one span, on the day it begins on this page."""

    on: date | None
    """None on the second span of a day."""
    begins: datetime
    ends: datetime
    tiers: tuple[tuple[str, ...], ...]
    instead: dict[str, str]


@dataclass(frozen=True)
class Shown:
    """One desk."""

    desk: Desk
    now: Serving
    week: list[Row]
    coming: list[StandIn]
    colleagues: list[User]
    serving: list[User]
    """Whose duty can be handed over."""
    offered: dict[str, str]
    past: list[history.Entry]
    tests: dict[str, Drill]
    """What came of the test call of this shift, by name; empty where there is none."""


@console.get("/duty")
def duty_page() -> str:
    """Agents see their desks, everybody else every desk that answers."""
    return _page(session.person())


@console.post("/duty/<desk>/hand")
def duty_hand(desk: str) -> Response | tuple[str, int]:
    """Enters that one is there for another, and says so above the page."""
    somebody, system = session.acting(), current_system()
    with system.database.reading() as reading:
        if desk not in {each.id for each in _desks(system.book.current(reading).hours, somebody)}:
            abort(404)
    try:
        begins, ends = (parse_moment(request.form.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        return _page(somebody, desk, "unreadable"), 409
    try:
        with system.database.writing() as writing:
            of, by = (_known(writing, name) for name in ("giver", "taker"))
            if of is None or by is None:
                return _page(somebody, desk, "unreadable"), 409
            row = duty.hand_over(
                writing,
                system.book.current(writing).hours,
                desk,
                giver=of,
                taker=by,
                begins=begins,
                ends=ends,
                by=somebody.user,
                now=system.now(),
            )
    except DutyError as error:
        return _page(somebody, desk, error.why), 409
    return redirect(url_for("console.duty_page", done=row.id, _anchor=desk), 303)


@console.post("/duty/stand-ins/<int(max=2147483647):number>/withdraw")
def duty_withdraw(number: int) -> Response | tuple[str, int]:
    """Takes back what was entered; what is over stays."""
    somebody, system = session.acting(), current_system()
    with system.database.writing() as writing:
        known = writing.get(StandIn, number)
        desks = {each.id for each in _desks(system.book.current(writing).hours, somebody)}
        if known is None or known.desk not in desks:
            abort(404)
        try:
            row = duty.withdraw(writing, number, by=somebody.user, now=system.now())
        except DutyError as error:
            return _page(somebody, known.desk, error.why), 409
    return redirect(url_for("console.duty_page", taken="back" if row else "over"), 303)


def _known(reading: Session, field: str) -> User | None:
    """Who was chosen; None for what the form never offers."""
    chosen = request.form.get(field, "")
    return next((user for user in people.everybody(reading) if str(user.id) == chosen), None)


def _page(somebody: Person, refused_at: str | None = None, why: str | None = None) -> str:
    system = current_system()
    now = system.now()
    with system.database.reading() as reading:
        hours = system.book.current(reading).hours
        shown = [_shown(reading, hours, desk, somebody, now) for desk in _desks(hours, somebody)]
        everybody = {user.id: user for user in people.everybody(reading)}
    entered = request.args.get("done")
    return render_template(
        "duty.html",
        desks=shown,
        people=everybody,
        names={user.name: user.display for user in everybody.values()},
        done=next((row for each in shown for row in each.coming if str(row.id) == entered), None),
        taken=request.args.get("taken"),
        refused_at=refused_at,
        why=why,
        typed=request.form if refused_at else {},
        on_day=lambda moment: times.day(moment, now, preferences.language(), weekday=True),
        moment_of=parse_moment,
    )


def _desks(hours: Hours, somebody: Person) -> list[Desk]:
    """Those that somebody may see."""
    agent = somebody.user.role == Role.AGENT
    return [desk for desk in answering(hours.schedule) if not agent or desk.id in somebody.desks]


def _shown(reading: Session, hours: Hours, desk: Desk, somebody: Person, now: datetime) -> Shown:
    start, end = minute(now), minute(now) + AHEAD
    roll, told = duty.roll(reading, hours, desk.id, start, end), serving(reading, hours, desk, now)
    spans = list(roll.spans(start, end)) if roll else []
    colleagues = duty.colleagues(reading, desk.id)
    on_it = {name for span in spans for tier in span.tiers for name in tier}
    givers = [user for user in people.everybody(reading) if user.name in on_it]
    return Shown(
        desk,
        told,
        _rows(spans),
        duty.stand_ins(reading, desk.id, now, now + timedelta(days=366)),
        colleagues,
        givers,
        _offered(told, somebody, givers, colleagues, now),
        history.entries(reading, f"duty:{desk.id}")[: -REMEMBERED - 1 : -1],
        {each.user.name: each for each in drills.tested(reading, hours, desk, now)} if desk.test_page else {},
    )


def _rows(spans: list[DutySpan]) -> list[Row]:
    rows: list[Row] = []
    last: date | None = None
    for span in spans:
        on = shanghai(span.begins).date()
        rows.append(Row(None if on == last else on, span.begins, span.ends, span.tiers, dict(span.instead)))
        last = on
    return rows


def _offered(
    told: Serving, somebody: Person, givers: list[User], colleagues: list[User], now: datetime
) -> dict[str, str]:
    """What the form begins with: one's own duty, or another's taken over, from now to the end of the shift."""
    ends = told.until or now + timedelta(hours=1)
    me = somebody.user.id
    of = next((user for user in givers if user.id == me), givers[0] if givers else None)
    others = [user for user in colleagues if of is None or user.id != of.id]
    by = next((user for user in others if user.id == me), others[0] if others else None)
    return {
        "giver": str(of.id) if of else "",
        "taker": str(by.id) if by else "",
        "begins": f"{shanghai(minute(now)):%Y-%m-%dT%H:%M}",
        "ends": f"{shanghai(ends):%Y-%m-%dT%H:%M}",
    }
