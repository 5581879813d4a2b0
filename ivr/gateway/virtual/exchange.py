"""The driver in virtual time: whole calls in milliseconds, any number of them on one time line.

Nothing here waits. What happens while a webhook is being answered (a call placed over REST, say) is only put on
the time line, so that nothing is ever entangled.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from ivr.clock import ManualClock
from ivr.gateway import actions, audio, lines, tape
from ivr.gateway.actions import Action
from ivr.gateway.faults import Delivery, Faults
from ivr.gateway.http import Fetch, NoAnswer, Outcome, Request, signed
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Effect
from ivr.gateway.machine.leg import Leg, Report
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.recordings import Recording, RecordingStore
from ivr.gateway.rest import Answer, Auth, Form, Rest
from ivr.gateway.virtual.loop import LoopedCall
from ivr.gateway.virtual.telephone import VirtualCall
from ivr.gateway.virtual.timeline import Timeline

Behaviour = Literal["busy", "no-answer", "failed"] | str | Sequence[str | Action]
"""How a telephone takes being rung: it does not, or it answers and does these actions."""

_REFUSALS = ("busy", "no-answer", "failed")


class VirtualExchange:
    """A carrier in virtual time: telephones with scripts on one side, the application on the other."""

    def __init__(
        self,
        *,
        account_sid: str,
        token: str,
        clock: ManualClock,
        public_url: str,
        fetch: Fetch,
        folder: Path,
        base_url: str = "http://127.0.0.1:8010",
        describe: Callable[[str], str | None] = lambda _url: None,
        faults: Faults | None = None,
        is_ours: Callable[[str], bool] = lambda _number: False,
    ) -> None:
        """`is_ours` says of a number that is dialled whether it rings the application: such a call comes back in."""
        self.faults = faults or Faults()
        self.store = RecordingStore(folder)
        self.calls: list[VirtualCall] = []
        """Every telephone that was ever on a call, in the order they came."""
        self.board = Switchboard(account_sid, base_url)
        self._rest = Rest(
            self.board,
            self.store,
            token,
            now=clock,
            tell=self.post,
            media_is_there=self.faults.media_is_there,
        )
        self._token = token
        self._time = Timeline(clock)
        self._public_url = public_url.rstrip("/")
        self._fetch = fetch
        self._describe = describe
        self._is_ours = is_ours
        self._pretence = timedelta()
        self._timers: dict[int, Callable[[], None]] = {}
        self._by_leg: dict[str, VirtualCall] = {}
        self._phones: dict[str, list[Behaviour]] = {}
        self._clips: dict[str, tuple[bytes, float]] = {}
        """What was fetched to be heard: a WAV and its length."""

    # What tests and the command do

    def dial(
        self,
        caller: str,
        number: str,
        todo: Iterable[str | Action] = (),
        *,
        at: datetime | None = None,
        url: str | None = None,
    ) -> VirtualCall:
        """Rings `number` from `caller`; the call goes on when the exchange runs.

        `at` is the moment the caller pretends it to be: it travels as `IvrAt` on the first webhook. Raises
        ActionError or AudioError for an action that cannot be done.
        """
        leg = self._arrive(caller, number, url=url, extra={"IvrAt": at.isoformat()} if at else {})
        if at is not None:
            self._pretence = at - self.now
        call = self._telephone(leg, caller, todo)
        self.post(events.Begin(leg.sid))
        return call

    def phone(self, number: str, *behaviours: Behaviour) -> None:
        """Puts a telephone at `number`: `busy`, `no-answer`, `failed`, or the actions it does once answered.

        Of several behaviours each is for one ring; the last stays. An unknown number never answers.
        """
        for behaviour in behaviours:
            if behaviour not in _REFUSALS:
                actions.parse_all(behaviour)
        self._phones[_plain(number)] = list(behaviours) or [()]

    def rest(self, method: str, path: str, form: Form, auth: Auth) -> Answer:
        """The carrier's REST address: status, headers, body. What it sets going happens when the exchange runs.

        Raises ConnectionError or TimeoutError where a fault says so.
        """
        fault = self.faults.rest(Request(method, path))
        if fault == "unreachable":
            raise ConnectionRefusedError("a fault on demand")
        if fault == "error":
            return 500, {"Content-Type": "text/plain"}, b"a fault on demand"
        answer = self._rest.handle(method, path, form, auth)
        if fault == "timeout":
            raise TimeoutError("a fault on demand")
        return answer

    def every(self, interval: timedelta, act: Callable[[], object]) -> None:
        """Does `act` each `interval` of virtual time, as long as anything else is still to happen."""
        self._time.every(interval, act)

    def run(self, until: datetime | None = None) -> None:
        """Lets happen whatever happens, until nothing more can (or up to `until`, and the clock is there)."""
        self._time.run(until)

    # What telephones use

    @property
    def now(self) -> datetime:
        return self._time.now

    @property
    def pretended(self) -> datetime:
        """The moment the latest caller who pretends takes it to be; transcripts show it."""
        return self.now + self._pretence

    def seconds(self) -> float:
        return self.now.timestamp()

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
        """Does `act` so many seconds from now; answers what prevents it."""
        return self._time.after(seconds, act)

    def post(self, event: events.Event) -> None:
        """Tells the machine, once whatever is happening now has happened."""
        self.after(0, lambda: self.handle(event))

    def keep(self, leg: Leg, sid: str, pcm: bytes) -> None:
        self.store.keep(
            Recording(sid, leg.sid, self.board.account_sid, self.now, round(audio.seconds(pcm), 3)), pcm
        )

    def keep_talk(self, leg: Leg, sid: str, pcm: bytes, seconds: float) -> bool:
        """Keeps a conversation; True when it was too short."""
        recording = Recording(sid, leg.sid, self.board.account_sid, self.now, 0)
        made, empty = tape.facts(recording, seconds)
        if not empty:
            self.store.keep(made, pcm)
        return empty

    def words_of(self, url: str) -> str:
        return self._describe(url) or f"[{urlsplit(url).path.rsplit('/', 1)[-1]}]"

    def clip_seconds(self, url: str) -> tuple[float, str]:
        """How long the audio at `url` lasts, fetched once; zero and why when it cannot be heard."""
        if url not in self._clips:
            own = self.board.recording_url("")
            if url.startswith(own):
                wav = self.store.media(url.removeprefix(own).removesuffix(".wav"))
            else:
                outcome = self._ask(Request("GET", url))
                wav = None if isinstance(outcome, NoAnswer) or outcome.status != 200 else outcome.body
            if wav is None:
                return 0, f"11200: {url} could not be fetched"
            try:
                self._clips[url] = wav, audio.wav_seconds(wav)
            except audio.AudioError as error:
                return 0, f"12400: {url}: {error}"
        return self._clips[url][1], ""

    def clip(self, url: str) -> bytes:
        """The samples at `url`; none where it cannot be heard."""
        _, error = self.clip_seconds(url)
        return b"" if error else audio.decode(self._clips[url][0])

    # The machine

    def handle(self, event: events.Event) -> None:
        """Tells the machine now; only for what happens on the time line, never from within an effect."""
        for effect in self.board.handle(event, self.now):
            self._perform(effect)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case effects.Send():
                self._send(effect)
            case effects.StartTimer(leg, timer, seconds):
                elapsed = events.Elapsed(leg, timer)
                self._timers[timer] = self.after(seconds, lambda: self.handle(elapsed))
            case effects.StopTimer(_, timer):
                self._timers.pop(timer, lambda: None)()
            case effects.Ring():
                self._ring(effect)
            case _:
                lines.perform(effect, self._by_leg)

    # Webhooks

    def _send(self, effect: effects.Send) -> None:
        if effect.leg in self._by_leg and not effect.notice:
            self._by_leg[effect.leg].transcript.pause()
        *earlier, last = self.faults.deliveries(effect.webhook, notice=effect.notice)
        for delivery in earlier:
            self.after(delivery.after, partial(self._deliver, effect, delivery))
        self.after(last.after, lambda: self._answer(effect, last))

    def _answer(self, effect: effects.Send, delivery: Delivery) -> None:
        outcome = self._deliver(effect, delivery)
        self.handle(events.Reply(effect.leg, effect.request, outcome))

    def _deliver(self, effect: effects.Send, delivery: Delivery) -> Outcome:
        outcome = self._ask(effect.webhook) if delivery.arrives else NoAnswer("connection")
        return delivery.instead or outcome

    def _ask(self, request: Request) -> Outcome:
        try:
            return self._fetch(signed(request, self._token))
        except TimeoutError:
            return NoAnswer("timeout")
        except OSError:
            return NoAnswer("connection")

    # Telephones

    def _telephone(self, leg: Leg, number: str, todo: Iterable[str | Action]) -> VirtualCall:
        call = VirtualCall(self, leg, number, actions.parse_all(todo))
        self.calls.append(call)
        self._by_leg[leg.sid] = call
        return call

    def _arrive(self, caller: str, number: str, *, url: str | None, extra: dict[str, str]) -> Leg:
        return self.board.arrive(
            at=self.now,
            from_=caller,
            to=number,
            url=url or f"{self._public_url}/voice/incoming",
            fallback_url=f"{self._public_url}/voice/fallback",
            report=Report(f"{self._public_url}/voice/status"),
            first_extra=extra,
        )

    def _ring(self, effect: effects.Ring) -> None:
        leg = self.board.legs[effect.leg]
        if _plain(effect.to) not in self._phones and self._is_ours(effect.to):
            self._come_back(leg)
            return
        behaviour = self._behaviour(_plain(effect.to))
        if behaviour in ("busy", "failed"):
            self._telephone(leg, effect.to, ())
            self.post(events.Declined(leg.sid, str(behaviour)))
            return
        self.post(events.Ringing(leg.sid))
        if behaviour == "no-answer":
            self._telephone(leg, effect.to, ()).transcript.note(self.now, "rang", f"from {effect.from_}")
            return
        call = self._telephone(leg, effect.to, behaviour)
        call.transcript.note(self.now, "answered", f"a call from {effect.from_}")
        self.post(events.Answered(leg.sid))
        self.after(0, call.pick_up)

    def _come_back(self, leg: Leg) -> None:
        """One of our own numbers was dialled from here: the call arrives like any other."""
        shown = "anonymous" if self.faults.caller_is_hidden else leg.from_
        arriving = self._arrive(shown, leg.to, url=None, extra={})
        placed, arrived = LoopedCall(self, leg, leg.to), LoopedCall(self, arriving, leg.from_)
        placed.tie(arrived)
        for call in (placed, arrived):
            self.calls.append(call)
            self._by_leg[call.sid] = call
        self.post(events.Ringing(leg.sid))
        self.post(events.Begin(arriving.sid))

    def _behaviour(self, number: str) -> Behaviour:
        telephones = (call for call in self.calls if not isinstance(call, LoopedCall))
        if any(_plain(call.number) == number and call.live for call in telephones):
            return "busy"
        behaviours = self._phones.get(number, ["no-answer"])
        return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]


def _plain(number: str) -> str:
    return number.replace(" ", "").replace("-", "")
