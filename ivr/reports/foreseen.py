"""Which promises cannot be kept, as the board asks before a line opens.

The one place where it asks: a desk's measured pace may take the place of the assumed one here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace

from ivr.callbacks import Task, promises
from ivr.hours import Hours

HANDLING = timedelta(minutes=5)
"""What one callback takes, as long as nobody measures it."""


@dataclass(frozen=True)
class Pace:
    """How fast a desk works."""

    people: int
    """At once; none: nothing is done."""
    handling: timedelta = HANDLING
    """For one callback."""


def cannot_be_kept(hours: Hours, owed: Iterable[Task], pace: Pace, now: datetime) -> list[str]:
    """References of the tasks whose customer will not be rung by the due time at this pace, from the next opening on:
    what is urgent first, then by due time, each of the people taking the next."""
    order = sorted(owed, key=lambda task: (not task.urgent, task.due, task.ref))
    if pace.people < 1:
        return [task.ref for task in order]
    free = [now] * pace.people
    heapify(free)
    broken = []
    for task in order:
        begins = promises.due(hours, task.hotline, free[0], timedelta())
        if begins > task.due:
            broken.append(task.ref)
        heapreplace(free, promises.due(hours, task.hotline, begins, pace.handling))
    return broken
