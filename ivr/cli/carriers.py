"""What `ivr doctor` finds at the setting of a Twilio account; where it is asked to, at Twilio as well."""

import os
import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import func, select

from ivr.cli.findings import Finding
from ivr.people import User
from ivr.settings import Settings
from ivr.system import System
from ivr.telephony import Account, CarrierError, Number, Refused

_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_MAINLAND = "+86"
_INWARD = (".local", ".lan", ".internal", ".home", ".invalid", ".test")


def halved(settings: Settings) -> bool:
    """Whether only half of Twilio's credentials is set: then there is no account to work with."""
    return bool(settings.twilio_account_sid) != bool(settings.twilio_auth_token.get_secret_value())


def without(settings: Settings) -> Settings:
    """The settings as if no account was named."""
    return settings.model_copy(update={"twilio_account_sid": "", "twilio_auth_token": SecretStr("")})


def twilio(system: System, settings: Settings, *, ask: bool = False) -> Iterator[Finding]:
    """Whether a Twilio number can ring us and we can ring by it. Nothing is sent anywhere unless with `ask`."""
    if halved(settings):
        given, missing = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"
        if not settings.twilio_account_sid:
            given, missing = missing, given
        yield Finding(
            "wrong", f"{given} is set without {missing}", "set both, or neither; until then nothing starts"
        )
    if not settings.twilio_account_sid:
        yield Finding("ok", "carrier: our own gateway alone; nothing leaves the house")
        return
    yield Finding(
        "note",
        "carrier: a Twilio account",
        "numbers and voices of callers, and what is said to them, leave the house (/privacy says so); recordings "
        "stay there until they are purged, call records as long as Twilio keeps them or until then",
    )
    yield from _credentials(settings)
    yield from _address(settings.public_url)
    yield from _numbers(system)
    if ask and not halved(settings):
        yield from _asked(system)


def _credentials(settings: Settings) -> Iterator[Finding]:
    if not _ACCOUNT.fullmatch(settings.twilio_account_sid):
        yield Finding(
            "wrong",
            "TWILIO_ACCOUNT_SID is no account's SID (AC and 32 hexadecimal digits)",
            "take the account's own; an API key (SK…) cannot check what Twilio signs",
        )
    token = settings.twilio_auth_token.get_secret_value()
    if token and not _TOKEN.fullmatch(token):
        yield Finding(
            "note",
            "TWILIO_AUTH_TOKEN does not look like an auth token (32 hexadecimal digits)",
            "take it from the account's page; with a wrong one every webhook is refused",
        )
    for name in ("TWILIO_REGION", "TWILIO_EDGE"):
        if os.environ.get(name):
            yield Finding(
                "note",
                f"{name} has no say here: requests go to api.twilio.com",
                "have the number in the region us1; see docs/twilio.md",
            )


def _address(public_url: str) -> Iterator[Finding]:
    parts = urlsplit(public_url)
    if not _reachable(parts.hostname or ""):
        yield Finding(
            "wrong",
            f"IVR_PUBLIC_URL is {public_url}, which Twilio cannot reach",
            "set it to the https:// address in front of this system",
        )
    elif parts.scheme != "https":
        yield Finding(
            "wrong",
            f"IVR_PUBLIC_URL is {public_url}: numbers, keys and sign-ins would travel in clear",
            "put TLS in front, and set the https:// address",
        )
    else:
        yield Finding(
            "ok",
            f"Twilio's number is to POST to {public_url}/voice/incoming, fallback {public_url}/voice/fallback, "
            f"status {public_url}/voice/status",
        )


def _reachable(host: str) -> bool:
    """Whether the internet could know that name; it is not looked up."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_INWARD)


def _numbers(system: System) -> Iterator[Finding]:
    hotlines = list(system.book.current().schedule.hotlines.values())
    reached = sorted({number for hotline in hotlines for number in hotline.reached_by})
    if not reached:
        yield Finding(
            "wrong",
            "no hotline is reached by a number of Twilio's: whoever rings it hears that it is not known",
            "enter the number under `reached_by` in schedules.yaml, and publish",
        )
    shown = sorted({hotline.show_as for hotline in hotlines if hotline.reached_by} - set(reached))
    if shown:
        yield Finding(
            "note",
            f"shown to whom we ring: {', '.join(shown)}; Twilio takes its own and verified numbers alone, none of "
            "mainland China",
            "set `show_as` to the number that Twilio knows",
        )
    with system.database.reading() as session:
        mainland = session.scalar(
            select(func.count())
            .select_from(User)
            .where(User.active.is_(True), User.phone.startswith(_MAINLAND, autoescape=True))
        )
    if mainland:
        yield Finding(
            "note",
            f"{mainland} {'telephone' if mainland == 1 else 'telephones'} of ours in mainland China, where Twilio "
            "rings nobody",
            "calls by Twilio become messages there; ring back from a telephone of your own (docs/twilio.md)",
        )


def _asked(system: System) -> Iterator[Finding]:
    for account in system.carrier.accounts:
        if not account.real:
            continue
        try:
            system.carrier.check(account)
            numbers = {each.number: each for each in system.carrier.numbers(account)}
        except Refused as refused:
            yield Finding("wrong", f"Twilio does not let us in: {refused}", "see the account's SID and token")
        except CarrierError as error:
            yield Finding("note", f"Twilio could not be asked: {error}", "see the way out (proxy, firewall)")
        else:
            yield Finding("ok", "Twilio knows the account")
            yield from _entered(system, account, numbers)


def _entered(system: System, account: Account, numbers: Mapping[str, Number]) -> Iterator[Finding]:
    """What is entered at Twilio for the numbers that ring our hotlines."""
    base = system.settings.public_url
    right = {
        "voice": f"POST {base}/voice/incoming",
        "fallback": f"POST {base}/voice/fallback",
        "status": f"POST {base}/voice/status",
    }
    for hotline in system.book.current().schedule.hotlines.values():
        for number in hotline.reached_by:
            known = numbers.get(number)
            if known is None:
                yield Finding(
                    "note",
                    f"{number} is no number of the account {account.sid[:6]}…",
                    "buy it, or correct it",
                )
                continue
            wrong = [f"{name} {right[name]}" for name, url in known.webhooks.items() if url != right[name]]
            if wrong:
                yield Finding(
                    "wrong", f"{number} does not post to us as it should", f"set {', '.join(wrong)}"
                )
            else:
                yield Finding("ok", f"{number} rings {hotline.number}")
