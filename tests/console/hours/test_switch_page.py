"""The emergency page, as a supervisor uses it on a telephone in a typhoon."""

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from world import SPEECH, World

from ivr import people
from ivr.hours import versions
from ivr.people import Role, User

CLOSE = {"act": "close", "until": "time", "time": "12:00", "reason": "rain"}


@pytest.fixture
def lead(world: World, browser: Callable[..., Browser]) -> Browser:
    world.agent("li", "service-centre", role=Role.SUPERVISOR)
    return browser("li")


def send(page: Browser, path: str, lines: list[str], **fields: str):  # type: ignore[no-untyped-def]
    return page.client.post(
        path, data={"csrf_token": page.token, "lines": lines, **fields}, follow_redirects=True
    )


def confirmed(text: str) -> dict[str, str]:
    """What the confirmation carries along."""
    found = dict(re.findall(r'name="(key|read)" value="([^"]+)"', text))
    assert set(found) == {"key", "read"}, text
    return found


def newest(world: World) -> tuple[int, str, str]:
    with world.database.reading() as session:
        row = versions.last_schedule(session)
        assert row is not None
        return row.number, row.author, row.text


def test_answering_from_home_is_offered_before_closing(lead: Browser) -> None:
    text = lead.get("/switch").text
    assert (
        text.index("居家接听") < text.index("立即关闭") < text.index("临时开放") < text.index("结束临时安排")
    )
    assert "83183333" in text and "开放，到今天 18:00" in text
    assert 'href="/notices"' in text
    form = lead.get("/switch?act=close").text
    for reason in ("台风", "暴雨", "停电", "通信故障", "系统演练", "通关测试", "其他原因"):
        assert reason in form


def test_it_says_what_callers_will_hear_before_anything_is_done(lead: Browser, world: World) -> None:
    before = newest(world)
    text = send(lead, "/switch/check", ["83183333"], **CLOSE).text
    assert "立即关闭：83183333，到今天 12:00，原因：暴雨。" in text
    assert "受暴雨影响，现在暂停人工接听，今天中午12点恢复人工服务。" in text
    assert newest(world) == before

    done = send(lead, "/switch", ["83183333"], **CLOSE, **confirmed(text))
    assert "已生效" in done.text and "关闭，到今天 12:00（暴雨）" in done.text and "临时" in done.text
    number, author, schedule = newest(world)
    assert (number, author) == (before[0] + 1, "li")
    world.caller().dials("83183333", "hangup").hears("受暴雨影响，现在暂停人工接听")
    assert schedule in world.system.settings.schedules.read_text(encoding="utf-8") or not (
        world.system.settings.embedded
    )


def test_a_double_click_publishes_once(lead: Browser, world: World) -> None:
    once = confirmed(send(lead, "/switch/check", ["83183333"], **CLOSE).text)
    first = send(lead, "/switch", ["83183333"], **CLOSE, **once)
    number = newest(world)[0]
    world.later(minutes=2)
    second = send(lead, "/switch", ["83183333"], **CLOSE, **once)
    assert newest(world)[0] == number
    assert f"第 {number} 号" in first.text and f"第 {number} 号" in second.text


def test_an_emergency_does_not_fail_because_a_colleague_published_meanwhile(
    lead: Browser, world: World
) -> None:
    once = confirmed(send(lead, "/switch/check", ["83183333"], **CLOSE).text)
    world.publish(newest(world)[2].replace("call_back_within: 30m", "call_back_within: 45m"))
    assert "已生效" in send(lead, "/switch", ["83183333"], **CLOSE, **once).text
    text = newest(world)[2]
    assert "call_back_within: 45m" in text and "closed: {zh: 暴雨" in text


