"""Hours and days as JSON, for `ivr hours`, `ivr calendar` and the interface for other programs.

DESIGN.md fixes the names; times are Shanghai's.
"""

from datetime import datetime
from typing import Any

from calendars.trading import Day
from ivr.clock import shanghai
from ivr.hours.answers import Closed
from ivr.hours.book import Edition
from ivr.hours.model import Hotline


def hours_json(edition: Edition, hotline: Hotline, moment: datetime) -> dict[str, Any]:
    """One answer as the contract has it; `until` is the next change, null when nothing will change."""
    answer = edition.hours.at(hotline, moment)
    closed = isinstance(answer, Closed)
    return {
        "hotline": hotline.number,
        "at": shanghai(moment).isoformat(),
        "open": not closed,
        "reason": answer.why.text.model_dump() if isinstance(answer, Closed) else None,
        "until": answer.until.isoformat() if answer.until else None,
        "certainty": answer.certainty.value,
    }


def day_json(day: Day) -> dict[str, Any]:
    """One day as the contract has it."""
    return {
        "date": day.date.isoformat(),
        "trading_day": day.trading,
        "reason": {"zh": day.reason.zh, "en": day.reason.en} if day.reason else None,
        "certainty": day.certainty.value,
    }
