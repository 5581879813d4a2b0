"""The form of the emergency page: what was chosen and typed, kept as it is, and what is meant by it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import get_args

from werkzeug.datastructures import MultiDict

from ivr.callbacks.switching import Act, Switch
from ivr.clock import SHANGHAI, shanghai
from ivr.hours import Schedule, Text
from ivr.hours.emergency import REASONS

ACTS: tuple[Act, ...] = get_args(Act)
LONGEST_REASON = 60
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)|24[:：]00")


class NotMeant(Exception):
    """Something is missing or cannot be; `wrong` has the key of the words for each field."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(*wrong.values())
        self.wrong = wrong


@dataclass(frozen=True)
class Typed:
    """What the form says, nothing understood yet."""

    act: str = ""
    lines: tuple[str, ...] = ()
    until: str = "day"
    """`day` or `time`."""
    time: str = ""
    reason: str = ""
    """A key of REASONS, or `own`."""
    zh: str = ""
    en: str = ""

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> "Typed":
        def one(name: str) -> str:
            return " ".join(form.get(name, "").split())[:200]

        return cls(
            one("act"),
            tuple(form.getlist("lines"))[:100],
            one("until") or "day",
            one("time"),
            one("reason"),
            one("zh"),
            one("en"),
        )

    def meant(self, schedule: Schedule, now: datetime) -> Switch:
        """What is asked for; raises NotMeant."""
        act = next((each for each in ACTS if each == self.act), None)
        if act is None:
            raise NotMeant({"act": "switch.no.act"})
        wrong: dict[str, str] = {}
        lines = tuple(number for number in schedule.hotlines if number in self.lines)
        if not lines:
            wrong["lines"] = "switch.no.lines"
        until, reason = None, None
        if act != "end":
            until = self._until(now)
            if until is None or until <= now:
                wrong["time"] = "switch.no.time"
            reason = self._reason()
            if reason is None:
                wrong["reason"] = "switch.no.own" if self.reason == "own" else "switch.no.reason"
        if wrong:
            raise NotMeant(wrong)
        # All of them are written as such, so that the file says what was meant.
        return Switch(act, () if len(lines) == len(schedule.hotlines) else lines, until, reason)

    def _until(self, now: datetime) -> datetime | None:
        midnight = datetime.combine(shanghai(now).date(), time(), tzinfo=SHANGHAI)
        if self.until == "day":
            return midnight + timedelta(days=1)
        found = _TIME.fullmatch(self.time)
        if found is None:
            return None
        return midnight + timedelta(hours=int(found[1] or 24), minutes=int(found[2] or 0))

    def _reason(self) -> Text | None:
        if self.reason in REASONS:
            return REASONS[self.reason]
        typed = self.zh and self.en and max(len(self.zh), len(self.en)) <= LONGEST_REASON
        return Text(zh=self.zh, en=self.en) if self.reason == "own" and typed else None
