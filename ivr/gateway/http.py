"""What travels between the gateway and the application: requests, answers, signatures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit, urlunsplit

from twilio.request_validator import RequestValidator


@dataclass(frozen=True)
class Request:
    """One request of the gateway's: `form` is what is posted, as urlencoded UTF-8."""

    method: str
    url: str
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return urlencode(self.form).encode() if self.method == "POST" else b""


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")


@dataclass(frozen=True)
class NoAnswer:
    """A request that brought nothing back."""

    why: str
    """`connection`: nobody there; `timeout`: connected, and 15 seconds passed."""


Outcome = Response | NoAnswer
Fetch = Callable[[Request], Response]
"""Performs a request; raises OSError when nobody is there, TimeoutError when no answer comes in time."""


def webhook(method: str, url: str, params: Mapping[str, str]) -> Request:
    """The request that carries `params` to `url`: in the body, or in the query when the method is GET."""
    target = urlsplit(url)._replace(fragment="")
    if method == "POST":
        return Request("POST", urlunsplit(target), dict(params))
    query = "&".join(filter(None, (target.query, urlencode(params))))
    return Request("GET", urlunsplit(target._replace(query=query)))


_WRITTEN = "data:text/xml,"


def written(document: str) -> str:
    """An address that is itself the document: what a request to REST carried as `Twiml`."""
    return _WRITTEN + quote(document)


def written_in(url: str) -> str | None:
    """The document that `url` itself is; None for one to be fetched."""
    return unquote(url.removeprefix(_WRITTEN)) if url.startswith(_WRITTEN) else None


def signed(request: Request, token: str) -> Request:
    """`request` with Twilio's signature over its address and form."""
    signature = RequestValidator(token).compute_signature(request.url, dict(request.form))
    return replace(request, headers={**request.headers, "X-Twilio-Signature": signature})


@dataclass(frozen=True)
class Retries:
    """How often and after what a webhook is sent again; written in its address as `#rc=2&rp=all`."""

    count: int = 1
    after: frozenset[str] = frozenset({"ct"})
    """`ct` no connection, `rt` no answer in time, `4xx`, `5xx`."""

    @classmethod
    def of(cls, url: str) -> "Retries":
        told = parse_qs(urlsplit(url).fragment)
        count = told.get("rc", ["1"])[0]
        policies = frozenset(told.get("rp", ["ct"])[0].split(","))
        if "all" in policies:
            policies = frozenset({"ct", "rt", "4xx", "5xx"})
        return cls(min(int(count), 5) if count.isdigit() else 1, policies)

    def again(self, outcome: Outcome) -> bool:
        """Whether `outcome` is one that is tried again."""
        if isinstance(outcome, NoAnswer):
            return {"connection": "ct", "timeout": "rt"}[outcome.why] in self.after
        return f"{outcome.status // 100}xx" in self.after
