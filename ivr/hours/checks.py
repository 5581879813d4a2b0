"""What must hold between the parts of a schedule: names that exist, hours and numbers that do not clash."""

from collections.abc import Sequence
from itertools import combinations

from calendars.strict import Page
from ivr.hours.checks_of_days import check_overrides, check_rosters
from ivr.hours.model import Opening, Schedule, clock, full
from ivr.hours.naming import once, unknown
from ivr.hours.weekdays import WEEKDAYS, WEEKDAYS_ZH, every_day


def check(schedule: Schedule, page: Page) -> None:
    """Notes on `page` every way in which the parts of `schedule` do not fit each other."""
    for name, openings in schedule.hours.items():
        if not openings:
            page.problem(("hours", name), "holds no opening", "一个开放时段也没有")
        _openings_apart(name, openings, page)
    for number in schedule.hotlines:
        _hotline(schedule, number, page)
    _numbers_once(schedule, page)
    for desk in schedule.desks.values():
        once(("desks", desk.id, "tiers"), desk.tiers, page)
    check_overrides(schedule, page)
    check_rosters(schedule, page)


def _openings_apart(name: str, openings: Sequence[Opening], page: Page) -> None:
    for one, other in combinations(openings, 2):
        shared = every_day(one.days) & every_day(other.days)
        if shared and one.start < other.end and other.start < one.end:
            trading = "trading" in (one.days, other.days)
            when = "trading days" if trading else WEEKDAYS[min(shared)]
            when_zh = "交易日" if trading else WEEKDAYS_ZH[min(shared)]
            page.problem(
                ("hours", name),
                f"{_span(one)} and {_span(other)} overlap on {when}",
                f"{_span(one)} 和 {_span(other)} 在{when_zh}重叠",
            )


def _span(opening: Opening) -> str:
    return f"{clock(opening.start)}–{clock(opening.end)}"


def _hotline(schedule: Schedule, number: str, page: Page) -> None:
    hotline, place = schedule.hotlines[number], ("hotlines", number)
    if hotline.hours not in schedule.hours:
        page.problem((*place, "hours"), *unknown("hours", "时段", hotline.hours, schedule.hours))
    if hotline.desk not in schedule.desks:
        page.problem((*place, "desk"), *unknown("desk", "值班席", hotline.desk, schedule.desks))


def _numbers_once(schedule: Schedule, page: Page) -> None:
    """A number dialled rings one hotline only."""
    taken: dict[str, str] = {full(number, schedule.area): number for number in schedule.hotlines}
    for number, hotline in schedule.hotlines.items():
        for count, other in enumerate(hotline.reached_by, 1):
            if other in taken:
                page.problem(
                    ("hotlines", number, "reached_by", str(count)),
                    f"{other} already rings {taken[other]}: a number rings one hotline",
                    f"{other} 已经接到 {taken[other]}，一个号码只能接一条热线",
                )
            taken.setdefault(other, number)
