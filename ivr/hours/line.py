"""One hotline's hours: answers about moments, and sums in opening time."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from calendars.trading import Certainty, TradingCalendar
from ivr.hours.answers import Closed, Open
from ivr.hours.days import (
    MICROSECOND,
    ONE_DAY,
    day_of,
    midnight,
    moment_after,
    moment_of,
    number_of,
    since_start,
    whole,
)
from ivr.hours.layout import Layout
from ivr.hours.model import Schedule

NOTHING = timedelta()
NEVER = timedelta.min


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day through which every answer is the same; two of them as time since 1970 began."""

    ends: int
    """Seconds since midnight: a schedule is written in minutes."""
    answer: Open | Closed
    opens: datetime | None
    """The first opening after it."""
    soonest: timedelta | None
    """That opening where it is closed; None where it is open."""
    closes: timedelta
    """When the opening that it lies in ends, or the first one after it."""


class Line:
    """One hotline's hours. What a day answers is worked out when it is first asked about, and then kept."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar, number: str) -> None:
        self.layout = Layout(schedule, calendar, number)
        self._openings = self.layout.openings
        self._calendar = calendar
        self._first, self._end = midnight(calendar.first), midnight(calendar.last + ONE_DAY)
        self._years = [midnight(date(year, 1, 1)) for year in calendar.years]
        self._certainties = [calendar.certainty(year) for year in calendar.years]
        self._days: dict[int, tuple[Stretch, ...]] = {}

    def at(self, moment: datetime) -> Open | Closed:
        return self._stretch(since_start(moment)).answer

    def next_opening(self, moment: datetime) -> datetime | None:
        return self._stretch(since_start(moment)).opens

    def soonest(self, moment: datetime) -> datetime | None:
        since = since_start(moment)
        stretch = self._stretch(since)
        return moment_after(since) if isinstance(stretch.answer, Open) else stretch.opens

    def add(self, moment: datetime, length: timedelta) -> datetime:
        since = since_start(moment)
        stretch = self._stretch(since)
        end = (stretch.soonest or since) + length
        if end <= stretch.closes and length >= NOTHING:
            return moment_after(end)
        return self._add_over_closings(moment, length)

    def _add_over_closings(self, moment: datetime, length: timedelta) -> datetime:
        if length < NOTHING:
            raise ValueError(f"{length} is negative: opening time is only added")
        end = self._openings.when(self._before(moment) + length // MICROSECOND) if length else None
        if end is None:
            raise LookupError(
                f"the calendar ends with {self._calendar.last}, before {length} of opening time has passed"
            )
        return moment_of(end)

    def between(self, start: datetime, end: datetime) -> timedelta:
        return (self._before(end) - self._before(start)) * MICROSECOND

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        self._calendar.is_trading(day)  # refuses what is no date of the calendar
        return tuple((moment_of(start), moment_of(end)) for start, end in self._openings.within(*whole(day)))

    def certainty(self, day: date) -> Certainty:
        """How sure the hours of that day are."""
        return self._calendar.certainty(day.year) if self.layout.trading_days else Certainty.EXCHANGE

    def certainty_between(self, start: datetime, end: datetime) -> Certainty:
        return self._certainty(self._known(number_of(start)), self._known(number_of(end)))

    def _before(self, moment: datetime) -> int:
        return self._openings.before(self._known(number_of(moment)))

    def _known(self, number: int) -> int:
        if not self._first <= number < self._end:
            first, last = self._calendar.first.year, self._calendar.last.year
            raise LookupError(f"the calendar holds {first} to {last}, not {day_of(number)}")
        return number

    def _stretch(self, since: timedelta) -> Stretch:
        day = self._days.get(since.days)
        if day is None:
            day = self._days[since.days] = self._stretches(day_of(self._known(since // MICROSECOND)))
        for stretch in day:
            if since.seconds < stretch.ends:
                break
        return stretch

    def _stretches(self, day: date) -> tuple[Stretch, ...]:
        """A whole day from midnight to midnight."""
        changes = self.layout.changes(day)
        return tuple(
            self._worked_out(start, (end - changes[0]) // 1_000_000) for start, end in pairwise(changes)
        )

    def _worked_out(self, now: int, ends: int) -> Stretch:
        starts, closings = self._openings.starts, self._openings.ends
        place, following = self._openings.span_at(now), self._openings.span_after(now)
        opens = None if following is None else starts[following]
        next_opening = None if opens is None else moment_of(opens)
        if place is not None:
            closes = closings[place]
            known = closes if closes < self._end else None
            open_ = Open(None if known is None else moment_of(known), self._certainty(now, known))
            return Stretch(ends, open_, next_opening, None, closes * MICROSECOND)
        closed = Closed(self.layout.why(now), next_opening, self._certainty(now, opens))
        if following is None or opens is None:
            return Stretch(ends, closed, None, None, NEVER)
        return Stretch(ends, closed, next_opening, opens * MICROSECOND, closings[following] * MICROSECOND)

    def _certainty(self, now: int, until: int | None) -> Certainty:
        """That of the weakest year from now until then. Hours that no trading day decides depend on no notice."""
        if not self.layout.trading_days:
            return Certainty.EXCHANGE
        first = bisect_right(self._years, now) - 1
        last = first if until is None else bisect_right(self._years, until) - 1
        return Certainty.weakest(*self._certainties[first : last + 1])
