"""The one order in which matters are worked off, for the database and for a list that is already read.

    now_first = severity.at(session, hours, now)       # the table as it stands at that moment
    query.order_by(*now_first.order, Task.due, Task.id)
    sorted(tasks, key=now_first.key)                   # the same order
    now_first.row(task)                                # the row that put it there; None for none

What fits a row of the schedule's severity table goes first, by the row's place; what fits none comes after all of them.
Within a place urgent matters go first, and then what is owed first. Why: docs/decisions/0032.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks.tables import Task
from ivr.hours import Hours
from ivr.hours.amounts import RANKS
from ivr.hours.severity import InForce
from ivr.incidents import Affected, Incident

Key = tuple[int, bool, datetime, int]

AFTER_ALL = RANKS + 1
"""The place of what fits no row."""


@dataclass(frozen=True, slots=True)
class Severity:
    """What goes first at one moment."""

    rows: tuple[InForce, ...] = ()
    incidents: frozenset[int] = frozenset()
    """Ids of the tasks that belong to open incidents."""

    def row(self, task: Task) -> InForce | None:
        """The row that decides about the task; None when none does, and for a task that is done."""
        if task.closed_at is not None:
            return None
        return self.first(task.hotline, task.topic, incident=task.id in self.incidents)

    def first(self, hotline: str, topic: str | None, *, incident: bool = False) -> InForce | None:
        """The first row that a matter fits, a caller in line for instance, of whom there is no task yet."""
        return next((row for row in self.rows if row.fits(hotline, topic, incident=incident)), None)

    def place(self, row: InForce | None) -> int:
        """A number to sort by: the place of the row, and for none a place after all of them."""
        return row.place if row else AFTER_ALL

    def key(self, task: Task, due: datetime | None = None) -> Key:
        """By which tasks are sorted; `due` stands in for the promise, where something else is to be done next."""
        return self.place(self.row(task)), not task.urgent, due or task.due, task.id

    @property
    def order(self) -> tuple[ColumnElement[int] | ColumnElement[bool], ...]:
        """How far the table and urgency decide, for ORDER BY; what is owed first follows."""
        return (_place(self), Task.urgent.desc()) if self.rows else (Task.urgent.desc(),)


UNRANKED = Severity()
"""As without a table: urgent first, then what is owed first."""


def at(session: Session, hours: Hours, moment: datetime) -> Severity:
    """The table of `hours` as it stands at `moment`. Asks the database nothing unless a row is about incidents."""
    rows = hours.severity(moment)
    about_incidents = any(row.incident for row in rows)
    return Severity(rows, _in_open_incidents(session) if about_incidents else frozenset())


def _in_open_incidents(session: Session) -> frozenset[int]:
    """Ids of the tasks of whoever said that an open incident concerns him, in that call or from that number."""
    lasting = select(Incident.id).where(Incident.closed.is_(None))
    call, number = (
        select(column).where(Affected.incident_id.in_(lasting))
        for column in (Affected.call_id, Affected.number)
    )
    found = select(Task.id).where(Task.closed_at.is_(None))
    return frozenset(session.scalars(found.where(or_(Task.call_id.in_(call), Task.caller.in_(number)))))


@lru_cache(maxsize=64)
def _place(severity: Severity) -> ColumnElement[int]:
    """`Severity.place` of a task in SQL. Built once for as long as the same rows of an edition are in force."""
    rows = [(_fits(row, severity.incidents), row.place) for row in severity.rows]
    return case((Task.closed_at.is_not(None), AFTER_ALL), *rows, else_=AFTER_ALL)


def _fits(row: InForce, incidents: frozenset[int]) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Task.hotline.in_(sorted(row.hotlines))]
    if row.topics is not None:
        conditions.append(Task.topic.in_(sorted(row.topics)))
    if row.incident:
        conditions.append(Task.id.in_(sorted(incidents)))
    return and_(*conditions)
