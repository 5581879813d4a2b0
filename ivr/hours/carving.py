"""Making room among overrides: some hours of one day, for some hotlines, are cut out of what was entered before.

Everything outside the hole stays as it was; the text is changed entry by entry, and comments and order are kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ivr.hours import editing
from ivr.hours.model import Override, OverrideKind, Schedule, Text, clock

Hours = tuple[timedelta, timedelta]
"""From when to when, since midnight."""

WHOLE: Hours = (timedelta(), timedelta(days=1))
_CLOSED, _OPEN, _HOURS, _FROM_HOME = OverrideKind


@dataclass(frozen=True, slots=True)
class Hole:
    """Some hours of one day."""

    day: date
    start: timedelta
    end: timedelta

    @property
    def span(self) -> Hours:
        return self.start, self.end

    def meets(self, span: Hours) -> bool:
        return span[0] < self.end and self.start < span[1]


def carved(
    text: str,
    schedule: Schedule,
    hotlines: Sequence[str],
    hole: Hole,
    gives_way: Callable[[Override], bool],
) -> str:
    """The text of `schedule` in which the overrides that give way say nothing of `hotlines` within the hole.

    Other hours («why») that give way become the closures and openings that they amount to, since half of them would
    mean something else for the rest of the day.
    """
    met = [
        (number, override)
        for number, override in enumerate(schedule.overrides, 1)
        if hole.day in override.days
        and not set(override.hotlines).isdisjoint(hotlines)
        and gives_way(override)
    ]
    surplus, more = [], list(_instead(schedule, hotlines, hole, [override for _, override in met]))
    for number, override in met:
        left = list(_left(schedule, override, hotlines, hole))
        if left:
            text = editing.put(text, ("overrides", str(number)), left[0])
            more = left[1:] + more
        else:
            surplus.append(number)
    for number in reversed(surplus):
        text = editing.drop(text, ("overrides", str(number)))
    for each in more:
        text = editing.add(text, ("overrides",), each)
    return text


def entry(
    schedule: Schedule,
    kind: OverrideKind,
    reason: Text,
    hotlines: Iterable[str],
    on: date,
    through: date | None = None,
    *,
    span: Hours | None,
) -> dict[str, Any]:
    """An override as the file says it; `span` None is the whole day."""
    wanted = set(hotlines)
    listed: Any = "all" if wanted == set(schedule.hotlines) else [n for n in schedule.hotlines if n in wanted]
    days = {"on": str(on)} | ({"through": str(through)} if through and through != on else {})
    times = {"from": clock(span[0]), "to": clock(span[1])} if span else {}
    return {**days, "hotlines": listed, **times, kind.value: {"zh": reason.zh, "en": reason.en}}


def of_the_day(schedule: Schedule, hotlines: Iterable[str], day: date) -> list[Override]:
    """What was entered for any of these hotlines on that day, in the order of the file."""
    wanted = set(hotlines)
    return [each for each in schedule.overrides if day in each.days and wanted.intersection(each.hotlines)]


def _left(
    schedule: Schedule, override: Override, hotlines: Sequence[str], hole: Hole
) -> Iterator[dict[str, Any]]:
    """What an override still says outside the hole: on other days, of other hotlines, at other hours."""
    kind, text, span = override.kind, override.text, None if override.whole_day else override.span
    last, one = override.through or override.on, timedelta(days=1)
    if override.on < hole.day:
        yield entry(schedule, kind, text, override.hotlines, override.on, hole.day - one, span=span)
    others = [number for number in override.hotlines if number not in hotlines]
    if others:
        yield entry(schedule, kind, text, others, hole.day, span=span)
    if kind is not _HOURS:
        own = [number for number in override.hotlines if number in hotlines]
        for part in without([override.span], [hole.span]):
            yield entry(schedule, kind, text, own, hole.day, span=part)
    if hole.day < last:
        yield entry(schedule, kind, text, override.hotlines, hole.day + one, last, span=span)


def _instead(
    schedule: Schedule, hotlines: Sequence[str], hole: Hole, met: Sequence[Override]
) -> Iterator[dict[str, Any]]:
    """What other hours amount to outside the hole: open within them, closed for the same reason around them."""
    amounts: dict[tuple[tuple[OverrideKind, Text, Hours], ...], list[str]] = {}
    for number in hotlines:
        said = of_the_day(schedule, [number], hole.day)
        other_hours = [each for each in said if each.kind is _HOURS and each in met]
        if not other_hours:
            continue
        inside = [each.span for each in said if each.kind is not _FROM_HOME]
        pieces = [
            *((_OPEN, each.text, part) for each in other_hours for part in without([each.span], [hole.span])),
            *((_CLOSED, other_hours[0].text, part) for part in without([WHOLE], [*inside, hole.span])),
        ]
        amounts.setdefault(tuple(sorted(pieces, key=lambda piece: piece[2])), []).append(number)
    for pieces_of, numbers in amounts.items():
        for kind, text, span in pieces_of:
            yield entry(schedule, kind, text, numbers, hole.day, span=span)


def without(spans: Iterable[Hours], holes: Iterable[Hours]) -> list[Hours]:
    """What is left of the spans outside the holes."""
    left = list(spans)
    for start, end in holes:
        parts = [((a, min(b, start)), (max(a, end), b)) for a, b in left]
        left = [(a, b) for pair in parts for a, b in pair if a < b]
    return left
