"""A call: begun once, merged with whatever the carrier reports of it, answered step by step."""

from ivr.calls.acts import (
    Arrival,
    advance,
    answered,
    begin,
    ended_elsewhere,
    find,
    merge_status,
    move_on,
    standing,
    stored_answer,
    would_end,
)
from ivr.calls.tables import ENDED, Call, CallStatus, Led, Step

__all__ = [
    "ENDED",
    "Arrival",
    "Call",
    "CallStatus",
    "Led",
    "Step",
    "advance",
    "answered",
    "begin",
    "ended_elsewhere",
    "find",
    "merge_status",
    "move_on",
    "standing",
    "stored_answer",
    "would_end",
]
