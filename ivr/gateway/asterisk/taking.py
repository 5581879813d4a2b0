"""One recording that Asterisk makes of what a channel says, and how it comes home."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ivr.gateway import audio
from ivr.gateway.asterisk.ari import Ari

FINISHED_WITHIN = 5.0
"""Seconds for Asterisk to say that a recording which was stopped is a whole file."""

TRIES = 6
_NAME = re.compile(r"(RE[0-9a-f]{32})-(CA[0-9a-f]{32})-([0-9]{1,12})")


@dataclass(frozen=True)
class Name:
    """What Asterisk calls a recording of ours: it says whose it is, should we die before we have it."""

    sid: str
    call: str
    created: datetime

    def __str__(self) -> str:
        return f"{self.sid}-{self.call}-{int(self.created.timestamp())}"

    @classmethod
    def read(cls, text: str) -> "Name | None":
        found = _NAME.fullmatch(text)
        return cls(found[1], found[2], datetime.fromtimestamp(int(found[3]), UTC)) if found else None


@dataclass
class Taking:
    """A recording under way."""

    name: Name
    silence: float
    """Seconds without speech that end it."""
    trim: bool
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    """Asterisk has made a whole file of it, or never will."""

    async def home(self, ari: Ari) -> bytes | None:
        """The samples, once Asterisk has finished; None when there are none, or none to be had now."""
        # Where its word was lost with the connection, the file is what counts.
        with suppress(TimeoutError):
            await asyncio.wait_for(self.finished.wait(), FINISHED_WITHIN)
        return await fetched(ari, str(self.name))


async def fetched(ari: Ari, name: str) -> bytes | None:
    """The samples of a stored recording, asked for again and again where nobody answers."""
    pause = 0.1
    for _ in range(TRIES):
        status, wav = await ari.stored(name)
        if status == 200:
            return samples(wav)
        if status == 404:
            return None
        await asyncio.sleep(pause)
        pause *= 2
    return None


def samples(wav: bytes) -> bytes:
    """The samples of a WAV as Asterisk writes it; of one that it had no time to finish, what is there."""
    head = wav.find(b"data")
    pcm = wav[head + 8 :] if head >= 0 else b""
    return pcm[: len(pcm) // audio.WIDTH * audio.WIDTH]
