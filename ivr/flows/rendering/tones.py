"""The tones of Mandarin as they change in company, on numbered pinyin (`yi1`, `dian3`; 5 is the light tone)."""

from collections.abc import Sequence

_MEASURES = frozenset("位次分小个般千百万")
"""What 一 counts; anywhere else (第一, 请按一, 十一月, 二零一一年) it keeps its first tone."""


def in_company(words: Sequence[tuple[str, Sequence[str]]]) -> list[list[str]]:
    """The syllables of each word, changed by their neighbours. `words`: characters and their pinyin, in order."""
    flat = [
        (character, syllable)
        for word, pinyin in words
        for character, syllable in zip(word, pinyin, strict=True)
    ]
    starts, said = _starts(words), [syllable for _, syllable in flat]
    for place in range(len(flat) - 2, -1, -1):
        character, following = flat[place][0], said[place + 1]
        if character == "不" and following[-1] == "4":
            said[place] = "bu2"
        elif character == "一" and flat[place + 1][0] in _MEASURES and not _counted(flat, place):
            said[place] = "yi2" if following[-1] == "4" else "yi4"
        elif said[place][-1] == following[-1] == "3" and (place + 1 not in starts or character in "两五九"):
            # Two third tones: the first rises, within a word and between a number and its measure.
            said[place] = f"{said[place][:-1]}2"
    result, place = [], 0
    for word, _ in words:
        result.append(said[place : place + len(word)])
        place += len(word)
    return result


def _starts(words: Sequence[tuple[str, Sequence[str]]]) -> set[int]:
    starts, place = set(), 0
    for word, _ in words:
        starts.add(place)
        place += len(word)
    return starts


def _counted(flat: Sequence[tuple[str, str]], place: int) -> bool:
    """True for the 一 at the end of a longer number, which stays high: 二十一分, 零一分."""
    return place > 0 and flat[place - 1][0] in "零十幺二三四五六七八九"
