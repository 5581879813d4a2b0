"""The engine beside a slow and obvious reference, on some ten thousand random moments.

The reference knows no tables: for each minute of a day it reads the schedule from the top. Random schedules hold every
kind of override and rosters with holidays; moments crowd at year ends, in provisional years, and where things change.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import szse
from calendars.trading import Certainty
from ivr.clock import SHANGHAI
from ivr.hours import Hours, Kind, Open, Opening, Override, Text
from ivr.hours.model import Shift
from ivr.hours.reader import read

LINES = BUSINESS, SUPPORT, SOUTHERN = "83183333", "83182222", "36383666"
DESK = "binhai-duty"
CALENDAR = szse.build()
SHIPPED = read((Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8"))
WINDOWS = [date(2023, 12, 20), date(2026, 9, 20), date(2026, 12, 20), date(2027, 12, 24), date(2035, 12, 26)]
DAYS_EACH = 18
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FAR = 13 * DAY
"""Further away than the reference looks."""
EDGES = [0, 1, 479, 480, 510, 690, 719, 720, 780, 840, 960, 1079, 1080, 1200, 1439]
"""Minutes of a day at which generated hours like to begin and end."""


# --- random schedules, the same in every run ---


def house(seed: int) -> Hours:
    chance = random.Random(seed)

    def span() -> tuple[timedelta, timedelta]:
        start, end = sorted(chance.sample([*EDGES, 1440], 2))
        return timedelta(minutes=start), timedelta(minutes=end)

    def day() -> date:
        return chance.choice(WINDOWS) + chance.randrange(DAYS_EACH) * DAY

    def opening(days: object) -> Opening:
        start, end = span()
        return Opening.model_validate({"days": days, "from": start, "to": end})

    def override(number: int) -> Override:
        on, words = day(), Text(zh=f"原因{number}", en=f"reason {number}")
        kind = chance.choice(["closed", "open", "why", "from_home"])
        hours = span() if kind in ("open", "why") or chance.random() < 0.5 else (None, None)
        through = on + chance.randrange(1, 4) * DAY if chance.random() < 0.4 else None
        lines = tuple(chance.sample(LINES, chance.randrange(1, 4)))
        return Override.model_validate(
            {"on": on, "through": through, "hotlines": lines, kind: words, "from": hours[0], "to": hours[1]}
        )

    def shift(names: str, start: int, end: int, **when: object) -> Shift:
        minutes = {"from": timedelta(minutes=start), "to": timedelta(minutes=end)}
        return Shift.model_validate({"on_duty": ((names,), ("second",)), **minutes, **when})

    morning, evening = sorted(chance.sample(EDGES[1:], 2))
    weekly = [
        shift("days", morning, evening, days=chance.choice(["all", "trading", (0, 1, 2, 3, 4)])),
        shift("nights", evening, morning, days=chance.choice(["all", "trading", (4, 5, 6)])),
    ]
    dated = [
        shift(
            f"holiday {number}",
            *chance.sample(EDGES, 2),
            on=window + number * 5 * DAY,
            through=window + (number * 5 + chance.randrange(3)) * DAY,
        )
        for window in WINDOWS
        for number in range(4)
    ]
    rules = {
        "trading-day": (opening("trading"), opening("trading")),
        "all-hours": (Opening(days="all"),),
        "mixed": (opening((0, 2, 4)), opening("all"), opening((5, 6))),
    }
    hotlines = dict(SHIPPED.hotlines)
    hotlines[SOUTHERN] = hotlines[SOUTHERN].model_copy(update={"hours": "mixed"})
    return Hours(
        SHIPPED.model_copy(
            update={
                "hours": rules,
                "hotlines": hotlines,
                "overrides": tuple(override(number) for number in range(60)),
                "rosters": {DESK: (*weekly, *dated)},
            }
        ),
        CALENDAR,
    )


HOUSES = [house(seed) for seed in range(5)]
places = st.tuples(st.sampled_from(range(len(HOUSES))), st.sampled_from(LINES))


@st.composite
def moment(draw: st.DrawFn) -> datetime:
    """A moment in one of the windows, often the very one at which something changes or a breath beside it."""
    day = draw(st.sampled_from(WINDOWS)) + draw(st.integers(0, DAYS_EACH)) * DAY
    minute = draw(st.sampled_from(EDGES) | st.integers(0, 1439))
    breath = draw(st.sampled_from([0, 1, 59_999_999]) | st.integers(0, 59_999_999))
    told = midnight(day) + minute * MINUTE + timedelta(microseconds=breath)
    return told.astimezone(UTC) if draw(st.booleans()) else told


many = st.lists(moment(), min_size=25, max_size=25)
lengths = st.integers(0, 5 * 24 * 60).map(lambda n: n * MINUTE) | st.integers(1, 10**12).map(
    lambda n: timedelta(microseconds=n)
)


# --- the reference ---


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


@dataclass
class AsWritten:
    """What a schedule says about one day of a hotline; hours as minutes since midnight."""

    rules: list[tuple[int, int]]
    closed: list[tuple[int, int]]
    open: list[tuple[int, int]]
    why: list[tuple[int, int]]
    overrides: list[Override]

    def opened(self, minute: int) -> bool:
        """Whether anything opens that minute."""
        return within(minute, self.open) or within(minute, self.why if self.why else self.rules)


def within(minute: int, hours: list[tuple[int, int]]) -> bool:
    return any(start <= minute < end for start, end in hours)


def minutes(start: timedelta | None, end: timedelta | None) -> tuple[int, int]:
    return (0, 1440) if start is None or end is None else (start // MINUTE, end // MINUTE)


@cache
def as_written(place: int, line: str, day: date) -> AsWritten:
    schedule = HOUSES[place].schedule
    overrides = [
        override
        for override in schedule.overrides
        if line in override.hotlines and override.on <= day <= (override.through or override.on)
    ]
    hours = {
        kind: [minutes(o.start, o.end) for o in overrides if getattr(o, kind) is not None]
        for kind in ("closed", "open", "why")
    }
    rules = [
        minutes(opening.start, opening.end)
        for opening in schedule.hours[schedule.hotlines[line].hours]
        if falls_on(opening.days, day)
    ]
    return AsWritten(rules=rules, overrides=overrides, **hours)


def falls_on(days: object, day: date) -> bool:
    if days == "trading":
        return CALENDAR.is_trading(day)
    return days == "all" or (isinstance(days, tuple) and day.weekday() in days)


@cache
def spans(place: int, line: str, day: date) -> list[tuple[datetime, datetime]]:
    """A day's openings: its minutes, one by one."""
    written = as_written(place, line, day)
    states = [written.opened(minute) and not within(minute, written.closed) for minute in range(1440)]
    told, minute = [], 0
    for is_open, run in groupby(states):
        length = len(list(run))
        if is_open:
            told.append((midnight(day) + minute * MINUTE, midnight(day) + (minute + length) * MINUTE))
        minute += length
    return told


