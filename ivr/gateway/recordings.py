"""Recordings on the gateway's disk: whole files, there before any webhook names them."""

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ivr.gateway import audio

SHORTEST = 0.5
"""Less than so many seconds are too short to be a recording."""

_SID = re.compile(r"RE[0-9a-f]{32}")


@dataclass(frozen=True)
class Recording:
    """What is known of a recording. `status` is Twilio's: processing, completed or absent."""

    sid: str
    call_sid: str
    account_sid: str
    created: datetime
    seconds: float
    status: str = "completed"


class RecordingStore:
    """A folder of recordings: `RE….wav` with its facts beside it in `RE….json`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, recording: Recording, pcm: bytes) -> None:
        """Writes audio and facts so that either is there whole or not at all, also after a power cut."""
        facts = {**asdict(recording), "created": recording.created.isoformat()}
        self._write(f"{recording.sid}.wav", audio.encode(pcm))
        self._write(f"{recording.sid}.json", json.dumps(facts).encode())

    def find(self, sid: str) -> Recording | None:
        if not _SID.fullmatch(sid):
            return None
        try:
            facts = json.loads((self.folder / f"{sid}.json").read_text())
        except FileNotFoundError:
            return None
        return Recording(**{**facts, "created": datetime.fromisoformat(facts["created"])})

    def all(self) -> list[Recording]:
        """Every recording, the latest first."""
        found = (self.find(path.stem) for path in self.folder.glob("RE*.json"))
        return sorted(filter(None, found), key=lambda each: (each.created, each.sid), reverse=True)

    def media(self, sid: str) -> bytes | None:
        """The WAV file, or None when there is none."""
        if not _SID.fullmatch(sid):
            return None
        try:
            return (self.folder / f"{sid}.wav").read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, sid: str) -> bool:
        if self.find(sid) is None:
            return False
        for name in (f"{sid}.json", f"{sid}.wav"):
            (self.folder / name).unlink(missing_ok=True)
        return True

    def _write(self, name: str, content: bytes) -> None:
        draft = self.folder / f".{name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / name)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@dataclass(frozen=True)
class Take:
    """What came of a recording."""

    pcm: bytes
    empty: bool
    """Nothing worth keeping."""
    silent: bool
    """Long enough, but nobody spoke."""


class Recorder:
    """One recording while it is being made; moments are seconds since it began.

    `keep_silent` keeps recordings in which nobody speaks.
    """

    def __init__(self, silence: float, *, trim: bool, keep_silent: bool = False) -> None:
        self._silence = silence
        self._trim = trim
        self._keep_silent = keep_silent
        self._pcm = bytearray()

    @property
    def heard_until(self) -> float:
        return audio.seconds(self._pcm)

    def hear(self, at: float, pcm: bytes) -> None:
        """Adds what is spoken from `at` on; what lies between is silence."""
        size = max(0, round(at * audio.RATE)) * audio.WIDTH
        del self._pcm[size:]
        self._pcm.extend(bytes(size - len(self._pcm)))
        self._pcm.extend(pcm)

    def silent_at(self) -> float:
        """When nobody will have spoken for as long as the recording bears, as far as is known now."""
        last = 0.0
        for number, loud in enumerate(audio.loud_windows(self._pcm)):
            if number * audio.WINDOW - last >= self._silence:
                break
            if loud:
                last = (number + 1) * audio.WINDOW
        return last + self._silence

    def finish(self, at: float) -> Take:
        """What was recorded until `at`."""
        self.hear(at, b"")
        pcm = bytes(self._pcm)
        spoken = audio.trimmed(pcm)
        long_enough = at >= SHORTEST
        empty = not self._keep_silent and not (spoken and long_enough)
        return Take(spoken if self._trim and spoken else pcm, empty, empty and long_enough)
