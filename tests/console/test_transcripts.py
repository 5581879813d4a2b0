"""Transcripts on the task's page: read, revealed, put right, restored; and why a task was lifted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from hearing import CRASHES, engine_that, hears, written_down
from world import MOBILE, World

from ivr.people import User

Opened = Callable[..., Browser]
SAID = "我 的 电话 是 幺三八 零零 幺三 八零零零 谢谢"
OUTAGE = "主用 线路 中断 了"


def text_of(page: str) -> str:
    """The first transcript as it is read."""
    shown = re.search(r'<p class="words[^>]*>(.*?)</p>', page, re.S)
    assert shown, page
    return re.sub(r"<[^>]+>", "", shown[1])


def kinds(world: World, ref: str) -> list[str]:
    return [entry["kind"] for entry in world.task(ref)["history"]]


def test_numbers_in_it_are_masked_until_revealed_then_it_can_be_put_right(
    browser: Opened, ref: str, world: World
) -> None:
    hears(world, SAID)
    written_down(world)
    agent = browser("wang")
    page = agent.get(f"/tasks/{ref}").text
    assert text_of(page) == "我的电话是幺三八****八零零零谢谢"
    assert "零零幺三" not in re.sub(r"<[^>]+>", "", page)
    assert "机器听写，可能有错，以录音为准" in page
    assert 'name="transcript"' not in page, "what is hidden cannot be written over"
    assert "显示号码后再改" in page

    page = agent.post(f"/tasks/{ref}/reveal").text
    assert text_of(page) == "我的电话是幺三八零零幺三八零零零谢谢"
    assert ">我的电话是幺三八零零幺三八零零零谢谢</textarea>" in page
    assert kinds(world, ref)[-1] == "revealed"
    message = world.task(ref)["messages"][0]["id"]

    for wrong, sentence in (("  ", "请写下留言的内容"), ("很长" * 2001, "请控制在 4000 字以内")):
        refused = agent.post(f"/tasks/{ref}/correct", follow=False, message=str(message), transcript=wrong)
        assert refused.status_code == 409
        assert sentence in refused.text
    assert "很长很长" in refused.text, "what was typed is kept"
    elsewhere = agent.post(f"/tasks/{ref}/correct", message=str(message + 7), transcript="别人的留言")
    assert elsewhere.status_code == 404

    right = "<b>我</b>的电话是 138-0013-8000，谢谢 🙏"
    page = agent.post(f"/tasks/{ref}/correct", message=str(message), transcript=right).text
    assert text_of(page) == "&lt;b&gt;我&lt;/b&gt;的电话是 138-****-8000，谢谢 🙏"
    assert "wang听后改的" in page
    assert "机器听写的原文" in page
    assert "我的电话是幺三八****八零零零谢谢" in re.sub(r"<[^>]+>", "", page)
    assert "wang改了留言的文字" in page
    assert world.task(ref)["messages"][0]["transcript"] == right

    page = agent.post(f"/tasks/{ref}/restore", message=str(message)).text
    assert text_of(page) == "我的电话是幺三八****八零零零谢谢"
    assert "wang恢复了机器听写的原文" in page
    assert world.task(ref)["verified"]


def test_where_messages_are_sorted_they_are_read_and_not_put_right(
    browser: Opened, ref: str, world: World
) -> None:
    hears(world, OUTAGE)
    written_down(world)
    agent = browser("wang")
    page = agent.get("/triage").text
    assert "机器听写，可能有错，以录音为准" in page
    assert "transcript.css" in page
    message = world.task(ref)["messages"][0]["id"]
    later = agent.get(f"/tasks/{ref}/messages/{message}/transcript?sorting=1").text
    for shown in (page, later):
        assert text_of(shown) == "主用线路中断了"
        assert 'name="transcript"' not in shown, "its answer would put another page's keys under these digits"


def test_whoever_looks_on_reads_and_changes_nothing(browser: Opened, ref: str, world: World) -> None:
    world.agent("zhou", "service-centre", role="auditor")
    hears(world, "请 回电")
    written_down(world)
    auditor = browser("zhou")
    page = auditor.get(f"/tasks/{ref}").text
    assert text_of(page) == "请回电"
    assert 'name="transcript"' not in page
    message = str(world.task(ref)["messages"][0]["id"])
    assert auditor.post(f"/tasks/{ref}/correct", message=message, transcript="别的").status_code in (403, 409)
    assert world.task(ref)["messages"][0]["transcript"] == "请回电"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_while_it_is_made_and_when_it_cannot_be(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    assert "transcript-" not in agent.get(f"/tasks/{ref}").text, "without an engine nothing is promised"
    message = world.task(ref)["messages"][0]["id"]
    address = f"/tasks/{ref}/messages/{message}/transcript"
    assert agent.get(address).status_code == 204
    engine_that(world, CRASHES)
    page = agent.get(f"/tasks/{ref}").text
    assert "正在转成文字" in page
    assert address in page
    assert agent.get(address).status_code == 204
    for minutes in (0, 2, 11):
        written_down(world.later(minutes=minutes))
    page = agent.get(f"/tasks/{ref}").text
    assert "没能转成文字，请听录音。" in page
    assert "Illegal" not in page

    # Whoever listened can write it down all the same.
    page = agent.post(f"/tasks/{ref}/correct", message=str(message), transcript="结算文件没有收到").text
    assert text_of(page) == "结算文件没有收到"
    assert world.task(ref)["messages"][0]["transcript"] == "结算文件没有收到"


def test_the_head_says_which_words_lifted_it_in_both_languages(
    browser: Opened, wang: User, world: World
) -> None:
    hears(world, OUTAGE)
    world.agent("li", "binhai-duty")
    world.at("2026-10-01T20:00").caller(MOBILE).dials("83183333", "1", "@" + _sample(), "#", "1")
    written_down(world)
    ref = world.task()["ref"]
    assert browser("wang").get(f"/tasks/{ref}").status_code == 404, "it is not their desk's any more"
    duty = browser("li")
    page = duty.get(f"/tasks/{ref}").text
    assert "留言中提到“中断”，已转 7×24 值班（滨海运行组技术值班团队）" in page
    assert "客户服务中心 → 滨海运行组技术值班团队" in page
    assert "业务咨询热线 83183333" in page.replace("业务咨询 83183333", "业务咨询热线 83183333")
    duty.post("/language", language="en", next=f"/tasks/{ref}")
    page = duty.get(f"/tasks/{ref}").text
    assert (
        "The message mentions “中断”: handed to the desk on duty day and night (Binhai duty engineers)"
        in page
    )

    duty.post(f"/tasks/{ref}/dispatch", desk="service-centre", note="客户只是问一下")
    page = browser("wang").get(f"/tasks/{ref}").text
    assert "已转 7×24 值班" not in page
    assert "按原来的约定回电" in page


def _sample() -> str:
    from world import SAMPLES

    return str(SAMPLES / "zh-leased-line-down-quiet.wav")
