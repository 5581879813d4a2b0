"""What stands around the days of a pasted notice: words that turn their meaning round, and what a page brings along."""

from collections.abc import Callable
from datetime import date

import pytest
from test_pasted import NEW_YEAR, PUBLISHED, asked, read

from calendars import szse
from calendars.notice import NoticeError
from calendars.notices import kept, read_notices

DAY = "2026年12月2日（星期三）"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        pytest.param(f"{DAY}休市半天。", "neither", id="half of it"),
        pytest.param(f"{DAY}休市。\n上述休市安排取消。", "取消 is said here", id="taken back a line below"),
        pytest.param(f"原定{DAY}休市。", "neither", id="it was planned"),
        pytest.param(f"如{DAY}休市，另行通知。", "neither", id="if"),
        pytest.param(f"除{DAY}休市外，其他日期照常交易。", "neither", id="except"),
        pytest.param(f"{DAY}休市传言不实。", "不实 is said here", id="a rumour"),
        pytest.param(f"{DAY}休市，系谣言。", "谣言 is said here", id="a rumour, told differently"),
        pytest.param(f"{DAY}起休市，恢复交易时间另行通知。", "neither", id="without an end"),
        pytest.param(f"一、港股通交易安排\n{DAY}休市。", "another market", id="a section on another market"),
        pytest.param(f"{DAY}下午临时休市。", "for some hours only", id="half a day is not a day"),
        pytest.param(f"{DAY}上午休市半天。", "for some hours only", id="nor is the other half"),
        pytest.param(f"{DAY}13:00起休市。", "for some hours only", id="nor from an hour on"),
        pytest.param(f"{DAY}休市的安排取消。", "取消 is said here", id="taken back"),
        pytest.param(f"{DAY}休市安排取消，照常开市。", "取消 is said here", id="taken back, the other way"),
        pytest.param(f"{DAY}是否休市，另行通知。", "neither", id="open question"),
        pytest.param(f"{DAY}可能休市。", "neither", id="perhaps"),
        pytest.param(f"{DAY}没有休市安排。", "neither", id="not at all"),
        pytest.param(f"{DAY}并未休市。", "neither", id="it was not"),
        pytest.param(f"香港交易所{DAY}休市。", "another market", id="Hong Kong"),
        pytest.param(f"港股通{DAY}休市。", "another market", id="trading through Hong Kong"),
        pytest.param(f"上海证券交易所{DAY}休市。", "another market", id="Shanghai alone"),
    ],
)
def test_what_does_not_shut_us_for_a_whole_day_is_asked_about(sentence: str, said: str) -> None:
    error = asked(f"关于临时休市的公告\n{sentence}")
    assert error.problems[0].line in (2, 3)
    assert said in error.problems[0].sentence
    assert error.problems[0].zh


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        pytest.param(
            f"受台风“苏拉”影响，{DAY}全天休市，12月3日（星期四）起恢复开市。",
            "台风",
            id="the cause stands before",
        ),
        pytest.param(f"台风：{DAY}休市。", "台风", id="as a heading"),
        pytest.param(f"各会员单位：\n因暴雨，{DAY}休市。", "暴雨", id="a salutation is no festival"),
        pytest.param(f"各会员单位：\n经研究，{DAY}临时休市。", "节假日", id="no cause is told"),
        pytest.param(f"上海、深圳证券交易所{DAY}均休市。", "节假日", id="both exchanges are ours too"),
        pytest.param(f"上海、深圳、北京证券交易所{DAY}休市。", "节假日", id="all three"),
    ],
)
def test_a_sudden_closure_carries_its_cause(text: str, occasion: str) -> None:
    (closure,) = read(text).closed
    assert (closure.first, closure.last, closure.occasion.zh) == (
        date(2026, 12, 2),
        date(2026, 12, 2),
        occasion,
    )


def test_a_day_that_nobody_named_keeps_the_name_it_had() -> None:
    """The sentence of one festival alone, as somebody copies it from the middle of the page."""
    text = NEW_YEAR.removeprefix("元旦：").replace("1月1日", "2026年1月1日")
    calendar = szse.build(read_notices(text))
    told = calendar.day(date(2026, 1, 1)).reason
    assert told is not None and told.zh == "元旦"
    assert calendar.day(date(2026, 1, 4)).make_up


