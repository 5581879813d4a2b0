"""A hotline's openings as one sorted table of numbers: where any question about them is a bisection.

Moments are whole microseconds since 1970, UTC. Shenzhen has been eight hours ahead without daylight saving since 1992,
so a day there begins at a fixed number for every year the calendar holds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
_EPOCH = date(1970, 1, 1).toordinal()
_AHEAD = timedelta(hours=8) // MICROSECOND


def midnight(day: date) -> int:
    """The moment a day begins in Shenzhen."""
    return (day.toordinal() - _EPOCH) * DAY - _AHEAD


def day_of(moment: int) -> date:
    """The date in Shenzhen at a moment."""
    return date.fromordinal((moment + _AHEAD) // DAY + _EPOCH)


class Openings:
    """Half-open spans [start, end), apart from each other and in order, with running totals of their lengths."""

    __slots__ = ("ends", "starts", "totals")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Spans may come in any order; those that touch or overlap become one."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(spans):
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        self.starts: Sequence[int] = starts
        self.ends: Sequence[int] = ends
        self.totals: Sequence[int] = [
            0,
            *accumulate(end - start for start, end in zip(starts, ends, strict=True)),
        ]
        """`totals[n]` is the length of the first n spans."""

    def span_at(self, moment: int) -> int | None:
        """Which span `moment` lies in; None when it is closed then."""
        place = bisect_right(self.starts, moment) - 1
        return place if place >= 0 and moment < self.ends[place] else None

    def next_start(self, moment: int) -> int | None:
        """The first span's start after `moment`."""
        place = bisect_right(self.starts, moment)
        return self.starts[place] if place < len(self.starts) else None

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
