"""Whether a schedule could be published: sound in itself, and about people who exist."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from calendars import strict
from ivr import people
from ivr.hours import naming
from ivr.hours.model import Schedule
from ivr.hours.reader import ScheduleError, read


def check(session: Session, text: str, name: str = "schedules.yaml") -> Schedule:
    """The schedule that `text` holds, as it could be published: read strictly, and the users it names exist.

    Raises ScheduleError with everything that is wrong; `name` is what its problems call the file.
    """
    schedule = read(text, name)
    known = {user.name for user in people.everybody(session)}
    unknown = [(where, user) for where, user in named(schedule) if user not in known]
    if unknown:
        page = strict.read(text, name, ScheduleError)
        for where, user in unknown:
            page.problem(where, *naming.unknown("user", "用户", user, known))
        page.check(ScheduleError)
    return schedule


def named(schedule: Schedule) -> Iterator[tuple[strict.Place, str]]:
    """Every user a schedule names, and where."""
    for desk in schedule.desks.values():
        for tier in desk.tiers:
            yield from ((("desks", desk.id, "tiers"), user) for user in tier)
        if desk.head is not None:
            yield ("desks", desk.id, "head"), desk.head
    for name, shifts in schedule.rosters.items():
        for number, shift in enumerate(shifts, 1):
            for tier in shift.on_duty:
                yield from ((("rosters", name, str(number), "on_duty"), user) for user in tier)
