"""Trying a draft, as the web part knows it: what is handed in by `ivr.app`, and what it answers.

The web part knows neither the test phone nor the gateway; it only knows somebody who can place such a call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ivr.system import System


@dataclass(frozen=True)
class Heard:
    """One utterance: its words, and where each of its clips is heard, as paths of this very site."""

    text: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One turn of the conversation, in the order it happened."""

    at: datetime
    """The moment on the caller's clock."""
    kind: Literal["heard", "pressed", "event"]
    words: str
    """What was said or pressed, or the kind of event: joined, ended, …"""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rehearsed:
    """One call to a draft, as it would go."""

    turns: tuple[Turn, ...]
    status: str
    """How it ended, in Twilio's word; in-progress for a call that is longer than anybody waits."""
    errors: tuple[str, ...]
    """What went wrong on the way, as sentences for the person who looks after the system."""

    @property
    def heard(self) -> list[Heard]:
        return [Heard(turn.words, turn.urls) for turn in self.turns if turn.kind == "heard"]

    @property
    def pressed(self) -> list[str]:
        return [turn.words for turn in self.turns if turn.kind == "pressed"]


Rehearse = Callable[[System, str, str, datetime, Sequence[str], str], Rehearsed]
"""`rehearse(system, text, hotline, at, actions, caller)`: dials `hotline` by the schedule in `text`, at that moment.

Nothing of the real installation is written. Raises ScheduleError for a text that cannot be used, LookupError for a
hotline it does not have or a moment outside the calendar.
"""
