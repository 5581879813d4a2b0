# ruff: noqa: E501 - tables with one case a line
"""schedules.yaml is read strictly: every mistake is one sentence that names its place."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.hours import ScheduleError
from ivr.hours.model import FLOWS, Schedule
from ivr.hours.reader import read

SHIPPED = Path(__file__).parents[2] / "schedules.yaml"

SMALL = """\
timezone: Asia/Shanghai
area: "+86 755"
calendar: szse
hours:
  trading-day:  {days: trading, from: "08:30", to: "18:00"}
  all-hours:    {days: all}
hotlines:
  "83183333": {name: {zh: 业务咨询热线, en: Business enquiries}, flow: business, hours: trading-day, desk: service-centre, call_back_within: 30m}
  "83182222": {name: {zh: 技术支持热线, en: Support}, flow: support, hours: all-hours, desk: binhai-duty, call_back_within: 15m}
desks:
  service-centre: {name: {zh: 客户服务中心, en: Customer service centre}, ring_for: 25s, then: message}
  binhai-duty: {name: {zh: 值班, en: Duty}}
overrides:
  - {on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}
  - {on: 2026-12-26, hotlines: ["83183333"], from: "09:00", to: "12:00", why: {zh: 通关测试, en: Market-wide test}}
"""  # fmt: skip


def refused(text: str) -> ScheduleError:
    with pytest.raises(ScheduleError) as error:
        read(text)
    return error.value


def test_the_shipped_file_has_the_three_hotlines_and_every_desk_of_the_service() -> None:
    schedule = read(SHIPPED.read_text(encoding="utf-8"))
    assert {number: hotline.flow for number, hotline in schedule.hotlines.items()} == {
        "83183333": "business",
        "83182222": "support",
        "36383666": "southern",
    }
    assert {desk.name.zh for desk in schedule.desks.values()} == {
        "客户服务中心", "滨海运行组技术值班团队", "南方中心运维支持团队", "投诉和建议",
        "交易结算业务部", "金融云业务部", "网络金融业务部", "东莞子公司市场部", "东莞子公司园区管理部",
        "运行管理一部", "运行管理二部", "东莞子公司运维管理中心",
    }  # fmt: skip
    assert "complaints" in schedule.desks
    assert {hotline.call_back_within for hotline in schedule.hotlines.values()} == {
        timedelta(minutes=30),
        timedelta(minutes=15),
    }


def test_what_a_file_leaves_out_is_filled_in() -> None:
    schedule = read(SMALL)
    hotline = schedule.hotline("83183333")
    assert (hotline.number, hotline.show_as, hotline.record) == ("83183333", "+8675583183333", True)
    desk = schedule.desks["binhai-duty"]
    assert (desk.id, desk.ring_for, desk.offer_for, desk.rounds, desk.then) == (
        "binhai-duty",
        timedelta(seconds=25),
        timedelta(seconds=15),
        1,
        "message",
    )
    assert (
        read(SMALL.replace("hours: all-hours,", "hours: all-hours, record: off,")).hotline("83182222").record
        is False
    )


@pytest.mark.parametrize(
    ("write", "instead", "told"),
    [
        # names that do not exist
        ("hours: trading-day", "hours: tradng-day", 'hotlines.83183333.hours: no hours called "tradng-day" (did you mean "trading-day"?)'),
        ("desk: service-centre", "desk: service-center", 'hotlines.83183333.desk: no desk called "service-center" (did you mean "service-centre"?)'),
        ("desk: binhai-duty", "desk: nobody", 'hotlines.83182222.desk: no desk called "nobody"'),
        ("flow: business", "flow: busines", 'hotlines.83183333.flow: must be business or support or southern, not "busines" (did you mean "business"?)'),
        ('on: 2026-12-24, hotlines: ["83183333"]', 'on: 2026-12-24, hotlines: ["83183334"]', 'overrides.1.hotlines: no hotline called "83183334" (did you mean "83183333"?)'),
        # keys
        ("ring_for: 25s", "ringfor: 25s", 'desks.service-centre.ringfor: no key called "ringfor" here (did you mean "ring_for"?)'),
        ("hotlines:\n", "hotline:\n", 'hotline: no key called "hotline" here (did you mean "hotlines"?)'),
        ("days: trading,", "dais: trading,", 'hours.trading-day.dais: no key called "dais" here (did you mean "days"?)'),
        ("flow: business, ", "", 'hotlines.83183333: "flow" is missing'),
        ("calendar: szse\n", "", 'schedules.yaml: "calendar" is missing'),
        ('"83182222":', '"83183333":', "hotlines.83183333: stands twice, on lines 8 and 9"),
        ('"83182222":', "83182222:", 'hotlines.83182222: put the key in quotes: "83182222"'),
        ("  binhai-duty: {", "  binhai-duty: {id: x, ", 'desks.binhai-duty.id: no key called "id" here'),
        # times
        ('"08:30"', "08:30", 'hours.trading-day.from: put the time in quotes: "08:30"'),
        ('"08:30"', "8:30", 'hours.trading-day.from: put the time in quotes: "08:30"'),
        ('"08:30"', '"8:30"', 'hours.trading-day.from: "8:30" is no time: write it as "08:30"'),
        ('"08:30"', '"25:00"', 'hours.trading-day.from: there is no time 25:00: a day runs from "00:00" to "24:00"'),
        ('"08:30"', '"08:61"', "hours.trading-day.from: there is no time 08:61"),
        ('"08:30"', "510", 'hours.trading-day.from: 510 is no time: write it as "08:30"'),
        ('"18:00"', '"08:30"', "hours.trading-day: opens at 08:30 but closes at 08:30"),
        ('"18:00"', '"06:00"', "hours.trading-day: opens at 08:30 but closes at 06:00: hours over midnight are two openings"),
        (', to: "18:00"', "", 'hours.trading-day: "from" and "to" belong together'),
        ('to: "12:00"', 'to: "08:00"', "overrides.2: opens at 09:00 but closes at 08:00"),
        # days
        ("days: all", "days: al", 'hours.all-hours.days: "al" are no days (did you mean "all"?)'),
        ("days: all", "days: [monday, thirsday]", 'hours.all-hours.days: no day called "thirsday" (did you mean "thursday"?)'),
        ("days: all", "days: [monday, monday]", "hours.all-hours.days: names a day twice"),
        # durations, dates, numbers, words
        ("within: 30m", "within: 30", "hotlines.83183333.call_back_within: 30 is no duration: write it as 25s, 30m or 1h30m"),
        ("within: 30m", "within: half an hour", "call_back_within: \"half an hour\" is no duration"),
        ("within: 30m", "within: 0m", "hotlines.83183333.call_back_within: 0m is too short: a duration is 1s to 168h"),
        ("within: 30m", "within: 169h", "hotlines.83183333.call_back_within: 169h is too long"),
        ("on: 2026-12-24", "on: 2026-12-32", "overrides.1.on: there is no day 2026-12-32"),
        ("on: 2026-12-24", "on: 24.12.2026", 'overrides.1.on: "24.12.2026" is no date: write it as 2026-12-24'),
        ("on: 2026-12-24", "on: 2226-12-24", "overrides.1.on: 2226-12-24 is outside the calendar, which holds 2005 to 2045"),
        ('area: "+86 755"', "area: 755", "area: 755 is no area: write country and area code as in \"+86 755\""),
        ("desk: binhai-duty,", 'desk: binhai-duty, show_as: "83182222",', "hotlines.83182222.show_as: \"83182222\" is no full number"),
        ("zh: 业务咨询热线, ", "", 'hotlines.83183333.name: "zh" is missing'),
        ("zh: 业务咨询热线", 'zh: ""', "hotlines.83183333.name.zh: must not be empty"),
        ("zh: 业务咨询热线", "zh: 5", "hotlines.83183333.name.zh: must be text in quotes, not 5"),
        ("name: {zh: 值班, en: Duty}", "name: 值班", 'desks.binhai-duty.name: must hold keys with values, not "值班"'),
        ("ring_for: 25s", "rounds: 2.5", "desks.service-centre.rounds: must be a whole number, not 2.5"),
        ("timezone: Asia/Shanghai", "timezone: Asia/Tokyo", 'timezone: must be Asia/Shanghai, not "Asia/Tokyo"'),
        ("desk: binhai-duty,", "desk: binhai-duty, record: maybe,", "hotlines.83182222.record: must be true or false, not \"maybe\""),
        # numbers that would ring two hotlines
        ("desk: binhai-duty,", 'desk: binhai-duty, reached_by: ["+8675583183333"],', "hotlines.83182222.reached_by.1: +8675583183333 already rings 83183333"),
        ("desk: binhai-duty,", 'desk: binhai-duty, reached_by: ["+14155550100", "+14155550100"],', "hotlines.83182222.reached_by.2: +14155550100 already rings 83182222"),
        ('"83182222":', '"0755-83182222":', "hotlines.0755-83182222: is no local number"),
        # overrides that contradict themselves or each other
        ("closed: {zh: 系统演练, en: System drill}", "why: {zh: 系统演练, en: System drill}", 'overrides.1: needs either "closed" or all of "from", "to" and "why"'),
        ("closed: {zh:", 'from: "09:00", closed: {zh:', 'overrides.1: is either "closed" or has "from", "to" and "why", not both'),
        ("on: 2026-12-26", "on: 2026-12-24", "overrides.2: says something else than entry 1 of 83183333 on 2026-12-24"),
        ("on: 2026-12-24,", "on: 2026-12-24, through: 2026-12-26,", "overrides.2: says something else than entry 1 of 83183333 on 2026-12-26"),
        ("on: 2026-12-24,", "on: 2026-12-24, through: 2026-12-01,", "overrides.1: runs from 2026-12-24 through 2026-12-01: it must go forwards"),
        ('on: 2026-12-24, hotlines: ["83183333"]', "on: 2026-12-24, hotlines: []", "overrides.1.hotlines: names no hotline"),
        ('on: 2026-12-24, hotlines: ["83183333"]', "on: 2026-12-24", 'overrides.1: "hotlines" is missing'),
        # people
        ("ring_for: 25s", "tiers: [[li, wang], [li]]", "desks.service-centre.tiers: li stands in two tiers"),
        # YAML itself
        ("desks:", "desks: &d", "desks: uses the anchor &d: write the value out instead"),
        ("calendar: szse", "calendar: !!python/name:os.system x", "calendar: the tag"),
        ("timezone:", "%YAML 1.1\n---\ntimezone:", "begins a line with %"),
        ("ring_for: 25s", "<<: {then: message}", "desks.service-centre.<<: only plain words can be keys"),
        ("overrides:\n", "overrides:\n\t- x\n", "schedules.yaml, line 14: cannot be read as YAML"),
        ("calendar: szse", "calendar: szse\n---\n", "cannot be read as YAML: but found another document"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_its_place(write: str, instead: str, told: str) -> None:
    assert write in SMALL
    sentences = refused(SMALL.replace(write, instead)).sentences()
    assert any(told in sentence for sentence in sentences), sentences
    assert all(sentence.startswith("schedules.yaml") and "\n" not in sentence for sentence in sentences)


def test_the_sentence_of_the_design_word_for_word() -> None:
    error = refused(SMALL.replace("hours: trading-day", "hours: tradng-day"))
    assert str(error) == (
        'schedules.yaml, hotlines.83183333.hours: no hours called "tradng-day" (did you mean "trading-day"?)'
    )
    assert error.problems[0].line == 8


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    error = refused(SMALL.replace("30m", "soon").replace("en: Duty", "eng: Duty").replace('"12:00"', "12:00"))
    assert [problem.where for problem in error.problems] == [
        "hotlines.83183333.call_back_within",
        "desks.binhai-duty.name",
        "desks.binhai-duty.name.eng",
        "overrides.2.to",
    ]
    assert [problem.line for problem in error.problems] == [8, 12, 12, 15]
    assert str(error).endswith("(and 3 more)")


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ('[{days: trading, from: "08:30", to: "12:00"}, {days: trading, from: "13:00", to: "18:00"}]', None),
        ('[{days: trading, from: "08:30", to: "12:00"}, {days: trading, from: "12:00", to: "18:00"}]', None),
        (
            '[{days: trading, from: "08:30", to: "12:00"}, {days: [saturday], from: "09:00", to: "12:00"}]',
            None,
        ),
        (
            '[{days: trading, from: "08:30", to: "13:00"}, {days: trading, from: "12:00", to: "18:00"}]',
            "08:30–13:00 and 12:00–18:00 overlap on trading days",
        ),
        ('[{days: trading, from: "08:30", to: "18:00"}, {days: all}]', "08:30–18:00 and 00:00–24:00 overlap"),
        (
            '[{days: [monday, friday], from: "08:30", to: "18:00"}, {days: [friday], from: "10:00", to: "11:00"}]',
            "08:30–18:00 and 10:00–11:00 overlap on friday",
        ),
        ("[]", "holds no opening"),
    ],
)
def test_openings_of_one_name_stay_apart(hours: str, told: str | None) -> None:
    text = SMALL.replace('{days: trading, from: "08:30", to: "18:00"}', hours)
    if told is None:
        assert len(read(text).hours["trading-day"]) == 2
    else:
        assert f"hours.trading-day: {told}" in str(refused(text))


def test_overrides_for_one_day_may_add_up_and_may_be_for_all() -> None:
    more = '  - {on: 2026-12-26, hotlines: all, from: "13:00", to: "15:00", why: {zh: 测试, en: Test}}\n'
    schedule = read(SMALL + more)
    assert schedule.overrides[2].hotlines == ("83183333", "83182222")
    assert schedule.overrides[2].days == [date(2026, 12, 26)]


@pytest.mark.parametrize(
    "written",
    [
        "83183333", "+8675583183333", "0755-83183333", "0755 8318 3333", "+86 755 8318 3333", "(0755)83183333",
        "008675583183333", "8675583183333", "sip:83183333@10.0.0.1:5060", "sip:+8675583183333@pbx;transport=udp",
        "+14155550100",
    ],
)  # fmt: skip
def test_a_hotline_is_found_however_its_number_is_written(written: str) -> None:
    text = SMALL.replace("call_back_within: 30m", 'call_back_within: 30m, reached_by: ["+14155550100"]')
    found = read(text).hotline_reached_by(written)
    assert found is not None
    assert found.number == "83183333"


@pytest.mark.parametrize(
    "written", ["", "8318333", "83183334", "+1 415 555 0101", "anonymous", "1" * 300, "+", "sip:"]
)
def test_other_numbers_ring_no_hotline(written: str) -> None:
    assert read(SMALL).hotline_reached_by(written) is None


def test_an_unknown_hotline_is_told_with_the_nearest() -> None:
    with pytest.raises(LookupError, match=r'no hotline called "83183332" \(did you mean "83183333"\?\)'):
        read(SMALL).hotline("83183332")


BOMBS = {
    "aliases": "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n",
    "deep": "a: " + "[" * 20000,
    "deep blocks": "- " * 3000 + "x",
    "large": "# a comment\n" * 30_000,
    "empty": "",
    "a list": "- a\n- b\n",
    "a word": "hello",
    "binary": "timezone: \x00\x01",
    "complex keys": "? [a, b]\n: c\n",
    "audio": "RIFF\x24\x08\x00\x00WAVEfmt ",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_what_is_no_schedule_at_all_is_refused_in_one_line(kind: str) -> None:
    sentences = refused(BOMBS[kind]).sentences()
    assert sentences
    assert all("\n" not in sentence for sentence in sentences)


@given(st.data())
def test_no_damage_to_the_file_escapes_as_another_error(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SMALL)))
    length = data.draw(st.integers(0, 12))
    put = data.draw(st.text(st.sampled_from("{}[]:,\"'#&*!|>%@`-? \n\tabc019é国\x00"), max_size=6))
    try:
        schedule = read(SMALL[:start] + put + SMALL[start + length :])
    except ScheduleError as error:
        assert error.sentences()
    else:
        assert isinstance(schedule, Schedule)


def test_flows_are_those_a_hotline_may_name() -> None:
    from typing import get_args

    from ivr.hours import Hotline

    assert get_args(Hotline.model_fields["flow"].annotation) == FLOWS
