"""Passwords, hashed with argon2id at its library's recommended cost. Nothing here keeps one in clear."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 256

_hasher = PasswordHasher()


class WeakPassword(ValueError):
    """A password that is refused; the message says why."""


def generate() -> str:
    """A password to be shown once: 16 characters, 96 random bits."""
    return secrets.token_urlsafe(12)


def hashed(password: str) -> str:
    """What is stored for a password; raises WeakPassword for one that is too short or absurdly long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(password)}")
    return _hasher.hash(password)


def hashed_pin(pin: str) -> str:
    """What is stored for a PIN, whose rules are kept by whoever sets it."""
    return _hasher.hash(pin)


def fits(stored: str | None, password: str) -> bool:
    """True when `password` is the stored one. Without a stored one it costs the same and is never right."""
    try:
        _hasher.verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """True when a hash was made at another cost than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
