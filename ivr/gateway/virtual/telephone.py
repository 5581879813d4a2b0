"""A scripted telephone in virtual time: it hears what the machine lets it hear and does what its actions say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ivr.gateway import audio, lines
from ivr.gateway.actions import Action
from ivr.gateway.hand import Hand
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.machine.leg import Leg, Logged
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Recording
from ivr.gateway.tape import Tape
from ivr.gateway.transcript import Heard, Transcript

if TYPE_CHECKING:
    from ivr.gateway.virtual.exchange import VirtualExchange


@dataclass
class _Taking:
    """A recording that is being made."""

    sid: str
    recorder: Recorder
    began: float
    forget: Callable[[], object] = lambda: None


class VirtualCall:
    """One telephone on one call, in virtual time: a line to the machine, a witness to tests."""

    def __init__(self, exchange: VirtualExchange, leg: Leg, number: str, todo: list[Action]) -> None:
        self._exchange = exchange
        self._leg = leg
        self.number = number
        self.transcript = Transcript()
        self._hand = Hand(todo, self, exchange.after)
        self._sounds: dict[int, Callable[[], object]] = {}
        self._taking: _Taking | None = None
        self._joined: VirtualCall | None = None
        self._tape: tuple[Tape, int, str] | None = None
        """What records the conversation, on which side, and its SID."""

    # What tests and the command ask

    @property
    def sid(self) -> str:
        return self._leg.sid

    @property
    def status(self) -> str:
        """Twilio's word for where the call stands."""
        return self._leg.status

    @property
    def live(self) -> bool:
        return self._leg.live

    @property
    def is_answered(self) -> bool:
        return self._leg.answered is not None

    @property
    def direction(self) -> str:
        return self._leg.direction

    @property
    def log(self) -> list[Logged]:
        """Every webhook of this call with what came back, and the call's own faults."""
        return self._leg.log

    @property
    def errors(self) -> list[str]:
        return [entry.error for entry in self.log if entry.error]

    @property
    def heard(self) -> list[Heard]:
        return self.transcript.heard

    @property
    def text(self) -> str:
        """All that was heard, utterance by utterance."""
        return "\n".join(heard.text for heard in self.heard)

    @property
    def pressed(self) -> list[str]:
        return self.transcript.pressed

    @property
    def recordings(self) -> list[Recording]:
        """What the carrier keeps of this call's recordings, the earliest first."""
        return [each for each in self._exchange.store.all() if each.call_sid == self.sid][::-1]

    # The line

    def pick_up(self) -> None:
        self._hand.begin()

    def drop(self, status: str) -> None:
        self.note("ended", status)
        self._hand.end()
        for stop in self._sounds.values():
            stop()
        self._sounds.clear()

    def sound(self, sound: effects.Sound) -> None:
        length, error = self._hear(sound)
        if length is None:
            self._sounds[sound.sound] = lambda: None
        else:
            ended = events.SoundEnded(self.sid, sound.sound, error)
            self._sounds[sound.sound] = self._exchange.after(length, lambda: self._sounded(ended))
        self._hand.hears(True)

    def stop_sound(self, sound: int) -> None:
        self._sounds.pop(sound, lambda: None)()
        self._hand.hears(bool(self._sounds))

    def listen(self, to: Attention) -> None:
        if to in (Attention.KEYS, Attention.SPEECH, Attention.TALK):
            self.transcript.pause()
        self._hand.listen(to)

    def start_recording(self, order: effects.StartRecording) -> None:
        recorder = Recorder(order.silence, trim=order.trim, keep_silent=self._exchange.faults.silence_is_kept)
        self._taking = _Taking(order.recording, recorder, self._exchange.seconds())
        self._watch_silence(self._taking)

    def record_talk(self, order: effects.RecordTalk, other: VirtualCall) -> None:
        tape = Tape(self._exchange.seconds())
        self._tape, other._tape = (tape, 0, order.recording), (tape, 1, order.recording)

    def stop_recording(self, sid: str) -> None:
        if self._tape is not None and self._tape[2] == sid:
            self._keep_talk(*self._tape)
            return
        taking, self._taking = self._taking, None
        if taking is None:
            return
        taking.forget()
        take = taking.recorder.finish(self._exchange.seconds() - taking.began)
        if not take.empty:
            self._exchange.keep(self._leg, sid, take.pcm)
        self._exchange.post(
            events.RecordingKept(self.sid, sid, audio.seconds(take.pcm), take.empty, take.silent)
        )

    def _keep_talk(self, tape: Tape, _side: int, sid: str) -> None:
        self._tape = None
        seconds = self._exchange.seconds() - tape.began
        empty = self._exchange.keep_talk(self._leg, sid, tape.finish(seconds), seconds)
        self._exchange.post(events.RecordingKept(self.sid, sid, seconds, empty))

    def join(self, other: VirtualCall) -> None:
        self._joined, other._joined = other, self
        self.note("joined", f"with {other.number}")
        other.note("joined", f"with {self.number}")

    def part(self, other: VirtualCall) -> None:
        self._joined = other._joined = None
        for each in (self, other):
            if each._tape is not None and each._tape[1] == 1:
                each._tape = None  # who dialled keeps it until it is stopped

    # What its hand does

    def press(self, key: str) -> None:
        self._exchange.handle(events.Pressed(self.sid, key))

    def hang_up(self) -> None:
        self._exchange.handle(events.HungUp(self.sid))

    def take_in(self, pcm: bytes) -> None:
        """What is on the line from now on goes into the recording that is being made, if any; nothing is silence."""
        if self._taking is not None:
            self._taking.recorder.hear(self._exchange.seconds() - self._taking.began, pcm)
            self._watch_silence(self._taking)

    def speak(self, name: str, pcm: bytes) -> None:
        self.take_in(pcm)
        if self._tape is not None:
            tape, side, _ = self._tape
            tape.hear(side, self._exchange.seconds() - tape.began + audio.seconds(pcm), pcm)
        if self._joined is not None:
            self._joined.note("hears", f"[{name}]")

    def note(self, kind: str, words: str = "") -> None:
        self.transcript.note(self._exchange.pretended, kind, words)

    # Inside

    def _sounded(self, ended: events.SoundEnded) -> None:
        self._sounds.pop(ended.sound, None)
        self._hand.hears(bool(self._sounds))
        self._exchange.handle(ended)

    def _hear(self, sound: effects.Sound) -> tuple[float | None, str]:
        """Notes what is heard; answers how long it takes (None: until it is stopped) and what is wrong."""
        if sound.kind is not Kind.CLIP:
            if sound.kind in (Kind.WORDS, Kind.APOLOGY):
                self.transcript.hears(self._exchange.pretended, sound.content, None)
            return lines.length(sound), ""
        length, error = self._exchange.clip_seconds(sound.content)
        if not error:
            words = self._exchange.words_of(sound.content)
            self.transcript.hears(self._exchange.pretended, words, sound.content)
        return length, error

    def _watch_silence(self, taking: _Taking) -> None:
        taking.forget()
        left = taking.began + taking.recorder.silent_at() - self._exchange.seconds()
        silent = events.Silent(self.sid, taking.sid)
        taking.forget = self._exchange.after(max(0, left), lambda: self._exchange.handle(silent))
