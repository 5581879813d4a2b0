"""Addresses of channels: which kinds there may be, and how one is shown without its secret.

Few kinds on purpose: an address that is not on the list is never opened, whatever else the library could speak.

    wecombot://KEY, or the robot's own https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY
    jsons://HOST/PATH, json://HOST/PATH     a webhook: an HTTPS or HTTP post of a JSON document
    mailto:ADDRESS                          a mailbox, by the mail server of IVR_SMTP_URL
"""

from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from ivr.people import is_email

Kind = Literal["wecom", "webhook", "mail"]


class BadAddress(ValueError):
    """An address that cannot be a channel's; the message says why and what to write."""


def checked(url: str) -> str:
    """The address as it is kept; raises BadAddress."""
    url = url.strip()
    if kind(url) == "mail":
        mailbox(url)
    else:
        opened(url)
    return url


def kind(url: str) -> Kind:
    """What sort of channel the address is; raises BadAddress for one that is on no list."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddress("that is no address at all: copy it once more") from None
    scheme = parts.scheme.lower()
    if scheme == "mailto":
        return "mail"
    if scheme in ("json", "jsons"):
        return "webhook"
    robot = parts.netloc == "qyapi.weixin.qq.com" and parts.path.rstrip("/") == "/cgi-bin/webhook/send"
    if scheme == "wecombot" or (scheme == "https" and robot):
        return "wecom"
    raise BadAddress(
        "that is no address of a channel: write wecombot://KEY, the robot's own https://qyapi.weixin.qq.com/… address, "
        "jsons://HOST/PATH for a webhook, or mailto:ADDRESS"
    )


def mailbox(url: str) -> str:
    """The address of a mail channel; raises BadAddress."""
    address = url.partition(":")[2]
    if not is_email(address):
        raise BadAddress(f"{address or 'nothing'} is no e-mail address: write mailto:desk@example.com")
    return address


def opened(url: str) -> Any:
    """The library's notifier for a chat or webhook address; raises BadAddress when something is missing in it."""
    # Most processes send nothing, and it takes a while to import; its own lookup would import all that it speaks.
    from apprise import AppriseAsset
    from apprise.plugins.custom_json import NotifyJSON
    from apprise.plugins.wecombot import NotifyWeComBot

    # An address leads where whoever entered it said, and nowhere else.
    asset = AppriseAsset(app_id="ivr", secure_logging=True, http_redirects=False)
    speaks = NotifyWeComBot if kind(url) == "wecom" else NotifyJSON
    try:
        told = speaks.parse_native_url(url) or speaks.parse_url(url)
        return speaks(**told, asset=asset)
    except (TypeError, ValueError):
        raise BadAddress(
            "that address is incomplete: look at it once more, the key or the host is missing"
        ) from None


def masked(url: str) -> str:
    """The address as it may be listed: what it is and where it leads, without keys, paths or passwords."""
    parts = urlsplit(url)
    match kind(url):
        case "mail":
            return url
        case "wecom":
            key = parts.netloc if parts.scheme == "wecombot" else parse_qs(parts.query).get("key", [""])[0]
            return f"wecombot://…{key[-4:]}"
        case "webhook":
            port = f":{parts.port}" if parts.port else ""
            return f"{parts.scheme.lower()}://{parts.hostname}{port}/…"
