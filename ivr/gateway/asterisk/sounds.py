"""What callers hear, as files that Asterisk plays as they are: nothing is fetched or converted in a call."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.live.web import Web
from ivr.gateway.machine.effects import Kind
from ivr.gateway.recordings import RecordingStore

FRESH = 3600
"""Seconds after which a sound that is no clip, and so may change, is fetched again."""

Voice = Callable[[str, str], bytes | None]
"""A WAV that says these words in this language, if there is one."""

FIXED = {Kind.BEEP: mulaw.BEEP, Kind.RINGING: mulaw.RINGING}


@dataclass(frozen=True)
class Media:
    """Something to be heard: Asterisk's name of it; what it lacks, if it is not what was asked for."""

    uri: str
    error: str = ""
    seconds: float = 0.0


class Sounds:
    """A folder of µ-law files, shared with Asterisk; the recordings of `store` are heard where they lie."""

    def __init__(
        self, folder: Path, store: RecordingStore, web: Web, own: str, voice: Voice | None = None
    ) -> None:
        """`own` is how addresses of recordings of ours begin."""
        self._folder = folder.absolute()
        self._store = store
        self._web = web
        self._own = own
        self._fetching: dict[str, asyncio.Task[Media]] = {}
        self._voice = voice or (lambda _words, _language: None)
        self._folder.mkdir(parents=True, exist_ok=True)
        for kind, pcm in FIXED.items():
            self._write(kind.value, mulaw.encoded(pcm))
        self._write("chime", mulaw.encoded(mulaw.CHIME))

    def ready(self, kind: Kind, content: str, language: str = "") -> Media | None:
        """The sound if it is there already."""
        if kind in FIXED:
            return self._media(kind.value)
        if kind is Kind.WORDS:
            return self._spoken(content, language)
        if content.startswith(self._own):
            return self._recording(content)
        path = self._path(_named(content))
        lasting = urlsplit(content).path.startswith("/clips/")
        there = path.exists() and (lasting or time.time() - path.stat().st_mtime < FRESH)
        return self._media(path.stem) if there else None

    async def fetched(self, url: str) -> Media:
        """The sound at `url`, fetched from the application and kept; a chime in its place when it cannot be had.

        However many calls want it at once, it is fetched once.
        """
        if url not in self._fetching:
            self._fetching[url] = asyncio.get_running_loop().create_task(self._fetch(url))
            self._fetching[url].add_done_callback(lambda _: self._fetching.pop(url))
        # A call that ends meanwhile takes nothing from the others.
        return await asyncio.shield(self._fetching[url])

    async def _fetch(self, url: str) -> Media:
        try:
            pcm, error = await self._web.clip(url)
            if not error:
                await asyncio.to_thread(self._write, _named(url), mulaw.encoded(pcm))
                return self._media(_named(url))
        except (OSError, audio.AudioError) as failed:
            error = f"{url} cannot be kept: {failed}"
        return Media(self._media("chime").uri, error)

    def _spoken(self, words: str, language: str) -> Media:
        name = _named(f"{language}|{words}")
        if not self._path(name).exists():
            try:
                wav = self._voice(words, language)
                if wav is None:
                    return Media(self._media("chime").uri, f"no voice here says «{words[:100]}»")
                self._write(name, mulaw.of_wav(wav))
            except (OSError, audio.AudioError) as error:
                return Media(self._media("chime").uri, f"«{words[:100]}» cannot be said: {error}")
        return self._media(name)

    def _recording(self, url: str) -> Media:
        sid = url.removeprefix(self._own).removesuffix(".wav")
        recording = self._store.find(sid)
        if recording is None:
            return Media(self._media("chime").uri, f"11200: {url} could not be fetched")
        return Media(f"sound:{self._store.folder.absolute() / sid}", seconds=recording.seconds)

    def _media(self, name: str) -> Media:
        return Media(f"sound:{self._folder / name}", seconds=self._path(name).stat().st_size / audio.RATE)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.ulaw"

    def _write(self, name: str, content: bytes) -> None:
        draft = self._folder / f".{name}.{token_hex(4)}"
        draft.write_bytes(content)
        draft.rename(self._path(name))


def _named(what: str) -> str:
    return sha256(what.encode()).hexdigest()
