"""The roster of one desk with its stand-ins: who is on duty, until when, and in whose place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ivr.duty.tables import StandIn
from ivr.hours import Hours, OnDuty
from ivr.hours.rosters import Roster, Tiers
from ivr.people import Membership, User

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Change:
    """A stand-in by names, as a roster has them."""

    begins: datetime
    ends: datetime
    instead_of: str
    by: str


@dataclass(frozen=True)
class Span:
    """From one minute to another the same people are on duty; nobody where there are no tiers."""

    begins: datetime
    ends: datetime
    tiers: Tiers
    instead: Mapping[str, str] = field(default_factory=dict)
    """Whose place somebody takes, where it is another's."""


class Roll:
    """One desk's roster with the changes to it, in the order in which they were made."""

    def __init__(self, roster: Roster, changes: Sequence[Change]) -> None:
        self._roster = roster
        self._changes = changes

    def at(self, moment: datetime) -> OnDuty | None:
        """Who is on duty, and until others are or nobody is; None in a gap."""
        told = self._roster.at(moment)
        if told is None:
            return None
        tiers, until = self._tiers(told, moment)[0], told.until
        for bound in self._bounds(moment, until):
            if self._tiers(told, bound)[0] != tiers:
                return OnDuty(tiers, bound)
        return OnDuty(tiers, until)

    def instead(self, moment: datetime) -> Mapping[str, str]:
        """Whose place somebody takes at that moment, where it is another's."""
        told = self._roster.at(moment)
        return self._tiers(told, moment)[1] if told else {}

    def until_somebody(self, moment: datetime) -> datetime | None:
        """When the gap at that moment ends; None when that is not within a year."""
        (_, ends), *_ = self._roster.gaps(moment, moment + YEAR)
        return ends if ends < moment + YEAR else None

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Everybody's duty from `start` to `end`, gaps included, without a minute left out."""
        gaps = self._roster.gaps(start, end)
        while start < end:
            told = self._roster.at(start)
            if told is None:
                until = next(ends for begins, ends in gaps if begins <= start < ends)
                yield Span(start, min(until, end), ())
            else:
                until = min(told.until or end, end)
                bounds = [*self._bounds(start, until), until]
                for begins, ends in zip([start, *bounds], bounds, strict=False):
                    yield Span(begins, ends, *self._tiers(told, begins))
            start = until

    def serves(self, name: str, start: datetime, end: datetime) -> bool:
        """Whether that person is on duty for some minute of the span."""
        return any(name in tier for span in self.spans(start, end) for tier in span.tiers)

    def _bounds(self, start: datetime, end: datetime | None) -> list[datetime]:
        """Where a stand-in begins or ends in between, in order, each once."""
        bounds = {bound for each in self._changes for bound in (each.begins, each.ends)}
        return sorted(bound for bound in bounds if start < bound and (end is None or bound < end))

    def _tiers(self, told: OnDuty, moment: datetime) -> tuple[Tiers, Mapping[str, str]]:
        """The tiers at that moment; nobody stands in two of them."""
        now = {name: name for tier in told.tiers for name in tier}
        for change in self._changes:
            if change.begins <= moment < change.ends:
                now = {of: change.by if by == change.instead_of else by for of, by in now.items()}
        seen: set[str] = set()
        tiers = []
        for tier in told.tiers:
            names = dict.fromkeys(now[name] for name in tier)
            kept = tuple(name for name in names if name not in seen)
            seen.update(kept)
            if kept:
                tiers.append(kept)
        return tuple(tiers), {by: of for of, by in now.items() if by != of}


def roll(
    session: Session, hours: Hours, desk: str, start: datetime, end: datetime | None = None
) -> Roll | None:
    """The desk's roll as it holds from `start` to `end`, or at `start` and until the next change of its roster.

    None for a desk without a roster: everybody of it is on duty. Who left, or serves the desk no more, stands in for
    nobody: the roster's own people are on duty then.
    """
    roster = hours.roster(desk)
    if roster is None:
        return None
    giver, taker = aliased(User), aliased(User)
    found = (
        select(StandIn, giver.name, taker.name)
        .join(giver, giver.id == StandIn.instead_of)
        .join(taker, taker.id == StandIn.user_id)
        .join(Membership, (Membership.user_id == taker.id) & (Membership.desk == StandIn.desk))
        .where(
            StandIn.desk == desk, StandIn.withdrawn.is_(None), taker.active.is_(True), StandIn.ends > start
        )
        .order_by(StandIn.id)
    )
    if end is not None:
        found = found.where(StandIn.begins < end)
    rows = session.execute(found).all()
    return Roll(roster, [Change(row.begins, row.ends, of, by) for row, of, by in rows])


def on_duty(session: Session, hours: Hours, desk: str, moment: datetime) -> OnDuty | None:
    """Who is on duty at a desk; None in a gap of its roster, and for a desk without one."""
    found = roll(session, hours, desk, moment)
    return found.at(moment) if found else None
