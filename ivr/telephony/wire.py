"""What travels to a carrier and back, and what became of a request that brought nothing back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError
from urllib3.exceptions import SSLError as UnverifiedError

from ivr.telephony.errors import Refused, Uncertain

TIMEOUT = (3.0, 5.0)
"""Seconds for connecting and between two pieces of an answer. Nothing is retried here."""

PASSING = frozenset({401, 403, 404, 408, 425, 429})
"""Refusals that are about us or about now, not about what was asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """One REST request, as a transport in this process receives it."""

    method: str
    path: str
    """Path and query, as in `/2010-04-01/Accounts/AC…/Recordings.json?PageSize=50`."""
    form: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """The body's fields; one that occurs more than once has a sequence of values."""
    auth: tuple[str, str] = field(default=("", ""), repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What a transport answers."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Transport = Callable[[Request], Response]
"""Answers a request in this process. Like a network it raises ConnectionRefusedError when nobody was there, and
any other OSError (TimeoutError, say) when the request may have been done."""


class Sending:
    """Around one exchange: tells a request that never left (Refused) from one that may have been done
    (Uncertain)."""

    def __init__(self, method: str) -> None:
        self._method = method

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, OSError):  # of which RequestException is one
            return
        # The words of these errors carry addresses with their query, so only their kind is passed on.
        kind = type(error).__name__
        if _never_left(error):
            raise Refused(f"the carrier could not be reached ({kind})", permanent=False) from None
        raise Uncertain(f"the carrier gave no usable answer to {self._method} ({kind})") from None


def _never_left(error: OSError) -> bool:
    if isinstance(error, requests.ConnectTimeout | ConnectionRefusedError):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, requests.ConnectionError) and isinstance(
        reason, NewConnectionError | ProxyError | UnverifiedError
    )
