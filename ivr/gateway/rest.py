"""The gateway's REST address: Twilio's paths, JSON and errors, for what the application needs of them.

Framework-neutral: :meth:`Rest.handle` takes a request apart and answers it; nothing here touches a socket.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from ivr.gateway.machine import events
from ivr.gateway.machine.leg import API_VERSION, Leg, Report
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.recordings import Recording, RecordingStore
from ivr.gateway.resources import call_json, page_json, recording_json

Answer = tuple[int, dict[str, str], bytes]
Form = Mapping[str, str | Sequence[str]]
Auth = tuple[str, str] | None
T = TypeVar("T")

_PROGRESS = ("initiated", "ringing", "answered", "completed")


class RestError(Exception):
    """A request that is answered with one of Twilio's errors."""

    def __init__(self, status: int, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence


class Rest:
    """Answers requests about the calls of `board` and the recordings of `store`.

    Whatever a request sets going is only handed to `tell`, never done before the answer is out.
    """

    def __init__(
        self,
        board: Switchboard,
        store: RecordingStore,
        token: str,
        *,
        now: Callable[[], datetime],
        tell: Callable[[events.Event], None],
        media_is_there: Callable[[str], bool] = lambda _sid: True,
    ) -> None:
        self._board = board
        self._store = store
        self._token = token
        self._now = now
        self._tell = tell
        self._media_is_there = media_is_there
        account = re.escape(f"/{API_VERSION}/Accounts/{board.account_sid}")
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", rf"{account}\.json", self._account),
            ("POST", rf"{account}/Calls\.json", self._create_call),
            ("GET", rf"{account}/Calls\.json", self._list_calls),
            ("GET", rf"{account}/Calls/(\w+)\.json", self._fetch_call),
            ("POST", rf"{account}/Calls/(\w+)\.json", self._update_call),
            ("GET", rf"{account}/Calls/(?P<call>\w+)/Recordings\.json", self._list_recordings),
            ("GET", rf"{account}/Recordings\.json", self._list_recordings),
            ("GET", rf"{account}/Recordings/(\w+)\.json", self._fetch_recording),
            ("DELETE", rf"{account}/Recordings/(\w+)(?:\.json)?", self._delete_recording),
            ("GET", rf"{account}/Recordings/(\w+)(?:\.wav)?", self._media),
        ]

    def handle(self, method: str, path: str, form: Form, auth: Auth) -> Answer:
        """Answers one request; `path` may carry a query, `form` holds body or query parameters."""
        target = urlsplit(path)
        params = dict(parse_qsl(target.query, keep_blank_values=True)) | _single(form)
        try:
            self._check(auth)
            found = [
                (verb, match, act)
                for verb, pattern, act in self._routes
                if (match := re.fullmatch(pattern, target.path))
            ]
            if not found:
                raise _not_found(target.path)
            for verb, match, act in found:
                if verb == method:
                    return act(params, *match.groups())
            raise RestError(405, 20004, "Method not allowed")
        except RestError as error:
            return _answer(
                error.status,
                {
                    "code": error.code,
                    "message": error.sentence,
                    "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
                    "status": error.status,
                },
            )

    def _check(self, auth: Auth) -> None:
        if not authentic(auth, self._board.account_sid, self._token):
            raise RestError(401, 20003, "Authenticate")

    def _account(self, _params: dict[str, str]) -> Answer:
        return _answer(
            200, {"sid": self._board.account_sid, "status": "active", "friendly_name": "ivr gateway"}
        )

    # Calls

    def _create_call(self, params: dict[str, str]) -> Answer:
        for name, code in (("To", 21201), ("From", 21213), ("Url", 21205)):
            if not params.get(name):
                raise RestError(400, code, f"No '{name}' is specified")
        leg = self._board.place(
            at=self._now(),
            to=params["To"],
            from_=params["From"],
            url=_url(params, "Url"),
            method=_method(params, "Method"),
            fallback_url=_url(params, "FallbackUrl"),
            fallback_method=_method(params, "FallbackMethod"),
            report=_report(params),
            ring_for=_whole(params, "Timeout", 60, 5, 600),
        )
        self._tell(events.Begin(leg.sid))
        return _answer(201, call_json(leg))

    def _list_calls(self, params: dict[str, str]) -> Answer:
        within = _within(params, "StartTime")
        wanted = {"to": "To", "from_": "From", "status": "Status", "parent": "ParentCallSid"}
        legs = [
            leg
            for leg in reversed(self._board.legs.values())
            if all(params.get(name) in (None, "", getattr(leg, field)) for field, name in wanted.items())
            and within(leg.created)
        ]
        return self._page("Calls", legs, call_json, params)

    def _fetch_call(self, _params: dict[str, str], sid: str) -> Answer:
        return _answer(200, call_json(self._leg(sid)))

    def _update_call(self, params: dict[str, str], sid: str) -> Answer:
        leg = self._leg(sid)
        if not leg.live:
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        match params.get("Status"):
            case "completed":
                self._tell(events.End(sid, "completed" if leg.status == "in-progress" else "canceled"))
            case "canceled":
                if leg.status != "in-progress":
                    self._tell(events.End(sid, "canceled"))
            case None if params.get("Url"):
                if leg.status != "in-progress":
                    raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
                self._tell(events.Redirect(sid, _url(params, "Url"), _method(params, "Method")))
            case other:
                raise RestError(400, 20001, f"Status {other!r}: completed or canceled, or give a Url")
        return _answer(200, call_json(leg))

    def _leg(self, sid: str) -> Leg:
        leg = self._board.legs.get(sid)
        if leg is None:
            raise _not_found(f"/{API_VERSION}/Accounts/{self._board.account_sid}/Calls/{sid}.json")
        return leg

    # Recordings

    def _list_recordings(self, params: dict[str, str], call: str | None = None) -> Answer:
        call = call or params.get("CallSid")
        within = _within(params, "DateCreated")
        found = [
            recording
            for recording in self._store.all()
            if call in (None, "", recording.call_sid) and within(recording.created)
        ]
        return self._page("Recordings", found, recording_json, params)

    def _fetch_recording(self, _params: dict[str, str], sid: str) -> Answer:
        return _answer(200, recording_json(self._recording(sid)))

    def _delete_recording(self, _params: dict[str, str], sid: str) -> Answer:
        self._recording(sid)
        self._store.delete(sid)
        return 204, {}, b""

    def _media(self, _params: dict[str, str], sid: str) -> Answer:
        self._recording(sid)
        media = self._store.media(sid) if self._media_is_there(sid) else None
        if media is None:
            raise _not_found(f"/{API_VERSION}/Accounts/{self._board.account_sid}/Recordings/{sid}")
        return 200, {"Content-Type": "audio/x-wav", "Content-Length": str(len(media))}, media

    def _recording(self, sid: str) -> Recording:
        recording = self._store.find(sid)
        if recording is None or recording.account_sid != self._board.account_sid:
            raise _not_found(f"/{API_VERSION}/Accounts/{self._board.account_sid}/Recordings/{sid}.json")
        return recording

    def _page(
        self, name: str, found: Sequence[T], show: Callable[[T], dict[str, object]], params: dict[str, str]
    ) -> Answer:
        page, size = _whole(params, "Page", 0, 0, 10**6), _whole(params, "PageSize", 50, 1, 1000)
        uri = f"/{API_VERSION}/Accounts/{self._board.account_sid}/{name}.json"
        shown = [show(each) for each in found[page * size : (page + 1) * size]]
        more = len(found) > (page + 1) * size
        return _answer(200, page_json(name.lower(), shown, uri, params, page, size, more=more))


