"""What must hold between the parts of a schedule: names that exist, hours and numbers that do not clash."""

from collections.abc import Sequence
from itertools import pairwise

from calendars.strict import Page
from ivr.hours.amounts import too_much
from ivr.hours.checks_of_days import check_overrides, check_rosters
from ivr.hours.model import Opening, Schedule, clock, full
from ivr.hours.naming import once, unknown, unknown_hotline
from ivr.hours.weekdays import WEEKDAYS, WEEKDAYS_ZH, every_day


def check(schedule: Schedule, page: Page) -> None:
    """Notes on `page` every way in which the parts of `schedule` do not fit each other, or are too many."""
    if too_much(schedule, page):
        return
    for name, openings in schedule.hours.items():
        if not openings:
            page.problem(("hours", name), "holds no opening", "一个开放时段也没有")
        _openings_apart(name, openings, page)
    for number in schedule.hotlines:
        _hotline(schedule, number, page)
    _numbers_once(schedule, page)
    for desk in schedule.desks.values():
        once(("desks", desk.id, "tiers"), desk.tiers, page)
    if schedule.lift and schedule.lift.to not in schedule.hotlines:
        page.problem(("lift", "to"), *unknown_hotline(schedule.lift.to, schedule.area, schedule.hotlines))
    _severity(schedule, page)
    check_overrides(schedule, page)
    check_rosters(schedule, page)


def _openings_apart(name: str, openings: Sequence[Opening], page: Page) -> None:
    told: set[tuple[int, int]] = set()
    for weekday in range(7):
        ours = [
            (one.start, one.end, count)
            for count, one in enumerate(openings)
            if weekday in every_day(one.days)
        ]
        for (_, end, first), (start, _, second) in pairwise(sorted(ours)):
            pair = (min(first, second), max(first, second))
            if start < end and pair not in told:
                told.add(pair)
                _overlap(name, openings[pair[0]], openings[pair[1]], weekday, page)


def _overlap(name: str, one: Opening, other: Opening, weekday: int, page: Page) -> None:
    trading = "trading" in (one.days, other.days)
    when = "trading days" if trading else WEEKDAYS[weekday]
    when_zh = "交易日" if trading else WEEKDAYS_ZH[weekday]
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


def _severity(schedule: Schedule, page: Page) -> None:
    for count, row in enumerate(schedule.severity, 1):
        place = ("severity", str(count), "hotlines")
        if row.hotlines == ():
            page.problem(
                place,
                "names no hotline: list numbers, write all, or leave the key out for the lines round the clock",
                "没有写热线：请列出号码，或写 all 表示全部；不写这个键就是 7×24 热线",
            )
        for number in row.hotlines or ():
            if number not in schedule.hotlines:
                page.problem(place, *unknown_hotline(number, schedule.area, schedule.hotlines))


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
