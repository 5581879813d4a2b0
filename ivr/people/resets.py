"""A password of one's own choosing, by a link that opens once.

Only the hash of a link is kept; it runs out after a day, when it is used, or when a newer one is made. A second factor
is asked for all the same.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.database import Database
from ivr.people import passwords, sign_ins, signin
from ivr.people.roster import PeopleError
from ivr.people.tables import ResetLink, User

LIFE = timedelta(hours=24)
MOST_WRONG = 20
"""Links that do not exist, tried from one address, until it is answered no more for a quarter of an hour."""


def make_link(session: Session, user: User, *, now: datetime, actor: str) -> str:
    """The secret part of a new link, to be shown once; an older one opens no more. Raises PeopleError for who left."""
    if not user.active:
        raise PeopleError(f"{user.name} has left: let them in again first", "left", name=user.display)
    token = secrets.token_urlsafe(32)
    session.execute(delete(ResetLink).where(ResetLink.user_id == user.id))
    session.add(ResetLink(user_id=user.id, hash=_hash(token), expires=now + LIFE))
    history.append(session, f"user:{user.id}", "reset-link-made", at=now, actor=actor)
    return token


def whose(database: Database, token: str, now: datetime, *, address: str = "") -> User | None:
    """Whom the link is for; None for one that is unknown, used, or too old, and for an address that guesses."""
    counters = [(f"link:{address[:100]}", MOST_WRONG)] if address else []
    with database.reading() as session:
        user = session.scalar(_owner(token, now))
    with database.writing() as session:
        if signin.count(session, counters, now) is not None:
            return None
        if user is not None and counters:
            signin.take_back(session, counters)
    return user


def use(database: Database, token: str, password: str, now: datetime) -> User | None:
    """Sets the password and ends every session; None when the link opens no more, somebody used it just now, say.

    Raises PeopleError for a password that is too short, and then the link still opens. The hash is computed outside
    any transaction.
    """
    try:
        stored = passwords.hashed(password)
    except passwords.WeakPassword as weak:
        raise PeopleError(str(weak), "weak", shortest=passwords.SHORTEST) from None
    with database.writing() as session:
        user = session.scalar(_owner(token, now))
        taken = delete(ResetLink).where(ResetLink.hash == _hash(token)).returning(ResetLink.user_id)
        if user is None or session.scalar(taken) is None:
            return None
        user.password_hash = stored
        signin.unlock(session, user)
        history.append(session, f"user:{user.id}", "password-set", at=now, actor=f"user:{user.id}", link=True)
        sign_ins.end_all(session, user, now=now, actor=f"user:{user.id}")
        return user


def _owner(token: str, now: datetime) -> Select[User]:
    return (
        select(User)
        .join(ResetLink, ResetLink.user_id == User.id)
        .where(ResetLink.hash == _hash(token), ResetLink.expires > now, User.active.is_(True))
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
