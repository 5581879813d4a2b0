"""A notice looked at before it holds: what was understood of it, which days it changes, which promises it moves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calendars import szse
from calendars.differences import Difference, differences, told
from calendars.notices import Notice, NoticeError, read_notices
from calendars.trading import Certainty, TradingCalendar
from ivr.callbacks import publishing
from ivr.callbacks.due import Moved
from ivr.hours import Hours, versions
from ivr.hours.book import handed_in
from ivr.web.console import preferences
from ivr.web.console.hours.year import day_state, days_told
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system

ONE_DAY = timedelta(days=1)


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
class Year:
    """A year whose certainty or number of trading days changes."""

    year: int
    was: Certainty
    becomes: Certainty
    trading_before: int
    trading: int


@dataclass(frozen=True)
class Considered:
    """What a calendar would change against the one in force."""

    base: int
    """The number of the last notice or withdrawal that the calendar in force knows."""
    notices: tuple[Notice, ...]
    changes: tuple[Change, ...]
    years: tuple[Year, ...]
    moves: tuple[Moved, ...]

    @property
    def titles(self) -> str:
        return "; ".join(notice.title for notice in self.notices)

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.years)

    def understood(self, notice: Notice) -> list[Understood]:
        """The closures of a notice in the order of their days."""
        language = preferences.language()
        return [
            Understood(
                days_told(one.first, one.last, notice.settles, language),
                one.occasion.zh if language == "zh" else one.occasion.en,
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
    system = current_system()
    with system.database.reading() as reading:
        known = handed_in(reading, versions.latest(reading))
    return considered(szse.build((*known, *found)), language, found)


def considered(after: TradingCalendar, language: Language, notices: Sequence[Notice] = ()) -> Considered:
    """What the calendar `after` would change against the one in force."""
    system = current_system()
    with system.database.reading() as reading:
        edition = system.book.current(reading)
        base = last_word(versions.published(reading))
    before = edition.hours.calendar
    return Considered(
        base,
        tuple(notices),
        tuple(_changes(differences(before, after), language)),
        tuple(_years(before, after)),
        publishing.would_move(system, Hours(edition.schedule, after)),
    )


def last_word(rows: Iterable[versions.Publication]) -> int:
    """The number of the last publication that had a say about the calendar; 0 when none had."""
    kinds = (versions.Kind.NOTICE, versions.Kind.WITHDRAWAL)
    return max((row.number for row in rows if row.kind in kinds), default=0)


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


def _changes(found: Iterable[Difference], language: Language) -> Iterator[Change]:
    for run in _runs(found):
        first, last = run[0], run[-1]
        yield Change(
            days_told(first.date, last.date, None, language),
            day_state(first.was, language),
            day_state(first.becomes, language),
            first.was.trading is not first.becomes.trading,
        )


def _runs(found: Iterable[Difference]) -> list[list[Difference]]:
    runs: list[list[Difference]] = []
    for one in found:
        last = runs[-1][-1] if runs else None
        if last and last.date + ONE_DAY == one.date and _alike(last, one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _alike(one: Difference, other: Difference) -> bool:
    return (told(one.was), told(one.becomes)) == (told(other.was), told(other.becomes))


def _years(before: TradingCalendar, after: TradingCalendar) -> Iterator[Year]:
    for year in before.years:
        was, becomes = before.certainty(year), after.certainty(year)
        counts = [
            calendar.trading_between(date(year, 1, 1), date(year, 12, 31)) for calendar in (before, after)
        ]
        if was is not becomes or counts[0] != counts[1]:
            yield Year(year, was, becomes, *counts)
