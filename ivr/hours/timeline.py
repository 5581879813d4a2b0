"""What holds when: spans of time that each carry a value, such as who is on duty or why it is closed."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ivr.hours.days import Span
from ivr.hours.openings import Openings

T = TypeVar("T")


class Timeline(Generic[T]):
    """Half-open spans in order, apart, each with its value. Where two with the same value touch they are one."""

    __slots__ = ("_ends", "_starts", "_values")

    def __init__(self, *layers: Iterable[tuple[Span, T]]) -> None:
        """What an earlier layer says goes before what a later one says, for as long as it lasts; within a layer, what
        began first goes on to its end."""
        told: list[tuple[Span, T]] = []
        for layer in layers:
            taken = Openings(span for span, _ in told)
            told += [
                (piece, value)
                for (start, end), value in _in_turn(layer)
                for piece in taken.without(start, end)
            ]
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._values: list[T] = []
        for (start, end), value in sorted(told, key=_beginning):
            if self._ends and self._ends[-1] == start and self._values[-1] == value:
                self._ends[-1] = end
            else:
                self._starts.append(start)
                self._ends.append(end)
                self._values.append(value)

    def at(self, moment: int) -> tuple[T, int] | None:
        """What holds at `moment`, and until when; None when nothing does."""
        place = bisect_right(self._starts, moment) - 1
        if place < 0 or moment >= self._ends[place]:
            return None
        return self._values[place], self._ends[place]

    def within(self, start: int, end: int) -> Iterator[tuple[Span, T]]:
        """What holds from `start` to `end`, cut off at both."""
        place = bisect_right(self._ends, start)
        while place < len(self._starts) and self._starts[place] < end:
            yield (max(start, self._starts[place]), min(end, self._ends[place])), self._values[place]
            place += 1

    def gaps(self, start: int, end: int) -> list[Span]:
        """When nothing holds, from `start` to `end`."""
        return list(Openings(zip(self._starts, self._ends, strict=True)).without(start, end))


def _beginning(told: tuple[Span, T]) -> Span:
    return told[0]


def _in_turn(layer: Iterable[tuple[Span, T]]) -> Iterator[tuple[Span, T]]:
    ended: int | None = None
    for (start, end), value in sorted(layer, key=_beginning):
        begin = start if ended is None else max(start, ended)
        if begin < end:
            yield (begin, end), value
            ended = end
