"""Under which heading of the queue a task stands, and in which order: as somebody works it off."""

from collections.abc import Iterator
from datetime import datetime

from ivr.callbacks import Task, TaskState
from ivr.callbacks.severity import Severity
from ivr.clock import shanghai
from ivr.people import User
from ivr.web.console import standing
from ivr.web.console.times import Language

Heading = tuple[str, str | None]
"""The name of a group, and the title of one that the severity table makes."""


def headed(
    found: list[Task], user: User, first: Severity, now: datetime, language: Language
) -> Iterator[tuple[Heading, list[Task]]]:
    """Mine, to be decided, what goes first by each row of the table, urgent, due today, later; only those with somebody
    in them."""
    today = shanghai(now).date()

    def group_of(task: Task) -> str | int:
        if task.owner_id == user.id:
            return "mine"
        if task.state == TaskState.UNREACHABLE:
            return "undecided"
        if row := first.row(task):
            return row.place
        if task.urgent:
            return "urgent"
        return "today" if shanghai(_next(task)).date() <= today else "later"

    titles = {row.place: standing.name_of(row, language) for row in first.rows}
    names: tuple[str | int, ...] = ("mine", "undecided", *titles, "urgent", "today", "later")
    grouped: dict[str | int, list[Task]] = {name: [] for name in names}
    for task in found:
        grouped[group_of(task)].append(task)
    for name, members in grouped.items():
        if members:
            heading = ("severity", titles[name]) if isinstance(name, int) else (name, None)
            yield heading, in_order(members, first)


def in_order(found: list[Task], first: Severity) -> list[Task]:
    """In the one order of the queue, but by what is to be done next, where that is another try."""
    return sorted(found, key=lambda task: first.key(task, _next(task)))


def _next(task: Task) -> datetime:
    """When something is to be done about it: the next try, or the promise."""
    return task.retry_at if task.state == TaskState.RETRY and task.retry_at else task.due
