"""Acting by telephone: who rings from a known number, and the PIN that proves it.

A PIN is short, so guessing has to be dear: five wrong ones lock it, for as long as a password is locked.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.people import passwords, signin
from ivr.people.roster import PeopleError
from ivr.people.tables import Role, User

SHORTEST, LONGEST = 6, 8
"""Digits. Six, because a caller id can be forged, and five tries a quarter of an hour find four digits in ten days."""
FAILURES = 5
"""Wrong PINs until a lock-out."""

ACT = (Role.AGENT, Role.SUPERVISOR)
"""Who may act by telephone."""

_STEPS = ("0123456789", "9876543210")


def set_pin(session: Session, user: User, pin: str | None, *, now: datetime, actor: str) -> None:
    """The PIN by which the user may act by telephone from now on; None takes it away.

    Raises PeopleError, which never repeats what was typed, for one that is no PIN or is guessed at once, and for
    whoever takes no calls, whom it would let do nothing.
    """
    if pin is not None and user.role not in ACT:
        raise PeopleError(f"{user.name} takes no calls: only agents and supervisors act by telephone")
    user.pin_hash = None if pin is None else passwords.hashed_pin(_checked(pin))
    history.append(session, f"user:{user.id}", "pin-set", at=now, actor=actor, given=pin is not None)


def of_telephone(session: Session, number: str | None) -> User | None:
    """Whoever has a PIN and rings from `number`, E.164; None for nobody, and where it may be several.

    A mobile goes before a telephone on a desk, which colleagues may share.
    """
    if number is None:
        return None
    may_act = select(User).where(User.active.is_(True), User.role.in_(ACT), User.pin_hash.is_not(None))
    for column in (User.mobile, User.phone):
        found = session.scalars(may_act.where(column == number).limit(2)).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None


def authenticate_pin(session: Session, user: User, digits: str, now: datetime) -> bool:
    """Whether these digits are the user's PIN. The attempt is counted within the caller's transaction, wrong or not.

    False as well while it is locked, whatever was keyed in; and that takes as long as a wrong one.
    """
    counters = [(f"pin:{user.id}", FAILURES)]
    locked = signin.count(session, counters, now)
    right = passwords.fits(user.pin_hash, digits)
    if locked is not None:
        return False
    if not right:
        signin.lock_when_enough(session, counters, user, now)
        return False
    signin.take_back(session, counters)
    history.append(session, f"user:{user.id}", "pin-accepted", at=now, actor=f"user:{user.id}")
    return True


def _checked(pin: str) -> str:
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise PeopleError(f"a PIN is {SHORTEST} to {LONGEST} digits")
    if len(set(pin)) == 1 or any(pin in digits for digits in _STEPS):
        raise PeopleError("that PIN is guessed at once: choose one that is no run and not the same digit")
    return pin
