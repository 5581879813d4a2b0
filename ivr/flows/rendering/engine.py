"""The speech engine as the running system sees it: whether it is there, and a process that renders texts.

It lies in IVR_DATA/speech, where `ivr speech setup` puts it: an environment of its own for the packages, the voice
model, and the voices. `make clips` uses the same.
"""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ivr.apart import Apart
from ivr.flows import clips
from ivr.flows.phrases import Piece
from ivr.flows.rendering import model

_ROOT = Path(clips.__file__).parents[3]
"""Where the packages `ivr` and `calendars` are found."""
_START, _EACH = 120, 30
"""Seconds that loading the model and one text may take on a busy machine; they take 5 and 2."""


@dataclass(frozen=True)
class Failure:
    """What could not be rendered last, and why."""

    at: str
    why: str
    texts: tuple[str, ...]


class Engine(Apart):
    """The engine in one folder, which may be empty."""

    def __init__(self, data: Path) -> None:
        """`data` is IVR_DATA."""
        super().__init__(data / "speech")

    @property
    def ready(self) -> bool:
        """Whether texts can be rendered; a few looks at the disk."""
        return self.installed and model.complete(self.folder)

    def render(self, pieces: Sequence[Piece]) -> "Rendering":
        """Begins to render `pieces`. Raises OSError when no process can be started."""
        return Rendering(self, pieces)

    def failed(self, why: str, pieces: Sequence[Piece], at: datetime) -> None:
        """Writes down what `ivr doctor` tells."""
        told = {"at": at.isoformat(timespec="seconds"), "why": why, "texts": [piece.text for piece in pieces]}
        self._failure.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    def succeeded(self) -> None:
        self._failure.unlink(missing_ok=True)

    @property
    def failure(self) -> Failure | None:
        """What could not be rendered last; None once rendering went well."""
        try:
            told = json.loads(self._failure.read_text(encoding="utf-8"))
            return Failure(told["at"], told["why"], tuple(told["texts"]))
        except (OSError, ValueError, KeyError):
            return None

    @property
    def _failure(self) -> Path:
        return self.folder / "failure.json"


class Rendering:
    """Texts being rendered by a process of their own."""

    def __init__(self, engine: Engine, pieces: Sequence[Piece]) -> None:
        self.pieces = tuple(pieces)
        self._ends = time.monotonic() + _START + _EACH * len(self.pieces)
        self._folder = TemporaryDirectory(prefix="ivr-speech-")
        folder = Path(self._folder.name)
        self._told, self._errors = folder / "told", folder / "errors"
        wanted = json.dumps([{"language": piece.language, "text": piece.text} for piece in self.pieces])
        with self._told.open("wb") as told, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, in our own environment
                [engine.python, "-m", "ivr.flows.rendering.typed", engine.folder, folder],
                stdin=subprocess.PIPE,
                stdout=told,
                stderr=errors,
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
            )
        assert self._process.stdin is not None  # noqa: S101
        try:
            self._process.stdin.write(wanted.encode())
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it died at once; why stands in its errors

    def over(self) -> bool:
        """Whether it has ended; one that takes far too long is ended."""
        if self._process.poll() is None and time.monotonic() > self._ends:
            self._process.kill()
            self._process.wait()
        return self._process.poll() is not None

    def wait(self) -> None:
        """Until it has ended."""
        while not self.over():
            time.sleep(0.1)

    def sounds(self) -> list[tuple[Piece, bytes]]:
        """The WAV of each text that was rendered."""
        folder = Path(self._folder.name)
        done = {told["name"] for told in self._lines() if told["error"] is None}
        named = [(piece, clips.hashed(piece)) for piece in self.pieces]
        return [(piece, (folder / f"{name}.wav").read_bytes()) for piece, name in named if name in done]

    def failed(self) -> tuple[str, list[Piece]]:
        """Why, and which texts were not rendered; none when all went well."""
        told = {line["name"]: line["error"] for line in self._lines()}
        missing = [piece for piece in self.pieces if told.get(clips.hashed(piece), "") is not None]
        errors = [error for error in told.values() if error]
        last = self._errors.read_text(errors="replace").strip().splitlines()[-1:]
        return (errors or last or [f"the engine ended with {self._process.returncode}"])[0][:300], missing

    def close(self) -> None:
        """Its sounds have been taken; what it wrote goes away."""
        self._folder.cleanup()

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._told.read_text().splitlines() if line.endswith("}")]
