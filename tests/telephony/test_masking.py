"""Numbers inside a text are hidden, however they are said, heard or written."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.telephony.masking import hidden, mask, mask_within

SPOKEN = (
    "零〇○0０",
    "幺一1１壹",
    "二两2２贰",
    "三3３叁",
    "四4４肆",
    "五5５伍",
    "六6６陆",
    "七7７柒",
    "八8８捌",
    "九9９玖",
)
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的电话是幺三八零零幺三八零零零谢谢", "我的电话是幺三八****八零零零谢谢"),
        ("打 138 0013 8000 找我", "打 138 **** 8000 找我"),
        ("打０７５５－８３１８３３３３", "打０７５５－****３３３３"),
        ("幺三八 嗯 零零幺三 啊 八零零零", "幺三八 嗯 **** 啊 八零零零"),
        ("我们号码是八三幺八三三三三", "我们号码是****三三三三"),
        ("call one three eight double zero one three eight oh oh oh oh", None),
        ("on +852 2345 6789, please", "on +*** **** 6789, please"),
        ("十月八号九点以前，二零二六年", "十月八号九点以前，二零二六年"),
        ("一二三四五六", "一二三四五六"),
        ("九十月份的三四个用户，二十五分钟", "九十月份的三四个用户，二十五分钟"),
        ("someone honest is on the phone", "someone honest is on the phone"),
        ("", ""),
    ],
)
def test_what_is_hidden_and_what_is_not(text: str, shown: str | None) -> None:
    if shown is not None:
        assert mask(text) == shown
    else:
        assert mask(text) == "call one three eight double * * * * oh oh oh oh"


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A telephone number of any kind, and one of the many ways in which it is written down."""
    digits = draw(st.from_regex(r"1[3-9]\d{9}|0(10|21|755)[2-9]\d{7}|[2-9]\d{7}|00\d{9,12}", fullmatch=True))
    digits = re.sub(r"\D", "", digits.translate({ord(c): str(int(c)) for c in digits if c.isdigit()}))
    if draw(st.booleans()):
        between = st.sampled_from(["", " ", "-", "，", " 嗯 ", "、", "—"])
        said = "".join(draw(st.sampled_from(SPOKEN[int(digit)])) + draw(between) for digit in digits)
    else:
        said = " ".join(draw(st.sampled_from(["", "uh ", "um, "])) + ENGLISH[int(digit)] for digit in digits)
    return digits, said


@given(
    written(),
    st.sampled_from(["", "我的电话是", "please call me on "]),
    st.sampled_from(["", "，谢谢", " thanks"]),
)
def test_no_number_can_be_read_in_full(number: tuple[str, str], before: str, after: str) -> None:
    digits, said = number
    shown = mask(f"{before}{said}{after}")
    left = len(digits) - shown.count("*")
    assert left <= 8
    assert shown.count("*") >= 4
    assert shown.startswith(before)
    assert shown.endswith(after)
    assert mask(shown) == shown, "what is hidden stays so, and nothing more is"


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_parts_of_a_text_are_masked_as_the_whole_is(text: str, one: int, other: int) -> None:
    spots = hidden(text)
    cuts = sorted({0, min(one, len(text)), min(other, len(text)), len(text)})
    inside = [cut for cut in cuts if not any(start < cut < end for start, end in spots)]
    parts = [mask_within(text, start, end, spots) for start, end in pairwise(inside)]
    assert "".join(parts) == mask(text)


@given(st.text(alphabet="零一二三四五六七八九 ，-0123456789a号", max_size=40))
def test_the_longest_run_that_is_left_is_shorter_than_a_number(text: str) -> None:
    rest = re.sub(r"[ ，-]", "", mask(text))
    assert not re.search(r"[零一二三四五六七八九0-9]{9,}", rest)


def test_a_long_text_takes_no_longer_for_it() -> None:
    assert len(mask("幺 嗯 " * 20_000)) == 80_000
    assert mask("，" * 50_000) == "，" * 50_000