def authentic(auth: Auth, account_sid: str, token: str) -> bool:
    """Whether these are the account's SID and token; takes the same time for all that are not."""
    name, given = auth or ("", "")
    right = compare_digest(name.encode(), account_sid.encode())
    return compare_digest(given.encode(), token.encode()) and right


def _answer(status: int, content: Mapping[str, object]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()


def _not_found(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")


def _single(form: Form) -> dict[str, str]:
    """Repeated parameters become one, separated by spaces."""
    return {name: value if isinstance(value, str) else " ".join(value) for name, value in form.items()}


def _url(params: dict[str, str], name: str) -> str:
    url = params.get(name, "")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise RestError(400, 21205, f"{name} is not a valid URL: {url[:100]}")
    return url


def _method(params: dict[str, str], name: str) -> str:
    method = params.get(name, "POST").upper()
    if method not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name} must be GET or POST")
    return method


def _whole(params: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not text.isdigit() or not least <= int(text) <= most:
        raise RestError(400, 20001, f"{name} must be a whole number from {least} to {most}")
    return int(text)


def _report(params: dict[str, str]) -> Report | None:
    url = _url(params, "StatusCallback")
    if not url:
        return None
    told = tuple(params.get("StatusCallbackEvent", "").split()) or ("completed",)
    for event in told:
        if event not in _PROGRESS:
            raise RestError(400, 21626, f"StatusCallbackEvent {event!r}: {' '.join(_PROGRESS)}")
    return Report(url, _method(params, "StatusCallbackMethod"), told)


def _within(params: dict[str, str], name: str) -> Callable[[datetime], bool]:
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

    def within(moment: datetime) -> bool:
        # To the second, as moments are shown.
        moment = moment.replace(microsecond=0)
        return (
            ("" not in limits or moment.astimezone(UTC).date() == limits[""].astimezone(UTC).date())
            and ("<" not in limits or moment <= limits["<"])
            and (">" not in limits or moment >= limits[">"])
        )

    return within
