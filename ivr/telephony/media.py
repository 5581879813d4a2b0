"""Fetching a recording's audio: from the account's own base, capped, with credentials for nobody else."""

from urllib.parse import urljoin, urlsplit

import requests

from ivr.telephony.errors import NotYet, Refused, TooLarge, Uncertain
from ivr.telephony.wire import PASSING, TIMEOUT, Sending

_REDIRECTS = 3
_PIECE = 64 * 1024


def fetch(session: requests.Session, base: str, path: str, auth: tuple[str, str], cap: int) -> bytes:
    """What is at `path`, at most `cap` bytes of it, read piece by piece; see Origin.media for the errors."""
    url = base + path
    for _ in range(_REDIRECTS + 1):
        with Sending("GET"):
            answered = session.get(
                url,
                auth=auth if _same_host(url, base) else _no_credentials,
                timeout=TIMEOUT,
                stream=True,
                allow_redirects=False,
            )
        with answered:
            if not answered.is_redirect:
                raise_for(answered.status_code)
                return _capped(answered, cap)
            url = _next_hop(url, answered.headers["Location"])
    raise Refused("the carrier redirected the audio in a circle", permanent=False)


def raise_for(status: int) -> None:
    """Raises unless `status` brings audio."""
    if status == 404:
        raise NotYet("the carrier has no audio under that name (yet)")
    if status >= 500:
        raise Uncertain(f"the carrier answered {status} instead of the audio")
    if status != 200:
        raise Refused(
            f"the carrier refused the audio with {status}", permanent=status not in PASSING, status=status
        )


def too_large(cap: int) -> TooLarge:
    return TooLarge(f"the audio is larger than {cap} bytes and stays at the carrier")


def _capped(answered: requests.Response, cap: int) -> bytes:
    told = answered.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > cap:
        raise too_large(cap)
    body = bytearray()
    with Sending("GET"):
        for piece in answered.iter_content(_PIECE):
            body += piece
            if len(body) > cap:
                raise too_large(cap)
    return bytes(body)


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from looking for a password of its own (.netrc) for another host."""
    return request


def _same_host(url: str, base: str) -> bool:
    a, b = urlsplit(url), urlsplit(base)
    return (a.scheme, a.netloc) == (b.scheme, b.netloc)


def _next_hop(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(target).scheme != "https" and not _same_host(target, url):
        raise Refused("the carrier redirected the audio to an address without TLS", permanent=False)
    return target
