"""Queue and task: what an agent sees and does, through the real pages."""

import re
from collections.abc import Callable

import pytest
from conftest import WANG, Browser
from world import MOBILE, OTHER, SHORT, SPEECH, World

from ivr.people import User

Opened = Callable[..., Browser]


def kinds(world: World, ref: str) -> list[str]:
    return [entry["kind"] for entry in world.task(ref)["history"]]


def seen(page: str) -> str:
    """The mark by which the page's queue knows itself."""
    found = re.search(r'hx-get="/queue\?(?:task=\d+&amp;)?seen=([0-9a-f]+)', page)
    assert found, page
    return found[1]


def headings(page: str) -> list[tuple[str, str]]:
    """The groups of the queue and how many stand in each."""
    heading = r'<h2>(?:<span class="firm">)?([^<]+?)(?:</span>)? <span class="count">(\d+)'
    return re.findall(heading, page)


# The queue


def test_an_empty_queue_says_so_and_what_opens_next(browser: Opened, wang: User, world: World) -> None:
    world.at("2026-10-01T20:00")
    page = browser("wang").get("/").text
    assert "没有要回的电话。业务咨询热线 10月8日 8:30 开放。" in page


def test_the_queue_is_grouped_as_it_is_worked_off(browser: Opened, ref: str, world: World) -> None:
    world.agent("boss", "service-centre", role="supervisor")
    world.caller(OTHER).dials("83182222", "1", SHORT, "#", "1")
    world.at("2026-10-08T17:50").caller("+85223456789").dials("83183333", "1", "1", SHORT, "#", "1")
    boss = browser("boss")
    page = boss.get("/").text
    assert headings(page) == [
        ("晚间结算的故障", "1"),
        ("今天到期", "1"),
        ("以后", "1"),
    ]
    assert "+852 ****6789" in page
    assert "明天 8:50" in page
    boss.get(f"/tasks/{ref}")
    boss.post(f"/tasks/{ref}/claim")
    assert '<h2>我的 <span class="count">1' in boss.get("/").text


