"""A hotline's openings as one sorted table of numbers: where any question about them is a bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ivr.hours.days import Span


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in order and apart: spans that touch or overlap become one."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            if end > apart[-1][1]:
                apart[-1] = (apart[-1][0], end)
        else:
            apart.append((start, end))
    return apart


class Openings:
    """Half-open spans, apart from each other and in order, with running totals of their lengths."""

    __slots__ = ("ends", "starts", "totals")

    def __init__(self, spans: Iterable[Span]) -> None:
        """Spans may come in any order; those that touch or overlap become one."""
        apart = merged(spans)
        self.starts: Sequence[int] = [start for start, _ in apart]
        self.ends: Sequence[int] = [end for _, end in apart]
        self.totals: Sequence[int] = [0, *accumulate(end - start for start, end in apart)]
        """`totals[n]` is the length of the first n spans."""

    def spans(self) -> Iterator[Span]:
        """All of them, in order."""
        return zip(self.starts, self.ends, strict=True)

    def span_at(self, moment: int) -> int | None:
        """Which span `moment` lies in; None when it is closed then."""
        place = bisect_right(self.starts, moment) - 1
        return place if place >= 0 and moment < self.ends[place] else None

    def span_after(self, moment: int) -> int | None:
        """The first span that begins after `moment`; None when none does."""
        place = bisect_right(self.starts, moment)
        return place if place < len(self.starts) else None

    def before(self, moment: int) -> int:
        """How much opening time lies before `moment`."""
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return 0
        return self.totals[place] + min(moment, self.ends[place]) - self.starts[place]

    def when(self, total: int) -> int | None:
        """The earliest moment before which `total` of opening time (more than none) lies; None when there is less."""
        place = bisect_left(self.totals, total) - 1
        return self.starts[place] + total - self.totals[place] if place < len(self.starts) else None

    def within(self, start: int, end: int) -> Iterator[Span]:
        """What lies from `start` to `end`, cut off at both."""
        place = bisect_right(self.ends, start)
        while place < len(self.starts) and self.starts[place] < end:
            yield max(start, self.starts[place]), min(end, self.ends[place])
            place += 1

    def without(self, start: int, end: int) -> Iterator[Span]:
        """The gaps from `start` to `end`."""
        for opens, closes in self.within(start, end):
            if start < opens:
                yield start, opens
            start = closes
        if start < end:
            yield start, end


def minus(spans: Iterable[Span], holes: Iterable[Span]) -> Iterable[Span]:
    """What is left of `spans` outside `holes`."""
    taken = Openings(holes)
    if not taken.starts:
        return spans
    return (piece for start, end in spans for piece in taken.without(start, end))