@pytest.mark.parametrize(
    "title",
    [
        "关于2026年度部分节假日休市安排的通知",
        "关于2026年部份节假日休市安排的通知",
        "关于2026年节假日休市安排的通知",
        "关于2026年部分节假日休市有关安排的通知",
        "关于２０２６年部分节假日休市 安排的通知",
    ],
)
def test_the_arrangement_of_a_year_is_known_by_any_of_its_titles(title: str) -> None:
    body = PUBLISHED[2026].split("\n", 2)[2]
    assert read(f"{title}\n{body}").settles == 2026


def test_every_festival_without_the_title_of_the_year_is_asked_about() -> None:
    body = PUBLISHED[2026].split("\n", 2)[2]
    error = asked(f"2026年休市提示\n{body}")
    assert [problem.sentence.partition(" and ")[0] for problem in error.problems] == [
        "names every festival of 2026"
    ]


PAGES = [
    pytest.param(lambda text: text.replace("\n", "</p>\n<p>"), id="paragraphs"),
    pytest.param(lambda text: text.replace("10月", "<span>10</span>月"), id="marked digits"),
    pytest.param(lambda text: text.replace("休市，", "休市，&nbsp;"), id="entities"),
    pytest.param(lambda text: text.replace("至", "——"), id="dashes"),
    pytest.param(lambda text: text.replace("至", "–"), id="a short dash"),
    pytest.param(lambda text: f"发布时间：2025年12月22日\n{text}", id="when it was put online"),
    pytest.param(
        lambda text: text.replace("2025年12月22日", "深圳证券交易所　2025年12月22日"), id="signed in a line"
    ),
    pytest.param(lambda text: text.replace("2025年12月22日", "（2025年12月22日印发）"), id="printed"),
]


@pytest.mark.parametrize("copied", PAGES)
def test_what_a_browser_copies_along_changes_nothing(copied: Callable[[str], str]) -> None:
    notice, plain = read(copied(PUBLISHED[2026])), read(PUBLISHED[2026])
    assert (notice.closed, notice.weekends, notice.settles) == (plain.closed, plain.weekends, plain.settles)
    assert notice.published == plain.published


def test_one_mistake_is_one_sentence() -> None:
    both = asked(f"{PUBLISHED[2025]}\n{PUBLISHED[2026]}")
    assert [problem.sentence for problem in both.problems] == [
        "holds the notices of 2025, 2026: paste one at a time"
    ]
    wrong_year = asked(PUBLISHED[2026].replace("2026年", "2027年"))
    assert len(wrong_year.problems) == 1
    assert "its weekdays are those of" in wrong_year.problems[0].sentence
    assert "2026" in wrong_year.problems[0].zh


def test_a_festival_that_stands_between_the_days_and_the_verb_and_a_range_with_since() -> None:
    (new_year,) = read("2026年休市提示\n1月1日元旦休市，1月2日开市").closed
    assert new_year.first == date(2026, 1, 1)
    (spring,) = read("2026年休市提示\n春节：自2月15日起至2月23日休市，2月24日（星期二）起照常开市。").closed
    assert (spring.first, spring.last) == (date(2026, 2, 15), date(2026, 2, 23))


def test_one_festival_that_cites_the_arrangement_of_the_year_settles_no_year() -> None:
    cites = "根据《关于2026年部分节假日休市安排的通知》，"
    assert read(f"关于2026年元旦休市的通知\n{cites}{NEW_YEAR}").settles is None


@pytest.mark.parametrize(
    "filler", [" ", "\u3000", "\t", "1月", "1月1日", "休", ",", "年 ", "(", "<a ", "1月1日休市\n"]
)
def test_a_page_of_anything_is_answered(filler: str) -> None:
    """Two hundred kilobytes of one thing; a pattern that goes back and forth over it would not come to an end."""
    text = f"2026年{filler * (200_000 // len(filler))}1月1日休市"
    try:
        notice = read(text)
    except NoticeError as error:
        assert error.problems
    else:
        assert notice.closed


@pytest.mark.parametrize("year", PUBLISHED)
def test_what_is_kept_says_what_was_understood_below_the_words_it_was_read_from(year: int) -> None:
    """How words are read may change one day; what was in force may not."""
    file = kept(PUBLISHED[year])
    assert read_notices(file) == read_notices(PUBLISHED[year])
    assert file.startswith(f"# 关于{year}年部分节假日休市安排的通知\n")
    assert "\nnotices:\n" in file
    assert kept(file) == file, "a file of notices is kept as it is"
