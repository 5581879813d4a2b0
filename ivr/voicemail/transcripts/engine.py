"""The engine that hears messages, as the running system sees it: whether it is there, and a process that listens.

It lies in IVR_DATA/transcripts, where `ivr transcripts setup` puts it: an environment of its own, and a model for each
language. Another engine is another program that keeps the promise `recognise.py` makes: a WAV in, words with times out.
"""

import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ivr.apart import Apart

LANGUAGES = ("zh", "en")
PROGRAM = Path(__file__).with_name("recognise.py")
_START, _FOR_EACH = 60, 4
"""Seconds that loading the model, and each second of a message, may take on a busy machine; they take 1 and 0.4."""


class EngineError(Exception):
    """A message could not be heard; the message says why in one line, never what was said."""


class Engine(Apart):
    """The engine in one folder, which may be empty."""

    name = "vosk-small"

    def __init__(self, data: Path) -> None:
        """`data` is IVR_DATA."""
        super().__init__(data / "transcripts")

    def model(self, language: str) -> Path:
        return self.folder / "models" / language

    @property
    def ready(self) -> bool:
        """Whether messages can be heard; a few looks at the disk."""
        models = all(self.model(language).is_dir() for language in LANGUAGES)
        return models and self.installed

    def hear(self, wav: bytes, language: str, seconds: float) -> "Hearing":
        """Begins to listen to a message of that length, in Chinese unless `language` is "en".

        Raises EngineError when no process can be started.
        """
        return Hearing(self, wav, language if language in LANGUAGES else LANGUAGES[0], seconds)


class Hearing:
    """A message being listened to by a process of its own, which nobody waits for."""

    def __init__(self, engine: Engine, wav: bytes, language: str, seconds: float) -> None:
        self.language = language
        self._limit = _START + _FOR_EACH * seconds
        self._ends = time.monotonic() + self._limit
        self._late = False
        self._folder = TemporaryDirectory(prefix="ivr-transcript-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        sound, self._told, self._errors = folder / "sound.wav", folder / "told", folder / "errors"
        try:
            sound.write_bytes(wav)
            with sound.open("rb") as heard, self._told.open("wb") as told, self._errors.open("wb") as errors:
                self._process = subprocess.Popen(  # noqa: S603 - our own program, in an environment of its own
                    [engine.python, PROGRAM, engine.model(language)], stdin=heard, stdout=told, stderr=errors
                )
        except OSError as error:
            self._folder.cleanup()
            raise EngineError(f"the engine cannot be started: {error.strerror or error}") from None

    def over(self) -> bool:
        """Whether it has ended; one that takes far too long is ended."""
        if self._process.poll() is None and time.monotonic() > self._ends:
            self._late = True
            self._process.kill()
            self._process.wait()
        return self._process.poll() is not None

    def wait(self) -> None:
        """Until it has ended."""
        while not self.over():
            time.sleep(0.05)

    def words(self) -> list[list[Any]]:
        """`[word, start, end]` each, none when nothing was understood. Raises EngineError; ask once it is over."""
        if self._late:
            raise EngineError(f"the engine did not finish in {self._limit:.0f} s")
        if self._process.returncode:
            lines = self._errors.read_text(errors="replace").strip().splitlines()
            why = lines[-1] if lines else f"status {self._process.returncode}"
            raise EngineError(f"the engine failed: {why}"[:200])
        try:
            return [_word(row) for row in json.loads(self._told.read_text(encoding="utf-8"))["words"]]
        except (ValueError, KeyError, TypeError):
            raise EngineError("the engine's answer cannot be read") from None

    def close(self) -> None:
        """Its words have been taken, or nobody wants them any more; the sound it was given goes away."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def _word(row: Any) -> list[Any]:
    text, start, end = row
    return [str(text), float(start), float(end)]
