"""What the gateway does with a call, told to the test as it happens: when it listens, and what it lets be heard."""

import threading
from typing import Any

from ivr.gateway.asterisk.line import ChannelLine
from ivr.gateway.machine.effects import Attention, Kind, Sound

PATIENCE = 30.0


class Watch:
    """Sees what every line on Asterisk is told."""

    def __init__(self, monkeypatch: Any) -> None:
        self._news = threading.Condition()
        self.seen: list[tuple[str, object]] = []
        self._read = 0
        for name in ("listen", "sound", "sound_ended", "pressed", "drop", "join"):
            self._see(monkeypatch, name)

    def until(self, *wanted: Attention | Kind | str) -> object:
        """Waits for the first of these that happens after what was waited for before."""
        with self._news:
            assert self._news.wait_for(lambda: self._find(wanted) is not None, PATIENCE), (
                f"{wanted} never came after {self.seen[self._read :]}"
            )
            found = self._find(wanted)
            assert found is not None
            self._read = found + 1
            return self.seen[found][1]

    def _find(self, wanted: tuple[object, ...]) -> int | None:
        places = range(self._read, len(self.seen))
        return next((place for place in places if self.seen[place][1] in wanted), None)

    def _see(self, monkeypatch: Any, name: str) -> None:
        done = getattr(ChannelLine, name)

        def seen(line: ChannelLine, told: Any, *more: Any) -> None:
            done(line, told, *more)
            what = told.kind if isinstance(told, Sound) else told if name == "listen" else name
            with self._news:
                self.seen.append((line.leg.sid, what))
                self._news.notify_all()

        monkeypatch.setattr(ChannelLine, name, seen)
