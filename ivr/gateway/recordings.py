"""Recordings on the gateway's disk: whole files, there before any webhook names them."""

import json
import os
import re
from dataclasses import asdict, dataclass, replace
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
    channels: int = 1
    """Two for a conversation: whoever dialled on the left, the other on the right."""
    source: str = "RecordVerb"
    """`DialVerb` for a conversation."""
    caller: str = ""
    """Who rang, and `dialled` which number, where the call is known by its recording alone."""
    dialled: str = ""


class RecordingStore:
    """A folder of recordings: `RE….wav` with its facts beside it in `RE….json`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, recording: Recording, pcm: bytes) -> None:
        """Writes audio, of as many channels as the facts say, and the facts.

        Either is there whole or not at all, also after a power cut.
        """
        self._write(f"{recording.sid}.wav", audio.encode(pcm, recording.channels))
        self._write(f"{recording.sid}.json", _written(recording).encode())

    def draft(self, recording: Recording) -> "Draft":
        """Begins to write down a recording while it is being made, so that a crash loses little of it."""
        return Draft(self.folder / recording.sid, recording)

    def recover(self) -> list[Recording]:
        """Keeps what drafts of an earlier life hold; answers those that are recordings now."""
        found = []
        for path in sorted(self.folder.glob("RE*.facts")):
            pcm = _whole_samples(path.with_suffix(".pcm"))
            recording = replace(_read(path.read_text()), seconds=round(audio.seconds(pcm), 3))
            if self.find(recording.sid) is None and recording.seconds >= SHORTEST:
                self.keep(recording, pcm)
                found.append(recording)
            path.with_suffix(".pcm").unlink(missing_ok=True)
            path.unlink()
        return found

    def find(self, sid: str) -> Recording | None:
        if not _SID.fullmatch(sid):
            return None
        try:
            return _read((self.folder / f"{sid}.json").read_text())
        except FileNotFoundError:
            return None

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


class Draft:
    """A recording on disk while it is being made."""

    def __init__(self, path: Path, recording: Recording) -> None:
        self._facts, self._pcm = path.with_suffix(".facts"), path.with_suffix(".pcm")
        self._facts.write_text(_written(recording))
        self._file = self._pcm.open("ab", buffering=0)

    def hear(self, pcm: bytes) -> None:
        self._file.write(pcm)

    def discard(self) -> None:
        """The recording itself is kept, or is not worth keeping."""
        self._file.close()
        for path in (self._facts, self._pcm):
            path.unlink(missing_ok=True)


def _written(recording: Recording) -> str:
    return json.dumps({**asdict(recording), "created": recording.created.isoformat()})


def _read(text: str) -> Recording:
    facts = json.loads(text)
    return Recording(**{**facts, "created": datetime.fromisoformat(facts["created"])})


def _whole_samples(path: Path) -> bytes:
    try:
        pcm = path.read_bytes()
    except FileNotFoundError:
        return b""
    return pcm[: len(pcm) // audio.WIDTH * audio.WIDTH]
