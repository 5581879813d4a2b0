"""The exchange's notice in its own words: read whole, checked, and asked about wherever it is in doubt."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import szse
from calendars.differences import differences
from calendars.notices import Closure, Notice, NoticeError, read_notices
from calendars.occasions import FESTIVALS
from calendars.trading import Certainty

WEEKDAYS = "一二三四五六日"

# The exchange's yearly notices as they stand on its site, but for what they say about clearing.
PUBLISHED = {
    2024: """关于2024年部分节假日休市安排的通知
各市场参与人：
根据《国务院办公厅关于2024年部分节假日安排的通知》，现将2024年部分节假日休市安排通知如下：
一、休市安排
（一）元旦：2023年12月30日（星期六）至2024年1月1日（星期一）休市，1月2日（星期二）起照常开市。
（二）春节：2月9日（星期五）至2月17日（星期六）休市，2月19日（星期一）起照常开市。另外，2月4日（星期日）、2月18日（星期日）为周末休市。
（三）清明节：4月4日（星期四）至4月6日（星期六）休市，4月8日（星期一）起照常开市。另外，4月7日（星期日）为周末休市。
（四）劳动节：5月1日（星期三）至5月5日（星期日）休市，5月6日（星期一）起照常开市。另外，4月28日（星期日）、5月11日（星期六）为周末休市。
（五）端午节：6月10日（星期一）休市，6月11日（星期二）起照常开市。
（六）中秋节：9月15日（星期日）至9月17日（星期二）休市，9月18日（星期三）起照常开市。另外，9月14日（星期六）为周末休市。
（七）国庆节：10月1日（星期二）至10月7日（星期一）休市，10月8日（星期二）起照常开市。另外，9月29日（星期日）、10月12日（星期六）为周末休市。
二、有关清算事宜，根据中国证券登记结算有限责任公司的安排进行。
特此通知
深圳证券交易所
2023年12月26日
""",
    2025: """关于2025年部分节假日休市安排的通知
现将2025年部分节假日休市安排通知如下：
一、元旦：1月1日（星期三）休市，1月2日（星期四）起照常开市。
二、春节：1月28日（星期二）至2月4日（星期二）休市，2月5日（星期三）起照常开市。另外，1月26日（星期日）、2月8日（星期六）为周末休市。
三、清明节：4月4日（星期五）至4月6日（星期日）休市，4月7日（星期一）起照常开市。
四、劳动节：5月1日（星期四）至5月5日（星期一）休市，5月6日（星期二）起照常开市。另外，4月27日（星期日）为周末休市。
五、端午节：5月31日（星期六）至6月2日（星期一）休市，6月3日（星期二）起照常开市。
六、国庆节、中秋节：10月1日（星期三）至10月8日（星期三）休市，10月9日（星期四）起照常开市。另外，9月28日（星期日）、10月11日（星期六）为周末休市。
https://www.szse.cn/www/disclosure/notice/general/t20241223_611283.html
2024年12月23日
""",
    2026: """关于2026年部分节假日休市安排的通知
