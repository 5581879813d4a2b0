"""Whether somebody picks up: rosters with gaps, desks with nobody to ring, names nobody knows there."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from calendars.strict import nearest
from ivr.clock import shanghai
from ivr.hours.days import day_of, moment_of, number_of
from ivr.hours.doubtful_hours import ended
from ivr.hours.doubts import Doubt, all_named, at, desk_named
from ivr.hours.engine import Hours
from ivr.hours.model import Desk, Hotline, OverrideKind, Schedule, Shift
from ivr.hours.openings import merged
from ivr.hours.rosters import Tiers

Place = tuple[str, ...]
AHEAD = timedelta(days=92)
"""How far ahead gaps are looked for: a dated roster of a quarter is seen to end."""


def doubtful_people(
    schedule: Schedule,
    hours: Hours,
    now: datetime,
    staff: Mapping[str, frozenset[str]] | None,
    mobiles: frozenset[str] | None = None,
) -> Iterator[Doubt]:
    """For each desk: nobody to ring, strangers on its roster or in its tiers, gaps. A shift over midnight is how every
    night is covered, and no doubt."""
    for desk in schedule.desks.values():
        answers = [hotline for hotline in schedule.hotlines.values() if hotline.desk == desk.id]
        shifts: dict[Place, Shift] = {
            ("rosters", desk.id, str(count)): shift
            for count, shift in enumerate(schedule.rosters.get(desk.id, ()), 1)
            if not _over(shift, shanghai(now).date())
        }
        if staff is not None:
            named: dict[Place, Tiers] = {place: shift.on_duty for place, shift in shifts.items()}
            if desk.tiers:
                named["desks", desk.id, "tiers"] = desk.tiers
            yield from _people(desk, answers, named, staff.get(desk.id, frozenset()))
        if answers:
            yield from _gaps(hours, desk, answers, now)
        if desk.test_page and not (answers and desk.id in schedule.rosters):
            zh_desk, en_desk = desk_named(desk)
            yield Doubt(
                "no-shift",
                ("desks", desk.id, "test_page"),
                f"{zh_desk}没有值班表或不接听热线：没有人会收到值班测试呼叫",
                f"{en_desk} has no roster, or answers no hotline: nobody is rung to be tested",
            )
    if staff is not None and mobiles is not None:
        yield from _no_mobiles(schedule, now, staff, mobiles)


def _no_mobiles(
    schedule: Schedule, now: datetime, staff: Mapping[str, frozenset[str]], mobiles: frozenset[str]
) -> Iterator[Doubt]:
    """Calls answered from home ring mobiles; whoever has none has a telephone ringing in the empty office."""
    for count, override in enumerate(schedule.overrides, 1):
        if override.kind is not OverrideKind.FROM_HOME or ended(override, now):
            continue
        desks = {schedule.hotlines[number].desk for number in override.hotlines}
        without = sorted({name for desk in desks for name in staff.get(desk, frozenset())} - mobiles)
        if without:
            yield Doubt(
                "no-mobile",
                ("overrides", str(count)),
                f"居家接听时，这些人没有登记手机，响的仍是办公室的电话：{'、'.join(without)}",
                f"while calls are answered from home the office telephone rings for {', '.join(without)}: "
                "enter their mobiles",
                override.on,
            )


def _over(shift: Shift, today: date) -> bool:
    """Whether a dated shift has seen its last day."""
    return shift.on is not None and (shift.through or shift.on) < today


def _people(
    desk: Desk, answers: list[Hotline], named: Mapping[Place, Tiers], staff: frozenset[str]
) -> Iterator[Doubt]:
    """`named` are those whom the schedule lists, by the place where it does."""
    zh_desk, en_desk = desk_named(desk)
    if not staff:
        if answers:
            zh, en = all_named(answers)
            yield Doubt(
                "nobody-to-ring",
                ("desks", desk.id),
                f"{zh_desk}没有任何可以振铃的人，而{zh}由其接听：请把人员加入该席并登记电话",
                f"nobody at {en_desk} can be rung, and it answers {en}: add people with telephones to it",
            )
        return
    told: set[str] = set()
    for place, tiers in named.items():
        names = [name for tier in tiers for name in tier]
        if not staff.intersection(names):
            yield Doubt(
                "nobody-to-ring",
                place,
                f"{zh_desk}这里所列的人都不能振铃：{'、'.join(names)}",
                f"none of those listed here can be rung at {en_desk}: {', '.join(names)}",
            )
            told.update(names)
        for name in names:
            if name not in staff and name not in told:
                told.add(name)
                hint = nearest(name, staff)
                yield Doubt(
                    "stranger",
                    place,
                    f"{name} 不是{zh_desk}可以振铃的人：请把此人加入该席并登记电话，或改正名字",
                    f"{name} cannot be rung at {en_desk}{hint}: add the person with a telephone, or correct the name",
                )


def _gaps(hours: Hours, desk: Desk, answers: list[Hotline], now: datetime) -> Iterator[Doubt]:
    """Those in which a hotline of the desk is open."""
    roster = hours.roster(desk.id)
    if roster is None:
        return
    gaps = [(number_of(start), number_of(end)) for start, end in roster.gaps(now, now + AHEAD)]
    tables = [hours.line(hotline).layout.openings for hotline in answers]
    gaps = merged(piece for table in tables for gap in gaps for piece in table.within(*gap))
    if not gaps:
        return
    start, end = gaps[0]
    (zh_from, en_from), (zh_to, en_to) = at(moment_of(start)), at(moment_of(end))
    zh_desk, en_desk = desk_named(desk)
    days = AHEAD.days
    zh_more = f"（{days}天内共{len(gaps)}处）" if len(gaps) > 1 else ""
    en_more = f" ({len(gaps)} such gaps within {days} days)" if len(gaps) > 1 else ""
    yield Doubt(
        "gap",
        ("rosters", desk.id),
        f"{zh_desk}从{zh_from}到{zh_to}无人值班{zh_more}：届时全席人员都会振铃",
        f"nobody is on duty at {en_desk} from {en_from} to {en_to}{en_more}: the whole desk would be rung",
        day_of(start),
    )
