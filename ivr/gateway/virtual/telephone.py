"""A scripted telephone in virtual time: it hears what the machine lets it hear and does what its actions say."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from ivr.gateway import audio
from ivr.gateway.actions import Action, HangUp, Keys, Speak, Wait
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.machine.leg import Leg, Logged
from ivr.gateway.recordings import Recorder, Recording
from ivr.gateway.virtual.transcript import Heard, Transcript

if TYPE_CHECKING:
    from ivr.gateway.virtual.exchange import VirtualExchange

BETWEEN_KEYS = 0.2
BEEP_SECONDS = 0.5
LONGEST_CALL = 30 * 60
"""Seconds after which a telephone whose actions are used up hangs up at last."""
SHORTEST_RECORDING = 0.5
"""Less than so many seconds are too short to be a recording."""


class VirtualCall:
    """One telephone on one call, in virtual time.

    It does its next action when the call next listens: a Gather whose prompt is over, a Record after the beep,
    a conversation; waiting and hanging up also in a queue. An action at once does not wait for the end of the
    prompt.
    """

    def __init__(self, exchange: "VirtualExchange", leg: Leg, number: str, todo: list[Action]) -> None:
        self._exchange = exchange
        self._leg = leg
        self.number = number
        self.transcript = Transcript()
        self._todo = deque(todo)
        self._speech = {
            action.act.path: audio.read(action.act.path) for action in todo if isinstance(action.act, Speak)
        }
        self._attention = Attention.NONE
        self._sounding: dict[int, Callable[[], None]] = {}
        self._busy = False
        self._recorder: tuple[str, Recorder, float, Callable[[], None]] | None = None
        self._stop: list[Callable[[], None]] = []
        self.joined: VirtualCall | None = None

    # What tests and the command ask

    @property
    def sid(self) -> str:
        return self._leg.sid

    @property
    def status(self) -> str:
        return self._leg.status

    @property
    def live(self) -> bool:
        return self._leg.live

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
        return [each for each in self._exchange.store.all() if each.call_sid == self.sid][::-1]

    # What the exchange tells it

    def on_the_line(self) -> None:
        self._stop.append(self._exchange.after(LONGEST_CALL, self._give_up))
        self._go_on()

    def sound(self, sound: effects.Sound) -> None:
        length, error = self._hear(sound)
        if length is None:
            self._sounding[sound.sound] = lambda: None
        else:
            ended = events.SoundEnded(self.sid, sound.sound, error)
            self._sounding[sound.sound] = self._exchange.after(length, lambda: self._sounded(ended))
        self._go_on()

    def stop_sound(self, sound: int) -> None:
        self._sounding.pop(sound, lambda: None)()

    def listen(self, to: Attention) -> None:
        self._attention = to
        if to in (Attention.KEYS, Attention.SPEECH, Attention.TALK):
            self.transcript.pause()
        self._go_on()

    def start_recording(self, order: effects.StartRecording) -> None:
        recorder = Recorder(order.silence, trim=order.trim)
        self._recorder = (order.recording, recorder, self._exchange.seconds(), lambda: None)
        self._watch_silence()

    def stop_recording(self, sid: str) -> None:
        """Keeps the recording and says so; an empty one is not kept."""
        if self._recorder is None or self._recorder[0] != sid:
            return
        _, recorder, began, stop_watching = self._recorder
        stop_watching()
        self._recorder = None
        length = self._exchange.seconds() - began
        pcm, spoken = recorder.finish(length)
        empty = not self._exchange.faults.silence_is_kept and (length < SHORTEST_RECORDING or not spoken)
        if not empty:
            self._exchange.keep(self._leg, sid, pcm)
        seconds = audio.seconds(pcm)
        silent = length >= SHORTEST_RECORDING
        self._exchange.post(events.RecordingKept(self.sid, sid, seconds, empty, silent))

    def drop(self) -> None:
        """The call is over."""
        self.transcript.note(self._exchange.now, "ended", self.status)
        for stop in (*self._stop, *self._sounding.values()):
            stop()
        self._todo.clear()
        self._sounding.clear()

    # What it does

    def _sounded(self, ended: events.SoundEnded) -> None:
        self._sounding.pop(ended.sound, None)
        self._exchange.handle(ended)

    def _hear(self, sound: effects.Sound) -> tuple[float | None, str]:
        """Notes what is heard; answers how long it takes (None: until it is stopped) and what is wrong."""
        now = self._exchange.now
        match sound.kind:
            case Kind.WORDS:
                self.transcript.hears(now, sound.content, None)
                return speaking_time(sound.content), ""
            case Kind.CLIP:
                length, error = self._exchange.clip_seconds(sound.content)
                if not error:
                    self.transcript.hears(now, self._exchange.words_of(sound.content), sound.content)
                return length, error
            case Kind.TONES:
                return len(sound.content) * 0.5, ""
            case Kind.BEEP:
                return BEEP_SECONDS, ""
        return None, ""

    def _go_on(self) -> None:
        while self._todo and not self._busy and self._leg.live and self._may(self._todo[0]):
            self._do(self._todo.popleft().act)

    def _may(self, action: Action) -> bool:
        listening = self._attention in (Attention.KEYS, Attention.SPEECH, Attention.TALK)
        at_once = action.at_once and bool(self._sounding)
        match action.act:
            case Keys():
                return listening or (at_once and self._attention is Attention.PROMPT)
            case Speak():
                return listening
        return listening or at_once or self._attention is Attention.QUEUE

    def _do(self, act: Keys | Speak | Wait | HangUp) -> None:
        now, note = self._exchange.now, self.transcript.note
        match act:
            case Keys(keys):
                note(now, "pressed", keys)
                for place, key in enumerate(keys):
                    self._later(place * BETWEEN_KEYS, events.Pressed(self.sid, key))
                self._busy_for((len(keys) - 1) * BETWEEN_KEYS)
            case Speak(path):
                self._speak(path.name, self._speech[path])
            case Wait(seconds):
                note(now, "waited", f"{seconds:g} s")
                self._busy_for(seconds)
            case HangUp():
                note(now, "hung up")
                self._later(0, events.HungUp(self.sid))
                self._busy = True

    def _speak(self, name: str, pcm: bytes) -> None:
        length = audio.seconds(pcm)
        self.transcript.note(self._exchange.now, "spoke", f"{name} ({length:.1f} s)")
        if self._recorder is not None:
            _, recorder, began, _ = self._recorder
            recorder.hear(self._exchange.seconds() - began, pcm)
            self._watch_silence()
        if self.joined is not None:
            self.joined.transcript.note(self._exchange.now, "heard", f"[{name}]")
        self._busy_for(length)

    def _watch_silence(self) -> None:
        if self._recorder is None:
            return
        sid, recorder, began, stop_watching = self._recorder
        stop_watching()
        left = began + recorder.silent_at() - self._exchange.seconds()
        watching = self._exchange.after(max(0, left), lambda: self._silent(sid))
        self._recorder = (sid, recorder, began, watching)

    def _silent(self, sid: str) -> None:
        self._exchange.handle(events.Silent(self.sid, sid))

    def _busy_for(self, seconds: float) -> None:
        self._busy = True
        self._stop.append(self._exchange.after(seconds, self._free))

    def _free(self) -> None:
        self._busy = False
        self._go_on()

    def _later(self, seconds: float, event: events.Event) -> None:
        self._stop.append(self._exchange.after(seconds, lambda: self._exchange.handle(event)))

    def _give_up(self) -> None:
        self._todo.clear()
        self._do(HangUp())


def speaking_time(words: str) -> float:
    """Seconds it takes to say `words`: a quarter for a Chinese character, a fifteenth for a letter."""
    return max(0.2, sum(0.25 if ord(letter) > 0x2E7F else 0.066 for letter in words))
