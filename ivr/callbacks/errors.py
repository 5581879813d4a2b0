"""What an act on a task can be refused for. Each message is one sentence for whoever asked."""


class CallbackError(Exception):
    """An act that changes nothing because it may not; the message says why and what to do."""


class Unknown(CallbackError):
    """There is no such task, or this person may not see it: they are told the same."""


class NotYours(CallbackError):
    """Somebody else holds the task, or the act is above the person's role."""


class NotPossible(CallbackError):
    """The task is not in a state for it, or something it needs is missing."""
