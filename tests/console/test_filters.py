"""Choosing what to see of the queue."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import Browser
from world import OTHER, QUIET, SHORT, World

ROW = re.compile(r'id="row-(\d{8})"')


@pytest.fixture
def li(world: World, ref: str, browser: Callable[..., Browser]) -> Browser:
    """A supervisor with an enquiry (`ref`), a fault at the duty line and one at the Southern Centre."""
    world.caller(OTHER).dials("83182222", "1", "wait:200", QUIET, "#", "1")
    world.caller("+8613700137000").dials("36383666", "2", "wait:200", SHORT, "#", "1")
    world.agent("li", "service-centre", role="supervisor")
    return browser("li")


def refs(world: World, **chosen: str) -> set[str]:
    return {
        task["ref"] for task in world.tasks() if all(task[name] == value for name, value in chosen.items())
    }


def shown(page: Browser, path: str = "/") -> set[str]:
    return set(ROW.findall(page.get(path).text))


def test_by_hotline_desk_topic_state_and_mine(li: Browser, world: World, ref: str) -> None:
    everything = refs(world)
    assert len(everything) == 3 and shown(li) == everything
    for chosen in (
        {"hotline": "83182222"},
        {"desk": "southern-centre"},
        {"topic": "fault"},
        {"state": "waiting", "hotline": "83183333"},
    ):
        page = li.post("/queue/filter", next="/", **chosen)
        assert set(ROW.findall(page.text)) == refs(world, **chosen) != everything
        assert "只看：" in page.text and page.text.index("只看：") < page.text.index('id="row-')
        assert shown(li, "/queue") == refs(world, **chosen), "the rows that a page asks for are chosen alike"
    assert shown(li.post("/queue/filter", next="/") and li) == everything

    empty = li.post("/queue/filter", next="/", mine="on")
    assert "没有符合筛选的任务" in empty.text and "只看：我的" in empty.text
    li.post(f"/tasks/{ref}/claim")
    assert shown(li) == {ref}


def test_the_next_one_is_of_the_same_kind(li: Browser, world: World) -> None:
    (southern,) = refs(world, hotline="36383666")
    li.post("/queue/filter", next="/", hotline="36383666")
    assert f"/tasks/{southern}" in li.post("/next", follow=False).headers["Location"]
    assert "没有可以认领的任务了" in li.post("/next").text


@pytest.mark.parametrize("field", ["hotline", "desk", "topic", "state"])
def test_what_does_not_exist_shows_nothing_and_says_what_was_chosen(li: Browser, field: str) -> None:
    page = li.post("/queue/filter", next="/", **{field: "<b>nothing"})
    assert page.status_code == 200 and ROW.findall(page.text) == []
    assert "只看：&lt;b&gt;nothing" in page.text and "全部显示" in page.text


def test_an_agent_chooses_among_his_own_desks(
    world: World, ref: str, browser: Callable[..., Browser]
) -> None:
    text = browser("wang").get("/").text
    assert '<option value="service-centre">' in text.split("filters")[1].split("</details>")[0]
    assert '<option value="binhai-duty">' not in text.split("filters")[1].split("</details>")[0]
