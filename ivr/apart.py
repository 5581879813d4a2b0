"""A program that wants packages of its own: an environment beside ours, exactly as locked.

engine = Apart(data / "speech")
engine.make(print)
engine.install(LOCK, "the speech packages", print)      # again, only what is missing
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Told = Callable[[str], object]
"""Who is told of each step."""


class SetupError(Exception):
    """The program cannot be set up; the message says why and what to do, in one line."""


class Apart:
    """A program and its environment in one folder, which may be empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Says which packages the environment holds: written once they are all there."""
        return self.folder / "venv" / "installed"

    @property
    def installed(self) -> bool:
        """Whether the packages are there; a look at the disk."""
        return self.packages.exists() and self.python.exists()

    def make(self, told: Told) -> None:
        """Makes the environment where there is none. Raises SetupError, and OSError where the folder cannot be used."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.python.exists():
            return
        told(f"making an environment of its own in {self.folder / 'venv'}")
        done = _run([sys.executable, "-m", "venv", str(self.folder / "venv")])
        if done.returncode:
            raise SetupError(
                f"no environment can be made ({_last(done)}): install Python's venv (apt install python3-venv)"
            )

    def install(self, lock: Path, what: str, size: str, told: Told) -> None:
        """Installs what `lock` names, checked by its hashes, unless it is there. Raises as `make`."""
        wanted = hashlib.sha256(locked(lock)).hexdigest()
        if self.packages.exists() and self.packages.read_text() == wanted:
            told(f"{what} are there")
            return
        told(f"installing {what}, exactly as locked ({size})")
        self.pip("install", what, "--require-hashes", "-r", str(lock))
        self.packages.write_text(wanted)

    def pip(self, act: str, what: str, *words: str) -> None:
        """pip in that environment. Raises SetupError with pip's own last word."""
        done = _run([str(self.python), "-m", "pip", act, "--quiet", "--disable-pip-version-check", *words])
        if done.returncode:
            raise SetupError(f"pip could not {act} {what} ({_last(done)}): is there a network?")


def locked(lock: Path) -> bytes:
    """What a lock file says. Raises SetupError where it is not there."""
    try:
        return lock.read_bytes()
    except OSError:
        raise SetupError(f"{lock} is not there: run this from the project's own folder") from None


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def _last(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("ERROR:")), lines[-1] if lines else "no word why")
    return told.removeprefix("ERROR:").strip()[:200]
