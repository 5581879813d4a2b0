"""Tokens by which other programs sign in: shown once, kept as a hash, counted, and revoked when nobody needs them.

A token is its user's: it sees what he sees, and opens nothing once he has left.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.clock import minute
from ivr.database import Database
from ivr.people import signin
from ivr.people.roster import PeopleError
from ivr.people.tables import ApiToken, User

PREFIX = "ivr_"
"""By which scanners for secrets, and people, know one when they see it."""
MOST_A_MINUTE = 120
"""Requests that one token may make in a minute."""
MOST_WRONG = 20
"""Tokens that do not exist, shown from one address, until it is answered no more for a quarter of an hour."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Shut(StrEnum):
    """Why a token opens nothing."""

    UNKNOWN = "unknown"  # nobody's, revoked, or of somebody who left
    TOO_OFTEN = "too-often"  # its requests of this minute are used up
    GUESSING = "guessing"  # too many that do not exist came from that address


@dataclass(frozen=True)
class Opened:
    """Whose token it is."""

    user: User
    token_id: int


def make(session: Session, user: User, name: str, *, now: datetime, actor: str) -> str:
    """The token itself, to be shown once. Raises PeopleError for a name that cannot be, or is taken, and for
    whoever has left."""
    if not _NAME.fullmatch(name):
        raise PeopleError(
            f"{name!r} cannot be a token's name: letters, digits, dots and dashes, 64 at most", "name"
        )
    if not user.active:
        raise PeopleError(f"{user.name} has left: let them in again first", "left", name=user.display)
    if _live(session, name) is not None:
        raise PeopleError(
            f"there is a token called {name} already: revoke it first, or choose another name", "taken"
        )
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(user_id=user.id, name=name, hash=_hash(token), made=now, uses=0)
    session.add(row)
    session.flush()
    history.append(session, f"user:{user.id}", "token-made", at=now, actor=actor, token=row.id)
    return token


def revoke(session: Session, name: str, *, now: datetime, actor: str) -> ApiToken:
    """From now on it opens nothing. Raises PeopleError when there is none of that name."""
    row = _live(session, name)
    if row is None:
        raise PeopleError(
            f"there is no token called {name}: `ivr tokens list` shows those there are", "unknown"
        )
    row.revoked = now
    history.append(session, f"user:{row.user_id}", "token-revoked", at=now, actor=actor, token=row.id)
    return row


def listed(session: Session) -> Sequence[tuple[ApiToken, User]]:
    """Every token that was not revoked, with its user, by name."""
    found = select(ApiToken, User).join(User, User.id == ApiToken.user_id).where(ApiToken.revoked.is_(None))
    return [(token, user) for token, user in session.execute(found.order_by(ApiToken.name))]


def open_with(database: Database, token: str, now: datetime, *, address: str = "") -> Opened | Shut:
    """Whose token it is, counting that it was used; `address` is where it came from, for whoever guesses."""
    this_minute = minute(now)
    with database.writing() as session:
        used = (
            update(ApiToken)
            .where(ApiToken.hash == _hash(token), ApiToken.revoked.is_(None))
            .values(
                last_used=now,
                uses=case((ApiToken.minute == this_minute, ApiToken.uses + 1), else_=1),
                minute=this_minute,
            )
            .returning(ApiToken.id, ApiToken.user_id, ApiToken.uses)
        )
        row = session.execute(used).one_or_none()
        user = session.get(User, row.user_id) if row else None
        if row is None or user is None or not user.active:
            locked = address and signin.count(session, [(f"token:{address[:100]}", MOST_WRONG)], now)
            return Shut.GUESSING if locked else Shut.UNKNOWN
        return Shut.TOO_OFTEN if row.uses > MOST_A_MINUTE else Opened(user, row.id)


def _live(session: Session, name: str) -> ApiToken | None:
    return session.scalar(select(ApiToken).where(ApiToken.name == name, ApiToken.revoked.is_(None)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
