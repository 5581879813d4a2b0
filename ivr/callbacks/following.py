"""Following up: a task of its own, linked to the first, because the customer was not satisfied or somebody planned it.

A plan is a row that waits; at its time it opens a task for the desk, unless the first one is owed again by then.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.callbacks import opening
from ivr.callbacks.aftercare import FollowUp
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, held, locked, note, opened
from ivr.callbacks.matter import Matter
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.clock import shanghai
from ivr.hours import Hours, Open
from ivr.people import User

ORIGIN = "follow-up"
"""What a task's `origin` says of one that follows another up."""

WITHIN = timedelta(hours=2)
"""How soon a supervisor calls whoever was not satisfied, in opening time."""

DISSATISFIED, PLANNED = "dissatisfied", "planned"
"""Why there is a follow-up."""

BATCH = 100


def because_dissatisfied(session: Session, hours: Hours, first: Task, agent: int, now: datetime) -> Task:
    """A task for a supervisor: not in the agents' queue, and never `agent`'s, whose work it is about."""
    task = _open(session, hours, first, DISSATISFIED, WITHIN, now)
    task.supervised, task.concerns = True, agent
    return task


def plan(
    session: Session, hours: Hours, task_id: int, user: User, *, at: datetime, now: datetime
) -> FollowUp:
    """The holder of a task plans to ask the customer again; an earlier plan for the task gives way.

    Raises NotPossible outside opening time, where nobody would be there to call.
    """
    task = held(session, task_id, user)
    if not is_open(hours, task.hotline, at):
        raise NotPossible(f"{task.hotline} is closed at that time: choose one in opening hours")
    drop_plan(session, task, now)
    planned = FollowUp(task_id=task.id, at=at, planned_by=user.id, planned_at=now)
    session.add(planned)
    note(session, task, "follow-up-planned", now=now, actor=by(user), until=at)
    return planned


def cancel(session: Session, task_id: int, user: User, *, now: datetime) -> None:
    """Nobody asks again after all. Raises NotPossible when nothing is planned, or it was opened meanwhile."""
    task, _ = opened(session, task_id, user)
    if not drop_plan(session, task, now):
        raise NotPossible("no follow-up is planned any more")
    note(session, task, "follow-up-dropped", now=now, actor=by(user))


def drop_plan(session: Session, task: Task, now: datetime) -> bool:
    """Ends the standing plan of a locked task; False when there is none."""
    planned = standing(session, task.id)
    if planned is None:
        return False
    planned.dropped_at = now
    session.flush()
    return True


def unplan(session: Session, task: Task, planned_at: datetime, now: datetime) -> None:
    """Ends what was planned at that moment, together with a resolution that is taken back."""
    planned = standing(session, task.id)
    if planned is not None and planned.planned_at == planned_at:
        drop_plan(session, task, now)


def standing(session: Session, task_id: int) -> FollowUp | None:
    """The plan for a task that still waits for its time."""
    return session.scalar(
        select(FollowUp).where(
            FollowUp.task_id == task_id, FollowUp.opened_id.is_(None), FollowUp.dropped_at.is_(None)
        )
    )


def default_time(hours: Hours, hotline: str, now: datetime) -> datetime | None:
    """The same time on the next day of trading; None where no hours can say."""
    local = shanghai(now).replace(second=0, microsecond=0)
    try:
        day = hours.calendar.next_trading(local.date())
        return hours.soonest(hotline, local + (day - local.date())) if day else None
    except LookupError:
        return None


def is_open(hours: Hours, hotline: str, at: datetime) -> bool:
    try:
        return isinstance(hours.at(hotline, at), Open)
    except LookupError:
        return False


def open_due(session: Session, hours: Hours, now: datetime) -> int:
    """Opens the tasks of plans whose time has come; answers how many. For the scheduler's tick."""
    due = (
        select(FollowUp.id)
        .where(FollowUp.opened_id.is_(None), FollowUp.dropped_at.is_(None), FollowUp.at <= now)
        .order_by(FollowUp.at)
        .limit(BATCH)
    )
    return sum(_open_planned(session, hours, planned, now) for planned in session.scalars(due).all())


def _open_planned(session: Session, hours: Hours, planned_id: int, now: datetime) -> bool:
    planned = session.get_one(FollowUp, planned_id)
    first = locked(session, planned.task_id)
    session.refresh(planned)  # another scheduler may have been here while the task was locked
    if first is None or planned.opened_id is not None or planned.dropped_at is not None:
        return False
    if first.state != TaskState.RESOLVED:
        # It was opened again, and whoever resolves it then decides anew.
        planned.dropped_at = now
        note(session, first, "follow-up-dropped", now=now, actor="system")
        return False
    planned.opened_id = _open(session, hours, first, PLANNED, first.within, now).id
    return True


def _open(session: Session, hours: Hours, first: Task, why: str, within: timedelta, now: datetime) -> Task:
    matter = Matter(
        origin=ORIGIN,
        hotline=first.hotline,
        desk=first.desk,
        about=first.about,
        topic=first.topic,
        within=within,
        caller=first.caller,
        contact=first.contact,
        extension=first.extension,
        language=first.language,
        pretended=first.pretended,
        linked_to=first.id,
        why=why,
    )
    task = opening.take_on(session, hours, matter, now)
    note(session, first, "followed-up", now=now, actor="system", follow_up=task.id, why=why)
    return task