def following(place: int, line: str, start: datetime) -> list[tuple[datetime, datetime]]:
    """The openings of the two weeks from the day of `start` on, joined over midnight."""
    return fortnight(place, line, start.astimezone(SHANGHAI).date())


@cache
def fortnight(place: int, line: str, first: date) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for number in range(14):
        for begins, ends in spans(place, line, first + number * DAY):
            if joined and joined[-1][1] == begins:
                joined[-1] = joined[-1][0], ends
            else:
                joined.append((begins, ends))
    return joined


@cache
def begun(place: int, day: date) -> list[tuple[bool, datetime, datetime, object]]:
    """The shifts that begin on a day: whether dated, from, to, and who."""
    return [
        (
            shift.on is not None,
            midnight(day) + shift.start,
            midnight(day) + shift.end + (DAY if shift.end <= shift.start else 0 * DAY),
            shift.on_duty,
        )
        for shift in HOUSES[place].schedule.rosters[DESK]
        if (shift.on <= day <= (shift.through or shift.on) if shift.on else falls_on(shift.days, day))
    ]


def on_duty(place: int, moment: datetime) -> object:
    """Who stands on the roster: dated shifts first, yesterday's too where they go over midnight."""
    today = moment.astimezone(SHANGHAI).date()
    now = [
        (dated, who)
        for dated, begins, ends, who in begun(place, today - DAY) + begun(place, today)
        if begins <= moment < ends
    ]
    return next((who for _, who in sorted(now, key=lambda shift: not shift[0])), None)


# --- what must hold ---


