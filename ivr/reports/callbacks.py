"""Callbacks: promises kept, customers reached, matters settled, faults mended. Sums over tasks opened in the span."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.consequences import AFTERWARDS
from ivr.reports import matters
from ivr.reports.counting import Expression, number, summed, total
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.moments import seconds
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span

COUNTED = (
    *("all", "kept", "missed", "rung", "first-reached", "resolved", "resolved-at-once", "dispatched"),
    *("dispatched-on-time", "dispatched-due", "sent-back", "urged", "complaints", "complaints-done"),
    *("faults-taken", "faults-done"),
)
"""Conditions that are counted, in the order of the fields below."""


@dataclass(frozen=True)
class Tasks(Sums):
    """Sums over tasks; times in seconds."""

    tasks: int = 0
    kept: int = 0
    missed: int = 0
    rung: int = 0
    first_reached: int = 0
    resolved: int = 0
    resolved_at_once: int = 0
    dispatched: int = 0
    dispatched_on_time: int = 0
    dispatched_due: int = 0
    sent_back: int = 0
    urged: int = 0
    complaints: int = 0
    complaints_done: int = 0
    faults_taken: int = 0
    faults_done: int = 0
    until_taken: float = 0.0
    until_mended: float = 0.0
    talked: float = 0.0
    conversations: int = 0
    written_up: float = 0.0
    write_ups: int = 0


def count(session: Session, scope: Scope, span: Span, by: By | None, now: datetime) -> Mapping[Key, Tasks]:
    """The sums of the span as of `now`, in one query."""
    of = matters.tries(scope, span)
    named = matters.conditions(of, now)

    # A reopened task is owed anew; its first wait began with its opening.
    began = case((Task.owed_since < Task.created, Task.owed_since), else_=Task.created)
    after = seconds(of.over, Task.closed_at)
    # Beyond the time an agent keeps a task after ringing it was not after-call work.
    at_once = and_(named["resolved"], after >= 0, after <= AFTERWARDS.total_seconds())
    sums: list[Expression] = [
        *(number(named[name]) for name in COUNTED),
        total(seconds(began, Task.taken_at), named["faults-taken"]),
        total(seconds(began, Task.closed_at), named["faults-done"]),
        total(of.talked),
        total(of.conversations),
        total(after, at_once),
        number(at_once),
    ]
    return summed(session, Tasks, matters.within(scope, span, of), sums, matters.KEYS[by] if by else None)


@figure("tasks", Group.CALLBACKS, Unit.COUNT, Tasks, behind="all")
def tasks(of: Tasks) -> Value:
    """Tasks opened, each something owed to a customer."""
    return of.tasks


@figure("kept", Group.CALLBACKS, Unit.SHARE, Tasks, behind="kept", better=1)
def kept(of: Tasks) -> Value:
    """Tasks whose customer was first rung by the time promised ÷ tasks that were rung or whose time has passed. What
    was closed in time without ringing is left out."""
    return ratio(of.kept, of.kept + of.missed)


@figure("missed", Group.CALLBACKS, Unit.COUNT, Tasks, behind="missed", better=-1)
def missed(of: Tasks) -> Value:
    """Tasks whose customer was first rung after the time promised, or not at all though it has passed."""
    return of.missed


@figure("first-reached", Group.CALLBACKS, Unit.SHARE, Tasks, behind="first-reached", better=1)
def first_reached(of: Tasks) -> Value:
    """Tasks whose customer was reached at the first try ÷ tasks whose customer was rung."""
    return ratio(of.first_reached, of.rung)


@figure("callback-talk", Group.CALLBACKS, Unit.SECONDS, Tasks)
def callback_talk(of: Tasks) -> Value:
    """Seconds of a callback's conversation, on average over conversations."""
    return ratio(of.talked, of.conversations)


@figure("after-call", Group.CALLBACKS, Unit.SECONDS, Tasks)
def after_call(of: Tasks) -> Value:
    """Seconds from the end of the last conversation until the task was resolved, on average over tasks resolved
    within 15 minutes of it."""
    return ratio(of.written_up, of.write_ups)


@figure("resolved-at-once", Group.QUALITY, Unit.SHARE, Tasks, behind="resolved-at-once", better=1)
def resolved_at_once(of: Tasks) -> Value:
    """Resolved tasks that took one conversation and were never reopened ÷ resolved tasks."""
    return ratio(of.resolved_at_once, of.resolved)


@figure("dispatched", Group.QUALITY, Unit.COUNT, Tasks, behind="dispatched")
def dispatched(of: Tasks) -> Value:
    """Tasks that were dispatched to another desk at least once."""
    return of.dispatched


@figure("dispatched-on-time", Group.QUALITY, Unit.SHARE, Tasks, behind="dispatched-on-time", better=1)
def dispatched_on_time(of: Tasks) -> Value:
    """Dispatched tasks done by the time promised ÷ dispatched tasks that are done or whose time has passed."""
    return ratio(of.dispatched_on_time, of.dispatched_due)


@figure("sent-back", Group.QUALITY, Unit.SHARE, Tasks, behind="sent-back", better=-1)
def sent_back(of: Tasks) -> Value:
    """Dispatched tasks that went back to a desk which had dispatched them ÷ dispatched tasks."""
    return ratio(of.sent_back, of.dispatched)


@figure("urged", Group.QUALITY, Unit.SHARE, Tasks, behind="urged", better=-1)
def urged(of: Tasks) -> Value:
    """Tasks that were urged at least once ÷ tasks opened."""
    return ratio(of.urged, of.tasks)


@figure("complaints", Group.QUALITY, Unit.COUNT, Tasks, behind="complaints")
def complaints(of: Tasks) -> Value:
    """Complaints and suggestions opened."""
    return of.complaints


@figure("complaints-done", Group.QUALITY, Unit.SHARE, Tasks, behind="complaints-done", better=1)
def complaints_done(of: Tasks) -> Value:
    """Complaints and suggestions that are done ÷ those opened."""
    return ratio(of.complaints_done, of.complaints)


@figure("mtta", Group.FAULTS, Unit.MINUTES, Tasks, behind="faults-taken", better=-1)
def mtta(of: Tasks) -> Value:
    """Minutes on the clock from a fault's report until somebody first claimed it, on average over fault tasks that
    were claimed."""
    return ratio(of.until_taken / 60, of.faults_taken)


@figure("mttr", Group.FAULTS, Unit.MINUTES, Tasks, behind="faults-done", better=-1)
def mttr(of: Tasks) -> Value:
    """Minutes on the clock from a fault's report until it was resolved, on average over fault tasks that are
    resolved."""
    return ratio(of.until_mended / 60, of.faults_done)
