"""The second factor: codes of six digits from one's own telephone (TOTP, RFC 6238), and ten for when it is lost.

    secret = second.begin(session, user, seal, now)         # shown as a picture and as text
    codes = second.confirm(session, user, "123456", seal, now)   # shown once
    second.authenticate(session, user, "654321", seal, now)      # None: proved

A code is good for its half minute and the one before and after, and once. The secret is encrypted with a key derived
from IVR_SECRET_KEY, so that a copy of the database alone makes no codes.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.people import signin
from ivr.people.roster import PeopleError
from ivr.people.seals import Seal
from ivr.people.signin import Refusal
from ivr.people.tables import RecoveryCode, Role, SecondFactor, User

ROLES = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})
"""Those for whom a second factor is there: they see, or decide, more than one customer's matter."""

FAILURES = 5
"""Wrong codes until a lock-out."""
SKEW = 1
"""Steps of half a minute by which a telephone's clock may be early or late."""
RECOVERY_CODES = 10
ISSUER = "SSCC Front desk"


def begin(session: Session, user: User, seal: Seal, now: datetime) -> str:
    """A secret to be shown: the one that still waits for its first code, or a new one.

    Raises PeopleError when a second factor is in use already.
    """
    row = session.get(SecondFactor, user.id)
    if row is not None and row.confirmed is not None:
        raise PeopleError("a second factor is in use: take it away first", "second-there")
    if row is not None and (shown := seal.opened(row.secret, now)) is not None:
        return shown.decode()
    secret = pyotp.random_base32()
    session.merge(
        SecondFactor(user_id=user.id, secret=seal.closed(secret.encode(), now), confirmed=None, last_step=0)
    )
    session.flush()
    return secret


def address(user: User, secret: str) -> str:
    """What the picture holds: an otpauth:// address that every authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.name, issuer_name=ISSUER)


def confirm(session: Session, user: User, code: str, seal: Seal, now: datetime) -> list[str]:
    """Puts the secret in use once a code proves that it arrived; answers the recovery codes, to be shown once.

    Raises PeopleError for a wrong code; then nothing has changed.
    """
    row = session.get(SecondFactor, user.id)
    if row is None or row.confirmed is not None:
        raise PeopleError("there is no second factor to confirm: begin again", "second-gone")
    step = _step_of(seal.opened(row.secret, now), code, now)
    if step is None:
        raise PeopleError(
            "that code is not the one shown now: wait for the next, and look at the clock", "code"
        )
    row.confirmed, row.last_step = now, step
    history.append(session, f"user:{user.id}", "second-factor-on", at=now, actor=f"user:{user.id}")
    return _new_codes(session, user)


def is_on(session: Session, user: User) -> bool:
    """Whether a code is asked for when the user signs in."""
    mine = select(SecondFactor.user_id).where(SecondFactor.user_id == user.id)
    return session.scalar(mine.where(SecondFactor.confirmed.is_not(None))) is not None


def authenticate(session: Session, user: User, code: str, seal: Seal, now: datetime) -> Refusal | None:
    """None when the code is the telephone's of now, or a recovery code, and was not used before.

    Counted within the caller's transaction, wrong or not: commit it either way.
    """
    counters = [(f"code:{user.id}", FAILURES)]
    locked = signin.count(session, counters, now)
    if locked is not None:
        return Refusal(locked)
    if not (_is_telephones(session, user, code, seal, now) or _is_recovery(session, user, code, now)):
        return Refusal(signin.lock_when_enough(session, counters, user, now))
    signin.take_back(session, counters)
    return None


def renew_codes(session: Session, user: User, now: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; the old ones are good no more."""
    history.append(session, f"user:{user.id}", "recovery-codes-made", at=now, actor=f"user:{user.id}")
    return _new_codes(session, user)


def codes_left(session: Session, user: User) -> int:
    """How many recovery codes are still good."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user.id)
    return session.scalar(mine.where(RecoveryCode.used.is_(None))) or 0


def take_away(session: Session, user: User, *, now: datetime, actor: str) -> None:
    """No code is asked for any more, until a new second factor is set up; written down."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    history.append(session, f"user:{user.id}", "second-factor-off", at=now, actor=actor)


def having(session: Session) -> frozenset[int]:
    """The users who have one."""
    return frozenset(session.scalars(select(SecondFactor.user_id).where(SecondFactor.confirmed.is_not(None))))


def _is_telephones(session: Session, user: User, code: str, seal: Seal, now: datetime) -> bool:
    row = session.get(SecondFactor, user.id)
    if row is None or row.confirmed is None:
        return False
    step = _step_of(seal.opened(row.secret, now), code, now)
    if step is None:
        return False
    # One statement: of two who send the same code at once, one is let in.
    taken = (
        update(SecondFactor)
        .where(SecondFactor.user_id == user.id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(taken) is not None


def _is_recovery(session: Session, user: User, code: str, now: datetime) -> bool:
    used = (
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.hash == _hash(code), RecoveryCode.used.is_(None))
        .values(used=now)
        .returning(RecoveryCode.user_id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(used) is None:
        return False
    history.append(session, f"user:{user.id}", "recovery-code-used", at=now, actor=f"user:{user.id}")
    return True


def _step_of(secret: bytes | None, code: str, now: datetime) -> int | None:
    """The step that makes this code, of those that are near enough; None as well for a secret that is sealed."""
    digits = "".join(code.split())
    if secret is None or not digits.isascii():
        return None
    totp = pyotp.TOTP(secret.decode())
    steps = range(totp.timecode(now) - SKEW, totp.timecode(now) + SKEW + 1)
    return next((step for step in steps if secrets.compare_digest(totp.generate_otp(step), digits)), None)


def _new_codes(session: Session, user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    made = list(_made())
    session.add_all(RecoveryCode(user_id=user.id, hash=_hash(code)) for code in made)
    session.flush()
    return made


def _made() -> Iterator[str]:
    """80 random bits each, in groups of four that can be copied by hand."""
    for _ in range(RECOVERY_CODES):
        text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        yield "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
