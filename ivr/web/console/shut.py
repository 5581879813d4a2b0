"""Audio that a browser may hold before anybody listens: encrypted, each person's with a key of its own.

held = shut.shut(audio, key)        # what is fetched ahead
nonce, rest = held[:12], held[12:]  # AES-256-GCM, as browsers know it
"""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import url_for
from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.listing import messages

PURPOSE = b"ivr audio fetched ahead"
"""What the keys are derived for."""

MOST = 4 * 1024 * 1024
"""Bytes; what is longer is fetched in pieces while it plays."""

KEPT = 600
"""Seconds for which a browser keeps what it fetched ahead."""

_NONCE = 12


def key(secret: bytes, user_id: int, message_id: int) -> bytes:
    """The key of one person to one message: what a colleague's browser holds stays shut."""
    return hmac.digest(secret, f"{user_id} {message_id}".encode(), "sha256")


def shut(audio: bytes, key: bytes) -> bytes:
    """The nonce and the encrypted audio. The same audio gives the same bytes, another one another nonce."""
    nonce = sha256(key + audio).digest()[:_NONCE]
    return nonce + AESGCM(key).encrypt(nonce, audio, None)


def ahead(session: Session, task: Task | None) -> str | None:
    """The address of what is heard first of a task; None where there is nothing to fetch."""
    heard = messages(session, [task])[task.id] if task else []
    first = next((message for message in heard if message.playable), None)
    return url_for("console.shut_recording", message_id=first.id) if first else None
