"""What is foreseen of a notice, in the reader's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calendars import yearly
from calendars.differences import YearDifference
from calendars.notices import Notice, NoticeError, read_notices
from ivr.callbacks import foreseen
from ivr.callbacks.due import Moved
from ivr.callbacks.foreseen import Foreseen
from ivr.web.console import preferences
from ivr.web.console.hours.year import day_state, days_told
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Understood:
    """One closure as it was read."""

    days: str
    occasion: str


@dataclass(frozen=True)
class Change:
    """Days that will be others, those in a row that change alike together."""

    days: str
    was: str
    becomes: str
    trades: bool
    """Whether it changes on which days there is trading; else only what the day is called."""


@dataclass(frozen=True)
class Considered:
    """What was understood of some notices, and what they would change."""

    foreseen: Foreseen
    notices: tuple[Notice, ...]
    language: Language

    @property
    def base(self) -> int:
        return self.foreseen.base

    @property
    def anything(self) -> bool:
        return self.foreseen.anything

    @property
    def years(self) -> tuple[YearDifference, ...]:
        return self.foreseen.years

    @property
    def moves(self) -> tuple[Moved, ...]:
        return self.foreseen.moves

    @property
    def titles(self) -> str:
        return "; ".join(notice.title for notice in self.notices)

    @property
    def changes(self) -> list[Change]:
        return list(_changes(self.foreseen, self.language))

    def left_out(self, notice: Notice) -> str:
        """The festivals that a whole year leaves out, so that they would trade; empty when none."""
        named = [closure.occasion for closure in notice.closed]
        return "、".join(yearly.missing(named)) if notice.settles else ""

    def understood(self, notice: Notice) -> list[Understood]:
        """The closures of a notice in the order of their days."""
        return [
            Understood(
                days_told(one.first, one.last, notice.settles, self.language),
                one.occasion.zh if self.language == "zh" else one.occasion.en,
            )
            for one in sorted(notice.closed, key=lambda one: one.first)
        ]


@dataclass(frozen=True)
class Wrong:
    """One problem of a text, as a sentence with its line."""

    line: int | None
    quoted: str
    sentence: str


def consider(text: str, language: Language) -> Considered:
    """What the notices in `text` would change; raises NoticeError when they cannot be used."""
    found = read_notices(text, say(language, "notices.pasted"))
    return considered(foreseen.confirming(current_system(), found), found)


def considered(found: Foreseen, notices: Sequence[Notice] = ()) -> Considered:
    """What is foreseen, for whoever asks."""
    return Considered(found, tuple(notices), preferences.language())


def noticed(error: NoticeError, text: str, language: Language) -> list[Wrong]:
    """Every problem with the line it is about, in the reader's language."""
    lines = text.split("\n")
    return [
        Wrong(
            problem.line,
            lines[problem.line - 1].strip() if problem.line and problem.line <= len(lines) else "",
            problem.zh if language == "zh" and problem.zh else problem.sentence,
        )
        for problem in error.problems
    ]


def _changes(found: Foreseen, language: Language) -> Iterator[Change]:
    for run in found.changes:
        first, last = run[0], run[-1]
        yield Change(
            days_told(first.date, last.date, None, language),
            day_state(first.was, language),
            day_state(first.becomes, language),
            first.trades,
        )
