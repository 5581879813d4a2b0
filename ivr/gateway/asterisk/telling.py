"""What Asterisk's events and errors tell."""

from contextlib import suppress
from datetime import datetime

import aiohttp

from ivr.clock import parse_moment
from ivr.gateway.asterisk.ari import Event

HIDDEN = "anonymous"

CAUSES = {
    17: "busy",
    21: "busy",
    18: "no-answer",
    19: "no-answer",
    20: "no-answer",
    16: "no-answer",
    31: "no-answer",
}
"""What Asterisk's numbers for the end of a call that nobody answered mean; any other is a failure."""


def channel(event: Event) -> str:
    """The channel that an event tells of."""
    if "playback" in event:
        return str(event["playback"].get("target_uri", "")).removeprefix("channel:")
    return str((event.get("channel") or {}).get("id", ""))


def cause(event: Event) -> str:
    """Why nobody answered who was rung."""
    return CAUSES.get(event.get("cause", 0), "failed")


def caller(channel: Event) -> str:
    """Who rings, as far as he lets us know."""
    return str((channel.get("caller") or {}).get("number") or HIDDEN)


def moment(text: str) -> datetime | None:
    """The moment that a call pretends, if it is one."""
    with suppress(ValueError):
        return parse_moment(text)
    return None


def why(error: BaseException) -> str:
    """What keeps us from connecting."""
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return f"it answered {error.status}" + (
            ": the user or password is not its own" if error.status == 401 else ""
        )
    return str(error) or type(error).__name__
