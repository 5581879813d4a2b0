"""What people looked at and changed, over every subject's history: the latest first, a page at a time.

    asked = Asked(kinds=GROUPS["looks"])
    found = audit.page(session, asked, viewer)
    found = audit.page(session, after(asked, found[-1]), viewer)

A page costs the same with a million entries behind it: each kind's latest come from an index, and a page goes on after
the last entry of the one before, not by counting. Auditors and administrators see everything; supervisors what their
desks' people did, what was done to those people and to those desks' tasks, and the hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from ivr.callbacks.rights import Viewer
from ivr.callbacks.tables import Task
from ivr.history import Entry, HistoryRow, read
from ivr.people import Membership, Role, User

GROUPS: dict[str, tuple[str, ...]] = {
    "looks": ("listened", "revealed"),
    "exports": ("exported", "contacts-exported", "report-exported"),
    "hours": ("published", "switched"),
    "incidents": ("incident-opened", "incident-updated", "incident-closed"),
    "people": (
        "added",
        "renamed",
        "role-set",
        "desks-set",
        "phone-set",
        "mobile-set",
        "email-set",
        "pin-set",
        "password-set",
        "reset-link-made",
        "token-made",
        "token-revoked",
        "second-factor-on",
        "second-factor-off",
        "recovery-codes-made",
        "active",
        "left",
    ),
    "contacts": (
        "entry-added",
        "entry-changed",
        "entry-removed",
        "organisation-changed",
        "contacts-imported",
    ),
    "privacy": ("placed", "lifted", "purged", "audio-erased"),
    "channels": ("added", "removed"),
    "signing-in": ("signed-in", "signed-out", "locked-out", "recovery-code-used", "pin-accepted"),
    "audit": ("audit-read",),
}
"""Kinds of entries, by what somebody looks for."""

ALL = tuple(dict.fromkeys(kind for kinds in GROUPS.values() for kind in kinds))
PAGE = 50

Place = tuple[datetime, int]
"""Where an entry stands among all: its moment and its number."""


@dataclass(frozen=True)
class Asked:
    """Which entries; everything that is given must hold."""

    kinds: tuple[str, ...] = ALL
    user: User | None = None
    """What this person did, and what was done to them."""
    task: Task | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: Place | None = None


@dataclass(frozen=True)
class Found:
    """One entry and its place."""

    entry: Entry
    place: Place

    @property
    def task_id(self) -> int | None:
        kind, _, number = self.entry.subject.partition(":")
        return int(number) if kind == "task" else None


def sees(viewer: Viewer) -> bool:
    """Whether the audit is for them at all."""
    return viewer.user.role in (Role.AUDITOR, Role.ADMIN, Role.SUPERVISOR)


def page(session: Session, asked: Asked, viewer: Viewer, most: int = PAGE) -> list[Found]:
    """At most so many entries, the latest first."""
    within = _within(session, viewer)
    parts = [part.where(within, *_between(asked)) for part in _parts(asked)]
    latest = [
        part.order_by(HistoryRow.at.desc(), HistoryRow.id.desc()).limit(most).subquery() for part in parts
    ]
    ids = union_all(*(select(part.c.id) for part in latest)).subquery()
    rows = session.scalars(
        select(HistoryRow)
        .where(HistoryRow.id.in_(select(ids.c.id)))
        .order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
        .limit(most)
    )
    return [Found(read(row.body), (row.at, row.id)) for row in rows]


def after(asked: Asked, last: Found) -> Asked:
    """The same, going on after the last entry of a page."""
    return replace(asked, before=last.place)


def _parts(asked: Asked) -> Iterator[Select[int]]:
    """One look into an index for each kind, so that none is sorted that is not shown."""
    rows = select(HistoryRow.id)
    if asked.task is not None:
        mine = rows.where(HistoryRow.subject == asked.task.subject, HistoryRow.kind.in_(asked.kinds))
        yield mine if asked.user is None else mine.where(HistoryRow.actor == f"user:{asked.user.id}")
        return
    if asked.user is None:
        yield from (rows.where(HistoryRow.kind == kind) for kind in asked.kinds)
        return
    for kind in asked.kinds:
        # A publication is written under the name its author signs in with.
        actor = asked.user.name if kind == "published" else f"user:{asked.user.id}"
        yield rows.where(HistoryRow.actor == actor, HistoryRow.kind == kind)
    yield rows.where(HistoryRow.subject == f"user:{asked.user.id}", HistoryRow.kind.in_(asked.kinds))


def _between(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.since is not None:
        yield HistoryRow.at >= asked.since
    if asked.until is not None:
        yield HistoryRow.at < asked.until
    if asked.before is not None:
        at, number = asked.before
        yield HistoryRow.at <= at
        yield or_(HistoryRow.at < at, HistoryRow.id < number)


def _within(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    if viewer.user.role in (Role.AUDITOR, Role.ADMIN):
        return true()
    members = set(session.scalars(select(Membership.user_id).where(Membership.desk.in_(viewer.desks))))
    theirs = [f"user:{number}" for number in sorted(members | {viewer.user.id})]
    number = case((HistoryRow.subject.like("task:%"), cast(func.substr(HistoryRow.subject, 6), Integer)))
    of_desk = select(Task.id).where(Task.id == number, Task.desk.in_(viewer.desks)).exists()
    return or_(
        HistoryRow.actor.in_(theirs),
        HistoryRow.subject.in_([*theirs, "schedule"]),
        and_(HistoryRow.subject.like("task:%"), of_desk),
    )
