# ruff: noqa: E501 - the file as it looks
"""A schedule's text is changed at one place and stays as it was, character for character, everywhere else."""

import difflib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import strict
from ivr.hours import ScheduleError
from ivr.hours.editing import add, drop, put
from ivr.hours.reader import read

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")

LIVED_IN = """\
# Kept by hand since 2019.
timezone: Asia/Shanghai
area: '+86 755'   # Shenzhen
calendar: szse

hours:
  trading-day:  {days: trading, from: "08:30", to: "18:00"}   # as announced
  split-day:
    # the morning
    - {days: trading, from: "08:30", to: "11:30"}
    - days: trading    # the afternoon
      from: "13:00"
      to: "18:00"

hotlines:
  "83183333": {name: {zh: 业务咨询热线, en: Business enquiries},   # what people call it
               flow: business, hours: trading-day,
               desk: service-centre, call_back_within: 30m}
  "83182222":
    name:
      zh: 技术支持热线
      en: "Technical: support"
    flow: support
    hours: split-day
    desk: binhai-duty   # never empty
    call_back_within: 15m

desks:
  service-centre: {name: {zh: 客户服务中心, en: Customer service centre}, tiers: [[li.wei], [zhang.min, chen.jie]]}
  binhai-duty:    {name: {zh: 值班, en: Duty}, rounds: 2}
overrides:
- {on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}  # asked for by Wang
- on: 2026-12-26
  hotlines: [
    "83183333",
    "83182222",   # they too
  ]
  from: "09:00"
  to: "12:00"
  why: {zh: 通关测试, en: Market-wide test}
  # until the exchange says otherwise

# Who is on duty
rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]}
    - {days: all, from: "20:00", to: "08:00", on_duty: [[wang.fang]]}
"""

DRILL = {"on": "2026-12-24", "hotlines": ["83183333"], "closed": {"zh": "系统演练", "en": "System drill"}}
DRILL_WRITTEN = '{on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}'


def plain(text: str) -> Any:
    return strict.read(text, "schedules.yaml", ScheduleError).value


