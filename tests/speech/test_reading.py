"""How figures are read out: 幺, 一 and 两, and the tones that change in company."""

import pytest

from ivr.flows.phrases import Piece
from ivr.flows.rendering.reading import read_out
from ivr.flows.rendering.tones import in_company


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("请按1", "请按一"),  # a key is yī, not yāo
        ("留言请按1，由我们回拨请按2。", "留言请按一，由我们回拨请按二。"),  # 二 as a key, not 两
        ("人工服务请按0。", "人工服务请按零。"),
        ("1", "幺"),  # alone it is a digit of a reference or a telephone number
        ("11", "幺幺"),
        ("06", "零六"),
        ("22", "二二"),  # never 两两
        ("紧急故障请拨83182222。", "紧急故障请拨八三幺八二二二二。"),
        ("境外加00和国家代码", "境外加零零和国家代码"),
        ("10月", "十月"),
        ("1月", "一月"),
        ("2日", "二日"),  # dates keep 二
        ("31日", "三十一日"),
        ("2031年", "二零三一年"),  # 一 in years
        ("上午8点半", "上午八点半"),
        ("上午11点", "上午十一点"),
        ("中午12点", "中午十二点"),
        ("下午两点", "下午两点"),
        ("15分钟", "十五分钟"),
        ("21分", "二十一分"),
        ("12位", "十二位"),  # 两 only for two itself
    ],
)
def test_chinese_figures(text: str, read: str) -> None:
    assert read_out(Piece("zh", text)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("38", "three eight"),  # a pair of digits, not thirty-eight
        ("0", "zero"),
        (
            "For urgent faults, dial 83182222.",
            "For urgent faults, dial eight three one eight two two two two.",
        ),
        ("from overseas 00 and", "from overseas zero zero and"),
        ("the 8th", "the 8th"),  # eSpeak knows ordinals
        ("half past eight", "half past eight"),
    ],
)
def test_english_figures(text: str, read: str) -> None:
    assert read_out(Piece("en", text)) == read


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([("一", ["yi1"]), ("位", ["wei4"])], "yi2 wei4"),  # before a fourth tone 一 rises
        ([("一", ["yi1"]), ("分钟", ["fen1", "zhong1"])], "yi4 fen1 zhong1"),  # before others it falls
        ([("请按", ["qing3", "an4"]), ("一", ["yi1"])], "qing3 an4 yi1"),  # a key stays high
        ([("二十一分", ["er4", "shi2", "yi1", "fen1"])], "er4 shi2 yi1 fen1"),  # so does the end of a number
        ([("星期一", ["xing1", "qi1", "yi1"])], "xing1 qi1 yi1"),
        ([("不", ["bu4"]), ("到", ["dao4"])], "bu2 dao4"),
        ([("不", ["bu4"]), ("满意", ["man3", "yi4"])], "bu4 man3 yi4"),
        ([("九点", ["jiu3", "dian3"])], "jiu2 dian3"),  # two third tones
        ([("两", ["liang3"]), ("小时", ["xiao3", "shi2"])], "liang2 xiao3 shi2"),
        ([("请", ["qing3"]), ("你", ["ni3"])], "qing3 ni3"),  # not across words in general
    ],
)
def test_tones_change_in_company(words: list[tuple[str, list[str]]], said: str) -> None:
    assert " ".join(syllable for word in in_company(words) for syllable in word) == said
