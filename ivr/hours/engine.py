"""When a hotline is open, and sums in opening time.

    hours = Hours(schedule, calendar)
    hours.at("83183333", moment)      # Open(until) or Closed(why, until), each with how sure that is
    hours.add("83183333", moment, timedelta(minutes=30))

A hotline's openings are laid out once, when it is first asked about, for all the years of the calendar; then every
answer takes microseconds, the same for tomorrow and for ten years away. Intervals are half-open: 08:30:00 is open,
18:00:00 is closed. Moments handed in are aware, answers are aware in Asia/Shanghai.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property

from calendars.trading import WEEKEND, Certainty, Reason, TradingCalendar
from ivr.clock import SHANGHAI, aware
from ivr.hours.model import Hotline, Opening, Override, Schedule, Text
from ivr.hours.openings import MICROSECOND, Openings, day_of, midnight

NIGHT = Text(zh="非工作时间", en="outside service hours")


class Kind(StrEnum):
    """Why a hotline is closed."""

    NIGHT = "night"  # outside the hours of a day that has some
    WEEKEND = "weekend"  # make-up weekends too
    HOLIDAY = "holiday"  # a named closure of the exchange
    OVERRIDE = "override"  # somebody entered it


@dataclass(frozen=True, slots=True)
class Why:
    """The kind decides the sentence; the text names the occasion in it."""

    kind: Kind
    text: Text


@dataclass(frozen=True, slots=True)
class Open:
    """Open until that moment; None when no end is known."""

    until: datetime | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed until the next opening; None when none is known."""

    why: Why
    until: datetime | None
    certainty: Certainty

    @property
    def provisional(self) -> bool:
        """Whether the next opening hangs on a year that nobody has announced."""
        return self.certainty is Certainty.PROVISIONAL


class Hours:
    """The hours of every hotline of one schedule, by one calendar. Nothing in it changes; threads may share it."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar) -> None:
        self.schedule = schedule
        self.calendar = calendar
        self._lines: dict[str, Line] = {}

    def at(self, hotline: Hotline | str, moment: datetime) -> Open | Closed:
        return self.line(hotline).at(moment)

    def next_opening(self, hotline: Hotline | str, moment: datetime) -> datetime | None:
        """The first moment after `moment` at which the hotline opens; None when none is known (a line that never
        closes has none)."""
        return self.line(hotline).next_opening(moment)

    def soonest(self, hotline: Hotline | str, moment: datetime) -> datetime | None:
        """`moment` itself when the hotline is open then, else its next opening."""
        return self.line(hotline).soonest(moment)

    def add(self, hotline: Hotline | str, moment: datetime, length: timedelta) -> datetime:
        """The moment by which `length` of opening time has passed since `moment`; half an hour from ten minutes before
        closing ends twenty minutes after the next opening. Nothing added is the soonest open moment. Raises
        ValueError for a negative length, LookupError when the calendar ends before that."""
        return self.line(hotline).add(moment, length)

    def between(self, hotline: Hotline | str, start: datetime, end: datetime) -> timedelta:
        """How much opening time lies from `start` to `end`; negative when `end` is the earlier."""
        return self.line(hotline).between(start, end)

    def line(self, hotline: Hotline | str) -> "Line":
        """One hotline's hours; raises LookupError for a number the schedule does not have."""
        number = hotline if isinstance(hotline, str) else hotline.number
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(self.schedule, self.calendar, number)
        return line


