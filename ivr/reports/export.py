"""A report as a file to keep: CSV that Excel reads as UTF-8, and XLSX with numbers that are numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from sqlalchemy.orm import Session

from ivr import history, sheets
from ivr.reports.figure import Unit
from ivr.reports.scope import By, Scope
from ivr.reports.span import Span

SUBJECT = "reports"
"""Under which the history keeps who took figures away."""

Cell = str | float | None

_SHEET = "0"
_FORMATS = {Unit.COUNT: "#,##0", Unit.SHARE: "0.0%", Unit.SECONDS: "0.0", Unit.MINUTES: "0.0"}


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first column are names, each other one is read by its unit."""

    title: str
    head: Sequence[str]
    units: Sequence[Unit]
    """Of every column but the first."""
    rows: Sequence[Sequence[Cell]]


def as_csv(table: Table) -> bytes:
    """A CSV file; numbers are written as machines read them: shares from 0 to 1, nothing for nothing."""
    rows = ([name, *(_number(value) for value in values)] for name, *values in table.rows)
    return sheets.file([table.head, *rows])


def as_xlsx(table: Table) -> bytes:
    """One sheet. Texts are written as texts, never as formulas or links."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = [book.add_format({"num_format": _FORMATS[unit]}) for unit in table.units]
        for place, text in enumerate(table.head):
            sheet.write_string(0, place, text, bold)
        for line, (name, *values) in enumerate(table.rows, start=1):
            sheet.write_string(line, 0, str(name))
            for place, value in enumerate(values, start=1):
                if isinstance(value, int | float):
                    sheet.write_number(line, place, value, formats[place - 1])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(table.units), 12)
    return out.getvalue()


def _number(value: Cell) -> str | None:
    return f"{value:.10g}" if isinstance(value, int | float) else value


def _sheet_name(title: str) -> str:
    """What Excel takes: 31 characters, none of them []:*?/\\."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or _SHEET


def write_down(
    session: Session, actor: str, kind: str, span: Span, scope: Scope, by: By | None, now: datetime
) -> None:
    """Who took which figures away, in the history. Commit it before the first byte leaves."""
    history.append(
        session,
        SUBJECT,
        "report-exported",
        at=now,
        actor=actor,
        format=kind,
        since=span.since,
        until=span.until,
        by=by,
        hotline=scope.hotline,
        desk=scope.desk,
        agent=scope.agent,
        topic=scope.topic,
    )
