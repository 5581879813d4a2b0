"""What is odd about the table that says what goes first: rows that can never decide anything."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from ivr.hours.doubts import Doubt
from ivr.hours.fields import Days, every_day
from ivr.hours.model import Schedule, SeverityRow

_WORKING_DAYS = frozenset(range(5))


def doubtful_severity(schedule: Schedule) -> Iterator[Doubt]:
    """Rows that an earlier one covers entirely, and rows that are about no hotline. That several earlier ones together
    cover a row is not looked for."""
    hidden: set[int] = set()
    for (first, one), (second, other) in combinations(enumerate(schedule.severity, 1), 2):
        if second not in hidden and _covers(one, other, schedule):
            hidden.add(second)
            yield Doubt(
                "never-reached",
                ("severity", str(second)),
                f"“{other.name.zh}”永远轮不到：前面的“{one.name.zh}”（第 {first} 行）已经全部包括了它",
                f'"{other.name.en}" can never be reached: "{one.name.en}" (row {first}) covers all of it',
            )
    for count, row in enumerate(schedule.severity, 1):
        if not _hotlines(row, schedule):
            yield Doubt(
                "fits-nothing",
                ("severity", str(count)),
                f"“{row.name.zh}”不起作用：没有哪条热线的值班席写了 then: urgent，请写明 hotlines",
                f'"{row.name.en}" does nothing: no hotline has a desk with then: urgent, so say which hotlines',
            )


def _covers(one: SeverityRow, other: SeverityRow, schedule: Schedule) -> bool:
    return (
        (other.incident or not one.incident)
        and one.start <= other.start
        and other.end <= one.end
        and _days_cover(one.days, other.days)
        and (one.topics is None or (other.topics is not None and set(other.topics) <= set(one.topics)))
        and set(_hotlines(other, schedule)) <= set(_hotlines(one, schedule))
    )


def _days_cover(days: Days, others: Days) -> bool:
    """Whether `others` are all among `days`; a weekday may be no trading day, a trading day is always a weekday."""
    if days == "trading":
        return bool(others == "trading")
    return (_WORKING_DAYS if others == "trading" else every_day(others)) <= every_day(days)


def _hotlines(row: SeverityRow, schedule: Schedule) -> Sequence[str]:
    return schedule.round_the_clock if row.hotlines is None else row.hotlines
