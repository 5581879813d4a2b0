"""The house's own signature under what it hands out: Ed25519, with a key derived from the installation's secret key.

Every process of an installation, and a restored backup of it, signs alike; no file has to be kept beside the secret.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ivr.privacy import verify
from ivr.settings import Settings


def public_key(settings: Settings) -> str:
    """The key by which others check our signature, in PEM."""
    return _key(settings).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def fingerprint(settings: Settings) -> str:
    """Of that key, to be read out or printed: whoever gets a pack compares it."""
    return verify.fingerprint(public_key(settings))


def sign(settings: Settings, message: bytes) -> str:
    """The signature, in hexadecimal."""
    return _key(settings).sign(message).hex()


def _key(settings: Settings) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.secrets.derived(b"ivr evidence signature"))
