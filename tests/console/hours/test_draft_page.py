"""The editor: the text is the one thing, the form changes it, and nothing typed is ever lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import Browser
from world import MOBILE, SPEECH, World

from ivr.callbacks import publishing
from ivr.hours import versions
from ivr.hours.editing import add, put
from ivr.web.console.hours.draft_merge import merge

Opened = Callable[..., Browser]

SHIPPED = (Path(__file__).parents[3] / "schedules.yaml").read_text(encoding="utf-8")
DRILL = {"on": "2026-10-09", "hotlines": ["83183333"], "closed": {"zh": "系统演练", "en": "System drill"}}


@pytest.fixture
def zhao(world: World, browser: Opened) -> Browser:
    """A supervisor's browser on 7 October, with the editor open."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.at("2026-10-07T15:00")
    opened = browser("zhao")
    opened.get("/hours/draft")
    return opened


def asked(who: Browser, path: str, text: str, base: int = 1, **fields: Any) -> Any:
    """What the page's script asks, and the answer."""
    form = {"csrf_token": who.token, "text": text, "base": str(base), **fields}
    answer = who.client.post(f"/hours/draft/{path}", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return answer.json if answer.is_json else answer.text


def text_in(page: str) -> str:
    found = re.search(r'<textarea id="draft-text"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert found
    return unescape(found[1])


def in_force(world: World) -> tuple[int, str]:
    with world.database.reading() as session:
        row = versions.last_schedule(session)
        assert row
        return row.number, row.text


class TestLooking:
    def test_the_page_holds_the_text_in_force_word_for_word(self, zhao: Browser) -> None:
        page = zhao.get("/hours/draft")
        assert page.status_code == 200
        assert text_in(page.text) == SHIPPED
        assert "和现在生效的第 1 号一样" in page.text

    def test_a_mistake_is_said_at_its_line_in_the_readers_language(self, zhao: Browser) -> None:
        wrong = SHIPPED.replace("hours: trading-day", "hours: tradng-day")
        line = wrong[: wrong.index("tradng-day")].count("\n") + 1
        told = asked(zhao, "look", wrong)
        assert f'data-line="{line}"' in told["problems"]
        assert "trading-day" in told["problems"] and "有 1 处写错" in told["state"]
        assert [line, "wrong"] == told["marks"][0][:2]
        zhao.post("/language", language="en")
        assert "did you mean" in asked(zhao, "look", wrong)["problems"]

    def test_what_changes_is_drawn_and_listed(self, world: World, zhao: Browser) -> None:
        told = asked(zhao, "look", add(SHIPPED, ("overrides",), DRILL))
        assert "草稿改了什么" in told["outcome"] and "系统演练" in told["outcome"]
        assert "十四天里 1 天会变" in told["state"]

    def test_promises_that_would_move_are_named(self, world: World, zhao: Browser) -> None:
        world.caller(MOBILE).dials("83183333", "1", SPEECH, "#", "1", at="2026-10-07T16:00")
        ref = world.task()["ref"]
        closed = {**DRILL, "on": "2026-10-08"}
        told = asked(zhao, "look", add(SHIPPED, ("overrides",), closed))
        assert ref in told["outcome"]
        assert "1 个回电时间会变" in told["state"]

    def test_words_without_a_clip_are_named_before_publishing(self, zhao: Browser) -> None:
        repair = {**DRILL, "closed": {"zh": "空调维修", "en": "Air-conditioning repair"}}
        told = asked(zhao, "look", add(SHIPPED, ("overrides",), repair))
        assert "空调维修" in told["outcome"] and "通用的说法" in told["outcome"]

    def test_a_text_that_cannot_be_read_makes_the_form_wait(self, zhao: Browser) -> None:
        told = asked(zhao, "look", SHIPPED.replace("hours:\n", "hours：\n", 1))
        assert told["form"] is None
        assert "全角" in told["problems"]

    def test_a_user_nobody_knows_is_said_at_the_line_of_the_desk(self, zhao: Browser) -> None:
        text = put(SHIPPED, ("desks", "complaints", "tiers"), [["nobody"]])
        told = asked(zhao, "look", text)
        line = text[: text.index("[nobody]")].count("\n") + 1
        assert told["marks"][0][0] == line and "zhao" not in told["problems"]

    def test_five_megabytes_are_answered_in_a_sentence(self, zhao: Browser) -> None:
        told = asked(zhao, "look", "# x\n" * 1_250_000)
        assert "256 KB" in told["problems"]

    def test_others_read_and_cannot_change(self, world: World, browser: Opened, zhao: Browser) -> None:
        world.agent("wang", "service-centre")
        wang = browser("wang")
        page = wang.get("/hours/draft")
        assert "只有主管可以修改" in page.text and "textarea" not in page.text
        assert "83183333" in page.text and "bars" in page.text
        for path in ("look", "edit", "publish", "rebase", "conflict", "try"):
            assert wang.post(f"/hours/draft/{path}", text=SHIPPED, base="1").status_code == 403


class TestTheForm:
    @pytest.mark.parametrize(
        ("fields", "gone", "come"),
        [
            (
                {
                    "do": "hotline",
                    "of": "83183333",
                    "hours": "all-hours",
                    "desk": "service-centre",
                    "call_back_within": "30m",
                    "record": "on",
                },
                "    hours: trading-day",
                "    hours: all-hours",
            ),
            (
                {
                    "do": "hours",
                    "of": "trading-day",
                    "rows": "1",
                    "days-0": "week",
                    "week-0": "friday",
                    "from-0": "08:30",
                    "to-0": "18:00",
                },
                '  trading-day:  {days: trading, from: "08:30", to: "18:00"}',
                '  trading-day:  {days: [friday], from: "08:30", to: "18:00"}',
            ),
            (
                {"do": "desk", "of": "complaints", "ring_for": "20s", "tier": "zhao"},
                "  complaints:          {name: {zh: 投诉和建议, en: Complaints and suggestions}}",
                "  complaints:          {name: {zh: 投诉和建议, en: Complaints and suggestions}, "
                "ring_for: 20s, tiers: [[zhao]]}",
            ),
            (
                {
                    "do": "override-new",
                    "kind": "closed",
                    "on": "2026-10-09",
                    "hotlines": "83183333",
                    "zh": "系统演练",
                    "en": "System drill",
                },
                "overrides: []",
                "overrides:\n"
                '  - {on: 2026-10-09, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}',
            ),
        ],
    )
    def test_one_act_changes_its_place_and_nothing_else(
        self, zhao: Browser, fields: dict[str, str], gone: str, come: str
    ) -> None:
        told = asked(zhao, "edit", SHIPPED, **fields)
        assert told["text"] == SHIPPED.replace(gone, come, 1)
        assert (told["refused"] == "" and told["marks"] == []) or told["marks"][0][1] == "doubt"

    def test_intervals_are_added_and_taken_away(self, zhao: Browser) -> None:
        fields = {"do": "hours", "of": "trading-day", "days-0": "trading", "from-0": "08:30", "to-0": "12:00"}
        two = asked(zhao, "edit", SHIPPED, rows="1", more="1", **fields)["text"]
        assert '    - {days: trading, from: "18:00", to: "20:00"}' in two
        second = {"days-1": "trading", "from-1": "18:00", "to-1": "20:00", "less": "1"}
        one = asked(zhao, "edit", two, rows="2", **fields, **second)["text"]
        assert "18:00" not in one.split("all-hours")[0].split("hours:\n")[-1]

    def test_shifts_come_change_and_go(self, zhao: Browser) -> None:
        shift = {"of": "binhai-duty", "days": "all", "from": "08:00", "to": "20:00", "tier": "zhao"}
        text = asked(zhao, "edit", SHIPPED, do="shift-new", **shift)["text"]
        assert '- {days: all, from: "08:00", to: "20:00", on_duty: [[zhao]]}' in text
        dated = {**shift, "nth": "1", "days": "dated", "on": "2026-10-08", "through": "2026-10-09"}
        text = asked(zhao, "edit", text, do="shift", **dated)["text"]
        assert "on: 2026-10-08" in text and "days: all" not in text.rsplit("\nrosters:")[-1]
        text = asked(zhao, "edit", text, do="shift-drop", of="binhai-duty", nth="1")["text"]
        assert text.startswith(SHIPPED) and text.endswith("rosters: {}\n")

    def test_words_that_cannot_wait_are_changed_and_taken_away(self, zhao: Browser) -> None:
        told = asked(zhao, "edit", SHIPPED, do="lift", to="36383666", words="中断、 cannot log in，瘫痪,")
        assert 'to: "36383666"\n  words: [中断, cannot log in, 瘫痪]' in told["text"]
        assert told["text"].replace("36383666", "83182222").count("\n") == SHIPPED.count("\n"), (
            "comments stay"
        )
        gone = asked(zhao, "edit", told["text"], do="lift", to="", words="")["text"]
        assert "lift:" not in gone
        again = asked(zhao, "edit", gone, do="lift", to="83182222", words="中断")["text"]
        assert again.endswith('lift:\n  to: "83182222"\n  words: [中断]\n')
        assert "有 1 处写错" in asked(zhao, "edit", gone, do="lift", to="83182222", words="")["state"]

    def test_how_long_things_are_kept_is_typed_in_days(self, zhao: Browser) -> None:
        usual = {"recordings": "", "logs": "", "audit": ""}
        assert asked(zhao, "edit", SHIPPED, do="keep", **usual)["text"] == SHIPPED
        text = asked(zhao, "edit", SHIPPED, do="keep", **usual | {"recordings": "400"})["text"]
        assert text.endswith("keep:\n  recordings: 400\n")
        text = asked(zhao, "edit", text, do="keep", **usual | {"logs": "300"})["text"]
        assert text.endswith("keep:\n  logs: 300\n")
        told = asked(zhao, "edit", text, do="keep", **usual | {"logs": "半年"})
        assert "logs: 半年" in told["text"] and "有 1 处写错" in told["state"]
        assert "logs" in told["problems"]

    def test_a_desk_is_given_its_head(self, zhao: Browser) -> None:
        desk = {"of": "southern-centre", "ring_for": "25s", "rounds": "2", "then": "urgent"}
        told = asked(zhao, "edit", SHIPPED, do="desk", head="zhao", **desk)
        assert "rounds: 2, then: urgent, head: zhao}" in told["text"]
        assert asked(zhao, "edit", told["text"], do="desk", **desk)["text"] == SHIPPED

    def test_a_desk_has_whoever_comes_on_duty_tested(self, zhao: Browser) -> None:
        desk = {"of": "southern-centre", "ring_for": "25s", "rounds": "2", "then": "urgent"}
        told = asked(zhao, "edit", SHIPPED, do="desk", test_page="on", **desk)
        assert "rounds: 2, then: urgent, test_page: true}" in told["text"]
        assert asked(zhao, "edit", told["text"], do="desk", test_page="on", **desk)["text"] == told["text"]
        assert asked(zhao, "edit", told["text"], do="desk", **desk)["text"] == SHIPPED

    def test_an_exception_changes_its_kind_and_goes(self, zhao: Browser) -> None:
        text = add(SHIPPED, ("overrides",), DRILL)
        fields = {
            "of": "1",
            "kind": "from_home",
            "on": "2026-10-09",
            "everybody": "all",
            "zh": "台风",
            "en": "Typhoon",
        }
        told = asked(zhao, "edit", text, do="override", **fields)
        assert (
            "from_home: {zh: 台风, en: Typhoon}" in told["text"]
            and "closed:" not in told["text"].split("overrides:")[-1]
        )
        assert "自动结束" in told["form"]
        assert asked(zhao, "edit", told["text"], do="override-drop", of="1")["text"].endswith(
            "overrides: []\n"
        )

    def test_what_the_text_no_longer_has_is_said_and_the_text_stays(self, zhao: Browser) -> None:
        told = asked(zhao, "edit", SHIPPED, do="override-drop", of="7")
        assert told["text"] == SHIPPED and "不在原处" in told["refused"]
        told = asked(zhao, "edit", SHIPPED, do="hours-new", name="交易日")
        assert told["text"] == SHIPPED and "split-day" in told["refused"]

    def test_an_unreadable_text_comes_back_as_it_was(self, zhao: Browser) -> None:
        broken = SHIPPED + "\toverrides: ["
        told = asked(zhao, "edit", broken, do="hours-drop", of="all-hours")
        assert told["text"] == broken and told["form"] is None and told["refused"]


class TestPublishing:
    def test_one_summary_one_confirmation(self, world: World, zhao: Browser) -> None:
        text = add(SHIPPED, ("overrides",), DRILL)
        page = zhao.post("/hours/draft/publish", text=text, base="1")
        assert "未来十四天里 1 天会变" in page.text and "系统演练" in page.text
        assert in_force(world)[0] == 1
        page = zhao.post("/hours/draft/publish", text=text, base="1", confirmed="yes")
        assert page.status_code == 422 and "为什么改" in page.text
        page = zhao.post("/hours/draft/publish", text=text, base="1", confirmed="yes", note="周五演练")
        assert page.status_code == 200 and "第 2 号现在生效" in page.text
        assert in_force(world) == (2, text)
        assert 'data-left="1"' in page.text

    def test_a_mistake_is_not_published_and_comes_back(self, world: World, zhao: Browser) -> None:
        wrong = SHIPPED.replace("hours: trading-day", "hours: tradng-day")
        page = zhao.post(
            "/hours/draft/publish", text=wrong.replace("\n", "\r\n"), base="1", confirmed="yes", note="x"
        )
        assert page.status_code == 422
        assert text_in(page.text) == wrong
        assert in_force(world)[0] == 1

    def test_the_same_text_is_not_published_again(self, world: World, zhao: Browser) -> None:
        page = zhao.post("/hours/draft/publish", text=SHIPPED, base="1", confirmed="yes", note="x")
        assert page.status_code == 422 and "一字不差" in page.text
        assert in_force(world)[0] == 1

    def test_the_second_of_two_sees_what_the_first_did_and_overwrites_nothing(
        self, world: World, zhao: Browser
    ) -> None:
        theirs = SHIPPED.replace("call_back_within: 30m", "call_back_within: 45m")
        publishing.put_in_force(world.system, theirs, author="li", note="来不及")
        mine = add(SHIPPED, ("overrides",), DRILL)
        assert "li 刚发布了第 2 号" in asked(zhao, "look", mine)["state"]
        page = zhao.post("/hours/draft/publish", text=mine, base="1", confirmed="yes", note="演练")
        assert page.status_code == 409
        for words in ("有人先发布了", "来不及", "45m", "系统演练", "在第 2 号上继续"):
            assert words in page.text
        assert in_force(world) == (2, theirs)
        page = zhao.post("/hours/draft/rebase", text=mine, base="1")
        both = add(theirs, ("overrides",), DRILL)
        assert text_in(page.text) == both and "你的 1 处修改已经带过来" in page.text
        zhao.post("/hours/draft/publish", text=both, base="2", confirmed="yes", note="演练")
        assert in_force(world) == (3, both)

    def test_changes_of_the_same_line_are_left_out_and_shown(self, world: World, zhao: Browser) -> None:
        theirs = SHIPPED.replace("call_back_within: 30m", "call_back_within: 45m")
        publishing.put_in_force(world.system, theirs, author="li", note="来不及")
        mine = SHIPPED.replace("call_back_within: 30m", "call_back_within: 20m")
        page = zhao.post("/hours/draft/rebase", text=mine, base="1")
        assert text_in(page.text) == theirs
        assert "call_back_within: 20m" in page.text.split("left-out")[1]


class TestTrying:
    def test_a_caller_on_national_day(self, zhao: Browser) -> None:
        fields = {"try-hotline": "83183333", "try-day": "2026-10-01", "try-time": "20:00", "try-keys": "1"}
        talk = asked(zhao, "try", SHIPPED, **fields)
        assert "国庆节休市" in talk and "<kbd>1</kbd>" in talk and "/clips/" in talk
        assert "休息中" in talk and "10月8日" in talk

    def test_without_script_it_is_the_whole_page(self, zhao: Browser) -> None:
        fields = {"try-hotline": "83183333", "try-day": "2026-10-08", "try-time": "10:00"}
        page = zhao.post("/hours/draft/try", text=SHIPPED + "# 我的备注\n", base="1", **fields)
        assert "开放中" in page.text and text_in(page.text).endswith("# 我的备注\n")

    def test_what_cannot_be_tried_is_said(self, zhao: Browser) -> None:
        fields = {"try-hotline": "83183333", "try-day": "2026-10-01", "try-time": "20:00"}
        assert "请选日期和时间" in asked(zhao, "try", SHIPPED, **{**fields, "try-day": ""})
        assert "改好再拨" in asked(zhao, "try", SHIPPED.replace("trading-day", "x", 1), **fields)
        assert "日历里没有" in asked(zhao, "try", SHIPPED, **{**fields, "try-day": "2199-01-01"})
        assert "日历里没有" in asked(zhao, "try", SHIPPED, **{**fields, "try-hotline": "1"})


class TestMerging:
    BASE = "a\nb\nc\nd\ne\n"

    @pytest.mark.parametrize(
        ("mine", "theirs", "both", "left"),
        [
            ("A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n", 0),  # far apart
            ("A\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", 0),  # the same twice
            ("X\nb\nc\nd\ne\n", "Y\nb\nc\nd\ne\n", "Y\nb\nc\nd\ne\n", 1),  # the same line
            ("a\nb\nc\nd\ne\nX\n", "a\nb\nc\nd\ne\nY\n", "a\nb\nc\nd\ne\nY\n", 1),  # both at the end
            ("b\nc\nd\ne\n", "a\nb\nc\ne\n", "b\nc\ne\n", 0),  # each took a line away
            ("a\nb\nc\nd\nX\ne\n", "Y\na\nb\nc\nd\ne\n", "Y\na\nb\nc\nd\nX\ne\n", 0),  # each put one in
        ],
    )
    def test_lines_apart_come_together(self, mine: str, theirs: str, both: str, left: int) -> None:
        merged = merge(self.BASE, mine, theirs)
        assert (merged.text, len(merged.left_out)) == (both, left)
