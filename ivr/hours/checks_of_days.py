"""What must hold between overrides, and between the shifts of a roster: none says something else than another."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from calendars.strict import Page
from ivr.hours.model import Override, OverrideKind, Schedule, Shift, clock
from ivr.hours.naming import once, unknown, unknown_hotline
from ivr.hours.weekdays import WEEKDAYS, WEEKDAYS_ZH, every_day

ENOUGH = 20
"""Clashes told at once; who has mended these sees the others."""
_MONDAY = date(2001, 1, 1)
_DAY = timedelta(days=1)
Turn = tuple[date, timedelta, timedelta, int]
"""The day on which a shift begins, from when to when since the first midnight, and its number in the file."""


def check_overrides(schedule: Schedule, page: Page) -> None:
    """Overrides name hotlines that exist, and no two of them say different things of the same time."""
    for count, override in enumerate(schedule.overrides, 1):
        place = ("overrides", str(count), "hotlines")
        if not override.hotlines:
            page.problem(
                place,
                "names no hotline: list numbers, or write all",
                "没有写热线：请列出号码，或写 all 表示全部",
            )
        for number in override.hotlines:
            if number not in schedule.hotlines:
                page.problem(place, *unknown_hotline(number, schedule.area, schedule.hotlines))
    told = 0
    for first, second in _meeting(schedule):
        one, other = schedule.overrides[first - 1], schedule.overrides[second - 1]
        shared = [number for number in one.hotlines if number in other.hotlines]
        if shared and clash(one, other):
            told += 1
            day = max(one.on, other.on)
            page.problem(
                ("overrides", str(second)),
                f"says something else than entry {first} of {shared[0]} on {day}",
                f"和第 {first} 条冲突：{day} 的 {shared[0]}",
            )
            if told == ENOUGH:
                break


def _meeting(schedule: Schedule) -> Iterator[tuple[int, int]]:
    """The numbers of every two overrides that share a day, the smaller first."""
    by_day = sorted(enumerate(schedule.overrides, 1), key=lambda item: item[1].on)
    for place, (number, one) in enumerate(by_day):
        for other_number, other in by_day[place + 1 :]:
            if other.on > (one.through or one.on):
                break
            yield min(number, other_number), max(number, other_number)


def clash(one: Override, other: Override) -> bool:
    """Whether two overrides of one hotline cannot hold on the same day.

    Answering from home changes no hours and goes with everything but itself. A whole day closed goes with no other
    hours; all else goes together as long as the spans do not overlap.
    """
    kinds = {one.kind, other.kind}
    if OverrideKind.FROM_HOME in kinds and len(kinds) > 1:
        return False
    if any(each.kind is OverrideKind.CLOSED and each.whole_day for each in (one, other)):
        return True
    (start, end), (other_start, other_end) = one.span, other.span
    return start < other_end and other_start < end


def check_rosters(schedule: Schedule, page: Page) -> None:
    """Rosters belong to desks, and nobody is relieved before the shift is over.

    Dated shifts may overlap weekly ones, before which they go.
    """
    for desk, shifts in schedule.rosters.items():
        if desk not in schedule.desks:
            page.problem(("rosters", desk), *unknown("desk", "值班席", desk, schedule.desks))
        for count, shift in enumerate(shifts, 1):
            once(("rosters", desk, str(count), "on_duty"), shift.on_duty, page)
        for dated in (False, True):
            turns = sorted(
                turn
                for count, shift in enumerate(shifts, 1)
                if (shift.on is not None) is dated
                for turn in _turns(shift, count)
            )
            _turns_apart(desk, turns, page, dated=dated)


def _turns(shift: Shift, count: int) -> Iterator[Turn]:
    """Every turn of a dated shift; of a weekly one those of a week, and the first days of the next."""
    if shift.on is not None:
        days = [shift.on + n * _DAY for n in range(((shift.through or shift.on) - shift.on).days + 1)]
    else:
        week = [_MONDAY + n * _DAY for n in range(9)]
        days = [day for day in week if day.weekday() in every_day(shift.days or ())]
    for day in days:
        start = (day - _MONDAY) + shift.start
        yield day, start, start + shift.length, count


def _turns_apart(desk: str, turns: list[Turn], page: Page, *, dated: bool) -> None:
    told: set[tuple[int, int]] = set()
    for (day, start, end, one), (_, other_start, _, other) in pairwise(turns):
        pair = (min(one, other), max(one, other))
        if end <= other_start or pair in told or len(told) >= ENOUGH:
            continue
        told.add(pair)
        when, when_zh = (
            (str(day), f" {day} ") if dated else (WEEKDAYS[day.weekday()], WEEKDAYS_ZH[day.weekday()])
        )
        since, until = clock(start % _DAY), clock(end % _DAY or _DAY)
        page.problem(
            ("rosters", desk, str(pair[1])),
            f"overlaps entry {pair[0]}: the shift of {when}, {since}–{until}, is not over",
            f"和第 {pair[0]} 条重叠：{when_zh}{since}–{until} 的班还没有结束",
        )