def test_due_clocks_count_opening_time(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    assert "29分钟" in agent.get("/").text
    world.at("2026-10-08T08:52")
    page = agent.get("/").text
    assert re.search(r'class="due close"[^>]*>.*?8分钟', page)
    world.at("2026-10-08T09:12")
    agent = browser("wang")
    assert "逾期 12分钟" in agent.get("/").text
    # Late at night the promise is as late as it was when the hotline closed.
    world.at("2026-10-08T23:00")
    agent = browser("wang")
    assert "逾期 9小时" in agent.get("/").text


def test_polling_costs_nothing_while_nothing_changes(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    mark = seen(agent.get("/").text)
    page = agent.get(f"/queue?seen={mark}")
    assert (page.status_code, page.data) == (204, b"")
    world.caller(OTHER).dials("83183333", "1", "1", SHORT, "#", "1")
    page = agent.get(f"/queue?seen={mark}")
    assert page.status_code == 200
    assert "139****2222" in page.text
    assert "<html" not in page.text


def test_a_reference_is_found_however_it_is_written(browser: Opened, ref: str) -> None:
    agent = browser("wang")
    page = agent.get(f"/tasks?ref={ref[:4]}+{ref[4:]}", follow_redirects=True)
    assert page.request.path == f"/tasks/{ref}"
    assert "没有找到“00000000”" in agent.get("/tasks?ref=00000000", follow_redirects=True).text
    assert agent.get("/tasks?ref=", follow_redirects=True).request.path == "/"


# The task


def test_the_page_says_what_is_owed(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}").text
    assert "国庆节期间留言，承诺今天 9:00 前回电" in page
    assert "<audio controls" in page
    assert page.count('<svg class="wave"') == 1
    assert "来电留言，建立任务" in page
    assert "已核验" in page
    world.at("2026-10-03T09:00")
    agent.post("/language", language="en", next="/")
    page = agent.get(f"/tasks/{ref}").text
    assert "Message left during National Day, promised a call by today 9:00" in page


def test_the_whole_way_from_claim_to_resolution(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    page = agent.post(f"/tasks/{ref}/claim")
    assert page.status_code == 200
    assert "已认领" in page.text

    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    key = re.search(r'name="key" value="(\w+)"', page.text)
    page = agent.post(f"/tasks/{ref}/ring", key=key[1] if key else "")
    assert "你的电话就要响了" in page.text
    agent.post(f"/tasks/{ref}/ring", key=key[1] if key else "")  # a doubled click
    world.phone.run()
    assert world.outcomes() == ["reached"]

    page = agent.get(f"/tasks/{ref}")
    assert "结果：已接通" in page.text
    page = agent.post(f"/tasks/{ref}/resolve", note="结算文件已补发 🙏 <b>确认</b>")
    assert "已解决" in page.text
    assert "结算文件已补发 🙏 &lt;b&gt;确认&lt;/b&gt;" in page.text
    assert world.task(ref)["state"] == "resolved"
    assert world.task(ref)["verified"] is True
    assert ref in agent.get("/done").text
    assert "act-reopen" in page.text
    agent.post(f"/tasks/{ref}/reopen")
    assert world.task(ref)["state"] == "waiting"


def test_a_wrong_outcome_is_corrected_with_one_key(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:45 hangup")
    agent.post(f"/tasks/{ref}/ring")
    world.phone.run()
    page = agent.post(f"/tasks/{ref}/outcome", outcome="no-answer").text
    assert "把结果更正为没人接（原为已接通）" in page
    assert world.outcomes() == ["no-answer"]
    assert world.task(ref)["state"] == "retry"


def test_a_customer_who_asked_for_another_time(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    page = agent.post(f"/tasks/{ref}/outcome", outcome="call-later", at="2026-10-08T08:00")
    assert (page.status_code, "晚于现在" in page.text) == (409, True)
    page = agent.post(f"/tasks/{ref}/outcome", outcome="call-later", at="2026-10-09T15:00")
    assert page.status_code == 200
    assert "明天 15:00 再拨" in page.text
    assert world.task(ref)["state"] == "retry"


def test_notes_dispatch_and_urging(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    assert "wang记了备注" in agent.post(f"/tasks/{ref}/note", note="下午再说").text
    assert "wang催办（第 1 次）" in agent.post(f"/tasks/{ref}/urge").text
    page = agent.post(f"/tasks/{ref}/dispatch", desk="no-such-desk", note="x")
    assert page.status_code == 409
    page = agent.post(f"/tasks/{ref}/dispatch", desk="operations-1", note="清算的问题")
    # It went to a desk that is not theirs: they see it no more, and are told why.
    assert page.request.path == "/"
    assert "已派单，转走了" in page.text and "撤销" in page.text
    assert agent.get(f"/tasks/{ref}").status_code == 404
    assert "这条任务已经转走" in agent.get(f"/tasks/{ref}/now?seen=x").text
    assert world.task(ref)["desk"] == "operations-1"
    world.agent("ops", "operations-1")
    assert "客户服务中心 → 运行管理一部" in browser("ops").get(f"/tasks/{ref}").text


@pytest.mark.parametrize("act", ["resolve", "note", "dispatch", "close"])
def test_what_needs_words_asks_for_them(browser: Opened, ref: str, world: World, act: str) -> None:
    world.agent("boss", "service-centre", role="supervisor")
    agent = browser("boss")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    before = kinds(world, ref)
    page = agent.post(f"/tasks/{ref}/{act}", note="  ", desk="operations-1")
    assert page.status_code == 409
    assert "请写一句备注。" in page.text
    page = agent.post(f"/tasks/{ref}/{act}", note="很" * 4001, desk="operations-1")
    assert page.status_code == 409
    assert "4000 字以内" in page.text
    assert kinds(world, ref) == before


def test_what_somebody_else_holds_stays_theirs(browser: Opened, ref: str, world: World) -> None:
    with world.database.writing() as session:
        session.get_one(User, world.agent("li", "service-centre").id).display = "李雷"
    li, agent = browser("li"), browser("wang")
    li.get(f"/tasks/{ref}")
    li.post(f"/tasks/{ref}/claim")
    agent.get(f"/tasks/{ref}")
    before = world.task(ref)["history"]
    page = agent.post(f"/tasks/{ref}/claim")
    assert (page.status_code, "李雷 先认领了这条任务。" in page.text) == (409, True)
    page = agent.post(f"/tasks/{ref}/resolve", note="写了很多字")
    assert (page.status_code, "李雷 已认领这条任务" in page.text) == (409, True)
    assert "写了很多字" in agent.post(f"/tasks/{ref}/dispatch", note="写了很多字", desk="operations-1").text
    assert agent.post(f"/tasks/{ref}/ring").status_code == 409
    assert world.task(ref)["history"] == before
    # The address of a refused act, loaded again, is the task.
    assert agent.get(f"/tasks/{ref}/claim").location == f"/tasks/{ref}"


def test_what_is_done_is_reopened_before_it_is_claimed(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    agent.post(f"/tasks/{ref}/resolve", note="好了")
    page = agent.post(f"/tasks/{ref}/claim")
    assert (page.status_code, "这条任务已解决，需要的话先重新打开。" in page.text) == (409, True)


def test_claim_first(browser: Opened, ref: str) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    page = agent.post(f"/tasks/{ref}/resolve", note="好了")
    assert page.status_code == 409
    assert "请先认领这条任务。" in page.text
    assert "好了</textarea>" in page.text  # what was typed survives


def test_nobody_rings_without_a_telephone(browser: Opened, ref: str, world: World) -> None:
    world.agent("li", "service-centre")
    li = browser("li")
    li.get(f"/tasks/{ref}")
    li.post(f"/tasks/{ref}/claim")
    page = li.post(f"/tasks/{ref}/ring")
    assert page.status_code == 409
    assert "你没有登记电话" in page.text


def test_ringing_outside_the_hours_asks_for_a_reason(browser: Opened, ref: str, world: World) -> None:
    world.at("2026-10-08T19:00")
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    page = agent.post(f"/tasks/{ref}/claim")
    assert "现在不在服务时间，仍要回拨请写明原因" in page.text
    assert agent.post(f"/tasks/{ref}/ring").status_code == 409
    assert agent.post(f"/tasks/{ref}/ring", reason="客户要求晚上回电").status_code == 200
    page = agent.get(f"/tasks/{ref}").text
    assert "在回拨时间外回拨" in page
    assert "客户要求晚上回电" in page


def test_the_same_caller_s_other_tasks_are_beside_it(browser: Opened, ref: str, world: World) -> None:
    world.caller().dials("83183333", "1", "1", "2", SPEECH, "#", "1")
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}").text
    others = [task["ref"] for task in world.tasks() if task["ref"] != ref]
    assert all(f'href="/tasks/{other}"' in page.split('id="who"')[1] for other in others)


def test_an_open_page_learns_what_changed(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}").text
    address = re.search(r'hx-get="(/tasks/\d+/now\?[^"]+)"', page)
    assert address
    path = address[1].replace("&amp;", "&")
    assert agent.get(path).status_code == 204
    world.agent("li", "service-centre")
    li = browser("li")
    li.get(f"/tasks/{ref}")
    li.post(f"/tasks/{ref}/claim")
    page = agent.get(path)
    assert page.status_code == 200
    assert "li 已认领" in page.text
    assert 'id="history" hx-swap-oob="outerHTML"' in page.text


def test_presence_is_said_with_one_key(browser: Opened, wang: User, world: World) -> None:
    from ivr.waiting import agents

    agent = browser("wang")
    agent.post("/presence", state="away", next="/")
    with world.database.reading() as session:
        assert agents.presence(session, wang.id) == "away"
    page = agent.post("/presence", state="available", next="/").text
    assert re.search(r'value="available" aria-pressed="true"', page)
    assert agent.post("/presence", state="asleep").status_code == 400


def test_a_document_in_place_of_a_note_is_refused_whole_and_stays_typed(
    browser: Opened, ref: str, world: World
) -> None:
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}").text
    assert "maxlength" not in page.split('name="note"')[1].split(">")[0], (
        "a browser would cut what is pasted, unseen"
    )
    document = "清算" * 50_000  # 300 kB, and 900 kB as a form
    page = agent.post(f"/tasks/{ref}/note", note=document)
    assert page.status_code == 409
    assert "写了 100000 字，最多 4000 字" in page.text
    assert document in page.text
    assert "noted" not in [entry["kind"] for entry in world.task(ref)["history"]]


def test_whoever_finds_nothing_is_told_what_can_be_found(browser: Opened, ref: str) -> None:
    page = browser("wang").get("/tasks?ref=138001380").text
    assert "完整电话或末四位" in page


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-10-08T19:00", "最早可以约在明天 8:30"),  # after hours
        (
            "2026-10-10T10:00",
            "最早可以约在 10月12日 8:30",
        ),  # a Saturday on which offices work, and the exchange does not
        ("2036-10-08T10:00", "最远到一年"),
    ],
)
def test_nobody_is_put_off_to_a_time_at_which_nobody_rings(
    browser: Opened, ref: str, world: World, at: str, said: str
) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    page = agent.post(f"/tasks/{ref}/outcome", outcome="call-later", at=at)
    assert (page.status_code, said in page.text, f'value="{at}"' in page.text) == (409, True, True)
    assert world.task(ref)["state"] == "claimed"


def test_a_time_to_put_off_to_is_offered_in_opening_hours(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    assert 'value="2026-10-08T09:35"' in agent.post(f"/tasks/{ref}/claim").text
    world.at("2026-10-08T17:40")
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    assert 'value="2026-10-09T08:30"' in agent.post(f"/tasks/{ref}/claim").text


def test_what_is_left_of_a_promise_is_opening_time_and_says_so(
    browser: Opened, wang: User, world: World
) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    night = browser("wang")
    assert "服务时间内还有 30分钟" in night.get(f"/tasks/{world.task()['ref']}").text
    world.at("2026-10-08T08:31")
    morning = browser("wang").get(f"/tasks/{world.task()['ref']}").text
    assert "还有 29分钟" in morning and "服务时间内" not in morning