现将2026年部分节假日休市安排通知如下：
一、元旦：1月1日（星期四）至1月3日（星期六）休市，1月5日（星期一）起照常开市。另外，1月4日（星期日）为周末休市。
二、春节：2月15日（星期日）至2月23日（星期一）休市，2月24日（星期二）起照常开市。另外，2月14日（星期六）、2月28日（星期六）为周末休市。
三、清明节：4月4日（星期六）至4月6日（星期一）休市，4月7日（星期二）起照常开市。
四、劳动节：5月1日（星期五）至5月5日（星期二）休市，5月6日（星期三）起照常开市。另外，5月9日（星期六）为周末休市。
五、端午节：6月19日（星期五）至6月21日（星期日）休市，6月22日（星期一）起照常开市。
六、中秋节：9月25日（星期五）至9月27日（星期日）休市，9月28日（星期一）起照常开市。
七、国庆节：10月1日（星期四）至10月7日（星期三）休市，10月8日（星期四）起照常开市。另外，9月20日（星期日）、10月10日（星期六）为周末休市。
2025年12月22日
""",
}

NEW_YEAR = (
    "元旦：1月1日（星期四）至1月3日（星期六）休市，1月5日（星期一）起照常开市。"
    "另外，1月4日（星期日）为周末休市。"
)


def read(text: str) -> Notice:
    (notice,) = read_notices(text, "公告")
    return notice


def asked(text: str) -> NoticeError:
    with pytest.raises(NoticeError) as refused:
        read_notices(text, "公告")
    return refused.value


@pytest.mark.parametrize("year", PUBLISHED)
def test_what_the_exchange_published_says_what_ships(year: int) -> None:
    notice = read(PUBLISHED[year])
    (ships,) = (known for known in szse.shipped() if known.settles == year)
    assert (notice.closed, notice.title, notice.by) == (ships.closed, ships.title, Certainty.EXCHANGE)
    assert (notice.settles, notice.published) == (year, ships.published)
    assert differences(szse.build(), szse.build((notice,))) == []


def test_the_weekends_it_names_are_the_make_up_days_of_that_year() -> None:
    weekends = read(PUBLISHED[2026]).weekends
    assert [f"{day:%m-%d}" for day in weekends] == [
        *("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ]
    assert {day.date for day in szse.build().year(2026) if day.make_up} == set(weekends)


def test_an_address_in_the_text_is_its_source() -> None:
    assert read(PUBLISHED[2025]).source.endswith("t20241223_611283.html")
    assert read(PUBLISHED[2026]).source == "pasted: 关于2026年部分节假日休市安排的通知"


@pytest.mark.parametrize(
    "text",
    [
        f"2026年元旦休市安排的通知\n{NEW_YEAR}",
        f"2026年休市安排：\n一、{NEW_YEAR}",
        NEW_YEAR.replace("1月1日", "2026年1月1日"),
        NEW_YEAR.replace("1月1日", "２０２６年１月１日").replace("（", "(").replace("）", ")"),
        NEW_YEAR.replace("1月1日", "2026 年 1 月 1 日").replace("至1月3日", " 至 3 日"),
        "　　1. 元旦:2026年1月1日(周四)-3日(周六)休市,1月5日(周一)恢复交易;另外,1月4日(周日)为周末休市",
        NEW_YEAR.replace("1月1日", "2026年1月1日").replace("。", "。\r\n"),
    ],
)
def test_one_closure_is_read_however_it_is_typed(text: str) -> None:
    notice = read(text)
    assert notice.closed == (
        Closure.model_validate({"from": date(2026, 1, 1), "to": date(2026, 1, 3), "for": FESTIVALS["元旦"]}),
    )
    assert notice.weekends == (date(2026, 1, 4),)
    assert notice.settles is None


def test_what_nobody_named_is_a_holiday() -> None:
    closed = read(
        "关于2027年9月8日休市的通知\n2027年9月8日（星期三）全天休市，9月9日（星期四）恢复开市。"
    ).closed
    assert [(one.first, one.last, one.occasion.zh) for one in closed] == [
        (date(2027, 9, 8), date(2027, 9, 8), "节假日")
    ]


def test_a_closure_over_new_year_begins_in_the_year_before() -> None:
    (closure,) = read(
        "2028年元旦休市\n元旦：12月31日（星期五）至1月3日（星期一）休市，1月4日（星期二）起照常开市"
    ).closed
    assert (closure.first, closure.last) == (date(2027, 12, 31), date(2028, 1, 3))


BAD = [
    (
        "（星期四）至",
        "（星期五）至",
        3,
        "1月1日 is written with 星期五",
        "1月1日写作星期五，而 2026 年的这一天是星期四",
    ),
    (
        "1月5日（星期一）",
        "1月6日（星期二）",
        3,
        "the first weekday after the closure is 2026-01-05",
        "1月5日（星期一）",
    ),
    ("1月4日（星期日）为", "1月6日（星期二）为", 3, "is a Tuesday", "写作周末休市"),
    (
        "4月6日（星期一）",
        "4月31日",
        5,
        "there is no 4月31日 in 2026: that month has 30 days",
        "2026 年没有4月31日",
    ),
    ("4月6日（星期一）休市", "13月6日休市", 5, "there is no 13月6日 in 2026", "没有13月6日这一天"),
    (
        "四、劳动节：",
        "四、劳模节：",
        6,
        '"劳模节" is none of the festivals',
        "“劳模节”不是已有中英文说法的节日",
    ),
    ("五、端午节：", "五、中秋节：", None, "does not name 端午节", "没有写端午节"),
    ("为周末休市。\n三、", "为周末。\n三、", 4, "2月14日 is said neither", "2月14日没有写明是休市还是开市"),
    (
        "休市，6月22日（星期一）起照常开市",
        "不开市",
        7,
        "6月19日 is said neither",
        "6月19日没有写明是休市还是开市",
    ),
    ("2月15日（星期日）", "1月20日（星期二）", 4, "longer than 31 days", "超过了 31 天"),
    ("2025年12月22日", "2025年12月32日", 10, "there is no 2025年12月32日", "没有2025年12月32日这一天"),
    ("2026年部分", "2062年部分", 1, "2062 is outside the calendar", "2062 年超出了日历的范围"),
]


@pytest.mark.parametrize(("write", "instead", "line", "en", "zh"), BAD)
def test_what_is_in_doubt_is_asked_in_both_languages_at_its_line(
    write: str, instead: str, line: int | None, en: str, zh: str
) -> None:
    assert write in PUBLISHED[2026]
    error = asked(PUBLISHED[2026].replace(write, instead, 1))
    first = error.problems[0]
    assert first.line == line
    assert en in first.sentence
    assert zh in first.zh
    assert "。。" not in first.zh
    assert str(error).startswith("公告")


def test_closures_that_overlap_are_named() -> None:
    error = asked(f"2026年休市\n{NEW_YEAR}\n春节：1月3日（星期六）至1月6日（星期二）休市")
    assert "overlap" in str(error) or "first weekday after" in str(error)


def test_without_a_year_the_weekdays_say_which_it_may_be() -> None:
    error = asked(NEW_YEAR)
    assert "by its weekdays: 2009, 2015, 2026, 2032, 2037, 2043" in str(error)
    assert "按星期看可能是 2009、2015、2026、2032、2037、2043 年" in error.sentences("zh")[0]
    assert "by its weekdays" not in str(asked("元旦：1月1日休市"))


def test_half_a_yearly_notice_is_not_believed() -> None:
    half = "\n".join(PUBLISHED[2026].splitlines()[:5])
    assert "劳动节、端午节、中秋节、国庆节" in asked(half).sentences("zh")[0]


def test_the_state_councils_plan_is_no_notice_of_the_exchange() -> None:
    plan = "关于2026年部分节假日安排的通知\n一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"
    assert "is no notice of the exchange" in str(asked(plan))


def test_a_page_about_something_else_is_refused_in_one_sentence() -> None:
    assert len(asked("关于2026年1月5日休市安排的说明会\n请于1月5日前报名。").problems) == 1
    assert "no closure stands before it" in str(asked("2026年春节休市\n2月24日（星期二）起照常开市"))


@given(st.text(alphabet="1234５日月年至、，：（）星期一休市开为周末起照常 \n元旦春节a:", max_size=80))
def test_nothing_anybody_pastes_is_half_believed(text: str) -> None:
    """Whatever is typed is either understood or asked about, never an error of ours."""
    try:
        notice = read(text)
    except NoticeError as error:
        assert all(problem.sentence and problem.zh for problem in error.problems)
    else:
        assert notice.closed


def told(day: date, *, year: bool) -> str:
    return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


@given(
    st.integers(2010, 2044),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), min_size=1, max_size=7),
    st.booleans(),
)
def test_what_is_written_as_the_exchange_writes_is_read_as_it_was_meant(
    year: int, wanted: list[tuple[int, int]], named: bool
) -> None:
    """Closures apart from each other, the first perhaps begun in the year before."""
    closures: list[tuple[date, date]] = []
    for start, length in sorted(wanted):
        first = date(year, 1, 1) + timedelta(days=start - (3 if not closures else 0))
        last = first + timedelta(days=length + 2)
        if not closures or first > closures[-1][1] + timedelta(days=3):
            closures.append((first, last))
    lines = [f"{year}年休市安排"]
    for first, last in closures:
        again = last + timedelta(days=1)
        while again.weekday() >= 5:
            again += timedelta(days=1)
        lines.append(
            f"春节：{told(first, year=named)}至{told(last, year=named)}休市，{told(again, year=False)}起照常开市。"
        )
    assert [(one.first, one.last) for one in read("\n".join(lines)).closed] == closures
