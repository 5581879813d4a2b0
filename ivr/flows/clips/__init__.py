"""The clips: one 8 kHz mono WAV for each piece that can be spoken, named by the hash of its text.

`index.json` says which text each clip holds. A text that is changed has another name, so a clip can be cached
for ever and can never say something else than its text.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from ivr.flows.phrases import Language, Piece

INDEX = Path(__file__).parent / "index.json"
FOLDER = Path(__file__).parent / "wav"
VOICES: dict[Language, str] = {"zh": "zf_xiaoxiao", "en": "af_heart"}


class Clip(TypedDict):
    """One entry of the index."""

    language: Language
    voice: str
    text: str
    seconds: float


def clip_name(piece: Piece) -> str | None:
    """The name of the clip of this piece, or None: then the carrier's own voice must read the text."""
    wanted = hashed(piece)
    return wanted if wanted in index() else None


def hashed(piece: Piece) -> str:
    """The name that a clip of this piece has, whether there is one or not."""
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
