"""The kinds of value an attribute may have: how each is read from text and written back."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """`read` raises ValueError for what is not of this kind; `wanted` completes «must be …»."""

    wanted: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def attribute(kind: Kind, default: Any) -> Any:
    """A field of a verb that is an attribute in TwiML, named alike in camelCase."""
    return field(default=default, metadata={"kind": kind})


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValueError(text)
        number = int(text)
        if number < least or (most is not None and number > most):
            raise ValueError(text)
        return number

    return read


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


def one_of(*choices: str) -> Kind:
    return Kind(" or ".join(choices), _matching("|".join(map(re.escape, choices))))


def some_of(*choices: str) -> Kind:
    """Words separated by spaces, kept as a tuple in the order they were written."""

    def read(text: str) -> tuple[str, ...]:
        words = tuple(text.split())
        if not words or any(word not in choices for word in words):
            raise ValueError(text)
        return words

    return Kind(f"some of {' '.join(choices)}", read, " ".join)


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _read_truth(text: str) -> bool:
    try:
        return _truth(text)
    except KeyError:
        raise ValueError(text) from None


TEXT = Kind("text", str)
URL = Kind("an address", _matching(r"\S+"))
URL_OR_NOTHING = Kind("an address or empty", _matching(r"\S*"))
METHOD = one_of("GET", "POST")
TRUTH = Kind("true or false", _read_truth, lambda value: "true" if value else "false")
COUNT = Kind("a whole number from 0 to 1000", _whole(0, 1000))
POSITIVE = Kind("a whole number of at least 1", _whole(1))
SECONDS = Kind("a whole number of seconds, at least 1", _whole(1))
RING_SECONDS = Kind("5 to 600 seconds", _whole(5, 600))
RECORD_SECONDS = Kind("1 to 14400 seconds", _whole(1, 14400))
KEYS = Kind("keys out of 0-9 # *", _matching(r"[0-9#*]+"))
KEYS_OR_NONE = Kind("keys out of 0-9 # * or empty", _matching(r"[0-9#*]*"))
ONE_KEY_OR_NONE = Kind("one key out of 0-9 # * or empty", _matching(r"[0-9#*]?"))
TONES = Kind("tones out of 0-9 # * w W", _matching(r"[0-9#*wW]+"))
LANGUAGE = Kind("a language such as zh-CN", _matching(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}"))
