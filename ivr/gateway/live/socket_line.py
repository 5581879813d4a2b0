"""The line of one call to a telephone on a socket: what it hears, what it says, what is recorded of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ivr.gateway import audio, lines
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Draft, Recording
from ivr.gateway.tape import Side, Tape, facts

if TYPE_CHECKING:
    from ivr.gateway.live.exchange import LiveExchange
    from ivr.gateway.live.socket import SocketPhone
    from ivr.gateway.machine.leg import Leg

JITTER = 0.3
"""Audio that arrives so many seconds late still follows the earlier without a gap."""

AHEAD = 2.0
"""Audio may run so many seconds ahead of the clock."""


@dataclass
class _Taking:
    sid: str
    recorder: Recorder
    draft: Draft
    began: float
    forget: Callable[[], object] = lambda: None


class Hearer(Protocol):
    """Whoever hears what is said."""

    def hears(self, pcm: bytes) -> None: ...


class Party(Protocol):
    """The other line of a conversation: one on a socket, or one that knows how to be joined with it."""

    side: Side | None

    def join(self, other: SocketLine) -> None: ...

    def part(self, other: SocketLine) -> None: ...


class SocketLine:
    """The line of one call to a socket's telephone."""

    def __init__(self, exchange: LiveExchange, phone: SocketPhone, leg: Leg) -> None:
        self._exchange = exchange
        self._phone = phone
        self._leg = leg
        self._sounds: dict[int, Callable[[], object]] = {}
        self._taking: _Taking | None = None
        self._joined: Party | None = None
        self._hearer: Hearer | None = None
        self.side: Side | None = None
        """Where what it says in a conversation is recorded."""

    @property
    def sid(self) -> str:
        return self._leg.sid

    def answers(self) -> None:
        self._phone.tell("answered")
        self._exchange.handle(events.Answered(self.sid))

    def speaks(self, pcm: bytes) -> None:
        """Audio from the telephone, as it is spoken; half a sample or more than a moment ahead is left out."""
        pcm = pcm[: len(pcm) // audio.WIDTH * audio.WIDTH]
        if self._hearer is not None:
            self._hearer.hears(pcm)
        if self.side is not None:
            self.side.hear(self._now(), pcm)
        if self._taking is None:
            return
        recorder, so_far = self._taking.recorder, self._now() - self._taking.began
        if recorder.heard_until > so_far + AHEAD:
            return
        at = so_far - audio.seconds(pcm)
        in_time = at - recorder.heard_until < JITTER
        recorder.hear(recorder.heard_until if in_time else at, pcm)
        self._taking.draft.hear(pcm)

    # What the machine wants

    def pick_up(self) -> None:
        self._phone.tell("answered")

    def drop(self, status: str) -> None:
        for stop in self._sounds.values():
            stop()
        self._sounds.clear()
        if self._joined is not None:
            self.part(self._joined)
        self._phone.tell("ended", status=status)
        self._phone.free(self)

    def sound(self, sound: effects.Sound) -> None:
        self._sounds[sound.sound] = self._exchange.spawn(self._play(sound)).cancel

    def stop_sound(self, sound: int) -> None:
        self._sounds.pop(sound, lambda: None)()
        self._phone.tell("stop")

    def listen(self, to: Attention) -> None:
        self._phone.tell("listen", to=to.value)

    def start_recording(self, order: effects.StartRecording) -> None:
        recorder = Recorder(order.silence, trim=order.trim)
        draft = self._exchange.store.draft(self._recording(order.recording, 0))
        self._taking = _Taking(order.recording, recorder, draft, self._now())
        self._watch_silence(self._taking)

    def record_talk(self, order: effects.RecordTalk, other: Party) -> None:
        tape = Tape(self._now())
        self.side, other.side = Side(tape, 0, order.recording), Side(tape, 1, order.recording)

    def stop_recording(self, sid: str) -> None:
        if self.side is not None and self.side.sid == sid:
            tape, self.side = self.side.tape, None
            self._exchange.spawn(self._keep_talk(sid, tape, self._now() - tape.began))
        if self._taking is not None and self._taking.sid == sid:
            taking, self._taking = self._taking, None
            taking.forget()
            self._exchange.spawn(self._keep(taking, self._now() - taking.began))

    def join(self, other: Party) -> None:
        if not isinstance(other, SocketLine):
            other.join(self)
            return
        self.joined(other, other)
        other.joined(self, self)

    def part(self, other: Party) -> None:
        self.parted()
        if isinstance(other, SocketLine):
            other.parted()
        else:
            other.part(self)

    # What whoever it is joined with wants

    def joined(self, other: Party, hearer: Hearer) -> None:
        """From now on what it says goes to `hearer`, on its way to `other`."""
        self._joined, self._hearer = other, hearer

    def parted(self) -> None:
        self._joined = self._hearer = None
        if self.side is not None and self.side.number == 1:
            self.side = None  # who dialled keeps it until it is stopped

    def hears(self, pcm: bytes) -> None:
        self._phone.plays(pcm)

    # Inside

    async def _play(self, sound: effects.Sound) -> None:
        pcm, error = b"", ""
        length = lines.length(sound)
        if sound.kind is Kind.CLIP:
            pcm, error = await self._clip(sound.content)
            length = audio.seconds(pcm)
        if not error:
            what = {Kind.WORDS: "words", Kind.APOLOGY: "words", Kind.CLIP: "clip"}.get(sound.kind)
            told = (what, sound.content) if what else None
            self._phone.tell("heard", kind=sound.kind.value, seconds=length, **(dict([told]) if told else {}))
        if pcm:
            self._phone.plays(pcm)
        if length is not None:
            await asyncio.sleep(length)
            self._sounds.pop(sound.sound, None)
            self._exchange.handle(events.SoundEnded(self.sid, sound.sound, error))

    async def _clip(self, url: str) -> tuple[bytes, str]:
        own = self._exchange.board.recording_url("")
        if not url.startswith(own):
            return await self._exchange.web.clip(url)
        media = self._exchange.store.media(url.removeprefix(own).removesuffix(".wav"))
        return (audio.decode(media), "") if media else (b"", f"11200: {url} could not be fetched")

    async def _keep(self, taking: _Taking, length: float) -> None:
        take = await asyncio.to_thread(taking.recorder.finish, length)
        if not take.empty:
            recording = self._recording(taking.sid, audio.seconds(take.pcm))
            await asyncio.to_thread(self._exchange.store.keep, recording, take.pcm)
        taking.draft.discard()
        self._exchange.handle(
            events.RecordingKept(self.sid, taking.sid, audio.seconds(take.pcm), take.empty, take.silent)
        )

    async def _keep_talk(self, sid: str, tape: Tape, length: float) -> None:
        made, empty = facts(self._recording(sid, length), length)
        if not empty:
            await asyncio.to_thread(self._exchange.store.keep, made, tape.finish(length))
        self._exchange.handle(events.RecordingKept(self.sid, sid, length, empty))

    def _recording(self, sid: str, seconds: float) -> Recording:
        account, now = self._exchange.board.account_sid, self._exchange.clock()
        return Recording(sid, self.sid, account, now, round(seconds, 3))

    def _watch_silence(self, taking: _Taking) -> None:
        left = taking.began + taking.recorder.silent_at() - self._now()
        if left <= 0:
            self._exchange.handle(events.Silent(self.sid, taking.sid))
        else:
            taking.forget = self._exchange.after(left, lambda: self._watch_silence(taking))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
