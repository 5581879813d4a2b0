"""How much a schedule may hold: far more than a supervisor keeps, far less than makes a caller wait."""

from collections.abc import Iterator

from calendars.strict import Page, Place
from ivr.hours.model import Schedule

OPENINGS, HOTLINES, DESKS, SHIFTS, PEOPLE = 50, 100, 200, 500, 100
"""At most: openings under one name (and names), hotlines, desks, shifts of a roster, people on one shift or in a desk's
tiers."""
WORDS = 100
"""At most: words that lift a matter."""
RANKS = 50
"""At most: rows that say what goes first."""
OVERRIDDEN_DAYS = 5_000
"""Of all overrides together, each day of each counted."""


def too_much(schedule: Schedule, page: Page) -> bool:
    """Notes on `page` what there is too much of; answers whether anything is."""
    found = [(place, many, most) for place, many, most in _amounts(schedule) if many > most]
    for place, many, most in found:
        page.problem(
            place,
            f"holds {many} entries, more than {most}: remove what is over",
            f"有 {many} 项，最多 {most} 项，请删去用不着的",
        )
    return bool(found)


def _amounts(schedule: Schedule) -> Iterator[tuple[Place, int, int]]:
    yield ("hours",), len(schedule.hours), OPENINGS
    yield ("hotlines",), len(schedule.hotlines), HOTLINES
    yield ("desks",), len(schedule.desks), DESKS
    for name, openings in schedule.hours.items():
        yield ("hours", name), len(openings), OPENINGS
    for desk in schedule.desks.values():
        yield ("desks", desk.id, "tiers"), sum(map(len, desk.tiers)), PEOPLE
    for desk_id, shifts in schedule.rosters.items():
        yield ("rosters", desk_id), len(shifts), SHIFTS
        for count, shift in enumerate(shifts, 1):
            yield ("rosters", desk_id, str(count), "on_duty"), sum(map(len, shift.on_duty)), PEOPLE
    if schedule.lift:
        yield ("lift", "words"), len(schedule.lift.words), WORDS
    yield ("severity",), len(schedule.severity), RANKS
    days = sum(1 + ((one.through or one.on) - one.on).days for one in schedule.overrides)
    yield ("overrides",), days, OVERRIDDEN_DAYS
