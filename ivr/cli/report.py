"""`ivr report`: what was done and how well, in the figures of the console's reports.

For the operator of the system: every desk and every complaint is counted.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ivr.cli import Failure, opening

if TYPE_CHECKING:
    from ivr.reports.scope import By
    from ivr.reports.span import Span
    from ivr.reports.tally import Column, Report
    from ivr.web.console.reports.shown import Names

ACTOR = "terminal"
"""Who takes a file away at the command line, as the history names him."""


@click.command()
@click.option("--from", "first", metavar="DATE", help="First day, such as 2026-10-01; without it this month.")
@click.option("--to", "last", metavar="DATE", help="Last day, included.")
@click.option("--by", type=click.Choice(["hotline", "desk", "agent", "topic"]), help="Divide the figures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: shares from 0 to 1, null for nothing.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV that Excel reads.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write an Excel file.")
def report(
    first: str | None, last: str | None, by: str | None, as_json: bool, as_csv: bool, xlsx: Path | None
) -> None:
    """Print the figures of a span, beside the span before it."""
    from ivr.installation import open_system
    from ivr.reports import export, tally
    from ivr.reports.scope import Scope
    from ivr.web.console.reports import files
    from ivr.web.console.reports.shown import Names

    if as_json + as_csv + (xlsx is not None) > 1:
        raise click.UsageError("--json, --csv and --xlsx are three ways to have it: choose one")
    with opening():
        system = open_system()
    now, division = system.now(), cast("By | None", by)
    asked = _span(first, last, now)
    with system.database.reading() as session:
        edition = system.book.current(session)
        names = Names.of(session, edition, "en")
        found = tally.report(session, edition.hours, Scope(), asked, by=division, now=now)
    if as_json:
        click.echo(json.dumps(_json(found, division), ensure_ascii=False, indent=2))
        return
    if not as_csv and xlsx is None:
        click.echo(_text(found, division, names))
        return
    table = files.table(found, division or "hotline", names)
    with system.database.writing() as writing:
        kind = "csv" if as_csv else "xlsx"
        export.write_down(writing, ACTOR, kind, asked, Scope(), division, now)
    if as_csv:
        click.echo(export.as_csv(table), nl=False)
    elif xlsx is not None:
        try:
            xlsx.write_bytes(export.as_xlsx(table))
        except OSError as error:
            raise Failure(f"{xlsx} cannot be written: {error.strerror}") from None
        click.echo(f"Wrote {xlsx}.")


def _span(first: str | None, last: str | None, now: datetime) -> "Span":
    from ivr.reports import span

    if first is None and last is None:
        return span.named("month", now)
    try:
        return span.read(first, last)
    except span.BadSpan as bad:
        raise Failure(str(bad)) from None


def _json(found: "Report", by: "By | None") -> dict[str, Any]:
    from ivr.clock import shanghai

    said: dict[str, Any] = {
        "since": shanghai(found.span.since).isoformat(),
        "until": shanghai(found.span.until).isoformat(),
        "before": {
            "since": shanghai(found.span.before.since).isoformat(),
            "until": shanghai(found.span.before.until).isoformat(),
            "figures": _figures(found.before),
        },
        "figures": _figures(found.total),
    }
    if by is not None:
        said["by"] = by
        said["parts"] = [{by: key, "figures": _figures(part)} for key, part in found.parts.items()]
    return said


def _figures(column: "Column") -> dict[str, float | None]:
    from ivr.reports.figure import in_order

    return {figure.key: column.value(figure) for figure in in_order()}


def _text(found: "Report", by: "By | None", names: "Names") -> str:
    from ivr.clock import shanghai
    from ivr.reports.figure import in_order
    from ivr.web.console.reports import shown
    from ivr.web.console.words import say

    span = found.span
    lines = [
        f"{shanghai(span.since):%Y-%m-%d %H:%M} to {shanghai(span.until):%Y-%m-%d %H:%M}, before in brackets"
    ]
    for figure in in_order():
        value, before = (
            shown.value(figure, each.value(figure), "en") for each in (found.total, found.before)
        )
        lines.append(f"  {say('en', f'figure.{figure.key}'):<26} {value:>12}  ({before})")
        if by is None:
            continue
        for part, column in found.parts.items():
            if (of := column.value(figure)) is not None and of != 0:
                lines.append(f"      {names.part(by, part):<22} {shown.value(figure, of, 'en'):>12}")
    return "\n".join(lines)
