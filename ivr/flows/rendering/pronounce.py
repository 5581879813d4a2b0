"""Phonemes of the voice's alphabet for a piece, Mandarin by pinyin and English by eSpeak."""

import re
from functools import cache
from typing import Any

from ivr.flows.phrases import Piece
from ivr.flows.rendering.reading import read_out
from ivr.flows.rendering.tones import in_company

READINGS = {
    "重听": "chóng tīng",
    "重录": "chóng lù",
    "重新": "chóng xīn",
    "最长": "zuì cháng",
    "转接": "zhuǎn jiē",
    "转人工": "zhuǎn rén gōng",
    "转下一位": "zhuǎn xià yí wèi",
    "还有": "hái yǒu",
    "重听请按": "chóng tīng qǐng àn",
    "的": "de",
    "幺": "yāo",
}
"""Words whose characters have several readings, and the right one."""

WORDS = ("重听", "重录", "深证通", "催办", "受理编号", "请按", "井号键", "最长", "人工服务", "专线", "回电")
"""Words that the word list does not know; a word is said in one go."""

_ENGLISH = {"ʃˈɛnʒən": "ʃˌɛnʤˈɛn"}
"""Sounds that eSpeak gets wrong: Shenzhen."""


def phonemes(piece: Piece, ending: str = "") -> str:
    """The piece as the voice model wants it, with `ending` written after its text."""
    text = read_out(piece) + ending
    return _english(text) if piece.language == "en" else _mandarin(text)


def _mandarin(text: str) -> str:
    zh, jieba, lazy_pinyin, style = _chinese_tools()
    said = ""
    for segment in re.findall("[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", zh.map_punctuation(text)):
        if not "\u4e00" <= segment[0] <= "\u9fff":
            said += segment
            continue
        words = [
            (word, lazy_pinyin(word, style=style, neutral_tone_with_five=True))
            for word in jieba.lcut(segment)
        ]
        said += " ".join("".join(map(zh.py2ipa, word)) for word in in_company(words))
    return said.replace("\u032f", "")


def _english(text: str) -> str:
    said: str = _english_tools()(text)[0]
    for wrong, right in _ENGLISH.items():
        said = said.replace(wrong, right)
    return said


@cache
def _chinese_tools() -> tuple[Any, Any, Any, Any]:
    import jieba
    from misaki.zh import ZHG2P
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict({word: [[one] for one in pinyin.split()] for word, pinyin in READINGS.items()})
    for word in WORDS:
        jieba.add_word(word, freq=1_000_000)
    # Said in one go its last two syllables run together.
    jieba.suggest_freq(("星期", "五"), tune=True)
    return ZHG2P, jieba, lazy_pinyin, Style.TONE3


@cache
def _english_tools() -> Any:
    import espeakng_loader
    from misaki.espeak import EspeakG2P
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    return EspeakG2P(language="en-us")
