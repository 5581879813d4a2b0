"""What goes first, on the screens: the queue by the market's clock, why a task stands where it stands, the table."""

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from world import MOBILE, OTHER, SHORT, World

Opened = Callable[..., Browser]
FRIDAY = "2026-10-09"
HEADING = re.compile(r'<h2>(?:<span class="firm">)?([^<]+?)(?:</span>)? <span class="count">(\d+)')


@pytest.fixture
def li(world: World) -> World:
    """Li is on duty at Binhai. At 8:40 somebody asks something, at 8:50 somebody's leased line is dead."""
    world.agent("li", "binhai-duty", role="supervisor")
    world.at(f"{FRIDAY}T08:40").caller(OTHER).dials("83182222", "5", SHORT, "#", "1")
    world.at(f"{FRIDAY}T08:50").caller(MOBILE).dials("83182222", "2", SHORT, "#", "1")
    return world


def refs(world: World) -> tuple[str, str]:
    """The references of the question and of the dead line."""
    question, line = world.tasks()
    assert (question["topic"], line["topic"]) == ("technical", "line")
    return question["ref"], line["ref"]


def words(page: str) -> str:
    """A page as it is read: no tags, no runs of white space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def listed(page: str) -> list[str]:
    return re.findall(r'id="row-(\d+)"', page)


def test_the_queue_follows_the_market_clock(browser: Opened, li: World) -> None:
    question, line = refs(li)
    li.at(f"{FRIDAY}T09:14")
    seat = browser("li")
    page = seat.get("/").text
    assert HEADING.findall(page) == [("紧急", "2")]
    assert listed(page) == [question, line]
    mark = re.search(r"seen=([0-9a-f]+)", page)
    assert mark

    li.at(f"{FRIDAY}T09:15")
    page = seat.get(f"/queue?seen={mark[1]}").text
    assert HEADING.findall(page) == [("集合竞价时的故障", "1"), ("紧急", "1")]
    assert listed(page) == [line, question]

    li.at(f"{FRIDAY}T09:26")
    assert listed(seat.get("/").text) == [question, line]


@pytest.mark.parametrize(("clock", "first"), [("09:16", 1), ("09:26", 0)])
def test_the_next_one_claimed_is_the_one_that_goes_first(
    browser: Opened, li: World, clock: str, first: int
) -> None:
    order = [refs(li)[first], refs(li)[1 - first]]
    li.at(f"{FRIDAY}T{clock}")
    seat = browser("li")
    taken = [seat.post("/next", follow=False).headers["Location"] for _ in order]
    assert [re.findall(r"/tasks/(\d+)", place)[0] for place in taken] == order


def test_a_task_says_why_it_stands_where_it_stands(browser: Opened, li: World) -> None:
    question, line = refs(li)
    li.at(f"{FRIDAY}T09:16")
    seat = browser("li")
    page = seat.get(f"/tasks/{line}").text
    assert "排在这里，因为： 集合竞价时的故障 优先次序第 2 条 · 紧急 · 今天 9:05 应回" in words(page)
    assert 'href="/hours#severity"' in page
    assert "排在这里，因为：不在现在的优先次序里 · 紧急 · 今天 8:55 应回" in words(
        seat.get(f"/tasks/{question}").text
    )

    seat.post("/language", language="en", next="/")
    page = words(seat.get(f"/tasks/{line}").text)
    assert (
        "Stands here because: Fault during the opening call row 2 of what goes first · urgent · due today 9:05"
        in page
    )

    li.at(f"{FRIDAY}T09:26")
    page = words(seat.get(f"/tasks/{line}").text)
    assert "Stands here because: none of what goes first now · urgent · due today 9:05" in page


def test_an_open_page_learns_that_its_task_stands_elsewhere(browser: Opened, li: World) -> None:
    _, line = refs(li)
    li.at(f"{FRIDAY}T09:24")
    seat = browser("li")
    address = re.search(r'hx-get="(/tasks/\d+/now\?[^"]+)"', seat.get(f"/tasks/{line}").text)
    assert address
    now = address[1].replace("&amp;", "&")
    assert seat.get(now).status_code == 204
    li.at(f"{FRIDAY}T09:25")
    page = seat.get(now)
    assert page.status_code == 200 and "集合竞价" not in page.text


def test_whatever_else_lists_it_names_the_row(browser: Opened, li: World) -> None:
    question, line = refs(li)
    li.at(f"{FRIDAY}T09:16")
    seat = browser("li")
    seat.get(f"/tasks/{line}")
    seat.post(f"/tasks/{line}/claim")
    page = seat.get("/").text
    assert HEADING.findall(page) == [("我的", "1"), ("紧急", "1")]
    (mine, other) = re.findall(r'<span class="tags" title="([^"]+)"', page)
    assert mine == "集合竞价时的故障 · 网络专线 · 技术支持"
    assert other == "技术咨询 · 技术支持"

    seat.post("/grouping", grouping="firm", next="/")
    assert listed(seat.get("/").text) == [line, question]
    found = seat.get("/tasks?ref=8000").text
    assert listed(found) == [line] and "集合竞价时的故障 · 网络专线" in found


def test_the_table_is_read_with_the_hours(browser: Opened, li: World) -> None:
    li.at(f"{FRIDAY}T09:16")
    seat = browser("li")
    page = seat.get("/hours").text
    (shown,) = re.findall(r'id="severity">.*?</section>', page, re.S)
    rows = [words(row).strip() for row in re.findall(r"<tr.*?</tr>", shown, re.S)]
    both = "技术支持热线、南方中心运维热线"
    assert rows[1:] == [
        f"1 已登记受影响的客户 现在适用 全部事由、受未结束的故障影响 每天 全天 {both}",
        f"2 集合竞价时的故障 现在适用 故障、网络专线、卫星通信、设备故障 交易日 9:15–9:25 {both}",
        f"3 上午连续竞价时的故障 故障、网络专线、卫星通信、设备故障 交易日 9:30–11:30 {both}",
        f"4 下午连续竞价时的故障 故障、网络专线、卫星通信、设备故障 交易日 13:00–15:00 {both}",
        f"5 晚间结算的故障 故障、网络专线、设备故障 交易日 15:00–22:00 {both}",
    ]
    seat.post("/language", language="en", next="/")
    page = words(seat.get("/hours").text)
    assert "2 Fault during the opening call in force now Fault, Leased line, Satellite, Equipment" in page
    assert "trading days 9:15–9:25 Technical support, Southern Centre operations" in page


def test_other_rows_and_no_rows_are_told_too(browser: Opened, li: World) -> None:
    text = li.system.settings.schedules.read_text(encoding="utf-8")
    bare = text[: text.index("severity:\n")] + text[text.index("# How long things are kept") :]
    li.publish(
        f"{bare}\nseverity:\n  - {{name: {{zh: 事件, en: Incident}}, incident: on, days: [saturday, sunday]}}\n"
    )
    seat = browser("li")
    assert "1 事件 全部事由、受未结束的故障影响 周六、周日 全天 技术支持热线、南方中心运维热线" in words(
        seat.get("/hours").text
    )
    li.publish(bare)
    assert "没有写优先次序：紧急的在前，再看应回时间。" in words(seat.get("/hours").text)
