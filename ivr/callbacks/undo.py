"""Taking one's last act back, within seconds: a compensating entry, and the promise stays what it was."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import lifting
from ivr.callbacks.claims import LEASE
from ivr.callbacks.errors import NotPossible
from ivr.callbacks.ledger import by, locked, move, note, rest
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.history import Entry
from ivr.people import User

WITHIN = timedelta(seconds=10)
"""How long it is offered."""
GRACE = timedelta(seconds=5)
"""How much longer it is taken: a hand that was quick enough may have a slow network."""

_WITNESSED = ("listened", "revealed")
"""What somebody looked at meanwhile undoes nothing and hinders nothing."""
_CAN_BE = ("claimed", "resolved", "put-off", "dispatched")


def last_act(session: Session, task: Task, user: User, now: datetime) -> Entry | None:
    """The user's own act that was the last thing to happen to the task and can still be taken back; None otherwise."""
    entries = history.entries(session, task.subject)
    last = next((entry for entry in reversed(entries) if entry.kind not in _WITNESSED), None)
    if last is None or last.kind not in _CAN_BE or last.actor != by(user) or now - last.at > WITHIN + GRACE:
        return None
    return last


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
            task.desk = last.facts["was"]
            if last.facts.get("put_back"):
                lifting.again(session, task)
        task.retry_at, task.chosen_time = None, False
        if task.state != TaskState.WAITING:
            move(task, TaskState.WAITING, now)
        move(task, TaskState.CLAIMED, now)
        task.owner_id, task.lease_until = user.id, now + LEASE
    note(session, task, "taken-back", now=now, actor=by(user), what=last.kind)
