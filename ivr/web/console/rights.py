"""Which acts a person is offered on a task. The domain decides again when one is asked for."""

from dataclasses import dataclass
from datetime import datetime

from ivr.callbacks import Attempt, Task, TaskState
from ivr.callbacks.handing import can_be_handed
from ivr.web.console.session import Person


@dataclass(frozen=True)
class Offered:
    """What the page has buttons for."""

    claim: bool
    release: bool
    ring: bool
    outcome: bool
    """There is an outcome to correct, or a time to put it off to."""
    later: bool
    note: bool
    dispatch: bool
    resolve: bool
    reopen: bool
    close: bool
    urge: bool
    unnecessary: bool
    """It can be closed because nobody needs a call any more."""
    unplan: bool
    """A follow-up that is planned can be cancelled."""
    hand: bool
    """A supervisor may give it to somebody else than its holder."""

    @property
    def anything(self) -> bool:
        return self.note

    @property
    def written(self) -> str:
        """A mark of what is offered under the note, by which a page knows whether that has changed."""
        return "".join("01"[may] for may in (self.note, self.dispatch, self.resolve, self.close))


def offered(task: Task, last: Attempt | None, person: Person, now: datetime) -> Offered:
    """By role, by who holds the task, and by where it stands. `last` is the latest attempt with an outcome."""
    decides, me = person.decides, person.user.id
    acts = person.acts and task.concerns != me
    state = TaskState(task.state)
    undecided = state is TaskState.UNREACHABLE
    mine = acts and task.owner_id == me and state is TaskState.CLAIMED
    lapsed = state is TaskState.CLAIMED and task.lease_until is not None and task.lease_until <= now
    free = state in (TaskState.WAITING, TaskState.RETRY) or (undecided and decides) or (lapsed and not mine)
    rang = last is not None and (last.user_id == me or decides)
    another = task.owner_id not in (None, me) and state is TaskState.CLAIMED and not lapsed
    return Offered(
        claim=acts and free,
        release=mine,
        ring=mine,
        outcome=acts and rang and not another and not task.is_done and state is not TaskState.RINGING,
        later=mine,
        note=acts,
        dispatch=acts and not task.is_done and (mine or task.owner_id is None),
        resolve=mine,
        reopen=acts and (task.is_done or (undecided and decides)),
        close=acts and undecided and decides,
        urge=acts and not task.is_done,
        unnecessary=acts and (mine or (free and not lapsed)),
        unplan=acts,
        hand=decides and not mine and can_be_handed(task),
    )
