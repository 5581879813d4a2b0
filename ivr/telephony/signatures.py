"""Whether a webhook comes from who it says it comes from."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator


def signed_address(public_url: str, target: str) -> str:
    """The address a carrier signed: the configured public URL plus the raw path and query of the request.

    `target` is the request line's, percent-encoding and all. What a proxy put into Host or the scheme has no
    say: it would make a true signature false, or a false one true.
    """
    if not target.startswith("/"):
        parts = urlsplit(target)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
    return public_url.rstrip("/") + target.removesuffix("?")


def is_signed(
    validator: RequestValidator, url: str, params: Mapping[str, str] | str | bytes, signature: str | None
) -> bool:
    """True when `signature` covers `url` and every parameter; never raises, whatever was sent.

    `params` is the form (a MultiDict counts every value) or, for JSON, the raw body, which then must match
    `bodySHA256` of the query.
    """
    if not signature or not signature.isascii():
        return False
    body: Mapping[str, str] | str
    if isinstance(params, bytes):
        try:
            body = params.decode()
        except UnicodeDecodeError:
            return False
    else:
        body = params
    if isinstance(body, str) and "bodySHA256" not in parse_qs(urlsplit(url).query):
        return False
    return bool(validator.validate(url, body, signature))
