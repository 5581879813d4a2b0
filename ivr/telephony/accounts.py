"""The carrier as the application sees it: accounts, calls that are placed, recordings that are fetched.

A call belongs to an account, Twilio's or our gateway's. The account's token checks signatures and its base
receives requests; both kinds are reached through the same SDK.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator

from ivr.settings import Settings, SettingsError
from ivr.telephony import reports
from ivr.telephony.errors import CarrierError, Refused, Uncertain, UnknownAccount
from ivr.telephony.origin import Origin
from ivr.telephony.reports import CallState, Number, Recorded
from ivr.telephony.signatures import is_signed
from ivr.telephony.wire import Transport

TWILIO = "https://api.twilio.com"
_SID = re.compile(r"[A-Za-z0-9]{1,64}")
# "Call is not in-progress": what Twilio says when there is nothing left to hang up.
_NOT_IN_PROGRESS = 21220
_BAD_REQUEST = 400


@dataclass(frozen=True)
class Account:
    """One account at a carrier. Its token never shows in `repr`, logs or errors."""

    sid: str
    token: str = field(repr=False)
    kind: Literal["gateway", "twilio"]
    base: str
    """Where its REST address is, without a path."""
    transport: Transport | None = field(default=None, repr=False, compare=False)
    """Reaches the account inside this process, instead of over the network."""

    @property
    def real(self) -> bool:
        """True when a call placed here reaches the public network by itself; pretended calls must not."""
        return self.kind == "twilio"

    @cached_property
    def origin(self) -> Origin:
        return Origin(self.base, self.transport)

    @cached_property
    def validator(self) -> RequestValidator:
        return RequestValidator(self.token)

    @cached_property
    def client(self) -> Any:
        """Twilio's SDK; the environment's edges and regions have no say in where it goes."""
        from twilio.rest import Client

        return Client(self.sid, self.token, http_client=self.origin, environment={"TWILIO_REGION": ""})


class Carrier:
    """The accounts of this installation and what can be asked of them.

    Every act raises Refused when it surely was not done, and Uncertain when it may have been; reading acts
    raise Uncertain when no answer came. Nothing is retried here. `account` is an Account or its SID; an
    unknown SID raises UnknownAccount.
    """

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts = tuple(accounts)
        self._by_sid = {account.sid: account for account in self.accounts}

    def account(self, sid: str) -> Account:
        try:
            return self._by_sid[sid]
        except KeyError:
            raise UnknownAccount(
                f"no carrier account {sid[:40]!r} here: set the credentials of the one the call came through"
            ) from None

    @property
    def outward(self) -> Account:
        """The account for calls that began with no call of the customer's: Twilio's where there is one."""
        return next((each for each in self.accounts if each.real), self.accounts[0])

    def verify(
        self,
        account_sid: str | None,
        url: str,
        params: Mapping[str, str] | str | bytes,
        signature: str | None,
    ) -> bool:
        """True when the account of that SID signed `url` (see signatures.signed_address) and `params`.

        An unknown account is False. Never raises: all of it comes from a stranger until this says True.
        """
        account = self._by_sid.get(account_sid or "")
        return account is not None and is_signed(account.validator, url, params, signature)

    def check(self, account: Account | str) -> None:
        """Returns when the account answers to our credentials; raises Refused or Uncertain, saying why not."""
        known = self._known(account)
        with _understood():
            known.client.api.accounts(known.sid).fetch()

    def numbers(self, account: Account | str) -> list[Number]:
        """The numbers of an account of Twilio's, and where they post; our own gateway has none."""
        with _understood():
            listed = self._known(account).client.incoming_phone_numbers.list(page_size=200)
            return [reports.number(each) for each in listed]

    def place(
        self,
        account: Account | str,
        *,
        to: str,
        from_: str,
        url: str,
        status_callback: str,
        ring_for: timedelta,
    ) -> str:
        """Rings `to` (E.164 or a SIP address) and answers the call's SID; `from_` is the hotline's `show_as`.

        `url` gives the TwiML once somebody answers; `status_callback` hears of every change. Rings for
        `ring_for` (a number means seconds), 5 s to 10 min. After Uncertain the phone may be ringing: the
        addresses handed in should name the attempt, so that the call's own webhooks tell.
        """
        seconds = ring_for.total_seconds() if isinstance(ring_for, timedelta) else ring_for
        with _understood():
            call = self._known(account).client.calls.create(
                to=to,
                from_=from_,
                url=url,
                method="POST",
                status_callback=status_callback,
                status_callback_method="POST",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=min(max(round(seconds), 5), 600),
            )
        if not call.sid:
            raise Uncertain("the carrier accepted the call without naming it")
        return str(call.sid)

    def redirect(self, account: Account | str, call_sid: str, url: str) -> None:
        """Makes a call in progress fetch `url` now; Refused(permanent) when it is no longer in progress."""
        with _understood():
            self._known(account).client.calls(_sid(call_sid)).update(url=url, method="POST")

    def hang_up(self, account: Account | str, call_sid: str) -> None:
        """Ends a call, ringing or connected; one that has ended already, or never was, is no error."""
        try:
            with _understood():
                self._known(account).client.calls(_sid(call_sid)).update(status="completed")
        except Refused as refused:
            if refused.code != _NOT_IN_PROGRESS and refused.status != 404:
                raise

    def status(self, account: Account | str, call_sid: str) -> CallState | None:
        """Where a call stands at the carrier; None when the carrier knows no such call."""
        try:
            with _understood():
                return reports.call_state(self._known(account).client.calls(_sid(call_sid)).fetch())
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def is_over(self, account: Account | str, call_sid: str) -> bool:
        """True when the carrier says that a call has ended or that there never was one; False while it goes
        on, and while nobody can tell."""
        try:
            state = self.status(account, call_sid)
        except CarrierError:
            return False
        return state is None or state.over

    def recordings(
        self, account: Account | str, call_sid: str | None = None, since: datetime | None = None
    ) -> list[Recorded]:
        """Every recording of the account, of one call, or made at `since` (aware) or later; newest first."""
        asked: dict[str, Any] = {"page_size": 200}
        if call_sid is not None:
            asked["call_sid"] = _sid(call_sid)
        if since is not None:
            asked["date_created_after"] = since.astimezone(UTC)
        with _understood():
            return [reports.recorded(each) for each in self._known(account).client.recordings.list(**asked)]

    def media(
        self, account: Account | str, recording_sid: str, cap: int, *, channels: int | None = None
    ) -> bytes:
        """The WAV of a recording, fetched by its SID from the account's own base, at most `cap` bytes.

        With `channels` that many are asked for: some carriers mix two into one where nobody asks. One that was
        made with fewer comes as it is. Raises NotYet while there is none, TooLarge beyond the cap, Refused, or
        Uncertain.
        """
        known = self._known(account)
        path, auth = _media_path(known, recording_sid), (known.sid, known.token)
        if channels is not None:
            try:
                return known.origin.media(f"{path}?RequestedChannels={channels}", auth, cap)
            except Refused as refused:
                if refused.status != _BAD_REQUEST:  # 16113: a mono recording has no two channels
                    raise
        return known.origin.media(path, auth, cap)

    def media_url(self, account: Account | str, recording_sid: str) -> str:
        """Where the carrier itself finds a recording's audio, as `<Play>` wants it."""
        known = self._known(account)
        return known.base.rstrip("/") + _media_path(known, recording_sid)

    def delete_recording(self, account: Account | str, recording_sid: str) -> None:
        """Erases a recording at the carrier; one that is gone already is no error."""
        try:
            with _understood():
                self._known(account).client.recordings(_sid(recording_sid)).delete()
        except Refused as refused:
            if refused.status != 404:
                raise

    def delete_call(self, account: Account | str, call_sid: str) -> None:
        """Erases a call that is over from the carrier's records; one that is gone already is no error.

        Our own gateway keeps calls in memory alone, and has nothing to erase.
        """
        known = self._known(account)
        if not known.real:
            return
        try:
            with _understood():
                known.client.calls(_sid(call_sid)).delete()
        except Refused as refused:
            if refused.status != 404:
                raise

    def _known(self, account: Account | str) -> Account:
        return account if isinstance(account, Account) else self.account(account)


