"""What the hours answer: open until, or closed, why and until."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from calendars.trading import WEEKEND, Certainty, Reason
from ivr.hours.model import Text

NIGHT = Text(zh="非工作时间", en="outside service hours")


class Kind(StrEnum):
    """Why a hotline is closed."""

    NIGHT = "night"  # outside the hours of a day that has some
    WEEKEND = "weekend"  # make-up weekends too
    HOLIDAY = "holiday"  # a named closure of the exchange
    OVERRIDE = "override"  # somebody entered it


@dataclass(frozen=True, slots=True)
class Why:
    """The kind decides the sentence; the text names the occasion in it."""

    kind: Kind
    text: Text


@dataclass(frozen=True, slots=True)
class Open:
    """Open until that moment; None when no end is known."""

    until: datetime | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed until the next opening; None when none is known."""

    why: Why
    until: datetime | None
    certainty: Certainty


@cache
def not_trading(reason: Reason) -> Why:
    """The exchange's reason as one to tell callers."""
    kind = Kind.WEEKEND if reason == WEEKEND else Kind.HOLIDAY
    return Why(kind, Text(zh=reason.zh, en=reason.en))
