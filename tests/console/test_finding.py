"""Finding a task by what is remembered of its caller."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from conftest import Browser
from world import OTHER, SHORT, World

from ivr import contacts
from ivr.telephony import Contact as Reached

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)

ROW = re.compile(r'id="row-(\d{8})"')


def found(page: Browser, typed: str) -> list[str]:
    answer = page.get(f"/tasks?ref={quote(typed)}")
    assert answer.status_code == 200, answer.text
    return ROW.findall(answer.text)


@pytest.fixture
def other(world: World, ref: str) -> str:
    """Another task, of a caller the book knows by name and firm."""
    world.caller(OTHER).dials("83183333", "2", "1", "wait:200", SHORT, "#", "1")
    with world.database.writing() as session:
        contacts.add(
            session,
            contacts.Details(name="王小明", firm="国泰君安证券股份有限公司", numbers=(Reached(OTHER, None),)),
            now=world.clock(),
            actor="test",
        )
    return next(str(task["ref"]) for task in world.tasks() if task["ref"] != ref)


def test_by_last_digits_a_whole_number_a_name_and_a_firm(
    world: World, ref: str, other: str, browser: Callable[..., Browser]
) -> None:
    page = browser("wang")
    assert found(page, "8000") == [ref]
    assert found(page, "138 0013 8000") == [ref]
    assert found(page, "王小明") == [other] == found(page, "国泰君安") == found(page, OTHER[-4:])
    assert found(page, "000") == [], "three digits would find everybody"
    assert "没有找到“<b>”" not in page.get("/tasks?ref=%3Cb%3E").text, "what was typed is shown, not obeyed"


def test_nobody_finds_what_he_may_not_see(
    world: World, ref: str, other: str, browser: Callable[..., Browser]
) -> None:
    world.agent("gao", "operations-1")
    assert found(browser("gao"), "8000") == found(browser("gao"), "国泰君安") == []
    assert ROW.findall(browser("gao").get(f"/tasks?ref={ref}").text) == []


def test_what_a_mask_hides_is_not_found_out_digit_by_digit(
    world: World, ref: str, other: str, browser: Callable[..., Browser]
) -> None:
    page = browser("wang")
    assert found(page, "38000") == found(page, "138000") == found(page, "12222") == []
    assert "王小明" in page.get("/contacts?q=2222").text
    for longer in ("12222", "112222", "3911112222"):
        assert "王小明" not in page.get(f"/contacts?q={longer}").text
    assert "王小明" in page.get(f"/contacts?q={OTHER[3:]}").text, "whoever knows the whole number finds it"