def carrier_of(settings: Settings, transport: Transport | None = None) -> Carrier:
    """The accounts the settings name: our gateway's always (through `transport` where one is handed in, else
    over `gateway_url`), Twilio's when its credentials are set.

    Raises SettingsError when only half of Twilio's credentials are there.
    """
    keys = settings.secrets
    accounts = [Account(keys.gateway_sid, keys.gateway_token, "gateway", settings.gateway_url, transport)]
    token = settings.twilio_auth_token.get_secret_value()
    if bool(settings.twilio_account_sid) != bool(token):
        missing = "TWILIO_AUTH_TOKEN" if settings.twilio_account_sid else "TWILIO_ACCOUNT_SID"
        raise SettingsError(f"{missing}: missing, set it or leave both of Twilio's credentials out")
    if settings.twilio_account_sid:
        accounts.append(Account(settings.twilio_account_sid, token, "twilio", TWILIO))
    return Carrier(accounts)


@contextmanager
def _understood() -> Iterator[None]:
    """Around the SDK: an answer it cannot make sense of is as good as none."""
    try:
        yield
    except (TwilioException, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Uncertain(f"the carrier's answer cannot be read ({type(error).__name__})") from error


def _media_path(account: Account, recording_sid: str) -> str:
    return f"/2010-04-01/Accounts/{account.sid}/Recordings/{_sid(recording_sid)}.wav"


def _sid(sid: str) -> str:
    """`sid` as a piece of a path; whatever else somebody posted under that name is refused."""
    if not _SID.fullmatch(sid):
        raise Refused(f"{sid[:40]!r} is no SID", permanent=True)
    return sid
