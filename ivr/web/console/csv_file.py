"""A table to be kept by a browser."""

from collections.abc import Iterable, Sequence

from flask import Response

from ivr import sheets


def response(rows: Iterable[Sequence[object]], name: str) -> Response:
    """The rows as CSV, to be kept under that name; None is an empty cell."""
    answer = Response(sheets.file(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
