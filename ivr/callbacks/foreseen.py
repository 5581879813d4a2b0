"""A notice looked at before it holds: which days it changes, how sure the years become, which promises it moves.

    notices = read_notices(text, name)
    found = foreseen.confirming(system, notices)
    found.anything, found.changes, found.years, found.moves

Nothing is published; :mod:`ivr.callbacks.publishing` does that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from calendars import szse
from calendars.differences import Difference, YearDifference, differences, runs, year_differences
from calendars.notices import Notice, read_notices
from calendars.trading import TradingCalendar
from ivr.callbacks import publishing
from ivr.callbacks.due import Moved
from ivr.hours import Hours, NotWithdrawable, versions
from ivr.hours.book import handed_in
from ivr.system import System


@dataclass(frozen=True)
class Foreseen:
    """What another calendar would change against the one in force."""

    base: int
    """The number of the last notice or withdrawal that the calendar in force knows; 0 when there is none."""
    changes: tuple[tuple[Difference, ...], ...]
    """Days that will be others, those in a row that change alike together."""
    years: tuple[YearDifference, ...]
    moves: tuple[Moved, ...]
    """Promises that will fall due at another time."""

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.years)


def confirming(system: System, notices: Sequence[Notice]) -> Foreseen:
    """What would change if these came into force beside those known."""
    with system.database.reading() as session:
        known = handed_in(session, versions.latest(session))
    return _against(system, szse.build((*known, *notices)))


def withdrawing(system: System, number: int) -> Foreseen:
    """What would change if the notices of publication `number` held no longer; raises UnknownNumber, and
    NotWithdrawable for one that does not hold."""
    with system.database.reading() as session:
        rest = list(_without(session, number))
    return _against(system, szse.build(rest))


def _without(session: Session, number: int) -> Iterable[Notice]:
    holding = {row.number: row for row in versions.notices_up_to(session, versions.latest(session))}
    if holding.pop(number, None) is None:
        versions.publication(session, number)
        raise NotWithdrawable(f"number {number} is no notice that holds", f"第 {number} 号不是现行有效的公告")
    for row in holding.values():
        yield from read_notices(row.text)


def _against(system: System, after: TradingCalendar) -> Foreseen:
    with system.database.reading() as session:
        edition = system.book.current(session)
        base = _last_word(session)
    before = edition.hours.calendar
    return Foreseen(
        base,
        tuple(runs(differences(before, after))),
        tuple(year_differences(before, after)),
        publishing.would_move(system, Hours(edition.schedule, after)),
    )


def _last_word(session: Session) -> int:
    kinds = (versions.Kind.NOTICE, versions.Kind.WITHDRAWAL)
    return max((row.number for row in versions.published(session) if row.kind in kinds), default=0)
