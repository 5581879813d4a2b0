"""The board, and giving a claim to somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from conftest import Browser
from world import MOBILE, SPEECH, World

from ivr import probes
from ivr.callbacks import pace
from ivr.flows.probed import greeting
from ivr.people import User
from ivr.web.console.reports.board import initials

Opened = Callable[..., Browser]


def figure(page: str, key: str) -> str:
    found = re.search(rf'id="now-{key}".*?<p class="value">(.*?)</p>', page, re.S)
    assert found, key
    return re.sub("<.*?>", "", found[1])


@pytest.fixture
def lead(world: World) -> User:
    return world.agent("lead", "operations-1", role="supervisor")


def test_how_things_stand(browser: Opened, ref: str, lead: User, world: World) -> None:
    boss = browser("lead")
    page = boss.get("/board").text
    assert [figure(page, key) for key in ("waiting", "overdue", "line", "before-closing")] == [
        "1",
        "0",
        "0",
        "1",
    ]
    assert "共 1 条" in boss.get("/reports/tasks?what=waiting&desk=service-centre").text
    seen = re.search(r'hx-get="/board/now\?seen=(\w+)"', page)[1]
    assert boss.get(f"/board/now?seen={seen}").status_code == 204
    browser("wang").post(f"/tasks/{ref}/claim")
    world.at("2026-10-08T09:00:30")
    now = boss.get(f"/board/now?seen={seen}")
    assert now.status_code == 200
    assert [figure(now.text, key) for key in ("waiting", "overdue", "before-closing")] == ["0", "1", "0"]
    assert 'class="seat holding"' in now.text
    assert f"/tasks/{ref}/hand" in now.text


def test_before_opening_it_says_which_promises_cannot_be_kept(
    browser: Opened, wang: User, lead: User, world: World
) -> None:
    world.at("2026-10-01T20:00")
    for n in range(9):
        world.caller(f"+8613800138{n:03}").dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:00")
    boss = browser("lead")
    assert "开门前看一眼" not in boss.get("/board").text  # nobody measured how fast the desk works
    with world.database.writing() as session:
        pace.keep(session, "service-centre", pace.Pace(timedelta(minutes=5), 1), world.clock())
    page = boss.get("/board").text
    # One at work from 8:30 on, five minutes each: seven are rung by 9:00, the last two are not.
    assert "今天 8:30开门，照平时的速度（1 人，每条约 5 分钟），有 2 条来不及按时回" in page
    section = unescape(re.search(r'id="late-title".*?</section>', page, re.S)[0])
    assert len(re.findall(r"/tasks/(\d{8})", section)) == 2
    world.at("2026-10-08T08:31")
    assert "开门前看一眼" not in browser("lead").get("/board").text


def test_a_supervisor_hands_a_claim_on_and_the_holder_sees_it(
    browser: Opened, ref: str, lead: User, world: World
) -> None:
    world.agent("zhao", "service-centre")
    world.agent("stranger", "southern-centre")
    agent, boss = browser("wang"), browser("lead")
    agent.post(f"/tasks/{ref}/claim")
    assert "接手或转交" in boss.get(f"/tasks/{ref}").text
    page = boss.get(f"/tasks/{ref}/hand").text
    assert "wang正在处理任务" in page
    people = dict(re.findall(r'name="to" value="(\d+)"[^>]*><span>(.*?)</span>', page))
    assert list(people.values()) == ["我来接手", "zhao"]
    holder = re.search(r'name="from" value="(\d+)"', page)[1]
    zhao = next(number for number, name in people.items() if name == "zhao")

    # Not to a stranger, not without a choice, not from somebody who no longer holds it.
    assert "请选一位同事" in boss.post(f"/tasks/{ref}/hand", **{"from": holder}).text
    assert boss.post(f"/tasks/{ref}/hand", to="99", **{"from": holder}).status_code == 409
    assert "刚刚换了人" in boss.post(f"/tasks/{ref}/hand", to=zhao, **{"from": zhao}).text
    assert world.task(ref)["owner"] == "wang"

    done = boss.post(f"/tasks/{ref}/hand", to=zhao, **{"from": holder})
    assert done.request.path == f"/tasks/{ref}"
    assert "lead把任务从wang转给zhao" in done.text
    assert world.task(ref)["owner"] == "zhao"
    told = agent.get("/queue").text
    assert "主管把任务" in told and "转给了zhao" in told
    refused = agent.post(f"/tasks/{ref}/resolve", note="done")
    assert refused.status_code == 409 and "zhao" in refused.text
    world.later(minutes=31)
    assert "转给了" not in agent.get("/queue").text
    assert world.histories_hold()


def test_taking_over_is_for_supervisors_and_for_claims(
    browser: Opened, ref: str, lead: User, world: World
) -> None:
    boss, agent = browser("lead"), browser("wang")
    assert "现在没有人持有这条任务" in boss.get(f"/tasks/{ref}/hand").text
    assert agent.get(f"/tasks/{ref}/hand").status_code == 403
    assert agent.post(f"/tasks/{ref}/hand", to="1").status_code == 403
    agent.post(f"/tasks/{ref}/claim")
    page = boss.get(f"/tasks/{ref}/hand").text
    holder, me = (
        re.search(r'name="from" value="(\d+)"', page)[1],
        re.search(r'name="to" value="(\d+)"', page)[1],
    )
    assert "act-ring" in boss.post(f"/tasks/{ref}/hand", to=me, **{"from": holder}).text
    assert world.task(ref)["owner"] == "lead"


def test_the_desk_a_complaint_is_about_is_never_handed_it(
    browser: Opened, wang: User, lead: User, world: World
) -> None:
    from ivr.callbacks import Task, claims, handing

    world.agent("nora", "complaints")
    both = world.agent("both", "complaints")
    world.caller(MOBILE).dials("83183333", "3", SPEECH, "#", "1", at=None)
    with world.database.writing() as session:
        task = world.first_task(session)
        task.topic, task.desk, task.about = "complaint", "complaints", "service-centre"
        from ivr import people

        people.set_desks(
            session, session.merge(both), ["complaints", "service-centre"], now=world.clock(), actor="test"
        )
        nora = people.find(session, "nora")
        assert claims.claim(session, task.id, nora, world.clock())
        session.flush()
        offered = handing.candidates(session, session.get_one(Task, task.id), session.merge(lead))
        assert [user.name for user in offered] == ["lead"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("欧阳文静", "文静"), ("张敏", "张敏"), ("Li Wei", "LW"), ("wang", "WA"), ("李", "李")],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_line_whose_test_calls_fail_stands_there_until_one_gets_through(
    browser: Opened, lead: User, world: World
) -> None:
    hotline = world.system.book.current().schedule.hotlines["83182222"]

    def tested(*behaviours: str) -> str:
        for behaviour in behaviours:
            world.telephone("+8675583182222", behaviour)
            with world.database.reading() as session:
                last = probes.latest(session, hotline.number)
            assert probes.start(world.system, hotline, after=last)
            world.later(minutes=1)
            probes.settle(world.system, greeting)
        return unescape(browser("lead").get("/board").text)

    assert "测试呼叫失败" not in tested("busy")
    page = tested("no-answer")
    assert "技术支持热线（83182222）连续 2 次测试呼叫失败，客户可能打不进来" in page and "无人应答" in page
    del world.phone.exchange._phones["+8675583182222"]
    with world.database.reading() as session:
        last = probes.latest(session, hotline.number)
    assert probes.start(world.system, hotline, after=last)
    world.later(minutes=1)
    probes.settle(world.system, greeting)
    assert "测试呼叫失败" not in browser("lead").get("/board").text
