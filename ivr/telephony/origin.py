"""How requests reach an account's REST address: the one `HttpClient` beneath Twilio's SDK.

The SDK believes it talks to https://api.twilio.com. Whatever host it names, the request goes to the account's
own base, so credentials never travel anywhere else; or it is handed to a transport in this process.
"""

import json
import logging
import re
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response as TwilioResponse

from ivr.settings import is_loopback
from ivr.telephony import media
from ivr.telephony.errors import Refused, Uncertain
from ivr.telephony.wire import PASSING, TIMEOUT, Request, Response, Sending, Transport


class Origin(HttpClient):  # type: ignore[misc]
    """The SDK's way out, with its origin replaced by `base` or by `transport`.

    Every answer that is no success becomes a CarrierError here, so the SDK only ever sees what it asked for.
    """

    def __init__(self, base: str, transport: Transport | None = None) -> None:
        super().__init__(logging.getLogger(__name__), False)
        self._base = base.rstrip("/")
        self._transport = transport
        self._session = requests.Session()
        # A proxy of the environment is for the way out of the house, not for our own gateway.
        self._session.trust_env = not is_loopback(base)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=32, max_retries=0))

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002
        allow_redirects: bool = False,  # noqa: ARG002
    ) -> TwilioResponse:
        """One request of the SDK. Raises Refused or Uncertain; see ivr.telephony.errors."""
        request = Request(method.upper(), _path(uri, params), _fields(data), auth or ("", ""))
        with Sending(request.method):
            answer = self._transport(request) if self._transport else self._send(request, headers or {})
        _raise_for(request.method, answer)
        return TwilioResponse(answer.status, answer.body.decode("utf-8", "replace"), dict(answer.headers))

    def media(self, path: str, auth: tuple[str, str], cap: int) -> bytes:
        """The audio at `path`, at most `cap` bytes of it.

        Raises NotYet (404), TooLarge (before more than `cap` bytes are held), Refused or Uncertain. A
        redirect is followed without our credentials once it leaves the account's own host.
        """
        if self._transport is None:
            return media.fetch(self._session, self._base, path, auth, cap)
        with Sending("GET"):
            answer = self._transport(Request("GET", path, {}, auth))
        media.raise_for(answer.status)
        if len(answer.body) > cap:
            raise media.too_large(cap)
        return answer.body

    def _send(self, request: Request, headers: dict[str, str]) -> Response:
        answered = self._session.request(
            request.method,
            self._base + request.path,
            data=dict(request.form) or None,
            headers=headers,
            auth=request.auth,
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        return Response(answered.status_code, answered.headers, answered.content)


def _raise_for(method: str, answer: Response) -> None:
    said = _said(answer.body)
    if 200 <= answer.status < 300:
        if said is None and method != "DELETE":
            raise Uncertain(f"the carrier answered {method} with {answer.status} and something unreadable")
        return
    if answer.status >= 500:
        raise Uncertain(f"the carrier answered {method} with {answer.status}")
    code = said.get("code") if said else None
    words = _unnumbered(str(said.get("message", ""))) if said else ""
    raise Refused(
        f"the carrier refused {method} with {answer.status}" + (f": {words}" if words else ""),
        permanent=400 <= answer.status < 500 and answer.status not in PASSING,
        status=answer.status,
        code=code if isinstance(code, int) else None,
    )


def _path(uri: str, params: dict[str, object] | None) -> str:
    parts = urlsplit(uri)
    query = "&".join(q for q in (parts.query, urlencode(_fields(params), doseq=True)) if q)
    return f"{parts.path}?{query}" if query else parts.path


def _fields(given: dict[str, object] | None) -> dict[str, str | list[str]]:
    return {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
        for name, value in (given or {}).items()
    }


def _said(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _unnumbered(words: str) -> str:
    return re.sub(r"\+?\d[\d\s-]{5,}\d", "****", words)[:200]
