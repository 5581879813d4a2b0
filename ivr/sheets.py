"""Tables as CSV that a spreadsheet opens rightly: as UTF-8, and with no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""

_MARK = "\ufeff"
"""By this a spreadsheet knows UTF-8."""


def text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV; None is an empty cell, and a text that could be reckoned with begins with an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def file(rows: Iterable[Sequence[object]]) -> bytes:
    """The same as a file to be kept."""
    return (_MARK + text(rows)).encode()


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
