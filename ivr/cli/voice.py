"""What the gateway's Asterisk line can say without the application: words that have a clip in the house."""

from ivr.flows import clips
from ivr.flows.phrases import Piece


def says(text: str, language: str) -> bytes | None:
    """A WAV of these words, if a clip that ships holds exactly them; `language` is a BCP 47 tag."""
    told = " ".join(text.split())
    return clip(Piece("en" if language.startswith("en") else "zh", told))


def clip(piece: Piece) -> bytes | None:
    """The WAV of the clip of one piece, if one ships."""
    name = clips.clip_name(piece)
    path = clips.path(name) if name else None
    return path.read_bytes() if path else None


def when_alone() -> dict[str, bytes]:
    """What an Asterisk of our own says while no gateway is connected: the apology, and the thanks afterwards."""
    from ivr.flows import words

    said = {"apology": words.broken(), "thanks": words.goodbye()}
    return {name: clip(phrase.zh[0]) or b"" for name, phrase in said.items()}
