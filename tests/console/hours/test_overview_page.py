"""The overview of the hours: what everybody sees, and what supervisors are told to look into."""

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from world import SPEECH, World

from ivr.callbacks import publishing
from ivr.people import User
from ivr.settings import Settings

Opened = Callable[..., Browser]

ROSTER = """rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[chen], [wang]]}
  southern-centre:
    - {days: [monday], on_duty: [[chen]]}
"""


@pytest.fixture
def li(world: World) -> User:
    return world.agent("li", "service-centre", role="supervisor")


def words(page: str) -> str:
    """A page as it is read: no tags, no runs of white space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def entered(settings: Settings, override: str) -> str:
    return settings.schedules.read_text().replace("overrides: []", f"overrides:\n  - {override}")


def test_an_agent_sees_which_lines_are_open_and_until_when(browser: Opened, wang: User, world: World) -> None:
    world.at("2026-09-30T17:40")
    page = browser("wang").get("/hours")
    text = words(page.text)
    assert "业务咨询热线 83183333 开放中 到今天 18:00 为止" in text
    assert "技术支持热线 83182222 开放中 全天候，不休息" in text
    world.at("2026-09-30T18:00")
    text = words(browser("wang").get("/hours").text)
    assert "业务咨询热线 83183333 休息中 非工作时间 10月8日 8:30 开放" in text


def test_fourteen_days_are_one_table_with_a_text_in_each_cell(
    browser: Opened, wang: User, world: World
) -> None:
    page = browser("wang").get("/hours").text
    assert page.count('role="columnheader"') == 15
    assert page.count('role="cell"') == 3 * 14
    assert 'title="9月5日 周六：休息（周末）"' in page
    assert 'title="9月7日 周一：8:30–18:00"' in page
    assert "草稿" not in page


def test_the_same_in_english(browser: Opened, wang: User, world: World) -> None:
    somebody = browser("wang")
    somebody.post("/language", language="en", next="/hours")
    text = words(somebody.get("/hours").text)
    assert "Business enquiries 83183333 Open until today 18:00" in text
    assert "There are no rosters" in text


def test_who_is_on_duty_and_until_when(browser: Opened, wang: User, world: World, settings: Settings) -> None:
    world.agent("chen", "binhai-duty", "+8613900000002")
    world.publish(settings.schedules.read_text() + ROSTER)
    text = words(browser("wang").get("/hours").text)
    assert "滨海运行组技术值班团队 第 1 位 chen 第 2 位 wang 今天 20:00" in text
    assert "南方中心运维支持团队 排班空档：来电时全席振铃" in text


def test_calls_that_ring_mobiles_are_said_at_the_line(
    browser: Opened, wang: User, world: World, settings: Settings
) -> None:
    world.publish(entered(settings, "{on: 2026-09-01, hotlines: all, from_home: {zh: 台风, en: Typhoon}}"))
    assert words(browser("wang").get("/hours").text).count("来电转到值班手机：台风") == 3


def test_from_december_a_year_nobody_confirmed_is_a_standing_notice(
    browser: Opened, wang: User, li: User, world: World
) -> None:
    world.at("2026-11-30T23:59")
    assert "还没有确认" not in browser("li").get("/hours").text
    world.at("2026-12-01T00:00")
    supervisor = browser("li").get("/hours").text
    assert "深交所还没有确认 2027 年的休市安排" in supervisor
    assert 'href="/notices"' in supervisor
    assert 'href="/notices"' not in browser("wang").get("/hours").text
    # New Year comes and still nobody pasted it.
    world.at("2027-01-04T10:00")
    assert "深交所还没有确认 2027 年的休市安排" in browser("li").get("/hours").text


def test_days_of_a_year_nobody_confirmed_are_only_expected(browser: Opened, wang: User, world: World) -> None:
    world.at("2026-12-30T10:00")
    page = browser("wang").get("/hours").text
    assert "2027年1月4日 周一：8:30–18:00。预计，以深交所公告为准" in page
    assert 'title="12月31日 周四：8:30–18:00"' in page or 'title="明天' in page


def test_a_file_that_is_not_in_force_is_shown_with_its_reason(
    browser: Opened, li: User, world: World, settings: Settings
) -> None:
    good = settings.schedules.read_text()
    settings.schedules.write_text(
        good.replace('trading, from: "08:30", to: "18:00"', 'trading, from: "08:30", to: "08:00"')
    )
    page = words(browser("li").get("/hours").text)
    assert "磁盘上的 schedules.yaml 没有生效" in page
    assert "hours.trading-day" in page
    settings.schedules.write_text(good)
    assert "没有生效" not in browser("li").get("/hours").text


def test_a_schedule_that_is_sound_but_odd_is_worth_a_look(
    browser: Opened, li: User, world: World, settings: Settings
) -> None:
    world.publish(
        entered(settings, "{on: 2026-09-03, hotlines: all, closed: {zh: 系统演练, en: System drill}}")
    )
    page = words(browser("li").get("/hours").text)
    assert "值得看一眼" in page
    assert "系统演练" in page.split("值得看一眼")[1]


def test_promises_that_moved_lead_to_whom_to_tell(
    browser: Opened, li: User, world: World, settings: Settings
) -> None:
    world.at("2026-09-01T17:50").caller().dials("83183333", "1", SPEECH, "#", "1")
    assert "还没有告诉" not in browser("li").get("/hours").text
    publishing.put_in_force(
        world.system,
        entered(settings, "{on: 2026-09-02, hotlines: all, closed: {zh: 台风, en: Typhoon}}"),
        author="li",
        note="台风",
    )
    page = browser("li").get("/hours").text
    assert "有 1 位客户的回电时间变了，还没有告诉他。" in page
    assert 'href="/hours/told"' in page
