"""Numbers by which somebody is known again without the number being kept.

A telephone number has too few digits to hide behind a plain digest: whoever has the database could try them all. So
the digest takes a key that is not in the database.
"""

import hmac

from ivr.settings import Settings


def fingerprint(settings: Settings, number: str) -> str:
    """The number (E.164) as holds and requests know it, the same for as long as the secret key is."""
    key = settings.secrets.derived(b"ivr privacy fingerprint")
    return hmac.new(key, number.encode(), "sha256").hexdigest()