def difference(before: str, after: str) -> list[str]:
    """The lines that went, with a minus, and those that came, with a plus."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_the_first_override_of_the_shipped_file_is_written_as_its_comments_show_it() -> None:
    after = add(SHIPPED, ("overrides",), DRILL)
    assert difference(SHIPPED, after) == ["- overrides: []", "+ overrides:", f"+   - {DRILL_WRITTEN}"]
    assert read(after).overrides[0].closed is not None
    assert drop(after, ("overrides", "1")) == SHIPPED


def test_a_second_override_follows_the_first() -> None:
    test = {
        "on": "2026-12-26",
        "hotlines": "all",
        "from": "09:00",
        "to": "12:00",
        "why": {"zh": "通关测试", "en": "Test: all"},
    }
    after = add(add(SHIPPED, ("overrides",), DRILL), ("overrides",), test)
    assert after.endswith(
        f"overrides:\n  - {DRILL_WRITTEN}\n"
        '  - {on: 2026-12-26, hotlines: all, from: "09:00", to: "12:00", why: {zh: 通关测试, en: "Test: all"}}\n'
    )
    assert len(read(after).overrides) == 2


def test_a_roster_makes_its_section_at_the_end() -> None:
    shift = {"days": "all", "from": "08:00", "to": "20:00", "on_duty": [["li.wei"], ["chen.jie"]]}
    after = add(SHIPPED, ("rosters", "binhai-duty"), shift)
    written = '    - {days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]}\n'
    assert after == f"{SHIPPED}\nrosters:\n  binhai-duty:\n{written}"
    night = {"days": "all", "from": "20:00", "to": "08:00", "on_duty": [["wang.fang"]]}
    assert add(after, ("rosters", "binhai-duty"), night).startswith(after)
    southern = add(after, ("rosters", "southern-centre"), night)
    assert southern.startswith(after + "  southern-centre:\n    - {")
    assert drop(southern, ("rosters", "southern-centre")) == after
    assert drop(after, ("rosters", "binhai-duty")).endswith("\nrosters: {}\n")
    assert drop(after, ("rosters", "binhai-duty", "1")).endswith("\n  binhai-duty: []\n")


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (("hours", "trading-day", "to"), "17:30", ['  trading-day:  {days: trading, from: "08:30", to: "17:30"}   # as announced']),
        (("hours", "split-day", "2", "from"), "13:30", ['      from: "13:30"']),
        (("hours", "split-day", "2", "days"), ["monday", "friday"], ["    - days: [monday, friday]    # the afternoon"]),
        (("area",), "+86 755", []),
        (("area",), "+86 769", ['area: "+86 769"   # Shenzhen']),
        (("hotlines", "83182222", "desk"), "service-centre", ["    desk: service-centre   # never empty"]),
        (("hotlines", "83182222", "name", "en"), "Support", ["      en: Support"]),
        (("hotlines", "83182222", "name"), {"zh": "技术支持热线", "en": "Support"}, ["      en: Support"]),
        (("hotlines", "83183333", "hours"), "split-day", ["               flow: business, hours: split-day,"]),
        (("hotlines", "83183333", "reached_by"), ["+14155550100"], ['               desk: service-centre, call_back_within: 30m, reached_by: ["+14155550100"]}']),
        (("hotlines", "83182222", "record"), False, ["    record: false"]),
        (("desks", "binhai-duty", "rounds"), 3, ["  binhai-duty:    {name: {zh: 值班, en: Duty}, rounds: 3}"]),
        (("desks", "service-centre", "tiers"), [], ["  service-centre: {name: {zh: 客户服务中心, en: Customer service centre}, tiers: []}"]),
        (("overrides", "1"), {**DRILL, "on": "2026-12-25"}, [f"- {DRILL_WRITTEN.replace('24', '25')}  # asked for by Wang"]),
        (("overrides", "2", "through"), "2026-12-27", ["  through: 2026-12-27"]),
        (("overrides", "2", "why"), {"zh": "测试", "en": "Test"}, ["  why: {zh: 测试, en: Test}"]),
        (("desks", "complaints"), {"name": {"zh": "投诉", "en": "Complaints"}}, ["  complaints: {name: {zh: 投诉, en: Complaints}}"]),
    ],
)  # fmt: skip
def test_only_the_line_concerned_changes(place: tuple[str, ...], value: Any, expected: list[str]) -> None:
    after = put(LIVED_IN, place, value)
    lines = difference(LIVED_IN, after)
    assert [line[2:] for line in lines if line[0] == "+"] == expected
    found = plain(after)
    for part in place:
        found = found[int(part) - 1] if isinstance(found, list) else found[part]
    assert found == value


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        (("overrides", "1"), f"- {DRILL_WRITTEN}  # asked for by Wang\n"),
        (("overrides", "2", "why"), "  why: {zh: 通关测试, en: Market-wide test}\n"),
        (("overrides", "2", "on"), "on: 2026-12-26\n  "),
        (("overrides", "2", "hotlines", "1"), '    "83183333",\n'),
        (("hotlines", "83182222", "desk"), "    desk: binhai-duty   # never empty\n"),
        (("hours", "split-day", "1"), '    - {days: trading, from: "08:30", to: "11:30"}\n'),
        (("desks", "service-centre", "tiers"), ", tiers: [[li.wei], [zhang.min, chen.jie]]"),
        (("desks", "service-centre", "tiers", "2", "1"), "zhang.min, "),
        (("calendar",), "calendar: szse\n"),
    ],
)
def test_what_is_dropped_is_all_that_goes(place: tuple[str, ...], gone: str) -> None:
    assert LIVED_IN.count(gone) == 1
    assert drop(LIVED_IN, place) == LIVED_IN.replace(gone, "")


def test_a_new_entry_stands_behind_the_comments_of_the_last() -> None:
    after = add(LIVED_IN, ("overrides",), DRILL)
    assert f"  # until the exchange says otherwise\n- {DRILL_WRITTEN}\n\n# Who is on duty\n" in after


def test_a_list_that_grows_keeps_its_entries_where_they_stand() -> None:
    """More entries at once than the list in lines had."""
    first, second = plain(LIVED_IN)["overrides"]
    after = put(LIVED_IN, ("overrides",), [first, second, DRILL])
    assert plain(after)["overrides"][2] == DRILL
    assert "# asked for by Wang" in after


def test_a_list_in_brackets_stays_in_brackets() -> None:
    small = 'timezone: x\noverrides: [{on: 2026-12-25}]   # few\nnumbers: [\n  "1",\n]\n'
    assert (
        add(small, ("overrides",), {"on": "2026-12-26"}).splitlines()[1]
        == "overrides: [{on: 2026-12-25}, {on: 2026-12-26}]   # few"
    )
    assert plain(add(small, ("numbers",), "2"))["numbers"] == ["1", "2"]


def test_windows_line_ends_and_a_missing_last_one_are_kept_and_mended() -> None:
    windows = LIVED_IN.replace("\n", "\r\n").removesuffix("\r\n")
    after = add(windows, ("rosters", "binhai-duty"), {"days": "all", "on_duty": [["li.wei"]]})
    assert after == windows + "\r\n    - {days: all, on_duty: [[li.wei]]}\r\n"
    assert put(windows, ("calendar",), "x") == windows.replace("szse", "x")
    assert "\n" not in add(windows, ("overrides",), DRILL).replace("\r\n", "")


def test_an_empty_value_is_filled_in_behind_its_colon() -> None:
    text = "timezone:   # still to say\noverrides:\nrosters: {}\nhours: {a, b: }\nlast:"
    assert put(text, ("timezone",), "x").startswith("timezone: x   # still to say\n")
    assert "\noverrides:\n  - {on: 2026-12-24," in add(text, ("overrides",), DRILL)
    assert "\nrosters:\n  d:\n    - {days: all}\n" in add(text, ("rosters", "d"), {"days": "all"})
    assert "hours: {a: 1, b: }" in put(text, ("hours", "a"), 1)
    assert plain(put(text, ("hours", "b"), "x"))["hours"] == {"a": None, "b": "x"}
    assert put(text, ("last",), {"b": {"c": 1}}).endswith("last:\n  b: {c: 1}\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("08:30", '"08:30"'), ("83183333", '"83183333"'), ("+8675583183333", '"+8675583183333"'), ("1.5", '"1.5"'),
        ("2026-12-24", "2026-12-24"), ("30m", "30m"), ("系统演练", "系统演练"), ("台风，停工", "台风，停工"), ("", '""'),
        ("a: b", '"a: b"'), ("a # b", '"a # b"'), ("- a", '"- a"'), ("{x}", '"{x}"'), ("on", "on"), ("true", '"true"'), ("null", '"null"'),
        ('say "no"', 'say "no"'), ('"no"', '"\\"no\\""'), ("Wang's", "Wang's"), ("a\nb", '"a\\nb"'), (" a", '" a"'),
        (True, "true"), (3, "3"), (None, "null"), (["a", ["b"]], "[a, [b]]"), ({"a": "08:00"}, '{a: "08:00"}'),
    ],
)  # fmt: skip
def test_how_values_are_written(value: Any, written: str) -> None:
    after = put("calendar: szse\n", ("calendar",), {"x": value})
    assert after == f"calendar:\n  x: {written}\n"
    assert plain(after) == {"calendar": {"x": value}}


@pytest.mark.parametrize(
    "place",
    [(), ("nowhere", "a", "b"), ("hours", "x", "y"), ("overrides", "3"), ("overrides", "0"), ("area", "x")],
)
def test_a_place_that_is_not_there_is_told(place: tuple[str, ...]) -> None:
    with pytest.raises(LookupError):
        put(LIVED_IN, place, "x")
    with pytest.raises(LookupError):
        drop(LIVED_IN, (*place, "x", "y"))


def test_a_text_that_cannot_be_read_is_not_touched() -> None:
    for text in ("", "a: [1,\n", "- a\n", "a: &x 1\nb: *x\n", "hours: {a: 1}\nhours: {a: 2}\n"):
        with pytest.raises(ScheduleError):
            add(text, ("overrides",), DRILL)
    with pytest.raises(LookupError, match="is no list"):
        add(LIVED_IN, ("hours", "trading-day"), {"days": "all"})


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["08:30", "a: b", "# x", "是：否", "x,y", "]", "\ufeff", "0o7", "1_0", "=", "<<"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 99999) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [prefix] if prefix else []
    pairs = (
        value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    )
    for key, inside in pairs:
        found += places(inside, (*prefix, str(key)))
    return found


def at(value: Any, place: tuple[str, ...]) -> Any:
    for part in place:
        value = value[int(part) - 1] if isinstance(value, list) else value[part]
    return value


@pytest.mark.parametrize(
    "text",
    [SHIPPED, LIVED_IN, LIVED_IN.replace("\n", "\r\n"), SHIPPED.rstrip()],
    ids=["shipped", "lived in", "windows", "open end"],
)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_edit_says_what_was_meant_and_leaves_the_rest(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        before = plain(text)
        place = data.draw(st.sampled_from(places(before)))
        wanted = deepcopy(before)
        holder, last = at(wanted, place[:-1]), place[-1]
        index: Any = int(last) - 1 if isinstance(holder, list) else last
        match data.draw(st.sampled_from(["put", "add", "drop", "key"])):
            case "put":
                holder[index] = value = data.draw(values)
                after = put(text, place, value)
            case "add" if isinstance(holder[index], list):
                holder[index].append(value := data.draw(values))
                after = add(text, place, value)
            case "key" if isinstance(holder[index], dict) and holder[index]:
                key = data.draw(words)
                holder[index][key] = value = data.draw(values)
                after = put(text, (*place, key), value)
            case "drop" if len(before) > 1 or len(place) > 1:
                del holder[index]
                after = drop(text, place)
            case _:
                continue
        assert plain(after) == wanted
        _the_rest_is_untouched(text, after, place)
        text = after


def _the_rest_is_untouched(before: str, after: str, place: tuple[str, ...]) -> None:
    """All lines before what holds the place, and all from the next thing after it, are the same to the letter."""
    lines = strict.read(before, "schedules.yaml", ScheduleError).lines
    first = lines[place[:-1] or place]
    last = max(line for known, line in lines.items() if known[: len(place)] == place)
    after_it = [line for known, line in lines.items() if line > last and known[: len(place)] != place]
    head = before.splitlines(keepends=True)[: first - 1]
    assert after.startswith("".join(head))
    if after_it:
        tail = before.splitlines(keepends=True)[min(after_it) - 1 :]
        assert after.endswith("".join(tail).lstrip(" "))  # it may stand behind a dash now
