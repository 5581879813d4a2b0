"""What a carrier reports of calls and recordings, in our own words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The statuses after which nothing more happens to a call."""


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands, in Twilio's words; `seconds` is its length once it has ended."""

    status: str
    seconds: int | None
    direction: str = ""
    """`inbound`, `outbound-api` or `outbound-dial`; nothing where the carrier did not say."""
    from_: str = ""
    to: str = ""

    @property
    def over(self) -> bool:
        return self.status in ENDED

    @property
    def inbound(self) -> bool:
        """Somebody rang us."""
        return self.direction == "inbound"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording the carrier knows of."""

    sid: str
    call_sid: str
    seconds: float | None
    """None while the length is not known."""
    status: str
    """`in-progress paused stopped processing completed absent deleted`."""
    created: datetime | None
    """Aware, UTC; None when the carrier did not say."""
    source: str | None = None
    """`RecordVerb` for a message, `DialVerb` for a conversation."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account, and where it posts what happens: `POST https://…` for each of `voice` (a call comes in),
    `fallback` and `status`; empty where nothing is entered."""

    number: str
    webhooks: dict[str, str]


def number(listed: Any) -> Number:
    """Reads a number as the SDK gives it."""
    posts = {
        "voice": (listed.voice_method, listed.voice_url),
        "fallback": (listed.voice_fallback_method, listed.voice_fallback_url),
        "status": (listed.status_callback_method, listed.status_callback),
    }
    return Number(
        str(listed.phone_number),
        {name: f"{method} {url}" if url else "" for name, (method, url) in posts.items()},
    )


def call_state(fetched: Any) -> CallState:
    """Reads a call as the SDK gives it."""
    seconds = _length(fetched.duration)
    return CallState(
        str(fetched.status),
        None if seconds is None else int(seconds),
        str(fetched.direction or ""),
        str(fetched._from or ""),
        str(fetched.to or ""),
    )


def recorded(listed: Any) -> Recorded:
    """Reads a recording as the SDK gives it."""
    created = listed.date_created
    return Recorded(
        sid=str(listed.sid),
        call_sid=str(listed.call_sid or ""),
        seconds=_length(listed.duration),
        status=str(listed.status),
        created=created.astimezone(UTC) if isinstance(created, datetime) and created.tzinfo else None,
        source=str(listed.source) if listed.source else None,
    )


def _length(text: object) -> float | None:
    """A length in seconds that the carrier tells as text; -1 or nothing means that it is not known yet."""
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
