"""One hotline's hours: the rules, what overrides make of them, and the answers."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property

from calendars.trading import WEEKEND, Certainty, TradingCalendar
from ivr.hours.answers import NIGHT, Closed, Kind, Open, Why, not_trading
from ivr.hours.days import (
    MICROSECOND,
    ONE_DAY,
    Span,
    day_of,
    days_of,
    midnight,
    moment_of,
    number_of,
    on_each,
    whole,
)
from ivr.hours.model import Override, OverrideKind, Schedule, Text
from ivr.hours.openings import Openings, minus
from ivr.hours.timeline import Timeline


class Line:
    """One hotline's hours, laid out for all the years of the calendar."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar, number: str) -> None:
        hotline = schedule.hotline(number)
        self._calendar = calendar
        self._rules = schedule.hours[hotline.hours]
        self.trading_days = any(opening.days == "trading" for opening in self._rules)
        """Whether days of trading decide these hours."""
        self._first, self._end = midnight(calendar.first), midnight(calendar.last + ONE_DAY)
        self._overrides = [override for override in schedule.overrides if number in override.hotlines]
        self._years, self._certainties = _certainties(calendar)
        self._openings = Openings(minus(self._opened(), _spans(self._of(OverrideKind.CLOSED))))

    def at(self, moment: datetime) -> Open | Closed:
        now = self._number(moment)
        place = self._openings.span_at(now)
        if place is not None:
            end = self._openings.ends[place]
            if end >= self._end:
                return Open(None, self._certainty(now, now))
            return Open(moment_of(end), self._certainty(now, end))
        opens = self._openings.next_start(now)
        certainty = self._certainty(now, now if opens is None else opens)
        return Closed(self._why(now), _moment(opens), certainty)

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

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        self._calendar.is_trading(day)  # refuses what is no date of the calendar
        return tuple((moment_of(start), moment_of(end)) for start, end in self._openings.within(*whole(day)))

    def from_home(self, moment: datetime) -> Text | None:
        told = self._from_home.at(self._number(moment))
        return told[0] if told else None

    def from_home_on(self, day: date) -> tuple[tuple[datetime, datetime, Text], ...]:
        """When, on that day, calls ring mobiles, and why."""
        return tuple(
            (moment_of(start), moment_of(end), text)
            for (start, end), text in self._from_home.within(*whole(day))
        )

    def occasion(self, day: date) -> Text | None:
        """What somebody entered for that day: a closure rather than other hours, those rather than mobiles that
        ring."""
        entered = [override for override in self._overrides if day in override.days]
        kinds = list(OverrideKind)
        return min(entered, key=lambda override: kinds.index(override.kind)).text if entered else None

    def why_by_rule(self, day: date) -> Why:
        """Why the hotline is closed that day, outside its hours if it has some, as if nobody had entered anything."""
        if any(self._ruled.within(*whole(day))):
            return Why(Kind.NIGHT, NIGHT)
        if self.trading_days:
            return not_trading(self._calendar.day(day).reason or WEEKEND)
        return not_trading(WEEKEND) if day.weekday() >= 5 else Why(Kind.NIGHT, NIGHT)

    def certainty(self, day: date) -> Certainty:
        """How sure the hours of that day are."""
        return self._calendar.certainty(day.year) if self.trading_days else Certainty.EXCHANGE

    def _number(self, moment: datetime) -> int:
        number = number_of(moment)
        if not self._first <= number < self._end:
            raise LookupError(
                f"the calendar holds {self._calendar.first.year} to {self._calendar.last.year}, not {moment:%Y-%m-%d}"
            )
        return number

    def _certainty(self, now: int, until: int) -> Certainty:
        """That of the weakest year from now until then. Hours that no trading day decides depend on no notice."""
        if not self.trading_days:
            return Certainty.EXCHANGE
        first = bisect_right(self._years, now) - 1
        last = first if until == now else bisect_right(self._years, until) - 1
        if first == last:
            return self._certainties[first]
        return Certainty.weakest(*self._certainties[first : last + 1])

    def _why(self, now: int) -> Why:
        """What keeps it closed. A part that nothing would have opened is night, or a weekend, as ever."""
        closed = self._closures.at(now)
        if closed and (closed[0].whole_day or self._without_closures.span_at(now) is not None):
            return Why(Kind.OVERRIDE, closed[0].text)
        replaced = self._replaced.at(now)
        if replaced and self._ruled.span_at(now) is not None:
            return Why(Kind.OVERRIDE, replaced[0])
        return self.why_by_rule(day_of(now))

    def _of(self, kind: OverrideKind) -> list[Override]:
        return [override for override in self._overrides if override.kind is kind]

    def _opened(self) -> Iterable[Span]:
        """The openings before anything is closed: those by rule, those a day has instead, and those besides."""
        instead = self._of(OverrideKind.HOURS)
        yield from minus(self._by_rule(), (whole(day) for override in instead for day in override.days))
        yield from _spans(instead)
        yield from _spans(self._of(OverrideKind.OPEN))

    def _by_rule(self) -> Iterable[Span]:
        for opening in self._rules:
            yield from on_each(days_of(opening.days, self._calendar), opening.start, opening.end)

    # What explains a closed moment, or is seldom asked, is laid out when somebody asks.

    @cached_property
    def _ruled(self) -> Openings:
        return Openings(self._by_rule())

    @cached_property
    def _without_closures(self) -> Openings:
        return Openings(self._opened())

    @cached_property
    def _closures(self) -> Timeline[Override]:
        closed = self._of(OverrideKind.CLOSED)
        return Timeline([(span, override) for override in closed for span in _spans([override])])

    @cached_property
    def _replaced(self) -> Timeline[Text]:
        instead = self._of(OverrideKind.HOURS)
        return Timeline([(whole(day), override.text) for override in instead for day in override.days])

    @cached_property
    def _from_home(self) -> Timeline[Text]:
        away = self._of(OverrideKind.FROM_HOME)
        return Timeline([(span, override.text) for override in away for span in _spans([override])])


def _spans(overrides: Iterable[Override]) -> Iterable[Span]:
    for override in overrides:
        yield from on_each(override.days, *override.span)


def _certainties(calendar: TradingCalendar) -> tuple[list[int], list[Certainty]]:
    """When each year begins, and how sure it is."""
    years = calendar.years
    return [midnight(date(year, 1, 1)) for year in years], [calendar.certainty(year) for year in years]


def _moment(number: int | None) -> datetime | None:
    return None if number is None else moment_of(number)
