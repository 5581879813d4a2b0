"""How a piece is spoken: at what speed, with what ending, and in the manner of how long a text.

What suits nearly every piece is the rule; a few short ones were misheard by a recogniser until they were spoken
otherwise, and are listed.
"""

from dataclasses import dataclass

from ivr.flows.phrases import Piece


@dataclass(frozen=True)
class Take:
    """One way of speaking a piece."""

    speed: float = 1.0
    ending: str = ""
    """Written after the text for the voice alone. A comma keeps the last syllable of a Mandarin fragment from
    falling away: the sentence goes on after it."""
    style: int = 12
    """The manner of a text of at least so many sounds; that of the very shortest is hurried and faint."""


_ENGLISH = Take(speed=1.05)
_SENTENCE = Take()
_FRAGMENT = Take(ending="，")
_FALLING = Take(ending="。")
_PLAIN = Take()
_CALM = Take(ending="，", style=25)
_SLOW = Take(ending="，", speed=0.9)
_CHOSEN: dict[str, Take] = {
    **dict.fromkeys(("02", "23", "28", "32", "35", "83", "84", "9月5日"), _FALLING),
    **dict.fromkeys(("2", "24", "25", "26", "86", "5月3日", "5月8日", "8月2日"), _PLAIN),
    **dict.fromkeys(("22", "52", "82", "8月3日", "8月14日", "9月27日"), _CALM),
    **dict.fromkeys(("51", "58", "5月2日", "8月17日"), _SLOW),
}
"""Mandarin fragments, by their text, that are clearer spoken otherwise than the rule says."""


def take(piece: Piece) -> Take:
    """How this piece is spoken."""
    if piece.language == "en":
        return _ENGLISH
    if piece.text[-1] in "，。：":
        return _SENTENCE
    return _CHOSEN.get(piece.text, _FRAGMENT)
