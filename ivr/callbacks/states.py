"""Where a task and an attempt can stand, each said once; docs draw their diagrams from here."""

from enum import StrEnum


class TaskState(StrEnum):
    """Where something we owe a customer stands."""

    WAITING = "waiting"  # in the queue: any agent of its desk may claim it
    CLAIMED = "claimed"  # one agent has it, until the lease runs out
    RINGING = "ringing"  # that agent is ringing the customer just now
    RETRY = "retry"  # nobody was reached, or the customer asked for later: it waits for `retry_at`
    RESOLVED = "resolved"  # an agent settled it with the customer
    UNREACHABLE = "unreachable"  # rung in vain as often as we do: a supervisor decides
    CLOSED = "closed"  # needs nothing more, by the customer's word or a supervisor's


class Outcome(StrEnum):
    """How one try to reach the customer ended."""

    REACHED = "reached"  # they spoke
    NO_ANSWER = "no-answer"  # it rang, nobody picked up
    BUSY = "busy"  # engaged
    SWITCHED_OFF = "switched-off"  # the carrier could not connect it: off, no signal, no such subscriber
    WRONG_NUMBER = "wrong-number"  # somebody else picked up: ringing again is no use
    CALL_LATER = "call-later"  # the customer asked for another time


class AttemptState(StrEnum):
    """How far one ring-back has come; it only ever moves down this list."""

    PLACING = "placing"  # claimed and committed; the carrier has not yet said that it rings
    RINGING_AGENT = "ringing-agent"  # the agent's telephone rings, or asks for «press 1»
    AGENT_ACCEPTED = "agent-accepted"  # 1 was pressed: the customer is being rung
    RINGING_CUSTOMER = "ringing-customer"  # the customer's telephone rings
    TALKING = "talking"  # the customer picked up
    ENDED = "ended"  # over; the outcome says how, none when the customer was never rung


PROGRESS = {state: rank for rank, state in enumerate(AttemptState)}
"""How far along each state is: a report that is late never takes an attempt back."""

OPEN = frozenset({TaskState.WAITING, TaskState.CLAIMED, TaskState.RINGING, TaskState.RETRY})
"""Something an agent still has to do."""

DONE = frozenset({TaskState.RESOLVED, TaskState.CLOSED})
"""Nothing left to do. An unreachable task is neither: a supervisor has to decide."""

UNSUCCESSFUL = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.SWITCHED_OFF})
"""Outcomes after which we try again by ourselves."""

_W, _C, _R, _T = TaskState.WAITING, TaskState.CLAIMED, TaskState.RINGING, TaskState.RETRY
_U = TaskState.UNREACHABLE

ALLOWED: dict[TaskState, frozenset[TaskState]] = {
    # waiting → retry, unreachable: an outcome was corrected after the claim had lapsed
    _W: frozenset({_C, _T, _U, TaskState.CLOSED}),
    # claimed → waiting: given back, lapsed or dispatched
    _C: frozenset({_W, _R, _T, _U, TaskState.RESOLVED, TaskState.CLOSED}),
    # ringing → waiting: the agent never picked up; → claimed: the customer was reached, or not rung
    _R: frozenset({_W, _C, _T, _U, TaskState.CLOSED}),
    _T: frozenset({_W, _C, _U, TaskState.CLOSED}),
    TaskState.RESOLVED: frozenset({_W}),
    # A supervisor rings once more, sends it back to the desk, or closes it; or the customer rings us.
    _U: frozenset({_W, _C, _T, TaskState.CLOSED}),
    TaskState.CLOSED: frozenset({_W}),
}
"""Every way a task can go, besides staying where it is. A desk, a number or an owner may change without it."""
