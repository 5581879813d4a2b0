"""The coming days as bars: shapes that add up to the day, and changes in words."""

from datetime import date
from pathlib import Path

import pytest

from calendars import szse
from ivr.clock import parse_moment
from ivr.hours import Hours
from ivr.hours.effect import effect
from ivr.hours.reader import read
from ivr.web.console.hours.bars import Bars, bars
from ivr.web.console.times import Language

SHIPPED = (Path(__file__).parents[3] / "schedules.yaml").read_text()
NOW = parse_moment("2026-10-08T14:24")


def hours(*overrides: str, text: str = SHIPPED) -> Hours:
    entered = "overrides:\n" + "".join(f"  - {one}\n" for one in overrides) if overrides else "overrides: []"
    return Hours(read(text.replace("overrides: []", entered)), szse.build())


def shown(after: Hours, language: Language = "zh", before: Hours | None = None) -> Bars:
    return bars(effect(before or hours(), after, date(2026, 10, 8)), language, NOW)


SATURDAY = '{on: 2026-10-10, hotlines: ["83183333"], from: "09:00", to: "12:00", why: {zh: 通关测试, en: Market test}}'


def test_a_draft_that_opens_a_saturday_says_so_in_words() -> None:
    found = shown(hours(SATURDAY))
    assert found.changed
    assert found.lines[0].changes == ("10月10日 周六：原为休息，草稿改为 9:00–12:00（通关测试）",)
    assert found.lines[1].changes == ()
    english = shown(hours(SATURDAY), "en")
    assert english.lines[0].changes == (
        "Sat 10 Oct: was closed, the draft makes it 9:00–12:00 (Market test)",
    )


def test_two_versions_are_told_apart_without_a_draft() -> None:
    told = bars(effect(hours(), hours(SATURDAY), date(2026, 10, 8)), "zh", NOW, draft=False).lines[0].changes
    assert told == ("10月10日 周六：原为休息，改为 9:00–12:00（通关测试）",)


def test_an_opening_that_goes_is_told_the_other_way_round() -> None:
    found = shown(hours(), before=hours(SATURDAY))
    assert found.lines[0].changes == ("10月10日 周六：原为 9:00–12:00，草稿改为休息（周末）",)


def test_days_in_a_row_that_change_alike_are_one_sentence() -> None:
    usual = 'trading-day:  {days: trading, from: "08:30", to: "18:00"}'
    later = SHIPPED.replace(usual, usual.replace("18:00", "18:30"))
    told = shown(hours(text=later)).lines[0].changes
    assert told[1] == "10月12日 周一至 10月16日 周五（5 天）：原为 8:30–18:00，草稿改为 8:30–18:30"
    assert len(told) == 3


def test_another_reason_or_other_telephones_are_a_change_too() -> None:
    home = "{on: 2026-10-09, hotlines: all, from_home: {zh: 台风, en: Typhoon}}"
    assert shown(hours(home)).lines[2].changes == ("10月9日 周五：时间不变，原因或接听的电话改了（台风）",)
    assert shown(hours(), before=hours(home)).lines[2].changes == ("10月9日 周五：时间不变，临时安排取消了",)


def test_the_shapes_tell_what_stays_from_what_is_new_and_what_goes() -> None:
    moved = '{on: 2026-10-09, hotlines: ["83183333"], from: "12:00", to: "21:00", why: {zh: 演练, en: Drill}}'
    friday = shown(hours(moved)).lines[0].days[1]
    assert [(piece.kind, piece.x, piece.width) for piece in friday.pieces] == [
        ("gone", "35.42%", "14.58%"),
        ("same", "50.00%", "25.00%"),
        ("added", "75.00%", "12.50%"),
    ]
    assert friday.hours == ("12:00–21:00",)


def test_today_knows_where_the_present_stands_and_no_other_day_does() -> None:
    days = shown(hours()).lines[0].days
    assert days[0].now == "60.00%"
    assert [day.now for day in days[1:]] == [None] * 13
    assert not shown(hours()).changed


@pytest.mark.parametrize(
    ("start", "line", "said", "expected"),
    [
        (date(2026, 10, 7), 0, "10月7日 周三：休息（国庆节）", False),
        (date(2026, 10, 7), 1, "10月7日 周三：全天", False),  # round the clock hangs on no notice
        (date(2027, 1, 4), 0, "2027年1月4日 周一：8:30–18:00。预计，以深交所公告为准", True),
    ],
)
def test_each_day_says_all_of_it_in_one_sentence(start: date, line: int, said: str, expected: bool) -> None:
    day = bars(effect(hours(), hours(), start, days=1), "zh", NOW).lines[line].days[0]
    assert (day.said, day.expected) == (said, expected)
