"""Emergencies as changes of the schedule's text: close now, open now, answer from home, and the end of it.

    text = close_now(text, ["83183333"], now, until, REASONS["rain"])

Each holds from this minute until a time of the same day in Shenzhen, its end included in `until` of midnight, and ends
by itself. The newest word wins: whatever else was entered for these hotlines and hours gives way, and for nothing else;
other hotlines, days and hours keep theirs. What is answered is always sound. All of it is pure: nothing is published.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from calendars.strict import Wrong
from ivr.clock import SHANGHAI, shanghai
from ivr.hours import editing
from ivr.hours.carving import Hole, carved, entry, of_the_day
from ivr.hours.model import Override, OverrideKind, Schedule, Text
from ivr.hours.reader import read

REASONS = MappingProxyType(
    {
        "typhoon": Text(zh="台风", en="Typhoon"),
        "rain": Text(zh="暴雨", en="Heavy rain"),
        "power": Text(zh="停电", en="Power failure"),
        "communications": Text(zh="通信故障", en="Communications failure"),
        "drill": Text(zh="系统演练", en="System drill"),
        "test": Text(zh="通关测试", en="Market-wide test"),
    }
)
"""Reasons that callers hear in words of their own."""

DAY = timedelta(days=1)
_CLOSED, _OPEN, _HOURS, _FROM_HOME = OverrideKind


def close_now(text: str, hotlines: Sequence[str], now: datetime, until: datetime, reason: Text) -> str:
    """Shut from this minute until then; callers hear the reason. Raises as all of these do: LookupError for an unknown
    hotline, Wrong for a time that is not later today, ScheduleError for a text that cannot be used."""
    return _laid_over(text, hotlines, _hole(now, until), _CLOSED, reason, gives_way=tuple(OverrideKind))


def open_now(text: str, hotlines: Sequence[str], now: datetime, until: datetime, reason: Text) -> str:
    """Open from this minute until then, whatever the rules say."""
    return _laid_over(text, hotlines, _hole(now, until), _OPEN, reason, gives_way=(_CLOSED, _OPEN, _HOURS))


def answer_from_home(text: str, hotlines: Sequence[str], now: datetime, until: datetime, reason: Text) -> str:
    """The usual hours, and the mobiles of those on duty ring; a closure that somebody entered is lifted for as long."""
    return _laid_over(text, hotlines, _hole(now, until), _FROM_HOME, reason, gives_way=(_CLOSED, _FROM_HOME))


def end_now(text: str, hotlines: Sequence[str], now: datetime) -> str:
    """From this minute on nothing temporary holds that holds now; what is entered for later hours, or for other days,
    stays. The text itself when nothing holds."""
    schedule = read(text)
    holding = [id(override) for override in in_force(schedule, hotlines, now)]
    hole = Hole(shanghai(now).date(), _minute(now), DAY)
    return _sound(carved(text, schedule, _known(schedule, hotlines), hole, lambda each: id(each) in holding))


def in_force(schedule: Schedule, hotlines: Iterable[str], now: datetime) -> tuple[Override, ...]:
    """What somebody entered that holds for any of these hotlines at that moment. Other hours hold all day."""
    today = of_the_day(schedule, hotlines, shanghai(now).date())
    return tuple(each for each in today if each.kind is _HOURS or each.span[0] <= _minute(now) < each.span[1])


def _laid_over(
    text: str,
    hotlines: Sequence[str],
    hole: Hole,
    kind: OverrideKind,
    reason: Text,
    *,
    gives_way: tuple[OverrideKind, ...],
) -> str:
    schedule = read(text)
    wanted = _known(schedule, hotlines)

    def meets(override: Override) -> bool:
        # Other hours decide the whole day, also where they say nothing.
        return override.kind in gives_way and (override.kind is _HOURS or hole.meets(override.span))

    text = carved(text, schedule, wanted, hole, meets)
    span = (
        None if (hole.start, hole.end) == (timedelta(), DAY) and kind in (_CLOSED, _FROM_HOME) else hole.span
    )
    return _sound(
        editing.add(text, ("overrides",), entry(schedule, kind, reason, wanted, hole.day, span=span))
    )


def _known(schedule: Schedule, hotlines: Sequence[str]) -> tuple[str, ...]:
    if not hotlines:
        raise Wrong("name a hotline", "请选择热线")
    wanted = {schedule.hotline(number).number for number in hotlines}
    return tuple(number for number in schedule.hotlines if number in wanted)


def _hole(now: datetime, until: datetime) -> Hole:
    day, start = shanghai(now).date(), _minute(now)
    end = shanghai(until) - datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    end = -(-end // timedelta(minutes=1)) * timedelta(minutes=1)
    if not start < end <= DAY:
        raise Wrong(
            f"{shanghai(until):%Y-%m-%d %H:%M} is not later today: it ends by 24:00 at the latest",
            f"{shanghai(until):%Y-%m-%d %H:%M} 不在今天稍后：最晚到 24:00",
        )
    return Hole(day, start, end)


def _minute(now: datetime) -> timedelta:
    """Since midnight, rounded down, so that now is covered."""
    local = shanghai(now)
    return timedelta(hours=local.hour, minutes=local.minute)


def _sound(text: str) -> str:
    read(text)
    return text
