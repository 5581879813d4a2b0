"""The tasks behind a figure, under the same rights as every other list of tasks."""

from typing import Any

from flask import abort, render_template, request, url_for

from ivr.clock import parse_moment
from ivr.reports import behind
from ivr.reports.span import Span
from ivr.web.console import preferences, queue, session
from ivr.web.console.blueprint import console
from ivr.web.console.reports import asked, page
from ivr.web.voice import current_system

MOST = 100


@console.get("/reports/tasks", endpoint="behind")
def listed() -> str:
    """Those of which something is true, at most a hundred at a time; 404 for what nobody ever counts."""
    somebody, system, language = session.looking(), current_system(), preferences.language()
    now, what = system.now(), request.args.get("what", "")
    if what not in behind.names(now):
        abort(404)
    span = None if what in behind.NOW else _span()
    part = asked.read(request.args, somebody.viewer, now).scope
    start = max(0, request.args.get("start", 0, type=int))
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        found, many = behind.tasks(reading, edition.hours, part, what, span, now, limit=MOST, offset=start)
        rows = queue.rows(reading, found, somebody, edition, now, language)
    more: dict[str, Any] | None = (
        {**request.args.to_dict(), "start": start + MOST} if start + MOST < many else None
    )
    return render_template(
        "reports/behind.html",
        what=what,
        rows=rows,
        many=many,
        span=page.days(span, language) if span else None,
        more=url_for("console.behind", **more) if more else None,
        whole=what in behind.NOW,
    )


def _span() -> Span:
    """The span in the address; 400 when it is none."""
    try:
        since, until = (parse_moment(request.args.get(name, "")) for name in ("since", "until"))
    except ValueError:
        abort(400)
    if since >= until:
        abort(400)
    return Span(since, until, since, until)
