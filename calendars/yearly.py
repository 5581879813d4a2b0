"""Which year a pasted text is about, and whether it is the arrangement of the whole of it."""

import re
from collections.abc import Collection

from calendars.dating import Doubts, years_that_fit
from calendars.hints import half_width
from calendars.notice import FIRST_YEAR, LAST_YEAR
from calendars.occasions import FESTIVALS
from calendars.trading import Reason
from calendars.wording import TITLE, Clause

MOST_WRONG_WEEKDAYS = 3
"""Days with a wrong weekday that are asked about one by one."""
FESTIVALS_OF_A_YEAR = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The festivals that the notice for a whole year names, every year since 2008."""

_YEARLY = re.compile(r"(20\d\d)\s*年度?\s*(?:部\s*[分份])?\s*节假日\s*休市\s*(?:有关|相关)?\s*安排")

_CITED = re.compile("《[^》\n]{0,80}》")
"""Another paper, which this one only mentions."""


def year(text: str, said: Collection[Clause], doubts: Doubts) -> tuple[int, bool]:
    """The year of the days that name none, and whether the text settles all of it: 0, and a doubt, when nobody can
    tell."""
    plain = _CITED.sub("", half_width(text))
    titles = list(
        dict.fromkeys(found[1] for title in TITLE.finditer(plain) if (found := _YEARLY.search(title[0])))
    )
    if len(titles) > 1:
        doubts.ask(
            None,
            f"holds the notices of {', '.join(titles)}: paste one at a time",
            f"里有 {'、'.join(titles)} 年的几份通知，请一份一份粘贴",
        )
        return 0, False
    lines = (line for line in plain.splitlines() if "休市" in line)
    found = _YEARLY.search(plain) or next(
        filter(None, (re.search(r"(\d{4})\s*年", one) for one in lines)), None
    )
    if not found:
        fit = years_that_fit(said)
        doubts.ask(
            None,
            "does not say which year it is about"
            + (f" (by its weekdays: {', '.join(map(str, fit))})" if fit else "")
            + ": paste it with its title, or write the year before the first day, as in 2026年1月1日",
            "没有写是哪一年"
            + (f"（按星期看可能是 {'、'.join(map(str, fit))} 年）" if fit else "")
            + "，请连标题一起粘贴，或在第一个日期前写上年份，如 2026年1月1日",
        )
        return 0, False
    about = int(found[1])
    if not FIRST_YEAR <= about <= LAST_YEAR:
        doubts.ask(
            plain.count("\n", 0, plain.index(found[0])) + 1,
            f"{about} is outside the calendar, which holds {FIRST_YEAR} to {LAST_YEAR}",
            f"{about} 年超出了日历的范围（{FIRST_YEAR} 至 {LAST_YEAR} 年）",
        )
    return about, bool(_YEARLY.search(plain))


def ask_of_another(year: int, said: Collection[Clause], doubts: Doubts) -> None:
    """Weekdays that are wrong all over the text, and right in another year, are one mistake: the year."""
    fit = years_that_fit(said)
    if len(doubts) > MOST_WRONG_WEEKDAYS and fit and year not in fit:
        doubts.clear()
        doubts.ask(
            None,
            f"is said to be about {year}, and its weekdays are those of {', '.join(map(str, fit))}: "
            "correct the year",
            f"写的是 {year} 年，而星期都对应 {'、'.join(map(str, fit))} 年，请核对年份",
        )


def ask_what_is_missing(year: int, named: Collection[Reason], doubts: Doubts, *, whole: bool) -> None:
    """A whole year has to name every festival, or the days it leaves out would be believed to trade; and what names
    them all is a whole year."""
    left_out = missing(named)
    if whole and left_out:
        doubts.ask(
            None,
            f"is the arrangement of all {year} and does not name {', '.join(left_out)}: paste the whole notice, or "
            "these days would be taken for trading days",
            f"是 {year} 年全年的安排，却没有写{'、'.join(left_out)}，请粘贴完整的通知，否则这些日子会被当作交易日",
        )
    if not whole and not left_out:
        doubts.ask(
            None,
            f"names every festival of {year} and does not say that it is the arrangement of the year "
            f"(关于{year}年部分节假日休市安排的通知): paste it with its title",
            f"写了 {year} 年的全部节假日，却没有写明是全年安排，请连标题“关于{year}年部分节假日休市安排的通知”一起粘贴",
        )


def missing(named: Collection[Reason]) -> list[str]:
    """The festivals of every year that are not among the occasions `named`."""
    words = "、".join(reason.zh for reason in named)
    return [one for one in FESTIVALS_OF_A_YEAR if FESTIVALS[one].zh not in words]
