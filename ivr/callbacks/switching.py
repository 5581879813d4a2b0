"""An emergency put in force: laid over whatever schedule is in force at that moment, so that no colleague who publishes
meanwhile can hinder it, and once only, however often the request is repeated.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import publishing
from ivr.callbacks.publishing import Published
from ivr.hours import Schedule, Text, emergency, publications, versions
from ivr.hours.reader import read
from ivr.system import System

Act = Literal["from_home", "close", "open", "end"]

_ACTS = {
    "from_home": emergency.answer_from_home,
    "close": emergency.close_now,
    "open": emergency.open_now,
}


class NothingThere(LookupError):
    """Nothing temporary holds that could be ended."""


@dataclass(frozen=True, slots=True)
class Switch:
    """What a supervisor asks for in an emergency."""

    act: Act
    hotlines: tuple[str, ...]
    """Numbers; none stands for all."""
    until: datetime | None = None
    reason: Text | None = None
    """Both are needed but for the end of it."""

    def lines(self, schedule: Schedule) -> tuple[str, ...]:
        return self.hotlines or tuple(schedule.hotlines)

    def applied(self, text: str, now: datetime) -> str:
        """The schedule's text with it. Raises Wrong, LookupError or ScheduleError as `ivr.hours.emergency` does, and
        NothingThere."""
        lines = self.lines(read(text))
        if self.act == "end":
            ended = emergency.end_now(text, lines, now)
            if ended == text:
                raise NothingThere("nothing temporary holds now")
            return ended
        assert self.until is not None and self.reason is not None  # noqa: S101 - the form and the script see to it
        return _ACTS[self.act](text, lines, now, self.until, self.reason)


def thrown(system: System, key: str) -> bool:
    """Whether what was read under that key is in force already."""
    with system.database.reading() as session:
        return bool(history.entries(session, f"switch:{key}"))


def switch(system: System, wanted: Switch, *, author: str, note: str, key: str) -> Published:
    """Puts it in force; a repeat with the same `key` answers what the first one did. Raises as `Switch.applied`."""
    now = system.now()
    with system.database.writing() as session:
        done = within(system, session, wanted, author=author, note=note, now=now, at=now, key=key)
    return publishing.with_file(system, done)


def within(
    system: System,
    session: Session,
    wanted: Switch,
    *,
    author: str,
    note: str,
    now: datetime,
    at: datetime,
    key: str,
) -> Published:
    """The same inside an act of the caller's. It holds from `now`; `at` is when it is published."""
    publications.take_turn(session)
    subject = f"switch:{key}"
    for entry in history.entries(session, subject):
        return Published(entry.facts["number"])
    current = publications.last_schedule(session)
    if current is None:
        raise LookupError("no schedule is in force")
    text = wanted.applied(current.text, now)
    if text == current.text:
        return Published(current.number)
    number = versions.publish(session, text, author=author, at=at, note=note)
    moved = publishing.follow(system.book, session, number, at)
    history.append(session, subject, "switched", at=at, actor=author[:48], number=number, act=wanted.act)
    return Published(number, moved)
