"""What a request asks for: its parameters, read and checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ivr.gateway.http import written
from ivr.gateway.machine.leg import Report
from ivr.gateway.rest.answers import RestError

Form = Mapping[str, str | Sequence[str]]
Params = Mapping[str, str]

LONGEST_TWIML = 4000
_PROGRESS = ("initiated", "ringing", "answered", "completed")
_ADDRESS = re.compile(r"(?:sips?|client):\S+|\+?(?=\D*\d)[\d ()*#.-]+")
_BAD_URL = {"StatusCallback": 21609}
_UNSERVED = (
    "ApplicationSid",
    "AsyncAmd",
    "Byoc",
    "CallToken",
    "CallerId",
    "MachineDetection",
    "Record",
    "SendDigits",
    "SipAuthUsername",
    "TimeLimit",
)
"""What Twilio would do to a call and this gateway does not: better said than left undone unseen."""


def single(form: Form) -> dict[str, str]:
    """Repeated parameters become one, separated by spaces."""
    return {name: value if isinstance(value, str) else " ".join(value) for name, value in form.items()}


def refuse_unserved(params: Params) -> None:
    for name in _UNSERVED:
        if params.get(name, "").lower() not in ("", "false"):
            raise RestError(400, 20001, f"{name} is not served by this gateway")


def party(params: Params, name: str, missing: int, invalid: int) -> str:
    """Somebody who is rung or rings: a number, or a SIP or client address."""
    told = params.get(name, "").strip()
    if not told:
        raise RestError(400, missing, f"No '{name}' number is specified")
    if not _ADDRESS.fullmatch(told):
        raise RestError(400, invalid, f"The '{name}' number {told[:100]} is not a valid phone number.")
    return told


def document(params: Params) -> str:
    """Where the document is that a call is to perform: `Url`, or what `Twiml` holds; empty without either."""
    told = url(params, "Url")
    twiml = params.get("Twiml", "")
    if told or not twiml:
        return told
    if len(twiml) > LONGEST_TWIML:
        raise RestError(400, 20001, f"Twiml must not be longer than {LONGEST_TWIML} characters")
    return written(twiml)


def url(params: Params, name: str) -> str:
    told = params.get(name, "")
    parts = urlsplit(told) if told else None
    if parts and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise RestError(400, _BAD_URL.get(name, 21205), f"{name} is not a valid URL: {told[:100]}")
    return told


def method(params: Params, name: str) -> str:
    told = params.get(name, "").upper() or "POST"
    if told not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name} must be GET or POST")
    return told


def whole(params: Params, name: str, default: int, least: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise RestError(400, 20001, f"{name} must be a whole number from {least} to {most}")
    return int(text)


def page(params: Params) -> tuple[int, int]:
    """Which page is wanted, from 0, and how many a page holds."""
    return whole(params, "Page", 0, 0, 10**6), whole(params, "PageSize", 50, 1, 1000)


def report(params: Params, default: tuple[str, ...] = ("completed",)) -> Report | None:
    """Where the call's progress is to be told, and which of it; `default` where the request does not say which."""
    told = url(params, "StatusCallback")
    if not told:
        return None
    wanted = tuple(params.get("StatusCallbackEvent", "").split()) or default
    for event in wanted:
        if event not in _PROGRESS:
            raise RestError(400, 21626, f"StatusCallbackEvent {event!r}: {' '.join(_PROGRESS)}")
    return Report(told, method(params, "StatusCallbackMethod"), wanted)


def within(params: Params, name: str) -> Callable[[datetime | None], bool]:
    """Twilio's three filters on a moment: on that day (UTC), until then, from then on."""
    limits: dict[str, datetime] = {}
    for suffix in ("", "<", ">"):
        text = params.get(f"{name}{suffix}")
        if text:
            try:
                limit = datetime.fromisoformat(text)
            except ValueError:
                raise RestError(400, 20001, f"{name}{suffix}: {text!r} is no date") from None
            limits[suffix] = limit if limit.tzinfo else limit.replace(tzinfo=UTC)

    def fits(moment: datetime | None) -> bool:
        if moment is None:
            return not limits
        # To the second, as moments are shown.
        moment = moment.replace(microsecond=0)
        return (
            ("" not in limits or moment.astimezone(UTC).date() == limits[""].astimezone(UTC).date())
            and ("<" not in limits or moment <= limits["<"])
            and (">" not in limits or moment >= limits[">"])
        )

    return fits
