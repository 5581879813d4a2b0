"""What the rules and the overrides make of one hotline's days."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from calendars.trading import WEEKEND, TradingCalendar
from ivr.hours.answers import NIGHT, Kind, Why, not_trading
from ivr.hours.days import ONE_DAY, Span, day_of, days_of, midnight, moment_of, number_of, on_each, whole
from ivr.hours.model import Opening, Override, OverrideKind, Schedule, Text
from ivr.hours.openings import Openings, merged, minus
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
        self._ruled = _by_rule(self._rules, calendar)
        self.openings = _opened(self._ruled, self._overrides)

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
        if self.opens_by_rule(day):
            return Why(Kind.NIGHT, NIGHT)
        if self.trading_days:
            return not_trading(self._calendar.day(day).reason or WEEKEND)
        return not_trading(WEEKEND) if day.weekday() >= 5 else Why(Kind.NIGHT, NIGHT)

    @property
    def never_closes(self) -> bool:
        """Whether the rules leave it open day and night."""
        first, end = midnight(self._calendar.first), midnight(self._calendar.last + ONE_DAY)
        return list(self._ruled.spans()) == [(first, end)]

    def opens_by_rule(self, day: date) -> bool:
        """Whether the rules open it at some time of that day."""
        return any(self._ruled.within(*whole(day)))

    def without(self, override: Override, day: date) -> list[Span]:
        """The openings of that day if `override` were not there."""
        others = [other for other in self._overrides if other is not override and day in other.days]
        return list(_opened(Openings(self._ruled.within(*whole(day))), others).within(*whole(day)))

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

    # What explains a closed moment, or is seldom asked, is laid out when somebody asks.

    @cached_property
    def _without_closures(self) -> Openings:
        return _opened(self._ruled, [o for o in self._overrides if o.kind is not OverrideKind.CLOSED])

    @cached_property
    def _closures(self) -> Timeline[Override]:
        closed = _of(self._overrides, OverrideKind.CLOSED)
        return Timeline([(span, override) for override in closed for span in _spans([override])])

    @cached_property
    def _replaced(self) -> Timeline[Text]:
        instead = _of(self._overrides, OverrideKind.HOURS)
        return Timeline([(whole(day), override.text) for override in instead for day in override.days])

    @cached_property
    def _from_home(self) -> Timeline[Text]:
        away = _of(self._overrides, OverrideKind.FROM_HOME)
        return Timeline([(span, override.text) for override in away for span in _spans([override])])


@lru_cache(maxsize=16)
def _by_rule(rules: tuple[Opening, ...], calendar: TradingCalendar) -> Openings:
    """What the rules alone open. Most publications change an exception, and the forty years of rules are as before."""

    def spans() -> Iterator[Span]:
        for opening in rules:
            if opening.days == "all" and (opening.start, opening.end) == (timedelta(), ONE_DAY):
                yield (
                    midnight(calendar.first),
                    midnight(calendar.last + ONE_DAY),
                )  # one span, not a day's for each
                continue
            yield from on_each(days_of(opening.days, calendar), opening.start, opening.end)

    return Openings(spans())


def _opened(ruled: Openings, overrides: Sequence[Override]) -> Openings:
    """What overrides make of the openings by rule."""
    if all(override.kind is OverrideKind.FROM_HOME for override in overrides):
        return ruled
    instead = _of(overrides, OverrideKind.HOURS)
    replaced = minus(ruled.spans(), (whole(day) for override in instead for day in override.days))
    opened = (*replaced, *_spans(instead), *_spans(_of(overrides, OverrideKind.OPEN)))
    return Openings(minus(merged(opened), _spans(_of(overrides, OverrideKind.CLOSED))))


def _of(overrides: Sequence[Override], kind: OverrideKind) -> list[Override]:
    return [override for override in overrides if override.kind is kind]


def _spans(overrides: Iterable[Override]) -> Iterable[Span]:
    for override in overrides:
        yield from on_each(override.days, *override.span)