class Line:
    """One hotline's hours."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar, number: str) -> None:
        hotline = schedule.hotline(number)
        self._calendar = calendar
        self._rules = schedule.hours[hotline.hours]
        self._trading_days = any(opening.days == "trading" for opening in self._rules)
        self._first, self._end = midnight(calendar.first), midnight(calendar.last + timedelta(days=1))
        entered = [override for override in schedule.overrides if number in override.hotlines]
        self._overrides = {day: override for override in entered for day in override.days}
        self._openings = Openings((*self._ruled(), *_entered(entered)))

    @cached_property
    def _without_overrides(self) -> Openings:
        return Openings(span for opening in self._rules for span in self._spans(opening))

    def at(self, moment: datetime) -> Open | Closed:
        now = self._number(moment)
        place = self._openings.span_at(now)
        if place is not None:
            end = self._openings.ends[place]
            until = None if end >= self._end else end
            return Open(_moment(until), self._certainty(now, until))
        opens = self._openings.next_start(now)
        return Closed(self._why(now), _moment(opens), self._certainty(now, opens))

    def next_opening(self, moment: datetime) -> datetime | None:
        return _moment(self._openings.next_start(self._number(moment)))

    def soonest(self, moment: datetime) -> datetime | None:
        now = self._number(moment)
        return _moment(self._openings.next_start(now) if self._openings.span_at(now) is None else now)

    def add(self, moment: datetime, length: timedelta) -> datetime:
        if length < timedelta():
            raise ValueError(f"{length} is negative: opening time is only added")
        if length:
            total = self._openings.before(self._number(moment)) + length // MICROSECOND
            found = _moment(self._openings.when(total))
        else:
            found = self.soonest(moment)
        if found is None:
            raise LookupError(
                f"the calendar ends with {self._calendar.last}, before {length} of opening time has passed"
            )
        return found

    def between(self, start: datetime, end: datetime) -> timedelta:
        passed = self._openings.before(self._number(end)) - self._openings.before(self._number(start))
        return passed * MICROSECOND

    def _number(self, moment: datetime) -> int:
        try:
            since = moment - _EPOCH
        except TypeError:
            aware(moment)
            raise
        number = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        if not self._first <= number < self._end:
            raise LookupError(
                f"the calendar holds {self._calendar.first.year} to {self._calendar.last.year}, not {moment:%Y-%m-%d}"
            )
        return number

    def _certainty(self, now: int, until: int | None) -> Certainty:
        """That of the weakest year from now until then. Hours that no trading day decides depend on no notice."""
        if not self._trading_days:
            return Certainty.EXCHANGE
        first, last = day_of(now).year, day_of(now if until is None else until).year
        if first == last:
            return self._calendar.certainty(first)
        return Certainty.weakest(*map(self._calendar.certainty, range(first, last + 1)))

    def _why(self, now: int) -> Why:
        today = day_of(now)
        override = self._overrides.get(today)
        # Shortened hours explain the closed part that would have been open; at night it is simply night.
        if override and (override.closed or self._without_overrides.span_at(now) is not None):
            return Why(Kind.OVERRIDE, override.text)
        if self._has_hours(today):
            return Why(Kind.NIGHT, NIGHT)
        if self._trading_days:
            return _why_not_trading(self._calendar.day(today).reason or WEEKEND)
        return _why_not_trading(WEEKEND) if today.weekday() >= 5 else Why(Kind.NIGHT, NIGHT)

    def _has_hours(self, day: date) -> bool:
        """Whether the rules open the hotline at some time of that day."""
        start = midnight(day)
        end = midnight(day + timedelta(days=1))
        openings = self._without_overrides
        return openings.before(end) > openings.before(start)

    def _ruled(self) -> Iterator[tuple[int, int]]:
        """The spans by rule, on days that no override is about."""
        for opening in self._rules:
            for start, end in self._spans(opening):
                if not self._overrides or day_of(start) not in self._overrides:
                    yield start, end

    def _spans(self, opening: Opening) -> Iterator[tuple[int, int]]:
        start, end = opening.start // MICROSECOND, opening.end // MICROSECOND
        for day in self._days(opening):
            begin = midnight(day)
            yield begin + start, begin + end

    def _days(self, opening: Opening) -> Iterator[date]:
        if opening.days == "trading":
            yield from self._calendar.trading_days()
            return
        for year in self._calendar.years:
            day = date(year, 1, 1)
            while day.year == year:
                if opening.days == "all" or day.weekday() in opening.days:
                    yield day
                day += timedelta(days=1)


@cache
def _why_not_trading(reason: Reason) -> Why:
    kind = Kind.WEEKEND if reason == WEEKEND else Kind.HOLIDAY
    return Why(kind, Text(zh=reason.zh, en=reason.en))


def _entered(overrides: list[Override]) -> Iterator[tuple[int, int]]:
    """The spans that overrides open."""
    for override in overrides:
        if override.start is not None and override.end is not None:
            for day in override.days:
                begin = midnight(day)
                yield begin + override.start // MICROSECOND, begin + override.end // MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_IN_SHENZHEN = _EPOCH.astimezone(SHANGHAI)


def _moment(number: int | None) -> datetime | None:
    # On a wall clock that never jumps (not since 1991), adding to the reading is adding to the moment.
    return None if number is None else _EPOCH_IN_SHENZHEN + timedelta(microseconds=number)
