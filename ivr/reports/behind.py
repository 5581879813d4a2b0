"""The tasks behind a figure: the same conditions that were counted, under the rights of whoever looks."""

from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from ivr.callbacks import Task, severity
from ivr.hours import Hours
from ivr.reports import matters, standing
from ivr.reports.scope import Scope
from ivr.reports.span import Span

NOW = ("waiting", "overdue", "before-closing", "held")
"""What stands now, whenever it was opened."""


def names(now: datetime) -> frozenset[str]:
    """Everything that tasks can be asked for."""
    return frozenset(matters.conditions(matters.tries(Scope(), None), now)) | frozenset(NOW)


def tasks(
    session: Session,
    hours: Hours,
    scope: Scope,
    what: str,
    span: Span | None,
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
) -> tuple[list[Task], int]:
    """Those of which `what` is true, and how many there are; KeyError for no such name.

    The latest come first; what stands now is asked without a span, and comes as it is owed.
    """
    of = matters.tries(scope, span)
    condition: ColumnElement[bool] = (
        standing.conditions(hours, now)[what] if what in NOW else matters.conditions(of, now)[what]
    )
    query = matters.within(scope, None if what in NOW else span, of).where(condition)
    owed = (*severity.at(session, hours, now).order, Task.due, Task.id)
    order = owed if what in NOW else (Task.created.desc(), Task.id.desc())
    listed = query.add_columns(Task, func.count().over()).order_by(*order).limit(limit).offset(offset)
    rows = session.execute(listed).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0
