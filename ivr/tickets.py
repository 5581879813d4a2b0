"""Tickets: the console lets a browser's telephone dial, and the gateway, which knows no users, can tell that it did.

ticket = tickets.made(secrets.derived(tickets.PHONE), now)
tickets.holds(secrets.derived(tickets.PHONE), ticket, now)      # True for a minute
"""

import hmac
from datetime import datetime, timedelta

PHONE = b"browser telephone"
"""What the key is derived for."""

HOLDS_FOR = timedelta(minutes=1)
"""From the making of a ticket to the call that is dialled with it."""


def made(key: bytes, now: datetime) -> str:
    """A ticket that holds from now for :data:`HOLDS_FOR`; it names nobody."""
    until = str(int((now + HOLDS_FOR).timestamp()))
    return f"{until}.{_sealed(key, until)}"


def holds(key: bytes, ticket: str, now: datetime) -> bool:
    """Whether the ticket was made with the same key and is not too old."""
    until, _, seal = ticket.partition(".")
    if not hmac.compare_digest(seal.encode(), _sealed(key, until).encode()):
        return False
    return now.timestamp() < int(until)


def _sealed(key: bytes, until: str) -> str:
    return hmac.digest(key, until.encode(), "sha256").hex()
