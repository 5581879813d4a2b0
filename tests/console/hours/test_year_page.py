"""The year as twelve small months: each day with its text, and how sure all of it is."""

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from world import World

from ivr.people import User
from ivr.settings import Settings

Opened = Callable[..., Browser]

DAY = re.compile(r'class="day (\w+)( overridden)?" title="([^"]+)" data-date="([\d-]+)"')


def days(page: str) -> dict[str, tuple[str, str]]:
    """Kind and words of every day by its date."""
    return {date: (kind, said) for kind, _, said, date in DAY.findall(page)}


def test_the_calendar_leads_to_this_year(browser: Opened, wang: User, world: World) -> None:
    page = browser("wang").get("/calendar", follow_redirects=True)
    assert page.request.path == "/calendar/2026"
    assert "2026 年交易日历" in page.text


def test_every_day_of_a_confirmed_year_has_its_text(browser: Opened, wang: User, world: World) -> None:
    page = browser("wang").get("/calendar/2026").text
    found = days(page)
    assert len(found) == 365
    assert sum(kind == "trading" for kind, _ in found.values()) == 242
    assert "全年 242 个交易日" in page
    assert found["2026-10-08"] == ("trading", "10月8日 周四：交易日")
    assert found["2026-10-01"] == ("closed", "10月1日 周四：休市（国庆节）")
    assert found["2026-10-17"] == ("weekend", "10月17日 周六：周末，不交易")
    assert page.count(found["2026-10-01"][1]) == 2  # on hover, and for a screen reader
    assert "深交所公告已确认" in page
    assert "https://www.szse.cn/disclosure/notice/t20251222_618087.html" in page
    assert "10月1日 周四至 10月7日 周三，7 天" in page


def test_a_weekend_that_offices_work_through_does_not_trade(
    browser: Opened, wang: User, world: World
) -> None:
    page = browser("wang").get("/calendar/2026").text
    kind, said = days(page)["2026-10-10"]
    assert (kind, said) == ("makeup", "10月10日 周六：周末调休上班，不交易")
    assert "10月10日 周六" in page.split("调休上班的周末（不交易）")[1]


def test_a_year_nobody_announced_is_softer_and_says_why(browser: Opened, wang: User, world: World) -> None:
    page = browser("wang").get("/calendar/2027").text
    assert "暂定，还没有官方安排" in page
    assert "2027 年还没有官方安排" in page
    assert '<div class="months soft">' in page
    assert days(page)["2027-03-01"] == ("trading", "3月1日 周一：交易日（预计）")
    assert '<div class="months">' in browser("wang").get("/calendar/2026").text


def test_what_supervisors_entered_is_marked_and_listed(
    browser: Opened, wang: User, world: World, settings: Settings
) -> None:
    some_hours = 'hotlines: ["83183333"], from: "13:00", to: "15:00"'
    drill = (
        f"{{on: 2026-12-24, through: 2026-12-25, {some_hours}, closed: {{zh: 系统演练, en: System drill}}}}"
    )
    world.publish(settings.schedules.read_text().replace("overrides: []", f"overrides:\n  - {drill}"))
    page = browser("wang").get("/calendar/2026").text
    assert page.count('class="day trading overridden" title="12月2') == 2
    assert days(page)["2026-12-24"][1] == "12月24日 周四：交易日；业务咨询热线 13:00–15:00 关闭（系统演练）"
    assert "12月24日 周四至 12月25日 周五，2 天" in page.split("<aside>")[1]


def test_the_years_before_and_after_are_a_click_away_as_far_as_the_calendar_goes(
    browser: Opened, wang: User, world: World
) -> None:
    somebody = browser("wang")
    page = somebody.get("/calendar/2026").text
    assert 'href="/calendar/2025"' in page
    assert 'href="/calendar/2027"' in page
    assert 'rel="prev"' not in somebody.get("/calendar/2005").text
    assert 'rel="next"' not in somebody.get("/calendar/2045").text
    assert somebody.get("/calendar/2046").status_code == 404


@pytest.mark.parametrize("year", [2005, 2024, 2045])
def test_a_closure_across_new_year_is_told_whole(
    browser: Opened, wang: User, world: World, year: int
) -> None:
    page = browser("wang").get(f"/calendar/{year}")
    assert page.status_code == 200
    if year == 2024:
        assert "2023年12月30日 周六至 2024年1月1日 周一，3 天" in page.text


def test_in_english_and_nobody_without_signing_in(browser: Opened, wang: User, world: World) -> None:
    assert browser().get("/calendar/2026").status_code == 303
    somebody = browser("wang")
    somebody.post("/language", language="en", next="/calendar/2026")
    page = somebody.get("/calendar/2026").text
    assert days(page)["2026-10-01"][1] == "Thu 1 Oct: closed (National Day)"
    assert "Confirmed by the exchange" in page
