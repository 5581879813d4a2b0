"""What Asterisk remembers of a call for us: enough for a gateway that never knew the call to go on with it."""

import json
from datetime import datetime

from ivr.gateway.machine.interrupts import Step
from ivr.gateway.machine.leg import Leg, Report
from ivr.gateway.machine.switchboard import Switchboard


def written(leg: Leg) -> str:
    """The facts of a call, as text."""
    step, report = leg.step, leg.report
    facts = {
        "sid": leg.sid,
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "created": leg.created.isoformat(),
        "answered": leg.answered.isoformat() if leg.answered else None,
        "fallback": [leg.fallback_url, leg.fallback_method],
        "report": [report.url, report.method, *report.events] if report else None,
        "told": leg.told,
        "step": [step.url, step.method, step.extra] if step else None,
    }
    return json.dumps(facts, separators=(",", ":"))


def read(text: str, board: Switchboard) -> Leg | None:
    """Makes the call anew from its facts; None when they tell of none that can go on."""
    try:
        facts = json.loads(text)
        report, step = facts["report"], facts["step"]
        answered = facts["answered"]
        return board.found(
            facts["sid"],
            facts["direction"],
            at=datetime.fromisoformat(facts["created"]),
            from_=facts["from"],
            to=facts["to"],
            fallback_url=facts["fallback"][0],
            fallback_method=facts["fallback"][1],
            report=Report(report[0], report[1], tuple(report[2:])) if report else None,
            told=facts["told"],
            step=Step(*step) if step else None,
            status="in-progress" if answered else "ringing",
            answered=datetime.fromisoformat(answered) if answered else None,
        )
    except (ValueError, KeyError, TypeError):
        return None
