"""What is said to a caller: pieces that each have a clip, strung into phrases in both languages.

A piece is the smallest thing that is rendered: a whole sentence, or «上午8点半», or a pair of digits, or a
mark of punctuation, which is a short silence. A phrase holds the same words in both languages; which is
spoken depends on the call. Phrases are joined with `+`.
"""

import re
from dataclasses import dataclass
from typing import Literal, Protocol

Language = Literal["zh", "en"]


class Bilingual(Protocol):
    """Anything that carries its words in both languages, such as a name in the schedule."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Words spoken in one go by the voice of `language`. Punctuation alone is a silence."""

    language: Language
    text: str

    @property
    def is_pause(self) -> bool:
        return self.text in PAUSES


PAUSES = {" ": 0.22, "，": 0.16, ",": 0.16, "。": 0.34, ".": 0.34}
"""Seconds of silence that a mark on its own stands for; the blank separates groups of digits."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in Chinese and in English, each as pieces.

    A piece may be in the other language: a Chinese greeting holds «For English, press nine.»
    """

    zh: tuple[Piece, ...] = ()
    en: tuple[Piece, ...] = ()

    def __add__(self, other: "Phrase") -> "Phrase":
        return Phrase(self.zh + other.zh, self.en + other.en)

    def pieces(self, language: Language) -> tuple[Piece, ...]:
        return self.zh if language == "zh" else self.en

    def text(self, language: Language) -> str:
        """The phrase as it is written in a transcript."""
        return written(self.pieces(language))


NOTHING = Phrase()


def fixed(zh: str, en: str) -> Phrase:
    """One piece in each language; an empty text is no piece."""
    return Phrase(_pieces("zh", zh), _pieces("en", en))


def mixed(zh: tuple[str, ...], en: tuple[str, ...]) -> Phrase:
    """Several pieces in each language, in the voice of that language."""
    return Phrase(
        tuple(Piece("zh", text) for text in zh if text), tuple(Piece("en", text) for text in en if text)
    )


def of(name: Bilingual) -> Phrase:
    """A name from the schedule or a table, as a phrase."""
    return fixed(name.zh, name.en)


def written(pieces: tuple[Piece, ...]) -> str:
    """The text of pieces in a row: digits run together, languages are set apart by a blank."""
    text = ""
    last: Piece | None = None
    for piece in pieces:
        text += (" " if last and _set_apart(last, piece) else "") + piece.text
        last = piece
    return text


def _pieces(language: Language, text: str) -> tuple[Piece, ...]:
    return (Piece(language, text),) if text else ()


def _set_apart(left: Piece, right: Piece) -> bool:
    if right.is_pause or left.text == " ":
        return False
    if left.language != right.language:
        return True
    return left.language == "en" and not (_DIGITS.match(left.text) and _DIGITS.match(right.text))


_DIGITS = re.compile(r"[0-9]+$")
