"""What can be published but is perhaps not meant, in words for a supervisor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.clock import shanghai
from ivr.hours.doubtful_hours import doubtful_hours
from ivr.hours.doubtful_people import doubtful_people
from ivr.hours.doubtful_severity import doubtful_severity
from ivr.hours.engine import Hours
from ivr.hours.model import Schedule

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warning:
    """Not an error. `code` is its kind, `where` the keys that lead there, as in a Problem."""

    code: str
    where: str
    zh: str
    en: str
    line: int | None


def warnings(
    schedule: Schedule,
    hours: Hours,
    now: datetime,
    staff: Mapping[str, frozenset[str]] | None = None,
    lines: Mapping[Place, int] | None = None,
    mobiles: frozenset[str] | None = None,
) -> tuple[Warning, ...]:
    """Every warning about `schedule` once, in the order of the days they are about; those about none come as of today.

    `hours` are the schedule's own. `staff` says by desk whose telephones can be rung there; None leaves out what only
    it could tell; `mobiles` names those who have a mobile. `lines` are a page's: with them a warning knows its line.
    """
    doubts = dict.fromkeys(
        (
            *doubtful_hours(schedule, hours, now),
            *doubtful_people(schedule, hours, now, staff, mobiles),
            *doubtful_severity(schedule),
        )
    )
    today = shanghai(now).date()
    told = [(doubt.day or today, _line(doubt.place, lines or {}), doubt) for doubt in doubts]
    return tuple(
        Warning(doubt.code, ".".join(doubt.place), doubt.zh, doubt.en, line)
        for _, line, doubt in sorted(told, key=lambda one: (one[0], one[1] or 0))
    )


def _line(place: Place, lines: Mapping[Place, int]) -> int | None:
    """That of the place, or of the nearest one above it that has one."""
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
