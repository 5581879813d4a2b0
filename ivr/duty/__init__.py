"""Who is on duty: the published roster of a desk, and whoever stands in for somebody on it.

A roster is published with the schedule and says who is to come. That somebody hands his duty to a colleague is no
publication: it is written down here, holds from the minute it names to another, and is in the desk's history.

    roll = duty.roll(session, hours, "binhai-duty", moment)
    roll.at(moment)            # OnDuty: tiers of names, and until when
"""

from ivr.duty.rolls import Roll, Span, on_duty, roll
from ivr.duty.standing_in import DutyError, colleagues, hand_over, stand_ins, withdraw
from ivr.duty.tables import StandIn

__all__ = [
    "DutyError",
    "Roll",
    "Span",
    "StandIn",
    "colleagues",
    "hand_over",
    "on_duty",
    "roll",
    "stand_ins",
    "withdraw",
]
