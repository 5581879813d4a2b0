"""Virtual time: what is to happen lies on a heap, and running moves the clock from one thing to the next."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from ivr.clock import ManualClock


class _Due:
    """Something that is to happen; None once it is prevented."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act: Callable[[], object] | None = act

    def prevent(self) -> None:
        self.act = None


class Timeline:
    """One line of time for any number of calls. Things due at the same moment happen in the order they came."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, _Due]] = []
        self._order = 0
        self._running = False
        self._ticks: list[tuple[datetime, timedelta, Callable[[], object]]] = []

    @property
    def now(self) -> datetime:
        return self._clock()

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
        """Does `act` so many seconds from now; answers what prevents it."""
        due = _Due(act)
        self._order += 1
        heapq.heappush(self._heap, (self.now + timedelta(seconds=seconds), self._order, due))
        return due.prevent

    def every(self, interval: timedelta, act: Callable[[], object]) -> None:
        """Does `act` each `interval`, as long as anything else is still to happen."""
        self._ticks.append((self.now + interval, interval, act))

    def run(self, until: datetime | None = None) -> None:
        """Lets happen whatever happens, until nothing more can, or up to `until`, and the clock is there.

        Running from within something that happens does nothing: it is running already.
        """
        if self._running:
            return
        self._running = True
        try:
            while (moment := self._next()) is not None and (until is None or moment <= until):
                self._clock.move_to(moment)
                if not self._tick(moment):
                    act = heapq.heappop(self._heap)[2].act
                    if act is not None:
                        act()
        finally:
            self._running = False
        if until is not None:
            self._clock.move_to(until)

    def _next(self) -> datetime | None:
        while self._heap and self._heap[0][2].act is None:
            heapq.heappop(self._heap)
        if not self._heap:
            return None
        return min([self._heap[0][0], *(due for due, _, _ in self._ticks)])

    def _tick(self, moment: datetime) -> bool:
        for place, (due, interval, act) in enumerate(self._ticks):
            if due <= moment:
                self._ticks[place] = (due + interval, interval, act)
                act()
                return True
        return False
