"""Who is on duty, when a hotline is open, when the exchange trades: for everybody who has a token."""

from datetime import date
from typing import Any

from flask import Response, request

from ivr.hours.told import day_json, hours_json
from ivr.waiting.serving import answering, serving
from ivr.waiting.told import told_json
from ivr.web.api import access, asked
from ivr.web.api.blueprint import api
from ivr.web.api.problems import Problem
from ivr.web.voice import current_system


@api.get("/v1/duty")
def duty() -> Response:
    """As `ivr duty --json`: a list of the desks that answer, or with `desk` a list of that one."""
    access.viewer()
    asked.only("desk", "at")
    moment, system = asked.at(), current_system()
    with system.database.reading() as session:
        edition = system.book.current(session)
        desks = answering(edition.schedule)
        if "desk" in request.args:
            known = edition.schedule.desks
            wanted = known.get(request.args["desk"])
            if wanted is None:
                raise Problem(404, f"there is no desk {request.args['desk'][:64]}: {', '.join(known)}")
            desks = [wanted]
        try:
            told = [told_json(serving(session, edition.hours, desk, moment)) for desk in desks]
        except LookupError as error:
            raise Problem(404, str(error)) from None
    return asked.answer(told)


@api.get("/v1/hours/<number>")
def hours(number: str) -> Response:
    """As `ivr hours NUMBER --json`."""
    access.viewer()
    asked.only("at")
    edition = current_system().book.current()
    hotline = edition.schedule.hotline_reached_by(number[:40])
    if hotline is None:
        raise Problem(404, f"no hotline is reached by {number[:40]}: {', '.join(edition.schedule.hotlines)}")
    try:
        return asked.answer(hours_json(edition, hotline, asked.at()))
    except LookupError as error:
        raise Problem(404, str(error)) from None


@api.get("/v1/calendar/<when>")
def calendar(when: str) -> Response:
    """As `ivr calendar --json`: one day, or a list of a year's."""
    access.viewer()
    asked.only()
    table = current_system().book.current().hours.calendar
    try:
        told: Any
        if len(when) == 4 and when.isascii() and when.isdigit():
            told = [day_json(day) for day in table.year(int(when))]
        else:
            told = day_json(table.day(_date(when)))
    except LookupError as error:
        raise Problem(404, str(error)) from None
    return asked.answer(told)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(400, f"{text[:40]!r} is neither a date nor a year: write 2026-10-01 or 2026") from None