@given(places, many)
@settings(max_examples=80, deadline=None)
def test_open_or_closed_and_until_when(where: tuple[int, str], moments: list[datetime]) -> None:
    place, line = where
    for moment in moments:
        told = HOUSES[place].at(line, moment)
        upcoming = following(place, line, moment)
        now = [(begins, ends) for begins, ends in upcoming if begins <= moment < ends]
        later = [begins for begins, _ in upcoming if begins > moment]
        assert isinstance(told, Open) is bool(now)
        if now and now[0][1] < upcoming[-1][1]:
            assert told.until == now[0][1]
        elif not now and later:
            assert told.until == later[0]
        elif told.until:
            assert told.until - moment > FAR
        if line != SUPPORT:
            years = range(
                moment.astimezone(SHANGHAI).year, (told.until or moment).astimezone(SHANGHAI).year + 1
            )
            weakest = Certainty.weakest(*map(CALENDAR.certainty, years))
            assert told.certainty is (weakest if line == BUSINESS else Certainty.EXCHANGE)


@given(places, many)
@settings(max_examples=50, deadline=None)
def test_why_it_is_closed(where: tuple[int, str], moments: list[datetime]) -> None:
    place, line = where
    hours = HOUSES[place]
    for moment in moments:
        told = hours.at(line, moment)
        if isinstance(told, Open):
            continue
        local = moment.astimezone(SHANGHAI)
        day, minute = local.date(), local.hour * 60 + local.minute
        written = as_written(place, line, day)
        closures = [o for o in written.overrides if o.closed and within(minute, [minutes(o.start, o.end)])]
        if any(o.start is None for o in closures) or (closures and written.opened(minute)):
            assert told.why.kind is Kind.OVERRIDE
            assert told.why.text in [o.closed for o in closures]
        elif written.why and within(minute, written.rules):
            assert told.why.kind is Kind.OVERRIDE
            assert told.why.text in [o.why for o in written.overrides]
        elif written.rules:
            assert told.why.kind is Kind.NIGHT
        elif line == BUSINESS:
            reason = CALENDAR.day(day).reason
            assert reason
            assert (told.why.text.zh, told.why.kind is Kind.HOLIDAY) == (reason.zh, reason.zh != "周末")


@given(places, many)
@settings(max_examples=80, deadline=None)
def test_the_next_opening(where: tuple[int, str], moments: list[datetime]) -> None:
    place, line = where
    for moment in moments:
        told = HOUSES[place].next_opening(line, moment)
        begins = [begins for begins, _ in following(place, line, moment) if begins > moment]
        if begins:
            assert told == begins[0]
        else:
            assert told is None or told - moment > FAR
        soonest = HOUSES[place].soonest(line, moment)
        assert soonest == (moment if isinstance(HOUSES[place].at(line, moment), Open) else told)


@given(places, many, lengths)
@settings(max_examples=80, deadline=None)
def test_adding_opening_time(where: tuple[int, str], moments: list[datetime], length: timedelta) -> None:
    place, line = where
    for moment in moments:
        left, end = length, None
        for begins, ends in following(place, line, moment):
            begins = max(begins, moment)
            if begins < ends and ends - begins >= left and (length or begins < ends):
                end = begins + left
                break
            left -= max(ends - begins, 0 * DAY)
        told = HOUSES[place].add(line, moment, length)
        if end:
            assert told == end
        else:
            assert told - moment > FAR
        assert told.tzinfo is SHANGHAI
        assert HOUSES[place].between(line, moment, told) == length


@given(places, many)
@settings(max_examples=60, deadline=None)
def test_the_opening_time_between(where: tuple[int, str], moments: list[datetime]) -> None:
    place, line = where
    for start in moments:
        end = start + timedelta(days=start.minute % 9, minutes=start.second * 7)
        counted = sum(
            (
                max(min(ends, end) - max(begins, start), 0 * DAY)
                for begins, ends in following(place, line, start)
            ),
            timedelta(),
        )
        assert HOUSES[place].between(line, start, end) == counted
        assert HOUSES[place].between(line, end, start) == -counted


@given(st.sampled_from(range(len(HOUSES))), many)
@settings(max_examples=80, deadline=None)
def test_who_is_on_duty(place: int, moments: list[datetime]) -> None:
    hours = HOUSES[place]
    for moment in moments:
        told = hours.on_duty(DESK, moment)
        assert (told.tiers if told else None) == on_duty(place, moment)
        if told and told.until:
            assert on_duty(place, told.until) != told.tiers, "others take over then"
            left = told.until - moment
            for step in (left / 3, left / 2, left - timedelta(microseconds=1)):
                assert on_duty(place, moment + step) == told.tiers, "and not before"
