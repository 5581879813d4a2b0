"""What people leaving, or changing roles, means for the tasks they hold."""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr import people
from ivr.callbacks import claims
from ivr.callbacks.rights import ACTS
from ivr.people import Keeper, User, Wanted, keeping, sign_ins


def leave(session: Session, user: User, *, now: datetime, actor: str) -> int:
    """Keeps somebody out from this moment: every session ends, and what they held goes back to the queue.

    Answers how many tasks that were; raises PeopleError for the last administrator.
    """
    people.set_active(session, user, False, now=now, actor=actor)
    sign_ins.end_all(session, user, now=now, actor=actor)
    return claims.give_back_all(session, user, now=now, actor=actor)


def change(session: Session, keeper: Keeper, user: User, wanted: Wanted, *, now: datetime) -> int:
    """Makes of somebody what is wanted, and returns to the queue what they may act on no longer; answers how many.

    Raises PeopleError as :func:`ivr.keeping.change`.
    """
    keeping.change(session, keeper, user, wanted, now=now)
    return 0 if user.role in ACTS else claims.give_back_all(session, user, now=now, actor=keeper.actor)
