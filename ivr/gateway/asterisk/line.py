"""The line of one call on a channel of Asterisk: what the machine wants becomes requests, in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import structlog

from ivr.gateway import audio
from ivr.gateway.asterisk.ari import Answer, Heard, whatever
from ivr.gateway.asterisk.playing import Player
from ivr.gateway.asterisk.taking import Name, Taking
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Attention
from ivr.gateway.machine.leg import Leg
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Recording

if TYPE_CHECKING:
    from ivr.gateway.asterisk.trunk import Trunk

log = structlog.get_logger(__name__)

REASONS = {"busy": "busy", "no-answer": "rejected", "failed": "congestion"}
"""How an arriving call that was never answered hears of its end."""


class ChannelLine:
    """One channel, as the line of a call."""

    def __init__(self, trunk: Trunk, leg: Leg, channel: str) -> None:
        self.channel = channel
        self.leg = leg
        self._trunk = trunk
        self._exchange = trunk.exchange
        self._player = Player(self, trunk.sounds)
        self._taking: Taking | None = None
        self._over = False
        self._bridge = ""
        """Where it is joined with another."""

    # What the machine wants

    def pick_up(self) -> None:
        self.ask("POST", "/answer")

    def drop(self, status: str) -> None:
        self._over = True
        self._player.stop()
        self.part(None)
        reason = REASONS.get(status, "normal") if self.leg.answered is None else "normal"
        self.order("DELETE", f"channels/{self.channel}", reason=reason)
        self._trunk.release(self)

    def sound(self, sound: effects.Sound) -> None:
        self._player.play(sound)

    def stop_sound(self, sound: int) -> None:
        self._player.stop(sound)

    def listen(self, to: Attention) -> None:
        """Keys are told as they come; the machine knows what they are for."""

    def start_recording(self, order: effects.StartRecording) -> None:
        name = Name(order.recording, self.leg.sid, self._exchange.clock())
        taking = self._taking = Taking(name, order.silence, order.trim)
        self._trunk.takings[str(name)] = taking

        def heard(answer: Answer) -> None:
            if not answer.ok and answer.status:
                log.error("a recording was refused", call=self.leg.sid, status=answer.status)
                self._trunk.recorded(str(name))

        # Asterisk counts whole seconds of silence, in sound that arrives; what does not arrive is watched here.
        silence = max(1, round(order.silence))
        self.ask(
            "POST", "/record", heard, name=name, format="wav", maxSilenceSeconds=silence, ifExists="overwrite"
        )
        self._watch(taking, None)

    def stop_recording(self, sid: str) -> None:
        taking = self._taking
        if taking is not None and taking.name.sid == sid:
            self._taking = None
            self.order("POST", f"recordings/live/{taking.name}/stop")
            self.spawn(self._keep(taking))

    def join(self, other: object) -> None:
        if not isinstance(other, ChannelLine):
            # A test phone's sound goes over its socket, a channel's over RTP: they cannot hear each other.
            log.error("a call on Asterisk cannot be joined with a test phone", call=self.leg.sid)
            self._exchange.post(events.End(self.leg.sid))
            return
        self._bridge = other._bridge = f"ivr-{self.leg.sid}"
        self.order("POST", f"bridges/{self._bridge}", type="mixing")
        self.order("POST", f"bridges/{self._bridge}/addChannel", channel=f"{self.channel},{other.channel}")

    def part(self, _other: object) -> None:
        if self._bridge:
            self.order("DELETE", f"bridges/{self._bridge}")
            self._bridge = ""

    # What Asterisk tells

    def answered(self) -> None:
        self._tell(events.Answered(self.leg.sid))

    def rings(self) -> None:
        self._tell(events.Ringing(self.leg.sid))

    def pressed(self, key: str) -> None:
        if key in "0123456789*#":
            self._tell(events.Pressed(self.leg.sid, key))

    def gone(self, status: str = "failed") -> None:
        """The channel is no more; `status` is why nobody answered who was rung."""
        if self._over:
            return
        self._over = True
        rung = self.leg.direction != "inbound" and self.leg.answered is None
        sid = self.leg.sid
        self._exchange.handle(events.Declined(sid, status) if rung else events.HungUp(sid))

    def goes_on(self, playback: str) -> None:
        self._player.goes_on(playback)

    def played(self, playback: str, error: str) -> None:
        self._player.ended(playback, error)

    def recorded(self, taking: Taking) -> None:
        """Asterisk ended it, for silence unless we asked for it."""
        if self._taking is taking:
            self._tell(events.Silent(self.leg.sid, taking.name.sid))

    async def catch_up(self) -> None:
        """Finds out what happened while there was no connection."""
        playback, taking = self._player.playback, self._taking
        if playback is not None:
            answer = await self._trunk.ari.asked("GET", f"playbacks/{playback}")
            if answer.status == 404:
                self.played(playback, "")
        if taking is not None:
            answer = await self._trunk.ari.asked("GET", f"recordings/live/{taking.name}")
            if answer.status == 404:
                self._trunk.recorded(str(taking.name))

    # What playing needs, and this line itself

    def ask(self, method: str, what: str, heard: Heard = whatever, **query: object) -> None:
        def answered(answer: Answer) -> None:
            heard(answer)
            if answer.status == 404:
                self._exchange.after(0, self.gone)

        self._trunk.ari.ask(method, f"channels/{self.channel}{what}", answered, **query)

    def order(self, method: str, uri: str, **query: object) -> None:
        self._trunk.ari.ask(method, uri, whatever, **query)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._exchange.spawn(work)

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], object]:
        return self._exchange.after(seconds, act)

    def sound_ended(self, sound: int, error: str) -> None:
        self._tell(events.SoundEnded(self.leg.sid, sound, error))

    def _tell(self, event: events.Event) -> None:
        if not self._over:
            self._exchange.handle(event)

    def _watch(self, taking: Taking, packets: int | None) -> None:
        """Silent when no sound at all arrives for as long as the recording bears."""

        async def look() -> None:
            if self._taking is not taking:
                return
            answer = await self._trunk.ari.asked("GET", f"channels/{self.channel}/rtp_statistics")
            arrived = int(answer.content.get("rxcount", 0)) if answer.ok else None
            if self._taking is not taking:
                return
            if arrived is not None and arrived == packets:
                self._tell(events.Silent(self.leg.sid, taking.name.sid))
            else:
                self._watch(taking, arrived)

        wait = taking.silence if packets is not None else 0.0
        self.after(wait, lambda: self.spawn(look()))

    async def _keep(self, taking: Taking) -> None:
        """Brings the recording home, and tells only then."""
        pcm = await taking.home(self._trunk.ari)
        recorder = Recorder(taking.silence, trim=taking.trim)
        recorder.hear(0, pcm or b"")
        take = await asyncio.to_thread(recorder.finish, recorder.heard_until)
        sid, seconds = taking.name.sid, audio.seconds(take.pcm)
        if not take.empty:
            account = self._exchange.board.account_sid
            kept = Recording(sid, self.leg.sid, account, taking.name.created, round(seconds, 3))
            await asyncio.to_thread(self._exchange.store.keep, kept, take.pcm)
        if pcm is not None:
            self.order("DELETE", f"recordings/stored/{taking.name}")
        self._trunk.takings.pop(str(taking.name), None)
        self._exchange.handle(events.RecordingKept(self.leg.sid, sid, seconds, take.empty, take.silent))
