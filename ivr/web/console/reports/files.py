"""A report to keep, as CSV or XLSX. Who took which figures away is written down."""

from flask import Response, abort, request

from ivr.callbacks.ledger import by
from ivr.clock import shanghai
from ivr.reports import export, tally
from ivr.reports.export import Table
from ivr.reports.figure import in_order
from ivr.reports.scope import By
from ivr.reports.tally import Report
from ivr.web.console import preferences, reports
from ivr.web.console.blueprint import console
from ivr.web.console.reports import asked, shown
from ivr.web.console.reports.shown import Names
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

KINDS = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (export.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@console.get("/reports/report.<any(csv, xlsx):kind>")
def download(kind: str) -> Response:
    """All figures of every part and of the whole, for the span the page shows."""
    somebody, system, language = reports.reading(), current_system(), preferences.language()
    now = system.now()
    wanted = asked.read(request.args, somebody.viewer, now)
    if wanted.bad:
        abort(400)
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        names = Names.of(reading, edition, language)
        found = tally.report(reading, edition.hours, wanted.scope, wanted.span, by=wanted.by, now=now)
    make, content = KINDS[kind]
    body = make(table(found, wanted.by, names))
    # Written before a byte leaves: what was taken away and not written down would be worse than the reverse.
    with system.database.writing() as writing:
        export.write_down(writing, by(somebody.user), kind, wanted.span, wanted.scope, wanted.by, now)
    response = Response(body, content_type=content)
    name = f"report-{wanted.span.first:%Y%m%d}-{wanted.span.last:%Y%m%d}-{wanted.by}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(found: Report, by_: By, names: Names) -> Table:
    """The whole first, the span before it for comparison, then the parts."""
    language: Language = names.language
    figures = list(in_order())
    whole = [say(language, "reports.total"), *(found.total.value(figure) for figure in figures)]
    before = [_before(found, language), *(found.before.value(figure) for figure in figures)]
    parts = [
        [names.part(by_, key), *(part.value(figure) for figure in figures)]
        for key, part in found.parts.items()
    ]
    return Table(
        say(language, "reports.title"),
        [say(language, f"reports.by.{by_}"), *(shown.heading(figure, language) for figure in figures)],
        [figure.unit for figure in figures],
        [whole, before, *parts],
    )


def _before(found: Report, language: Language) -> str:
    """By its days, the last one included as on the page; a day that is not over ends at the minute."""
    before = found.span.before
    until = shanghai(before.until)
    last = f"{until:%Y-%m-%d %H:%M}" if until.hour or until.minute else f"{before.last:%Y-%m-%d}"
    return say(language, "reports.before", value=f"{before.first:%Y-%m-%d}–{last}")
