"""When we must ring, when we may, and when we try again. All sums are in opening time."""

from datetime import datetime, time, timedelta

from ivr.callbacks.tables import Task
from ivr.clock import shanghai
from ivr.hours import Closed, Hours

QUIET_FROM, QUIET_TO = time(22), time(8)
"""Nobody is rung by the system in between, unless it is urgent or the customer chose the time (COMPLIANCE.md)."""

TRIES = (timedelta(minutes=15), timedelta(hours=1))
"""After the first and the second time in vain; afterwards at the next opening."""

MOST_MISSES = 5
"""So often in vain, and a supervisor decides."""


def due(hours: Hours, hotline: str, since: datetime, within: timedelta) -> datetime:
    """When the promise falls due. Where no hours can say (the hotline was struck from the schedule, or the
    calendar ends) it is plain time: a task without a due time would be a promise forgotten."""
    try:
        return hours.add(hotline, since, within)
    except LookupError:
        return since + within


def why_not_now(hours: Hours, task: Task, now: datetime) -> str | None:
    """Why the system may not ring this customer now; None when it may."""
    if task.chosen_time and task.retry_at is not None and task.retry_at <= now:
        return None
    try:
        if isinstance(hours.at(task.hotline, now), Closed):
            return f"{task.hotline} is closed"
    except LookupError:
        return f"no hours are known for {task.hotline}"
    if not task.urgent and _quiet(now):
        return "customers are not rung between 22:00 and 08:00"
    return None


def next_try(hours: Hours, task: Task, now: datetime) -> datetime:
    """When to ring again after `task.misses` times in vain: open, and outside the quiet hours unless urgent."""
    if task.misses <= len(TRIES):
        moment = due(hours, task.hotline, now, TRIES[max(task.misses, 1) - 1])
    else:
        moment = _next_opening(hours, task, now)
    return next_chance(hours, task, moment)


def next_chance(hours: Hours, task: Task, moment: datetime) -> datetime:
    """`moment`, or the first one after it at which the system may ring."""
    for _ in range(100):
        try:
            moment = hours.soonest(task.hotline, moment) or moment
        except LookupError:
            return moment
        if task.urgent or not _quiet(moment):
            return moment
        moment = _morning(moment)
    return moment


def _next_opening(hours: Hours, task: Task, now: datetime) -> datetime:
    try:
        opening = hours.next_opening(task.hotline, now)
    except LookupError:
        opening = None
    if opening is not None:
        return opening
    # A line that never closes never opens: what is urgent is tried each hour, the rest next morning.
    return now + TRIES[-1] if task.urgent else _morning(now)


def _quiet(moment: datetime) -> bool:
    clock = shanghai(moment).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def _morning(moment: datetime) -> datetime:
    """The next 08:00."""
    local = shanghai(moment)
    today = local.replace(hour=QUIET_TO.hour, minute=0, second=0, microsecond=0)
    return today if local < today else today + timedelta(days=1)
