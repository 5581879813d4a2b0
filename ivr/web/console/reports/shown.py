"""Figures as people read them, and the names of what they are divided by."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.hours import Edition
from ivr.people import User
from ivr.reports.figure import Figure, Unit, Value
from ivr.reports.scope import By, Key
from ivr.web.console.queue import hotline_name
from ivr.web.console.times import Language
from ivr.web.console.words import WORDS, say

NOTHING = "—"
"""A share or a mean of nothing."""


def value(figure: Figure, of: Value, language: Language) -> str:
    """83.3%, 1,204, 17.5 秒, 20.2 分钟; a dash for nothing."""
    if of is None:
        return NOTHING
    match figure.unit:
        case Unit.COUNT:
            return f"{of:,.0f}"
        case Unit.SHARE:
            return f"{of * 100:.1f}%"
        case Unit.SECONDS if of < 100:
            return say(language, "unit.seconds", n=_short(of))
        case Unit.SECONDS:
            return say(language, "unit.minutes.seconds", m=f"{round(of) // 60}", s=f"{round(of) % 60}")
        case Unit.MINUTES if of < 120:
            return say(language, "unit.minutes", n=_short(of))
        case _:
            return say(language, "unit.hours", n=_short(of / 60))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Change:
    """How a figure moved since the span before."""

    way: Literal["up", "down", "same"]
    by: str
    """How much, in words; empty when it is the same."""
    judged: Literal["good", "bad"] | None
    """None where neither way is better."""


def change(figure: Figure, now: Value, before: Value, language: Language) -> Change | None:
    """None where either is nothing, or there is nothing to grow from."""
    if now is None or before is None:
        return None
    if figure.unit is Unit.SHARE:
        moved = round((now - before) * 100, 1)
        text = say(language, "reports.points", n=_short(abs(moved)))
    elif before:
        moved = round((now - before) / before * 100)
        text = f"{abs(moved):g}%"
    else:
        return None
    if not moved:
        return Change("same", "", None)
    good: Literal["good", "bad"] = "good" if (moved > 0) == (figure.better > 0) else "bad"
    return Change("up" if moved > 0 else "down", text, good if figure.better else None)


def heading(figure: Figure, language: Language) -> str:
    """Its name, with the unit where a bare number would not tell."""
    name = say(language, f"figure.{figure.key}")
    key = f"unit.column.{figure.unit}"
    return say(language, key, name=name) if key in WORDS else name


@dataclass(frozen=True)
class Names:
    """Names of hotlines, desks, people and topics in the reader's language."""

    language: Language
    edition: Edition
    people: dict[str, str]

    @classmethod
    def of(cls, session: Session, edition: Edition, language: Language) -> "Names":
        people = {str(user): name for user, name in session.execute(select(User.id, User.display))}
        return cls(language, edition, people)

    def part(self, by: By, key: Key) -> str:
        """A part of a division; what no longer exists keeps its own name."""
        if key is None:
            return say(self.language, "reports.none")
        if by == "hotline":
            return hotline_name(self.edition, key, self.language)
        if by == "desk":
            return self.desk(key)
        if by == "agent":
            return self.people.get(key) or say(self.language, "reports.gone")
        known = f"topic.{key}"
        return say(self.language, known) if known in WORDS else key

    def desk(self, desk: str) -> str:
        found = self.edition.schedule.desks.get(desk)
        if found is None:
            return desk
        return found.name.zh if self.language == "zh" else found.name.en

    def step(self, step: str) -> str:
        known = f"at.{step}"
        return say(self.language, known) if known in WORDS else step