def test_what_was_read_before_midnight_shuts_no_other_day(lead: Browser, world: World) -> None:
    world.at("2026-09-01T23:58")
    lead.sign_in("li")
    wanted = {"act": "close", "until": "day", "reason": "typhoon"}
    read = confirmed(send(lead, "/switch/check", ["83183333"], **wanted).text)
    before = newest(world)
    world.at("2026-09-02T00:02")
    late = send(lead, "/switch", ["83183333"], **wanted, **read)
    assert late.status_code == 409
    assert "刚才过了零点" in late.text
    assert newest(world) == before
    assert "已生效" in send(lead, "/switch", ["83183333"], **wanted, **confirmed(late.text)).text


def test_an_end_does_not_end_unread_what_a_colleague_has_just_begun(lead: Browser, world: World) -> None:
    send(
        lead,
        "/switch",
        ["83183333"],
        **CLOSE,
        **confirmed(send(lead, "/switch/check", ["83183333"], **CLOSE).text),
    )
    read = confirmed(send(lead, "/switch/check", ["83183333"], act="end").text)
    colleague = newest(world)[2].replace("call_back_within: 30m", "call_back_within: 45m")
    world.publish(colleague)
    late = send(lead, "/switch", ["83183333"], act="end", **read)
    assert (late.status_code, newest(world)[2]) == (409, colleague)
    assert "已生效" in send(lead, "/switch", ["83183333"], act="end", **confirmed(late.text)).text


def test_closing_begins_with_the_line_that_has_hours(lead: Browser) -> None:
    ticked = re.compile(r'name="lines" value="(\d+)" checked')
    assert ticked.findall(lead.get("/switch?act=close").text) == ["83183333"]
    assert len(ticked.findall(lead.get("/switch?act=from_home").text)) == 3


def test_how_many_promises_move(lead: Browser, world: World) -> None:
    world.caller().dials("83183333", "2", "1", SPEECH, "#", "1")
    if not world.tasks():
        pytest.fail("no promise was made")
    page = send(lead, "/switch/check", ["83183333"], **CLOSE)
    assert "有 1 件回拨的应回时间会改变" in page.text
    done = send(lead, "/switch", ["83183333"], **CLOSE, **confirmed(page.text))
    assert "1 件回拨的应回时间变了" in done.text and "/hours/told" in done.text


def test_home_says_how_many_have_a_mobile_and_a_duty_line_is_shut_like_any_other(
    lead: Browser, world: World
) -> None:
    wang = world.agent("wang", "service-centre", "+8613900000001")
    world.agent("chen", "service-centre", "+8613900000002")
    with world.database.writing() as session:
        known = session.get_one(User, wang.id)
        people.set_mobile(session, known, "+8613700000001", now=world.clock(), actor="test")
    home = {"act": "from_home", "until": "day", "reason": "typhoon"}
    text = send(lead, "/switch/check", ["83183333", "83182222", "36383666"], **home).text
    assert "居家接听：全部热线，到今天 24:00，原因：台风。" in text
    assert "接通时响 2 人，其中 1 人登记了手机" in text and "现在没有可以呼叫的人" in text
    shut = send(lead, "/switch/check", ["83182222"], **CLOSE).text
    assert "受暴雨影响，现在暂停人工接听" in shut


def test_before_the_office_opens_it_says_what_is_heard_once_it_would_have(
    lead: Browser, world: World
) -> None:
    world.at("2026-09-02T07:40")
    lead.sign_in("li")
    lead.get("/switch?act=close")
    text = send(lead, "/switch/check", ["83183333"], **CLOSE).text
    assert "今天 8:30 起，来电者将听到" in text
    assert "受暴雨影响，现在暂停人工接听，今天中午12点恢复人工服务。" in text


def test_a_reason_of_ones_own_in_both_languages(lead: Browser, world: World) -> None:
    own = {**CLOSE, "reason": "own", "zh": "空调维修", "en": "air-conditioning repair"}
    missing = send(lead, "/switch/check", ["83183333"], **{**own, "en": ""})
    assert missing.status_code == 422 and "其他原因要写中文和英文" in missing.text
    assert 'value="空调维修"' in missing.text, "what was typed is still there"
    page = send(lead, "/switch/check", ["83183333"], **own).text
    assert "这个原因还没有录音" in page
    assert "已生效" in send(lead, "/switch", ["83183333"], **own, **confirmed(page)).text
    assert "closed: {zh: 空调维修, en: air-conditioning repair}" in newest(world)[2]


