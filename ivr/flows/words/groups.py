"""Which sentence is heard where: the words of each module, parted where they are heard on different occasions."""

from dataclasses import dataclass
from functools import cache

from ivr.flows import saying, words
from ivr.flows.phrases import Phrase, Piece

NUMBERS = "numbers"
"""Dates, times, numbers: the many pieces that sentences are completed with."""

_APART: dict[str, dict[str, tuple[str, ...]]] = {
    "greetings": {"menu": ("_OPEN_MENUS",), "end": ("goodbye", "unknown_hotline")},
    "line": {
        "transfer": ("transferring", "to_support", "to_southern"),
        "duty-line": ("second_round", "_URGENT_NOW", "_RING_WITHIN"),
    },
    "message": {
        "matter": ("_IN_HAND", "_EXPECTED", "_CALLED", "_CALLED_SOON", "_IN_HAND_MENU", "added"),
        "broken": ("broken",),
    },
    "promise": {
        "number": ("ask_number", "number_not_understood", "_NUMBER_IS", "_NUMBER_MENU", "number_changed")
    },
    "duty": {
        "customer": ("_NOTICE_RECORDED", "_NOTICE", "agent_gone"),
        "rating": ("rate", "rated", "farewell"),
    },
}
"""By module: the occasions besides the one that bears the module's own name, and their constants."""


@dataclass(frozen=True)
class Group:
    """What is heard on one occasion; the console has the words for `key`."""

    key: str
    phrases: tuple[Phrase, ...]

    @property
    def pieces(self) -> frozenset[Piece]:
        return frozenset(piece for phrase in self.phrases for piece in phrase.zh + phrase.en)


@cache
def groups() -> tuple[Group, ...]:
    """Every sentence by occasion, in the order of a call; dates and numbers apart from them."""
    found: dict[str, dict[Phrase, None]] = {}
    for module, name, phrase in words.constants():
        apart = _APART.get(module, {})
        key = next((key for key, names in apart.items() if name in names), module)
        found.setdefault(key, {})[phrase] = None
    return tuple(Group(key, tuple(phrases)) for key, phrases in found.items())


@cache
def numbers() -> tuple[Piece, ...]:
    """Every piece of dates, times and numbers, but for the silences between them; the Chinese ones first."""
    pieces = dict.fromkeys(piece for piece in saying.every_piece() if not piece.is_pause)
    return tuple(sorted(pieces, key=lambda piece: piece.language == "en"))
