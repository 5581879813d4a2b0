"""Signing in, with a lock-out that guessing in parallel cannot get round.

A failure is counted before the password is looked at and taken back when it was right, so that a hundred guesses
at once are still counted one by one. Names that do not exist cost the same time and lock in the same way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr import history
from ivr.database import Database
from ivr.people import passwords
from ivr.people.roster import find
from ivr.people.tables import Failures, User

LOCK = timedelta(minutes=15)
"""How long a lock-out lasts, and how long failures are remembered."""

OF_A_NAME = 5
OF_AN_ADDRESS = 20
"""Failures until a lock-out. An office shares one address, so an address is given more."""


@dataclass(frozen=True)
class Refusal:
    """Not signed in. `until` says when to try again after a lock-out, None when name or password is wrong."""

    until: datetime | None = None


def authenticate(
    database: Database, name: str, password: str, now: datetime, *, address: str = ""
) -> User | Refusal:
    """The active user with this name and password. The hash is computed outside any transaction.

    Whether that is enough is for :mod:`ivr.people.second` to say; `sign_ins.begin` writes it down.
    """
    name = name.strip().lower()[:64]
    counters = [(f"name:{name}", OF_A_NAME)]
    if address:
        counters.append((f"address:{address[:100]}", OF_AN_ADDRESS))
    with database.writing() as session:
        locked = count(session, counters, now)
        user = find(session, name)
        stored = user.password_hash if user and user.active else None
    if locked is not None:
        return Refusal(locked)
    right = passwords.fits(stored, password)
    fresh = passwords.hashed(password) if right and stored and passwords.is_outdated(stored) else None
    with database.writing() as session:
        if not right:
            return Refusal(lock_when_enough(session, counters, user, now))
        take_back(session, counters)
        known = find(session, name)
        if known is None or not known.active or known.password_hash != stored:
            return Refusal()
        if fresh:
            known.password_hash = fresh
        return known


def count(session: Session, counters: list[tuple[str, int]], now: datetime) -> datetime | None:
    """Counts one more failure for each; when one of them is locked, until when."""
    forgotten = (
        select(Failures.of)
        .where(Failures.last < now - LOCK, Failures.of.not_in([of for of, _ in counters]))
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(Failures).where(Failures.of.in_(session.scalars(forgotten).all())))
    for of, most in counters:
        tries, locked_until = session.execute(_one_more(session, of, now)).one()
        if locked_until is None and tries > most:
            locked_until = _lock(session, of, now)
        if locked_until is not None:
            return cast(datetime, locked_until)
    return None


def _one_more(session: Session, of: str, now: datetime) -> Any:
    """Counts in one statement, so that the row's own lock settles who was first; a lock-out is left alone."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    locked, forgotten = Failures.locked_until > now, Failures.last < now - LOCK
    return (
        insert(Failures)
        .values(of=of, tries=1, last=now)
        .on_conflict_do_update(
            index_elements=[Failures.of],
            set_={
                "tries": case((locked, Failures.tries), (forgotten, 1), else_=Failures.tries + 1),
                "last": case((locked, Failures.last), else_=now),
                "locked_until": case((locked, Failures.locked_until), else_=None),
            },
        )
        .returning(Failures.tries, Failures.locked_until)
    )


def lock_when_enough(
    session: Session, counters: list[tuple[str, int]], user: User | None, now: datetime
) -> datetime | None:
    until = None
    for of, most in counters:
        row = session.execute(
            select(Failures.tries, Failures.locked_until).where(Failures.of == of).with_for_update()
        ).one_or_none()
        if row and row.locked_until and row.locked_until > now:
            until = row.locked_until
        elif row and row.tries >= most:
            until = _lock(session, of, now)
    if until and user is not None:
        history.append(session, f"user:{user.id}", "locked-out", at=now, actor="system", until=until)
    return until


def _lock(session: Session, of: str, now: datetime) -> datetime:
    until = now + LOCK
    session.execute(update(Failures).where(Failures.of == of).values(tries=0, last=now, locked_until=until))
    return until


def unlock(session: Session, user: User) -> None:
    """A new password forgets what was guessed at the old one."""
    session.execute(delete(Failures).where(Failures.of == f"name:{user.name}"))


def take_back(session: Session, counters: list[tuple[str, int]]) -> None:
    """A success forgets the name's failures, and of the address's only its own."""
    (name, _), *addresses = counters
    session.execute(delete(Failures).where(Failures.of == name))
    for of, _ in addresses:
        session.execute(
            update(Failures).where(Failures.of == of, Failures.tries > 0).values(tries=Failures.tries - 1)
        )
