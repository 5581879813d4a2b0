"""Taking one's last act back, within seconds: a compensating entry, and the promise stays what it was."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import following, lifting
from ivr.callbacks.claims import LEASE
from ivr.callbacks.consequences import misses
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, locked, move, note, rest
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Attempt, Task
from ivr.history import Entry
from ivr.people import User

WITHIN = timedelta(seconds=10)
"""How long it is offered."""
GRACE = timedelta(seconds=5)
"""How much longer it is taken: a hand that was quick enough may have a slow network."""

_WITNESSED = ("listened", "revealed", "escalated", "escalation-seen")
"""What somebody looked at or was told meanwhile undoes nothing and hinders nothing."""
_CAN_BE = ("claimed", "resolved", "put-off", "dispatched", "closed", "outcome")
"""Of closing and of outcomes only a person's own: nobody's telephone call comes undone."""


def last_act(session: Session, task: Task, user: User, now: datetime) -> Entry | None:
    """The user's own act that was the last thing to happen to the task and can still be taken back; None otherwise."""
    entries = history.entries(session, task.subject)
    last = next((entry for entry in reversed(entries) if entry.kind not in _WITNESSED), None)
    if last is None or last.kind not in _CAN_BE or last.actor != by(user) or now - last.at > WITHIN + GRACE:
        return None
    return last


def _had_sent(session: Session, task: Task, last: Entry) -> bool:
    """True when this dispatch was counted as sent back: an earlier one had come from the desk it went to."""
    past = history.entries(session, task.subject)
    to = last.facts["desk"]
    return any(e.seq < last.seq and e.kind == "dispatched" and e.facts.get("was") == to for e in past)


def take_back(session: Session, task_id: int, user: User, *, now: datetime) -> None:
    """Undoes the user's last act: what was claimed is free again, anything else is theirs again, as it was owed.

    Raises NotPossible when the last thing that happened is not theirs, or too long ago; then nothing has changed.
    """
    Viewer.of(session, user).must_act()
    task = locked(session, task_id)
    last = last_act(session, task, user, now) if task else None
    if task is None or last is None:
        raise NotPossible(
            "only your own last act can be undone, within ten seconds, and before anybody else acts"
        )
    if last.kind == "claimed":
        rest(task, now)
    else:
        if last.kind == "dispatched":
            task.sent_back -= _had_sent(session, task, last)
            task.dispatched = max(0, task.dispatched - 1)
            task.desk, task.supervised = last.facts["was"], bool(last.facts.get("supervised"))
            if last.facts.get("put_back"):
                lifting.again(session, task)
        elif last.kind == "outcome":
            _as_it_was(session, task)
        elif last.kind == "resolved":
            following.unplan(session, task, last.at, now)
        task.retry_at, task.chosen_time = None, False
        if task.state != TaskState.WAITING:
            move(task, TaskState.WAITING, now)
        move(task, TaskState.CLAIMED, now)
        task.owner_id, task.lease_until = user.id, now + LEASE
    note(session, task, "taken-back", now=now, actor=by(user), what=last.kind)


def _as_it_was(session: Session, task: Task) -> None:
    """The outcome before the user's correction, which was the entry before the last."""
    corrected = next(
        entry for entry in reversed(history.entries(session, task.subject)) if entry.kind == "corrected"
    )
    attempt = session.get_one(Attempt, corrected.facts["attempt"])
    attempt.outcome = task.outcome = corrected.facts["was"]
    task.misses = misses(session, attempt)
