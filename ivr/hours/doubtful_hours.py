"""What is odd about the hours and the overrides of a schedule that is otherwise sound."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import permutations

from ivr.clock import shanghai
from ivr.hours.days import MICROSECOND, ONE_DAY, number_of, whole
from ivr.hours.doubts import Doubt, all_named, named, on, on_all
from ivr.hours.engine import Hours
from ivr.hours.fields import every_day
from ivr.hours.model import ROUND_THE_CLOCK, Hotline, Opening, Override, OverrideKind, Schedule, clock

DAYS_AHEAD = 60


def doubtful_hours(schedule: Schedule, hours: Hours, now: datetime) -> Iterator[Doubt]:
    """A round-the-clock line that is shut, trading days without an opening, overrides that are over or do nothing, and
    openings that run on over midnight."""
    yield from _overrides(schedule, hours, now)
    for hotline in schedule.hotlines.values():
        if hours.line(hotline).layout.never_closes:
            continue
        if hotline.flow in ROUND_THE_CLOCK:
            yield _not_round_the_clock(hotline)
        else:
            yield from _shut_trading_days(hours, hotline, shanghai(now).date())
    for name, openings in schedule.hours.items():
        for one, other in permutations(openings, 2):
            if _runs_on(one, other):
                yield _over_midnight(name, one, other)


def _overrides(schedule: Schedule, hours: Hours, now: datetime) -> Iterator[Doubt]:
    for count, override in enumerate(schedule.overrides, 1):
        place = ("overrides", str(count))
        if ended(override, now):
            day = override.days[-1]
            zh, en = on(day)
            yield Doubt(
                "past",
                place,
                f"“{override.text.zh}”已在{zh}结束，不再起作用：可以删去",
                f'"{override.text.en}" ended on {en} and does nothing any more: it can be removed',
                day,
            )
        elif override.kind in (OverrideKind.OPEN, OverrideKind.HOURS) and _idle(hours, override):
            yield Doubt(
                "changes-nothing",
                place,
                f"“{override.text.zh}”没有改变任何开放时间：这些时间本来就是这样",
                f'"{override.text.en}" changes nothing: the hours are the same without it',
                override.on,
            )
        elif override.kind in (OverrideKind.CLOSED, OverrideKind.HOURS):
            yield from _shuts_a_round_the_clock_line(hours, override, place, shanghai(now).date())


def _not_round_the_clock(hotline: Hotline) -> Doubt:
    zh, en = named(hotline)
    return Doubt(
        "round-the-clock-closed",
        ("hotlines", hotline.number, "hours"),
        f"7×24热线{zh}按这里的时段并非全天开放：关闭的时候没有人接听",
        f"the round-the-clock {en} is not open day and night by these hours: nobody answers while it is closed",
    )


def ended(override: Override, now: datetime) -> bool:
    """Whether its last hour has passed."""
    start, _ = whole(override.days[-1])
    return start + override.span[1] // MICROSECOND <= number_of(now)


def _idle(hours: Hours, override: Override) -> bool:
    return all(
        [(number_of(start), number_of(end)) for start, end in line.spans(day)]
        == line.layout.without(override, day)
        for line in map(hours.line, override.hotlines)
        for day in override.days
    )


def _shuts_a_round_the_clock_line(
    hours: Hours, override: Override, place: tuple[str, ...], today: date
) -> Iterator[Doubt]:
    shut = [
        hotline
        for hotline in map(hours.schedule.hotline, override.hotlines)
        if hotline.flow in ROUND_THE_CLOCK
    ]
    if not shut or (override.kind is OverrideKind.HOURS and override.span == (timedelta(), ONE_DAY)):
        return
    days = [day for day in override.days if day >= today]
    (zh_lines, en_lines), (zh_days, en_days) = all_named(shut), on_all(days)
    if override.kind is OverrideKind.HOURS:
        span = "–".join(map(clock, override.span))
        zh_when, en_when = f"{zh_days} {span} 以外的时间", f"except {span} on {en_days}"
    elif override.whole_day:
        zh_when, en_when = f"{zh_days}全天", f"all day on {en_days}"
    else:
        span = "–".join(map(clock, override.span))
        zh_when, en_when = f"{zh_days} {span}", f"{span} on {en_days}"
    yield Doubt(
        "round-the-clock-closed",
        place,
        f"7×24热线{zh_lines}将在{zh_when}关闭（{override.text.zh}）：可以改为居家接听（from_home）",
        f"the round-the-clock {en_lines} will be closed {en_when} ({override.text.en}): consider from_home",
        days[0],
    )


def _shut_trading_days(hours: Hours, hotline: Hotline, today: date) -> Iterator[Doubt]:
    """Those with no opening: by rule within the next weeks, by an override on whatever day."""
    line = hours.line(hotline)
    closures = [
        (str(count), override)
        for count, override in enumerate(hours.schedule.overrides, 1)
        if override.kind is OverrideKind.CLOSED and hotline.number in override.hotlines
    ]
    by_rule: list[date] = []
    by_override: dict[str, list[date]] = {}
    days = {today + n * ONE_DAY for n in range(DAYS_AHEAD)}.union(
        *(override.days for _, override in closures)
    )
    for day in sorted(days):
        if day < today or not hours.calendar.is_trading(day) or line.spans(day):
            continue
        if not line.layout.opens_by_rule(day):
            by_rule.append(day)
        else:
            count = next(count for count, override in closures if day in override.days)
            by_override.setdefault(count, []).append(day)
    zh_line, en_line = named(hotline)
    if by_rule:
        zh, en = on_all(by_rule)
        yield Doubt(
            "no-opening",
            ("hotlines", hotline.number, "hours"),
            f"{zh_line}在交易日{zh}没有开放时段",
            f"{en_line} has no opening on a trading day: {en}",
            by_rule[0],
        )
    for count, shut in by_override.items():
        text = hours.schedule.overrides[int(count) - 1].text
        zh, en = on_all(shut)
        yield Doubt(
            "closed-all-day",
            ("overrides", count),
            f"{zh_line}在交易日{zh}全天关闭（{text.zh}）",
            f"{en_line} is closed all day on a trading day: {en} ({text.en})",
            shut[0],
        )


def _runs_on(one: Opening, other: Opening) -> bool:
    """Whether `other` begins at the midnight at which `one` ends, at least some week."""
    following = {(day + 1) % 7 for day in every_day(one.days)}
    return one.end == ONE_DAY and not other.start and bool(following & every_day(other.days))


def _over_midnight(name: str, one: Opening, other: Opening) -> Doubt:
    return Doubt(
        "over-midnight",
        ("hours", name),
        f"{clock(one.start)}–24:00 与次日 00:00–{clock(other.end)} 相连："
        f"午夜不关闭，从 {clock(one.start)} 一直开放到第二天 {clock(other.end)}",
        f"{clock(one.start)}–24:00 and 00:00–{clock(other.end)} of the next day touch: "
        f"the line stays open over midnight, from {clock(one.start)} to {clock(other.end)}",
    )
