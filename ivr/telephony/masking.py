"""Telephone numbers inside a text: masked wherever people say, hear or write them.

A pure rule without a dictionary, so that it errs on the side of hiding: any seven digits or more in a row, in whatever
script, are taken for a number, with the noises and separators that people put between them. What remains to be seen is
what `numbers.masked` leaves of a number.
"""

import re

FEWEST = 7
"""Digits in a row that pass for a telephone number; a date has eight, and is masked too."""

_ENGLISH = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_DIGIT = re.compile(
    rf"[0-9０-９]|[零〇○幺一二两三四五六七八九壹贰叁肆伍陆柒捌玖]|(?<![a-z])(?:{_ENGLISH})(?![a-z])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:[\s\-–—_.·,;:/()+#，、。；：（）＋－—～~]|[嗯呃啊哦额个杠转拨]|(?<![a-z])(?:uh|um|er|and|double|triple|dash|plus)(?![a-z]))*",
    re.IGNORECASE,
)
_VALUES = {
    written: value
    for value, several in {
        "0": "0０零〇○ zero oh",
        "1": "1１幺一壹 one",
        "2": "2２二两贰 two",
    }.items()
    for written in (*several.partition(" ")[0], *several.split()[1:])
}
"""The digits that begin mobiles and area codes, in every way they are written."""
HIDDEN = "*"
_LEAST = 4
"""Digits that are hidden of every number that shows its beginning."""


def hidden(text: str) -> list[tuple[int, int]]:
    """Where in `text` a digit of a telephone number stands that must not be seen: (start, end) each, in order."""
    found: list[tuple[int, int]] = []
    for run in _runs(text):
        if len(run) >= FEWEST:
            found += run[_head(text, run) : len(run) - _tail(len(run))]
    return found


def mask(text: str) -> str:
    """`text` with a star in place of each hidden digit: 我的电话是幺三八****五六七八."""
    shown, place = [], 0
    for start, end in hidden(text):
        shown += [text[place:start], HIDDEN]
        place = end
    return "".join([*shown, text[place:]])


def mask_within(text: str, start: int, end: int, spots: list[tuple[int, int]]) -> str:
    """The part of `text` from `start` to `end` with a star for each of the `spots`, which `hidden` found, in it."""
    shown, place = [], start
    for first, last in spots:
        if start <= first and last <= end:
            shown += [text[place:first], HIDDEN]
            place = last
    return "".join([*shown, text[place:end]])


def _head(text: str, run: list[tuple[int, int]]) -> int:
    """A mobile's first three digits may be seen, and an area code; they name nobody."""
    first, second = (_VALUES.get(text[start:end].casefold()) for start, end in run[:2])
    if len(run) < 11 or first not in ("0", "1") or (first, second) == ("0", "0"):
        return 0
    area = 3 if first == "1" or second in ("1", "2") else 4
    return min(area, len(run) - _tail(len(run)) - _LEAST)


def _tail(digits: int) -> int:
    return 4 if digits >= 8 else 2


def _runs(text: str) -> list[list[tuple[int, int]]]:
    """The digits that follow each other with nothing but separators between."""
    runs: list[list[tuple[int, int]]] = []
    end = -1
    for digit in _DIGIT.finditer(text):
        if runs and _BETWEEN.fullmatch(text, end, digit.start()):
            runs[-1].append(digit.span())
        else:
            runs.append([digit.span()])
        end = digit.end()
    return runs
