"""The only module that reads the clock. Everything else is handed a moment, or a :class:`Clock`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Answers the present moment: aware, in UTC."""


def system() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved. It never runs backwards.

    The virtual-time driver of the gateway moves one, and tests hold one.
    """

    def __init__(self, start: datetime) -> None:
        self._now = aware(start).astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self.move_to(self._now + by)

    def move_to(self, moment: datetime) -> None:
        """Moves to `moment`, or stays where it is when that moment has passed."""
        self._now = max(self._now, aware(moment).astimezone(UTC))


def aware(moment: datetime) -> datetime:
    """`moment` unchanged; raises ValueError when it carries no offset."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone: hand in an aware datetime")
    return moment


def shanghai(moment: datetime) -> datetime:
    """The same moment on a Shenzhen wall clock."""
    return aware(moment).astimezone(SHANGHAI)


def minute(moment: datetime) -> datetime:
    """The beginning of the minute that `moment` lies in."""
    return aware(moment).replace(second=0, microsecond=0)


def parse_moment(text: str) -> datetime:
    """Reads an ISO 8601 date and time; without an offset it is Shanghai time. Raises ValueError otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write it as 2026-10-01T20:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
