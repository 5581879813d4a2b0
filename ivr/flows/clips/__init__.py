"""The clips: one 8 kHz mono WAV for each piece that can be spoken, named by the hash of its text.

`index.json` says which text each clip holds. A text that is changed has another name, so a clip can be cached
for ever and can never say something else than its text.

Clips that were uploaded or rendered since are named by the hash of words and sound and lie in the store (`kept`); an
edition's voices say for which texts they are heard.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from ivr.flows.phrases import Language, Piece

INDEX = Path(__file__).parent / "index.json"
FOLDER = Path(__file__).parent / "wav"
VOICES: dict[Language, str] = {"zh": "zf_xiaoxiao", "en": "af_heart"}
SHIPPED: Mapping[str, str] = MappingProxyType({})
"""The voices of an edition in which nothing was replaced."""


class Clip(TypedDict):
    """One entry of the index."""

    language: Language
    voice: str
    text: str
    seconds: float


def clip_name(piece: Piece, voices: Mapping[str, str] = SHIPPED) -> str | None:
    """The name of the clip that is heard for this piece under an edition's voices, or None: then the carrier's own
    voice must read the text."""
    wanted = hashed(piece)
    return voices.get(wanted) or (wanted if wanted in index() else None)


def ships(piece: Piece) -> bool:
    """Whether a clip of this piece comes with the program."""
    return hashed(piece) in index()


@lru_cache(maxsize=4096)
def hashed(piece: Piece) -> str:
    """The name that a clip of this piece has by its text, whether there is one or not."""
    digest = sha256(f"{piece.language}|{VOICES[piece.language]}|{piece.text}".encode()).hexdigest()
    return digest[:20]


def path(name: str) -> Path | None:
    """The WAV of the clip of that name; None for any name that is not in the index."""
    return FOLDER / f"{name}.wav" if name in index() else None


def seconds(piece: Piece) -> float:
    """How long the piece is heard; raises KeyError without a clip."""
    return index()[hashed(piece)]["seconds"]


@cache
def index() -> dict[str, Clip]:
    """Every clip there is, by its name."""
    if not INDEX.exists():
        return {}
    read: dict[str, Clip] = json.loads(INDEX.read_text(encoding="utf-8"))
    return read
