"""What one channel hears: one playback at a time, which may hold what the machine is going to ask for next.

Asterisk plays the pieces of one playback without a gap. So each goes out with all that is known to follow; when the
machine asks for the next piece it is heard already, and when it asks for something else the rest is stopped.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Protocol

from ivr.gateway import lines
from ivr.gateway.asterisk.ari import Answer, Heard
from ivr.gateway.asterisk.sounds import Media, Sounds
from ivr.gateway.machine.effects import Kind, Piece, Sound

MOST_PIECES = 40
NAMES = 8
LATE = 3.0
"""Seconds that the end of a playback may be late; then Asterisk is asked whether it goes on."""
RINGS = 12
"""How often the ring-back tone is heard in one playback: a minute of it."""


class Channel(Protocol):
    """What playing needs of the channel that hears it."""

    def ask(self, method: str, what: str, heard: Heard = ..., **query: object) -> None:
        """Asks for something of this channel: `what` follows its address."""

    def order(self, method: str, uri: str, **query: object) -> None:
        """Asks for something else; whatever comes of it."""

    def look(self, uri: str, heard: Heard) -> None:
        """Asks how something else stands."""

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...

    def after(self, seconds: float, act: Callable[[], object]) -> Callable[[], object]: ...

    def sound_ended(self, sound: int, error: str) -> None:
        """Tells the machine, which may ask for the next sound before this returns."""


@dataclass
class _Playback:
    pieces: list[Piece]
    errors: list[str]
    number: int | None
    """The sound that the machine asked for and that is heard now; None while it says what comes next."""
    name: str
    at: int = 0

    @property
    def piece(self) -> Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None


def names(call: str) -> list[str]:
    """What playbacks of a call can be called. They come round again, so that whoever finds the call can stop them."""
    return [f"{call}-{number}" for number in range(NAMES)]


class Player:
    """Plays for one channel."""

    def __init__(self, call: str, channel: Channel, sounds: Sounds) -> None:
        self._names = cycle(names(call))
        self._channel = channel
        self._sounds = sounds
        self._now: _Playback | None = None
        self._forget: Callable[[], object] = lambda: None
        self._otherwise: dict[int, Callable[[], object]] = {}
        """How to stop what is heard in another way than as a playback."""

    @property
    def playback(self) -> str | None:
        """The name of the playback that is heard."""
        return self._now.name if self._now else None

    def play(self, sound: Sound) -> None:
        """Lets it be heard, after whatever is heard now was stopped; or it is heard already."""
        now = self._now
        if now is not None and now.number is None and now.piece == sound.piece:
            now.number = sound.sound
            return
        self.stop()
        match sound.kind:
            case Kind.TONES:
                self._channel.ask("POST", "/dtmf", dtmf=sound.content, between=100, duration=200)
                length = lines.length(sound) or 0
                self._otherwise[sound.sound] = self._channel.after(length, lambda: self._ended(sound.sound))
            case Kind.MUSIC:
                self._channel.ask("POST", "/moh")
                self._otherwise[sound.sound] = lambda: self._channel.ask("DELETE", "/moh")
            case _:
                media = self._sounds.ready(*sound.piece)
                if media is None:
                    fetching = self._channel.spawn(self._fetch(sound))
                    self._otherwise[sound.sound] = fetching.cancel
                else:
                    self._begin(sound, media)

    def stop(self, sound: int | None = None) -> None:
        """Stops that sound, or whatever is heard."""
        for number in list(self._otherwise) if sound is None else [sound]:
            self._otherwise.pop(number, lambda: None)()
        if self._now is not None and sound in (None, self._now.number):
            self._channel.order("DELETE", f"playbacks/{self._now.name}")
            self._now = None

    def goes_on(self, playback: str) -> None:
        """Asterisk has begun the next piece."""
        now = self._now
        if now is None or now.name != playback or now.number is None:
            return
        number, error, now.number = now.number, now.errors[now.at], None
        now.at += 1
        if now.pieces[0][0] is Kind.RINGING:
            now.number = number
            return
        self._channel.sound_ended(number, error)
        if self._now is now and now.number is None:
            self.stop()

    def ended(self, playback: str, error: str = "") -> None:
        """Asterisk has come to the end."""
        now = self._now
        if now is None or now.name != playback:
            return
        self._now = None
        self._forget()
        if now.number is not None:
            if now.pieces[0][0] is Kind.RINGING and not error:
                self.play(Sound("", now.number, Kind.RINGING))
                return
            self._channel.sound_ended(now.number, error or now.errors[min(now.at, len(now.errors) - 1)])

    async def _fetch(self, sound: Sound) -> None:
        media = await self._sounds.fetched(sound.content)
        if self._otherwise.pop(sound.sound, None) is not None:
            self._begin(sound, media)

    def _begin(self, sound: Sound, first: Media) -> None:
        pieces, media = [sound.piece], [first]
        for piece in sound.then[:MOST_PIECES]:
            ready = self._sounds.ready(*piece)
            if ready is None:
                # Heard after this one with a gap, or perhaps without: it is fetched while this one is heard.
                self._channel.spawn(self._prepare(piece[1]))
                break
            pieces.append(piece)
            media.append(ready)
        if sound.kind is Kind.RINGING:
            pieces, media = pieces[:1] * RINGS, media[:1] * RINGS
        playback = self._now = _Playback(
            pieces, [each.error for each in media], sound.sound, next(self._names)
        )

        def heard(answer: Answer) -> None:
            # A channel that is not known any more is gone, which is no fault of the sound.
            if not answer.ok and answer.status not in (0, 404):
                self.ended(playback.name, f"Asterisk would not play it ({answer.status})")

        self._channel.ask("POST", f"/play/{playback.name}", heard, media=",".join(m.uri for m in media))
        # Should its word that it is over be lost, nobody waits for ever.
        self._expect(playback, sum(each.seconds for each in media) + LATE)

    def _expect(self, playback: _Playback, within: float) -> None:
        """Looks after so many seconds whether it is over: an Asterisk with too much to do plays slowly."""

        def heard(answer: Answer) -> None:
            if self._now is playback and answer.status == 404:
                self.ended(playback.name)
            elif self._now is playback:
                self._expect(playback, LATE)

        def look() -> None:
            if self._now is playback:
                self._channel.look(f"playbacks/{playback.name}", heard)

        self._forget()
        self._forget = self._channel.after(within, look)

    async def _prepare(self, url: str) -> None:
        await self._sounds.fetched(url)

    def _ended(self, sound: int) -> None:
        if self._otherwise.pop(sound, None) is not None:
            self._channel.sound_ended(sound, "")
