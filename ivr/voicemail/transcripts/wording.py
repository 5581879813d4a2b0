"""The words an engine heard, as one text to read: Chinese unspaced, English spaced, a pause as a space."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PAUSE = 0.45
"""Seconds of silence between two words that a reader sees; engines write no punctuation."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, from when to when it is spoken in seconds, and where it begins in the joined text."""

    text: str
    start: float
    end: float
    place: int = 0


def words_of(rows: Iterable[Sequence[Any]]) -> list[Word]:
    """The words as they are kept, `[word, start, end]`, each with its place in the text that `joined` makes."""
    placed: list[Word] = []
    length = 0
    for text, start, end in rows:
        if placed and _apart(placed[-1], text, start):
            length += 1
        placed.append(Word(text, start, end, length))
        length += len(text)
    return placed


def joined(words: Sequence[Word]) -> str:
    """The text; `words` come from `words_of`."""
    return "".join(_spaced(words))


def _spaced(words: Sequence[Word]) -> Iterator[str]:
    length = 0
    for word in words:
        yield " " * (word.place - length) + word.text
        length = word.place + len(word.text)


def _apart(before: Word, text: str, start: float) -> bool:
    return (before.text[-1:].isascii() and text[:1].isascii()) or start - before.end >= PAUSE
