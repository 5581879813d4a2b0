"""What the rules and the overrides make of one hotline's days."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from calendars.trading import WEEKEND, TradingCalendar
from ivr.hours.answers import NIGHT, Kind, Why, not_trading
from ivr.hours.days import Span, day_of, days_of, moment_of, number_of, on_each, whole
from ivr.hours.model import Override, OverrideKind, Schedule, Text
from ivr.hours.openings import Openings, minus
from ivr.hours.timeline import Timeline


class Layout:
    """One hotline's openings for all the years of the calendar, and why it is closed outside them.

    A day has the hours of its `why` overrides, or else those by rule; `open` overrides add to them; `closed` ones take
    away, whatever stands there.
    """

    def __init__(self, schedule: Schedule, calendar: TradingCalendar, number: str) -> None:
        self._calendar = calendar
        self._rules = schedule.hours[schedule.hotline(number).hours]
        self._overrides = [override for override in schedule.overrides if number in override.hotlines]
        self.trading_days = any(opening.days == "trading" for opening in self._rules)
        """Whether days of trading decide these hours."""
        self.openings = Openings(minus(self._opened(), _spans(self._of(OverrideKind.CLOSED))))

    def why(self, now: int) -> Why:
        """What keeps it closed. A part that nothing would have opened is night, or a weekend, as ever."""
        closed = self._closures.at(now)
        if closed and (closed[0].whole_day or self._without_closures.span_at(now) is not None):
            return Why(Kind.OVERRIDE, closed[0].text)
        replaced = self._replaced.at(now)
        if replaced and self._ruled.span_at(now) is not None:
            return Why(Kind.OVERRIDE, replaced[0])
        return self.why_by_rule(day_of(now))

    def why_by_rule(self, day: date) -> Why:
        """Why it is closed that day, outside its hours if it has some, as if nobody had entered anything."""
        if any(self._ruled.within(*whole(day))):
            return Why(Kind.NIGHT, NIGHT)
        if self.trading_days:
            return not_trading(self._calendar.day(day).reason or WEEKEND)
        return not_trading(WEEKEND) if day.weekday() >= 5 else Why(Kind.NIGHT, NIGHT)

    def changes(self, day: date) -> list[int]:
        """The moments of a day, its midnights included, between which neither opening nor reason changes."""
        within = whole(day)
        tables = (
            [self.openings, self._without_closures, self._ruled] if self.occasion(day) else [self.openings]
        )
        edges = {edge for table in tables for span in table.within(*within) for edge in span}
        edges.update(edge for span, _ in self._closures.within(*within) for edge in span)
        return sorted(edges.union(within))

    def occasion(self, day: date) -> Text | None:
        """What somebody entered for that day: a closure rather than other hours, those rather than mobiles that
        ring."""
        entered = [override for override in self._overrides if day in override.days]
        kinds = list(OverrideKind)
        return min(entered, key=lambda override: kinds.index(override.kind)).text if entered else None

    def from_home(self, moment: datetime) -> Text | None:
        told = self._from_home.at(number_of(moment))
        return told[0] if told else None

    def from_home_on(self, day: date) -> tuple[tuple[datetime, datetime, Text], ...]:
        """When, on that day, calls ring mobiles, and why."""
        return tuple(
            (moment_of(start), moment_of(end), text)
            for (start, end), text in self._from_home.within(*whole(day))
        )

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
