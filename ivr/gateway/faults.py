"""Faults on demand: what goes wrong between a carrier and an application, for tests.

Faults(Fault("duplicate", on="/record"), Fault("lost", on="RecordingStatus=completed"), seed=7)
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Literal

from ivr.gateway.http import NoAnswer, Outcome, Request, Response

What = Literal["duplicate", "late", "lost", "error", "timeout", "unreachable"]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with webhooks whose address or form contains `on`.

    duplicate: arrives twice, the second answer counts; late: arrives `seconds` later; lost: never arrives (for
    a document that is a timeout); error: answered 500 without reaching the application; timeout: reaches the
    application and its answer is lost; unreachable: no connection.
    """

    what: What
    on: str = ""
    times: int = 1
    seconds: float = 10
    skip: int = 0
    """So many matching webhooks pass unharmed first."""


@dataclass(frozen=True)
class Delivery:
    """One arrival of a webhook: after so many seconds; `instead` is the outcome when it never arrives."""

    after: float = 0
    arrives: bool = True
    instead: Outcome | None = None
    """What the gateway sees in place of the application's answer."""


class Faults:
    """What is to go wrong; without any, nothing does.

    `seed` delays every webhook that nobody waits for by up to `spread` seconds, so that they overtake each
    other in an order the seed decides. `media_missing` is how often each recording's audio is not there yet.
    `silence_is_kept`: recordings in which nobody speaks are kept and told like others, as Twilio does of late.
    `tones_are_lost`: keys that a call plays to one that came back to us never arrive; `caller_is_hidden`: nor does the
    number it shows. `rest` strikes the application's own requests: error, timeout (it was done all the same) and
    unreachable.
    """

    def __init__(
        self,
        *faults: Fault,
        seed: int | None = None,
        spread: float = 30,
        media_missing: int = 0,
        silence_is_kept: bool = False,
        tones_are_lost: bool = False,
        caller_is_hidden: bool = False,
        rest: tuple[Fault, ...] = (),
    ) -> None:
        self._faults = faults
        self._rest = rest
        self._met: Counter[Fault] = Counter()
        self._random = Random(seed) if seed is not None else None  # noqa: S311
        self._spread = spread
        self._media_missing = media_missing
        self._media_asked: Counter[str] = Counter()
        self.silence_is_kept = silence_is_kept
        self.tones_are_lost = tones_are_lost
        self.caller_is_hidden = caller_is_hidden

    def deliveries(self, request: Request, *, notice: bool) -> list[Delivery]:
        """How `request` arrives: usually once and at once. The last of several decides the outcome."""
        delay = self._random.uniform(0, self._spread) if self._random and notice else 0.0
        for fault in self._striking(request, self._faults):
            match fault.what:
                case "duplicate":
                    again = self._random.uniform(0, self._spread) if self._random and notice else delay
                    return [Delivery(delay), Delivery(again)]
                case "late":
                    delay += fault.seconds
                case "lost":
                    return [Delivery(15, arrives=False, instead=_LOST if notice else NoAnswer("timeout"))]
                case "error":
                    return [Delivery(delay, arrives=False, instead=_ERROR)]
                case "timeout":
                    return [Delivery(delay, instead=NoAnswer("timeout"))]
                case "unreachable":
                    return [Delivery(delay, arrives=False, instead=NoAnswer("connection"))]
        return [Delivery(delay)]

    def media_is_there(self, sid: str) -> bool:
        """Whether the audio of recording `sid` can be fetched this time."""
        self._media_asked[sid] += 1
        return self._media_asked[sid] > self._media_missing

    def rest(self, request: Request) -> What | None:
        """What goes wrong with a request of the application's."""
        return next((fault.what for fault in self._striking(request, self._rest)), None)

    def _striking(self, request: Request, faults: tuple[Fault, ...]) -> Iterable[Fault]:
        form = "&".join(f"{name}={value}" for name, value in request.form.items())
        for fault in faults:
            if fault.on in request.url or fault.on in form:
                self._met[fault] += 1
                if fault.skip < self._met[fault] <= fault.skip + fault.times:
                    yield fault


_LOST = Response(200)
_ERROR = Response(500, {"Content-Type": "text/plain"}, b"a fault on demand")
