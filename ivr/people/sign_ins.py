"""Who is signed in, where, and since when.

A cookie names its row here, so that signing out ends it wherever it was copied to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.people.tables import SignIn, User

IDLE = timedelta(minutes=30)
"""Nothing asked for so long by the person's own hand: signed out."""

LONGEST = timedelta(hours=12)
"""Signed out in any case: nobody's shift is longer."""

KEPT = timedelta(days=180)
"""How long it is remembered where somebody signed in."""


def begin(session: Session, user: User, now: datetime, *, browser: str = "") -> SignIn:
    """Somebody who proved who they are; written down."""
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.seen < now - KEPT))
    made = SignIn(user_id=user.id, since=now, seen=now, browser=browser[:40])
    session.add(made)
    session.flush()
    history.append(session, f"user:{user.id}", "signed-in", at=now, actor=f"user:{user.id}")
    return made


def touch(session: Session, number: int, now: datetime) -> None:
    """The person did something."""
    session.execute(update(SignIn).where(SignIn.id == number, SignIn.seen < now).values(seen=now))


def end(session: Session, number: int, now: datetime) -> None:
    """Signed out there."""
    session.execute(update(SignIn).where(SignIn.id == number, SignIn.ended.is_(None)).values(ended=now))


def end_all(session: Session, user: User, *, now: datetime, actor: str, besides: int | None = None) -> None:
    """Signed out everywhere, except `besides`; written down."""
    which = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended.is_(None))
    if besides is not None:
        which = which.where(SignIn.id != besides)
    session.execute(which.values(ended=now))
    history.append(session, f"user:{user.id}", "signed-out", at=now, actor=actor)


def of_user(session: Session, user: User, most: int = 10) -> Sequence[SignIn]:
    """The user's sign-ins, the latest used first."""
    mine = select(SignIn).where(SignIn.user_id == user.id)
    return session.scalars(mine.order_by(SignIn.seen.desc(), SignIn.id.desc()).limit(most)).all()


def is_live(row: SignIn, now: datetime) -> bool:
    """Whether the person could go on there without signing in again."""
    return row.ended is None and row.seen > now - IDLE and row.since > now - LONGEST


@dataclass(frozen=True)
class Seen:
    """When somebody was last here, and since when they are here now; None for not at all."""

    last: datetime
    since: datetime | None


def seen(session: Session, now: datetime) -> dict[int, Seen]:
    """By user."""
    live = (SignIn.ended.is_(None)) & (SignIn.seen > now - IDLE) & (SignIn.since > now - LONGEST)
    rows = session.execute(
        select(SignIn.user_id, func.max(SignIn.seen), func.min(SignIn.since).filter(live)).group_by(
            SignIn.user_id
        )
    )
    return {user: Seen(last, since) for user, last, since in rows}
