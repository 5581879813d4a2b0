"""What only this installation may read: encrypted and authenticated (Fernet: AES-128-CBC and HMAC-SHA256)."""

import base64
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Seals texts under one key."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes, derived for one purpose alone."""
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def closed(self, plain: bytes, now: datetime) -> str:
        """The sealed text, which says for itself when that was."""
        return self._fernet.encrypt_at_time(plain, int(now.timestamp())).decode()

    def opened(self, sealed: str, now: datetime, *, within: timedelta | None = None) -> bytes | None:
        """None for what was sealed under another key or changed since, or longer ago than `within`."""
        try:
            if within is None:
                return self._fernet.decrypt(sealed.encode())
            ttl = int(within.total_seconds())
            return self._fernet.decrypt_at_time(sealed.encode(), ttl, int(now.timestamp()))
        except InvalidToken:
            return None
