"""The voice: phonemes in, 24 kHz sound out."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from ivr.flows.clips import VOICES
from ivr.flows.phrases import Piece
from ivr.flows.rendering import model
from ivr.flows.rendering.pronounce import phonemes
from ivr.flows.rendering.takes import Take, take

RATE = 24_000
_LONGEST = 509
"""Phonemes that the model takes at once."""


class Voice:
    """Both voices, on one model. The first piece takes some seconds while the model loads."""

    def __init__(self, cache: Path, threads: int = 1) -> None:
        self._cache = cache
        self._threads = threads
        self._styles: dict[str, Any] = {}

    def speak(self, piece: Piece, spoken: Take | None = None) -> Any:
        """The piece as an array of samples between -1 and 1 at 24 kHz. Raises ValueError for a piece too long."""
        import numpy as np

        spoken = spoken or take(piece)
        sounds = phonemes(piece, spoken.ending)
        ids = [self._alphabet[sound] for sound in sounds if sound in self._alphabet]
        if not 0 < len(ids) <= _LONGEST:
            raise ValueError(f"{piece.text!r} has {len(ids)} sounds: the voice takes 1 to {_LONGEST}")
        style = self._style(VOICES[piece.language])[max(len(ids), spoken.style)]
        feed = {
            "input_ids": np.array([[0, *ids, 0]], dtype=np.int64),
            "style": style,
            "speed": np.array([spoken.speed], dtype=np.float32),
        }
        return self._session.run(None, feed)[0].reshape(-1)

    def _style(self, name: str) -> Any:
        import numpy as np

        if name not in self._styles:
            self._styles[name] = np.fromfile(model.voice(self._cache, name), dtype=np.float32).reshape(
                -1, 1, 256
            )
        return self._styles[name]

    @cached_property
    def _alphabet(self) -> dict[str, int]:
        import kokoro_onnx

        config = Path(kokoro_onnx.__file__).parent / "config.json"
        alphabet: dict[str, int] = json.loads(config.read_text(encoding="utf-8"))["vocab"]
        return alphabet

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        path = model.model(self._cache)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
