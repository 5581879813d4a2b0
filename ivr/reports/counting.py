"""Counting rows in the database, as a whole or by the parts of a division."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func
from sqlalchemy.orm import Session

from ivr.reports.figure import S
from ivr.reports.scope import Key

Expression = ColumnElement[Any]


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows the condition holds for."""
    return func.count(case((condition, 1)))


def total(value: Expression, condition: ColumnElement[bool] | None = None) -> ColumnElement[float]:
    """The sum of a value, over the rows for which the condition holds."""
    return func.coalesce(func.sum(value if condition is None else case((condition, value))), 0)


def summed(
    session: Session, kind: type[S], query: Select[Any], sums: Sequence[Expression], key: Expression | None
) -> dict[Key, S]:
    """The sums of a query, in one go: by the values of `key`, or without one under None."""
    if key is None:
        return {None: kind(*_plain(session.execute(query.add_columns(*sums)).one()))}
    rows = session.execute(query.add_columns(key, *sums).group_by(key))
    return {None if row[0] is None else str(row[0]): kind(*_plain(row[1:])) for row in rows}


def _plain(values: Sequence[Any]) -> list[int | float]:
    """PostgreSQL answers sums as decimals."""
    return [each if isinstance(each, int) else float(each or 0) for each in values]
