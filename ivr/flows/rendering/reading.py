"""How a written piece is read out: figures become the words that are said.

In Chinese 1 is 幺 in strings of digits (three or more, or a piece of digits alone) and 一 everywhere else: keys,
dates, times and quantities.
"""

import re

from ivr.flows.numerals import english, hanzi
from ivr.flows.phrases import Piece

_ONE_BY_ONE = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_ENGLISH_TIMES = re.compile(r"\b[0-9]{2,}\b")


def read_out(piece: Piece) -> str:
    """The words of the piece, without figures."""
    return _english(piece.text) if piece.language == "en" else _chinese(piece.text)


def _chinese(text: str) -> str:
    if text.isdigit():
        return _string_of_digits(text)
    text = re.sub(r"([0-9]{4})年", lambda year: _year(year[1]) + "年", text)
    text = re.sub(r"[0-9]{3,}|00", lambda string: _string_of_digits(string[0]), text)
    return re.sub(r"[0-9]{1,2}", lambda quantity: hanzi(int(quantity[0])), text)


def _string_of_digits(digits: str) -> str:
    return "".join(_ONE_BY_ONE[digit] for digit in digits)


def _year(digits: str) -> str:
    return "".join(hanzi(int(digit)) for digit in digits)


def _english(text: str) -> str:
    if text.isdigit():
        return " ".join(english(int(digit)) for digit in text)
    return _ENGLISH_TIMES.sub(lambda string: " ".join(english(int(digit)) for digit in string[0]), text)