@pytest.mark.parametrize(
    ("lines", "change", "said"),
    [
        ([], {}, "请至少选一条热线"),
        (["83183333"], {"time": "9:30"}, "请填今天稍后的时间"),  # it is ten o'clock
        (["83183333"], {"time": "25:00"}, "请填今天稍后的时间"),
        (["83183333"], {"time": ""}, "请填今天稍后的时间"),
        (["83183333"], {"reason": ""}, "请选择原因"),
        (["83183333"], {"act": "explode"}, "请先选择要做什么"),
        (["83183333"], {"act": "end"}, "现在没有正在生效的临时安排"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    lead: Browser, world: World, lines: list[str], change: dict[str, str], said: str
) -> None:
    before = newest(world)
    page = send(lead, "/switch/check", lines, **{**CLOSE, **change})
    assert page.status_code == 422 and said in page.text
    assert newest(world) == before


def test_the_end_of_it(lead: Browser, world: World) -> None:
    page = send(lead, "/switch/check", ["83183333"], **CLOSE)
    send(lead, "/switch", ["83183333"], **CLOSE, **confirmed(page.text))
    world.later(minutes=30)
    lead.get("/switch")
    ending = send(lead, "/switch/check", ["83183333"], act="end")
    assert "结束临时安排：83183333。" in ending.text
    done = send(lead, "/switch", ["83183333"], act="end", **confirmed(ending.text))
    assert "开放，到今天 18:00" in done.text and "关闭，到" not in done.text


def test_an_opening_within_a_closure_and_its_end_say_that_the_closure_goes_on(
    lead: Browser, world: World
) -> None:
    storm = {"act": "close", "until": "day", "reason": "typhoon"}
    page = send(lead, "/switch/check", ["83183333"], **storm)
    send(lead, "/switch", ["83183333"], **storm, **confirmed(page.text))
    opening = {"act": "open", "until": "time", "time": "16:00", "reason": "test"}
    page = send(lead, "/switch/check", ["83183333"], **opening)
    assert "今天 16:00 起：关闭" in page.text and "关闭，10:00–24:00（台风）" in page.text
    send(lead, "/switch", ["83183333"], **opening, **confirmed(page.text))

    form = lead.get("/switch?act=end").text
    assert re.findall(r'value="(\d{8})" checked', form) == ["83183333"], "only what has something to end"
    page = send(lead, "/switch/check", ["83183333"], act="end")
    assert "到此为止" in page.text and "临时开放，10:00–16:00（通关测试）" in page.text
    assert "今天 16:00 起：关闭" in page.text


def test_from_home_without_a_mobile_is_warned_of(lead: Browser, world: World) -> None:
    world.agent("chen", "service-centre", "+8613900000002")
    home = {"act": "from_home", "until": "day", "reason": "typhoon"}
    text = send(lead, "/switch/check", ["83183333"], **home).text
    assert "响 1 人，都没有登记手机" in text and 'class="wrong"' in text


def test_others_look_and_cannot_act(world: World, browser: Callable[..., Browser]) -> None:
    world.agent("wang", "service-centre")
    page = browser("wang")
    text = page.get("/switch").text
    assert "只有主管可以操作" in text and "act=close" not in text
    assert send(page, "/switch/check", ["83183333"], **CLOSE).status_code == 403
    assert send(page, "/switch", ["83183333"], **CLOSE, key="0" * 32).status_code == 403


def test_in_english(lead: Browser) -> None:
    lead.post("/language", language="en", next="/switch")
    text = send(lead, "/switch/check", ["83183333"], **CLOSE).text
    assert "Close now: 83183333, until 12:00 today, because of: Heavy rain." in text
    assert "Because of heavy rain, nobody can answer calls right now." in text
