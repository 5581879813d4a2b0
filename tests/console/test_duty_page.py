"""The duty page: who is there, who stands in, and what the form answers to a wrong press."""

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from on_duty import CHEN, ROSTERS, WANG, schedule, team
from world import World

from ivr import people, scheduler
from ivr.people import User
from ivr.waiting import agents
from ivr.waiting.tables import Presence

__all__ = ["team"]

HAND = "/duty/binhai-duty/hand"
DAY = {"begins": "2026-09-02T09:00", "ends": "2026-09-02T12:00"}


def user(world: World, name: str) -> User:
    with world.database.reading() as session:
        found = people.find(session, name)
        assert found
        return found


def form(world: World, giver: str, taker: str, **span: str) -> dict[str, str]:
    return {"giver": str(user(world, giver).id), "taker": str(user(world, taker).id), **DAY, **span}


def text_of(page: str) -> str:
    """What is read, without marks."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.fixture
def morning(team: World) -> World:
    return team.at("2026-09-02T08:30")


def test_an_agent_sees_who_is_on_duty_and_hands_over(morning: World, browser: Callable[..., Browser]) -> None:
    li = browser("li.wei")
    page = text_of(li.get("/duty").text)
    assert "滨海运行组技术值班团队" in page and "客户服务中心" not in page
    assert re.search(r"第 1 位 li.wei 第 2 位 chen.jie 到 今天 20:00", page)
    assert "2:00–8:00 无人值班" in page

    told = li.post(HAND, **form(morning, "li.wei", "wang.fang"))
    assert "今天 9:00 至 今天 12:00，wang.fang 代 li.wei 值班。" in text_of(told.text)
    assert "wang.fang 代li.wei" in text_of(told.text)
    assert "登记：wang.fang 代 li.wei，今天 9:00 至 今天 12:00" in text_of(told.text)

    morning.at("2026-09-02T09:00")
    assert re.search(
        r"第 1 位 wang.fang 代li.wei 第 2 位 chen.jie 到 今天 12:00", text_of(li.get("/duty").text)
    )
    number = re.search(r"/duty/stand-ins/(\d+)/withdraw", li.get("/duty").text)
    assert number
    assert "换班已撤回。" in text_of(li.post(number[0]).text)
    assert "已经结束或已撤回" in text_of(li.post(number[0]).text), "a second press changes nothing"
    assert re.search(r"第 1 位 li.wei 第 2 位 chen.jie", text_of(li.get("/duty").text))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ends": "2026-09-02T08:00"}, "这段时间已经过去"),
        ({"begins": "2026-09-02T13:00"}, "结束时间要晚于开始时间"),
        ({"begins": "soon"}, "请选好两位同事"),
        ({"giver": "99999"}, "请选好两位同事"),
        ({"giver": "99999999999999999999"}, "请选好两位同事"),
        ({"taker": ""}, "请选好两位同事"),
    ],
)
def test_a_wrong_press_keeps_what_was_typed_and_says_why(
    morning: World, browser: Callable[..., Browser], fields: dict[str, str], said: str
) -> None:
    li = browser("li.wei")
    li.get("/duty")
    page = li.post(HAND, **form(morning, "li.wei", "wang.fang") | fields)
    assert page.status_code == 409
    assert said in text_of(page.text)
    if "T" in fields.get("ends", ""):
        assert f'value="{fields["ends"]}"' in page.text
    assert "代li.wei" not in text_of(page.text)


def test_only_the_two_and_a_supervisor_arrange_it(morning: World, browser: Callable[..., Browser]) -> None:
    morning.agent("zhao", "binhai-duty", "+8613900000019")
    morning.agent("sun", "service-centre", role="supervisor")
    morning.agent("qian", "service-centre", "+8613900000018")
    zhao, qian, sun = browser("zhao"), browser("qian"), browser("sun")
    zhao.get("/duty"), qian.get("/duty"), sun.get("/duty")

    assert "只有换班的两人和主管" in text_of(zhao.post(HAND, **form(morning, "li.wei", "wang.fang")).text)
    assert qian.post(HAND, **form(morning, "li.wei", "wang.fang")).status_code == 404
    assert "wang.fang 代 li.wei" in text_of(sun.post(HAND, **form(morning, "li.wei", "wang.fang")).text)
    assert "撤回" not in text_of(zhao.get("/duty").text)
    number = re.search(r"/duty/stand-ins/(\d+)/withdraw", sun.get("/duty").text)
    assert number
    assert zhao.post(number[0]).status_code == 409
    assert qian.post(number[0]).status_code == 404


def test_an_auditor_reads_and_arranges_nothing(morning: World, browser: Callable[..., Browser]) -> None:
    morning.agent("wu", "binhai-duty", role="auditor")
    wu = browser("wu")
    page = wu.get("/duty")
    assert "li.wei" in text_of(page.text) and "/hand" not in page.text
    assert wu.post(HAND, **form(morning, "li.wei", "wang.fang")).status_code == 403


def test_when_nobody_can_be_rung_the_page_says_so(morning: World, browser: Callable[..., Browser]) -> None:
    with morning.database.writing() as session:
        for name in ("li.wei", "chen.jie"):
            agents.set_presence(session, user(morning, name).id, Presence.AWAY, morning.clock())
    page = text_of(browser("li.wei").get("/duty").text)
    assert "现在没有一部电话能振铃" in page and "li.wei 离开" in page

    gap = text_of(browser("li.wei").get("/duty").text if morning.at("2026-09-03T03:00") else "")
    assert "无人值班，全席振铃" in gap and "到 今天 8:00" in gap


def test_in_english_and_for_a_desk_without_a_roster(world: World, browser: Callable[..., Browser]) -> None:
    world.agent("li.wei", "binhai-duty", CHEN)
    li = browser("li.wei")
    li.get("/duty")
    li.post("/language", language="en", next="/duty")
    page = text_of(li.get("/duty").text)
    assert "No roster: everybody of the desk is rung" in page and "li.wei" in page
    world.agent("chen.jie", "binhai-duty", WANG)
    world.publish(schedule(world, ROSTERS.replace("wang.fang", "li.wei")))
    assert "Tier 1 li.wei Tier 2 chen.jie until today 20:00" in text_of(li.get("/duty").text)


def test_who_did_not_confirm_the_test_of_his_shift_is_seen_on_the_board(
    team: World, browser: Callable[..., Browser]
) -> None:
    text = schedule(team, ROSTERS)
    line = next(
        line for line in text.splitlines() if line.strip().startswith("binhai-duty: ") and "name:" in line
    )
    team.publish(text.replace(line, line.replace("then: urgent}", "then: urgent, test_page: on}")))
    team.agent("sun", "service-centre", role="supervisor")
    team.at("2026-09-02T08:00")
    sun = browser("sun")
    assert "没有确认值班测试呼叫" not in text_of(sun.get("/board").text)
    team.telephone(CHEN, "1")
    for _ in range(30):
        team.later(minutes=1)
        scheduler.once(team.system)
        team.phone.run()

    sun = browser("sun")
    board = text_of(sun.get("/board").text)
    assert re.search(
        r"值班人员联系不上.*滨海运行组技术值班团队 li.wei 今天 8:1\d 没有确认值班测试呼叫。", board
    )
    assert board.count("没有确认值班测试呼叫") == 1
    page = text_of(sun.get("/duty").text)
    assert re.search(r"li.wei 今天 8:1\d 测试未确认", page) and re.search(
        r"chen.jie 今天 8:0\d 测试通过", page
    )
    assert "测试呼叫：chen.jie 已确认" in page and "测试呼叫：li.wei 没有确认" in page


def test_a_desk_round_the_clock_where_no_telephone_can_ring_is_seen_on_the_board(
    team: World, browser: Callable[..., Browser]
) -> None:
    team.agent("sun", "service-centre", role="supervisor")
    team.at("2026-09-02T10:00")
    sun = browser("sun")
    assert "滨海运行组技术值班团队 现在没有一部电话能振铃" not in text_of(sun.get("/board").text)
    with team.database.writing() as session:
        for name in ("li.wei", "chen.jie"):
            agents.set_presence(session, user(team, name).id, Presence.AWAY, team.clock())
    board = text_of(sun.get("/board").text)
    assert "滨海运行组技术值班团队 现在没有一部电话能振铃" in board
    assert "li.wei 正在值班：离开。" in board and "wang.fang 正在值班" not in board
