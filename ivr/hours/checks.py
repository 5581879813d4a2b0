"""What must hold between the parts of a schedule: names that exist, hours and numbers that do not clash."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from calendars.strict import Page, nearest
from ivr.hours.fields import WEEKDAYS, every_day
from ivr.hours.model import Opening, Override, Schedule, clock, full


def check(schedule: Schedule, page: Page) -> None:
    """Notes on `page` every way in which the parts of `schedule` do not fit each other."""
    for name, openings in schedule.hours.items():
        if not openings:
            page.problem(("hours", name), "holds no opening")
        _openings_apart(name, openings, page)
    for number in schedule.hotlines:
        _hotline(schedule, number, page)
    _numbers_once(schedule, page)
    _tiers(schedule, page)
    _overrides(schedule, page)


def _openings_apart(name: str, openings: Sequence[Opening], page: Page) -> None:
    for one, other in combinations(openings, 2):
        shared = every_day(one.days) & every_day(other.days)
        if shared and one.start < other.end and other.start < one.end:
            when = "trading days" if "trading" in (one.days, other.days) else WEEKDAYS[min(shared)]
            page.problem(("hours", name), f"{_span(one)} and {_span(other)} overlap on {when}")


def _span(opening: Opening) -> str:
    return f"{clock(opening.start)}–{clock(opening.end)}"


def _hotline(schedule: Schedule, number: str, page: Page) -> None:
    hotline, place = schedule.hotlines[number], ("hotlines", number)
    if hotline.hours not in schedule.hours:
        page.problem(
            (*place, "hours"), f'no hours called "{hotline.hours}"{nearest(hotline.hours, schedule.hours)}'
        )
    if hotline.desk not in schedule.desks:
        page.problem(
            (*place, "desk"), f'no desk called "{hotline.desk}"{nearest(hotline.desk, schedule.desks)}'
        )


def _numbers_once(schedule: Schedule, page: Page) -> None:
    """A number dialled rings one hotline only."""
    taken: dict[str, str] = {full(number, schedule.area): number for number in schedule.hotlines}
    for number, hotline in schedule.hotlines.items():
        for count, other in enumerate(hotline.reached_by, 1):
            if other in taken:
                place = ("hotlines", number, "reached_by", str(count))
                page.problem(place, f"{other} already rings {taken[other]}: a number rings one hotline")
            taken.setdefault(other, number)


def _tiers(schedule: Schedule, page: Page) -> None:
    for desk in schedule.desks.values():
        named = [name for tier in desk.tiers for name in tier]
        for name in sorted({name for name in named if named.count(name) > 1}):
            page.problem(("desks", desk.id, "tiers"), f"{name} stands in two tiers")


def _overrides(schedule: Schedule, page: Page) -> None:
    entered: dict[tuple[str, date], list[tuple[int, Override]]] = {}
    for count, override in enumerate(schedule.overrides, 1):
        place = ("overrides", str(count))
        if not override.hotlines:
            page.problem((*place, "hotlines"), "names no hotline: list numbers, or write all")
        for number in override.hotlines:
            if number not in schedule.hotlines:
                known = nearest(number, schedule.hotlines)
                page.problem((*place, "hotlines"), f'no hotline called "{number}"{known}')
            for day in override.days:
                entered.setdefault((number, day), []).append((count, override))
    _overrides_apart(entered, page)


def _overrides_apart(entered: Mapping[tuple[str, date], Sequence[tuple[int, Override]]], page: Page) -> None:
    told: set[tuple[int, int]] = set()
    for (number, day), several in entered.items():
        for (first, one), (second, other) in combinations(several, 2):
            if (first, second) not in told and _clash(one, other):
                told.add((first, second))
                page.problem(
                    ("overrides", str(second)), f"says something else than entry {first} of {number} on {day}"
                )


def _clash(one: Override, other: Override) -> bool:
    """Two sets of hours on a day go together when they do not overlap; a closure goes with nothing."""
    if one.closed or other.closed:
        return True
    nothing = timedelta()
    return (one.start or nothing) < (other.end or nothing) and (other.start or nothing) < (one.end or nothing)
