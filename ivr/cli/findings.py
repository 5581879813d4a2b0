"""What `ivr doctor` finds: one thing at a time; and what it finds at an Asterisk and by test calls."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from ivr import probes
from ivr.clock import shanghai
from ivr.gateway.asterisk.ari import APP, Address
from ivr.probes import telling
from ivr.settings import Settings, is_loopback
from ivr.system import System


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and what to do where it is not well."""

    state: Literal["ok", "note", "wrong"]
    what: str
    do: str = ""


def asterisk(settings: Settings) -> Iterator[Finding]:
    """Whether the Asterisk of the settings answers, and whether our gateway is connected to it."""
    if not settings.asterisk:
        return
    address = Address.of(settings.asterisk_url.get_secret_value())
    shown = address.origin.removesuffix("/ari")
    status, why = _status(address, "asterisk/info")
    if status == 401:
        yield Finding("wrong", f"asterisk: {shown} does not know this user or password", "see ari.conf there")
    elif status != 200:
        do = "start Asterisk; ARI must be enabled in its http.conf and ari.conf"
        yield Finding("wrong", f"asterisk: {shown} does not answer as ARI does ({why or status})", do)
    elif _status(address, f"applications/{APP}")[0] != 200:
        do = "`ivr serve` starts it; until then Asterisk takes the messages by itself"
        yield Finding("note", f"asterisk: answers at {shown}, but no gateway is connected to it", do)
    else:
        yield Finding("ok", f"asterisk: answers at {shown}, and the gateway is connected")
    if not is_loopback(shown):
        do = "ARI is for this machine alone: sound files are shared, and its password goes over the line"
        yield Finding("wrong", f"asterisk: {shown} is another machine", do)


def probed(system: System) -> Iterator[Finding]:
    """Whether the hotlines are dialled through the carrier now and again, and how that went last."""
    every, trunk = system.settings.probe_every, system.carrier.outward.real or system.settings.asterisk
    if every is None and trunk:
        do = "IVR_PROBE_EVERY=15m dials each hotline through the carrier; or `ivr probe` from cron"
        yield Finding("note", "test calls: none; a dead trunk is found by customers", do)
    elif every is not None and not trunk:
        do = "unset it until there is a trunk: every test call fails"
        yield Finding("wrong", "IVR_PROBE_EVERY is set, but there is neither Twilio nor an Asterisk", do)
    with system.database.reading() as session:
        for number in system.book.current(session).schedule.hotlines:
            last = probes.latest(session, number, judged=True)
            if last is None or last.placed < system.now() - telling.NEWS:
                continue
            state: Literal["ok", "wrong"] = "ok" if last.result == probes.Verdict.OK else "wrong"
            at = f"{shanghai(last.placed):%Y-%m-%d %H:%M}"
            do = "" if state == "ok" else "look at the trunk, then `ivr probe`"
            yield Finding(state, f"test call of {number} at {at}: {telling.said(last, 'en')}", do)


def _status(address: Address, what: str) -> tuple[int, str]:
    """What ARI answers to a look at `what`: its status, or 0 and why there is none."""
    login = b64encode(":".join(address.auth).encode()).decode()
    asked = Request(f"{address.origin}/{what}", headers={"Authorization": f"Basic {login}"})  # noqa: S310
    try:
        with urlopen(asked, timeout=2) as answer:  # noqa: S310 - http or https, the settings see to it
            return int(answer.status), ""
    except HTTPError as error:
        return error.code, ""
    except OSError as error:
        return 0, str(getattr(error, "reason", error))
