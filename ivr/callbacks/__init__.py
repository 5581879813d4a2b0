"""What we owe customers: tasks, who has claimed them, the tries to ring back, and the promises that are kept."""

from ivr.callbacks.errors import CallbackError, NotPossible, NotYours, Unknown
from ivr.callbacks.matter import Matter
from ivr.callbacks.rights import Viewer
from ivr.callbacks.states import AttemptState, Outcome, TaskState
from ivr.callbacks.tables import Attempt, Task, TaskMessage

__all__ = [
    "Attempt",
    "AttemptState",
    "CallbackError",
    "Matter",
    "NotPossible",
    "NotYours",
    "Outcome",
    "Task",
    "TaskMessage",
    "TaskState",
    "Unknown",
    "Viewer",
]
