# ruff: noqa: E501 - tables with one case a line
"""schedules.yaml is read strictly: every mistake is one sentence that names its place."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.strict import text_of
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


def _is_told_in_chinese(error: ScheduleError) -> None:
    for problem in error.problems:
        assert re.search("[一-鿿]", problem.zh), problem
    for sentence in error.sentences("zh"):
        assert sentence.startswith("schedules.yaml")
        assert "\n" not in sentence


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
        ("closed: {zh: 系统演练, en: System drill}", "why: {zh: 系统演练, en: System drill}", 'overrides.1: "why" needs "from" and "to"'),
        ("closed: {zh: 系统演练, en: System drill}", "open: {zh: 加班, en: Overtime}", 'overrides.1: "open" needs "from" and "to"'),
        ("closed: {zh:", 'from: "09:00", closed: {zh:', 'overrides.1: "from" and "to" belong together'),
        ("closed: {zh:", "open: {zh: 开放, en: Open}, closed: {zh:", 'overrides.1: needs exactly one of "closed", "open", "why" and "from_home"'),
        (", closed: {zh: 系统演练, en: System drill}", "", 'overrides.1: needs exactly one of'),
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
        ("calendar: szse", "calendar: szse\n---\n", "line 4: cannot be read as YAML: there is a line --- within it"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_its_place(write: str, instead: str, told: str) -> None:
    assert write in SMALL
    error = refused(SMALL.replace(write, instead))
    sentences = error.sentences()
    assert any(told in sentence for sentence in sentences), sentences
    _is_told_in_chinese(error)
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
    ("write", "instead", "line", "en", "zh"),
    [
        # names, in Chinese as a colleague would say it
        ("hours: trading-day", "hours: tradng-day", 8, "(did you mean", "hotlines.83183333.hours：没有名为“tradng-day”的时段，是不是“trading-day”？"),
        ("ring_for: 25s", "ringfor: 25s", 11, "(did you mean", "这里没有名为“ringfor”的键，是不是“ring_for”？"),
        ("flow: business", "flow: “business”", 8, "is a full-width character, write business", "是全角字符，请写成 business"),
        # times
        ('"08:30"', "８：３０", 5, 'holds the full-width character “８”: write it as "08:30"', '“８：３０”里的“８”是全角字符，请写成 "08:30"'),
        ('"08:30"', '"08：30"', 5, 'holds the full-width character “：”: write it as "08:30"', '“08：30”里的“：”是全角字符，请写成 "08:30"'),
        ('"08:30"', "“08:30”", 5, 'holds the full-width character ““”: write it as "08:30"', '请写成 "08:30"'),
        ('"08:30"', "8:30", 5, 'put the time in quotes: "08:30"', '时间要加英文引号："08:30"'),
        ('"08:30"', "570", 5, '570 is no time: write it as "09:30"', '570 不是时间，请写成 "09:30"'),
        ('"08:30"', '"8点半"', 5, 'write it as "08:30"', '“8点半”不是时间，请写成 "08:30"'),
        ('"18:00"', '"下午6点"', 5, 'write it as "18:00"', '请写成 "18:00"'),
        ('"18:00"', '"1800"', 5, 'write it as "18:00"', '请写成 "18:00"'),
        ('"08:30"', '"24:00"', 5, 'nothing begins at 24:00: that is the next day, at "00:00"', '不能从 24:00 开始，请写成第二天的 "00:00"'),
        ('"18:00"', '"06:00"', 5, "opens at 08:30 but closes at 06:00", "hours.trading-day：08:30 开始，却在 06:00 结束；跨越零点的时段要分成两段来写"),
        # dates
        ("on: 2026-12-24", "on: 2026/10/1", 14, "write it as 2026-10-01", "“2026/10/1”不是日期，请写成 2026-10-01"),
        ("on: 2026-12-24", "on: 2026年10月1日", 14, "write it as 2026-10-01", "“2026年10月1日”不是日期，请写成 2026-10-01"),
        ("on: 2026-12-24", "on: 2026-10-1", 14, "write it as 2026-10-01", "请写成 2026-10-01"),
        ("on: 2026-12-24", "on: 2月30日", 14, "there is no day 2月30日: that month has 29 days", "没有 2月30日 这一天，那个月只有 29 天"),
        ("on: 2026-12-24", "on: 2026-02-30", 14, "there is no day 2026-02-30: that month has 28 days", "没有 2026-02-30 这一天，那个月只有 28 天"),
        ("on: 2026-12-24", "on: ２０２６-12-24", 14, "holds the full-width character “２”: write it as 2026-12-24", "请写成 2026-12-24"),
        # weekdays
        ("days: all", "days: [mondey]", 6, 'no day called "mondey" (did you mean "monday"?)', "没有“mondey”这一天，是不是“monday”？"),
        ("days: all", "days: [星期一]", 6, '(did you mean "monday"?)', "没有“星期一”这一天，是不是“monday”？"),
        ("days: all", "days: [周日, Tue]", 6, '(did you mean "sunday"?)', "没有“周日”这一天，是不是“sunday”？"),
        ("days: all", "days: [monday，friday]", 6, "holds the full-width character “，”: write it as monday,friday", "“，”是全角字符，请写成 monday,friday"),
        ("days: all", "days: 交易日", 6, "write trading", "“交易日”请写成 trading"),
        ("days: all", "days: 周末", 6, "write [saturday, sunday]", "“周末”请写成 [saturday, sunday]"),
        ("days: all", "days: monday", 6, "write [monday]", "“monday”要写成列表：[monday]"),
        # numbers
        ('"83182222":', '"8318 2222":', 9, 'write its digits alone, without the area code: "83182222"', '只写号码本身，不带区号和空格："83182222"'),
        ('"83182222":', '"+86 755 83182222":', 9, '"83182222"', '："83182222"'),
        ('"83182222":', '"0755-83182222":', 9, '"83182222"', '："83182222"'),
        ('24, hotlines: ["83183333"]', '24, hotlines: ["+8675583183333"]', 14, 'no hotline called "+8675583183333": write it as "83183333"', '没有名为“+8675583183333”的热线，请写成 "83183333"'),
        ('24, hotlines: ["83183333"]', '24, hotlines: ["8318 3333"]', 14, 'write it as "83183333"', '请写成 "83183333"'),
        ('24, hotlines: ["83183333"]', "24, hotlines: [“83183333”]", 14, 'write it as "83183333"', '请写成 "83183333"'),
        ("desk: binhai-duty,", 'desk: binhai-duty, reached_by: ["+86 755 8318 4444"],', 9, 'write it "+8675583184444"', '如 "+8675583184444"'),
        ("within: 30m", "within: 30分钟", 8, "write it as 30m", "“30分钟”不是时长，请写成 30m"),
        # a Chinese keyboard where YAML wants plain characters
        ("calendar: szse", "calendar：szse", 3, "“：” is a full-width character, write : instead", "第 3 行：无法读取：“：”是全角字符，请改成半角的 :"),
        ("hours:\n", "hours：\n", 4, "“：” is a full-width character", "第 4 行"),
        ("{days: trading, from", "{days: trading，from", 5, "“，” is a full-width character, write , instead", "第 5 行：无法读取：“，”是全角字符"),
        ("{zh: 值班, en: Duty}", "{zh: 值班，en: Duty}", 12, "“，” is a full-width character", "请改成半角的 ,"),
        ("{days: all}", "｛days: all｝", 6, "“｛” is a full-width character, write { instead", "“｛”是全角字符，请改成半角的 {"),
        ("{days: all}", "{days：all}", 6, "“：” is a full-width character: write : instead", "“：”是全角字符，请改成半角的 :"),
        ('"83182222":', "“83182222”:", 9, "is a full-width character", "是全角字符，请改成半角的 \""),
        ("  all-hours:", "　all-hours:", 6, "it is indented with a full-width space, use spaces", "第 6 行：无法读取：这一行用了全角空格缩进，请改用半角空格"),
        # YAML, in words
        ("  all-hours:", "\tall-hours:", 6, "it is indented with a tab, use spaces", "第 6 行：无法读取：这一行用了制表符（Tab）缩进，请改用半角空格"),
        ("calendar: szse", "calendar: 'szse", 3, "a quote is opened in this line and never closed", "第 3 行：无法读取：这一行的引号没有成对，缺少右引号"),
        ('"18:00"}', '"18:00"', 5, "behind the { in this line a comma or the closing } is missing", "第 5 行：无法读取：这一行“{”之后缺少逗号或右括号“}”"),
        ('"08:30", to', '"08:30" to', 5, "behind the { in this line a comma or the closing }", "缺少逗号"),
        ("  all-hours:", "   all-hours:", 6, "this line is not indented like the ones it belongs to", "第 6 行：无法读取：这一行的缩进和同组的其他行不一致，请用空格对齐"),
        ("calendar: szse", "calendar:szse", 3, "a space is missing behind the colon", "第 3 行：无法读取：冒号后面缺少空格"),
        ("calendar: szse", "calendar", 3, "this line has no colon behind its key", "第 3 行：无法读取：这一行的键后面缺少冒号"),
        ("calendar: szse", "calendar: sz: se", 3, "there are two colons in this line", "这一行有两个冒号"),
        ("calendar: szse", "calendar: @szse", 3, "a value begins with @: put it in quotes", "值以“@”开头"),
        ("calendar: szse", "calendar: *szse", 3, "a value begins with *: put it in quotes", "值以 * 开头"),
        ("desks:", "desks: &d", 10, "uses the anchor &d: write the value out instead", "用了锚点 &d，请把内容直接写出来"),
        ('"83182222":', '"83183333":', 9, "stands twice, on lines 8 and 9", "写了两遍：第 8 行和第 9 行"),
        # what cannot be seen
        ("calendar: szse", "calendar: sz\0se", 3, "a character that cannot be seen (U+0000)", "有一个看不见的字符（U+0000）"),
        ("calendar: szse", "calendar: \ufeffszse", 3, "(U+FEFF)", "（U+FEFF）"),
        ("calendar: szse\n", "calendar: szse\r", 3, "ends in a carriage return alone", "这一行的换行符只有回车（CR）"),
        # overrides and rosters
        ("on: 2026-12-26", "on: 2026-12-24", 15, "says something else than entry 1 of 83183333 on 2026-12-24", "overrides.2：和第 1 条冲突：2026-12-24 的 83183333"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_line_in_both_languages(
    write: str, instead: str, line: int, en: str, zh: str
) -> None:
    assert write in SMALL
    error = refused(SMALL.replace(write, instead))
    assert [sentence for sentence in error.sentences() if en in sentence], error.sentences()
    assert [sentence for sentence in error.sentences("zh") if zh in sentence], error.sentences("zh")
    assert error.problems[0].line == line
    _is_told_in_chinese(error)


def test_a_file_of_five_megabytes_is_refused_without_reading_it_through(tmp_path: Path) -> None:
    file = tmp_path / "schedules.yaml"
    file.write_text(SMALL + "# more\n" * 700_000, encoding="utf-8")
    with pytest.raises(ScheduleError) as error:
        text_of(file, ScheduleError)
    assert str(error.value) == "schedules.yaml: is larger than 256 kB: keep only what is still needed in it"
    assert error.value.sentences("zh") == ["schedules.yaml：超过 256 KB，请只保留还用得着的内容"]


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "schedules.yaml"
    file.write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))
    assert len(read(text_of(file, ScheduleError)).overrides) == 2
    assert len(read("\ufeff" + SMALL).overrides) == 2
    file.write_bytes(SMALL.encode("gbk"))
    with pytest.raises(ScheduleError, match="is not UTF-8 text: save it as UTF-8"):
        text_of(file, ScheduleError)


def test_chinese_words_may_hold_chinese_punctuation() -> None:
    text = SMALL.replace("zh: 系统演练", "zh: 演练：切换，回退（全网）").replace(
        "zh: 通关测试", "zh: “通关”测试"
    )
    schedule = read(text)
    assert schedule.overrides[0].text.zh == "演练：切换，回退（全网）"
    assert "这一行“[”之后缺少" in refused(text + "x: [1\n").sentences("zh")[0]


A_DAY = "  - {on: 2026-12-30, hotlines: all, %s: {zh: 台风, en: Typhoon}}\n"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("closed", "closed", False),  # a whole day is closed once
        ("closed", 'from: "09:00", to: "10:00", why', False),
        ("closed", 'from: "09:00", to: "10:00", open', False),
        ("closed", 'from: "09:00", to: "10:00", closed', False),
        ("closed", "from_home", True),  # which calls ring mobiles does not matter while closed
        ("from_home", 'from: "09:00", to: "10:00", closed', True),
        ("from_home", 'from: "09:00", to: "10:00", open', True),
        ("from_home", 'from: "09:00", to: "10:00", from_home', False),
        ('from: "08:00", to: "09:00", from_home', 'from: "09:00", to: "10:00", from_home', True),
        ('from: "08:00", to: "09:00", closed', 'from: "09:00", to: "10:00", open', True),
        ('from: "08:00", to: "09:30", closed', 'from: "09:00", to: "10:00", open', False),
        ('from: "08:00", to: "09:30", why', 'from: "09:00", to: "10:00", closed', False),
        ('from: "08:00", to: "09:30", why', 'from: "09:30", to: "24:00", closed', True),
    ],
)
def test_which_overrides_of_a_day_go_together(one: str, other: str, together: bool) -> None:
    for first, second in ((one, other), (other, one)):
        text = SMALL + A_DAY % first + A_DAY % second
        if together:
            assert len(read(text).overrides) == 4
        else:
            assert str(refused(text)) == (
                "schedules.yaml, overrides.4: says something else than entry 3 of 83183333 on 2026-12-30"
            )


def test_overrides_of_different_hotlines_or_days_never_clash() -> None:
    same = '  - {on: 2026-12-30, hotlines: ["83182222"], closed: {zh: 台风, en: Typhoon}}\n'
    other = (
        '  - {on: 2026-12-28, through: 2026-12-29, hotlines: ["83182222"], closed: {zh: 台风, en: Typhoon}}\n'
    )
    assert len(read(SMALL + same + same.replace("83182222", "83183333") + other).overrides) == 5


@pytest.mark.parametrize(
    ("shifts", "told"),
    [
        ('{days: all, from: "08:00", to: "20:00", on_duty: [[li]]}, {days: all, from: "20:00", to: "08:00", on_duty: [[wang]]}', None),
        ('{days: all, from: "08:00", to: "08:00", on_duty: [[li], [wang]]}', None),  # a day and a night
        ('{days: all, on_duty: [[li]]}, {on: 2026-10-01, from: "09:00", to: "10:00", on_duty: [[wang]]}', None),  # dated goes before weekly
        ('{days: all, from: "08:00", to: "20:00", on_duty: [[li]]}, {days: all, from: "19:00", to: "08:00", on_duty: [[wang]]}',
         "rosters.binhai-duty.2: overlaps entry 1: the shift of monday, 08:00–20:00, is not over"),
        ('{days: [sunday], from: "20:00", to: "08:00", on_duty: [[li]]}, {days: [monday], from: "07:00", to: "20:00", on_duty: [[wang]]}',
         "rosters.binhai-duty.2: overlaps entry 1: the shift of sunday, 20:00–08:00, is not over"),
        ('{days: [friday], from: "20:00", to: "08:00", on_duty: [[li]]}, {days: [saturday], from: "08:00", to: "20:00", on_duty: [[wang]]}', None),
        ('{on: 2026-10-01, through: 2026-10-07, from: "20:00", to: "08:00", on_duty: [[li]]}, {on: 2026-10-08, from: "07:00", to: "20:00", on_duty: [[wang]]}',
         "rosters.binhai-duty.2: overlaps entry 1: the shift of 2026-10-07, 20:00–08:00, is not over"),
        ('{days: all, on_duty: [[li], [wang, li]]}', "rosters.binhai-duty.1.on_duty: li stands in two tiers"),
        ('{days: all, on_duty: [[li, li]]}', "rosters.binhai-duty.1.on_duty.1: names li twice"),
        ('{days: all, on_duty: []}', "rosters.binhai-duty.1.on_duty: must not be empty"),
        ('{from: "08:00", to: "20:00", on_duty: [[li]]}', 'rosters.binhai-duty.1: needs either "days", for every week, or "on", for dates'),
        ('{days: all, through: 2026-10-07, on_duty: [[li]]}', 'rosters.binhai-duty.1: "through" goes with "on", not with "days"'),
        ('{days: all, from: "08:00", on_duty: [[li]]}', 'rosters.binhai-duty.1: "from" and "to" belong together'),
        ('{days: all, from: "24:00", to: "08:00", on_duty: [[li]]}', "rosters.binhai-duty.1.from: nothing begins at 24:00"),
        ('{on: 2026-10-07, through: 2026-10-01, on_duty: [[li]]}', "rosters.binhai-duty.1: runs from 2026-10-07 through 2026-10-01"),
    ],
)  # fmt: skip
def test_the_shifts_of_a_roster(shifts: str, told: str | None) -> None:
    text = f"{SMALL}rosters:\n  binhai-duty: [{shifts}]\n"
    if told is None:
        assert read(text).rosters["binhai-duty"]
    else:
        error = refused(text)
        assert any(told in sentence for sentence in error.sentences()), error.sentences()
        _is_told_in_chinese(error)


def test_a_roster_is_for_a_desk() -> None:
    error = refused(SMALL + "rosters: {binhai-dty: [{days: all, on_duty: [[li]]}]}\n")
    assert error.sentences("zh") == [
        "schedules.yaml 第 16 行，rosters.binhai-dty：没有名为“binhai-dty”的值班席，是不是“binhai-duty”？"
    ]


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
    error = refused(BOMBS[kind])
    sentences = error.sentences()
    assert sentences
    _is_told_in_chinese(error)
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
        _is_told_in_chinese(error)
    else:
        assert isinstance(schedule, Schedule)


def test_flows_are_those_a_hotline_may_name() -> None:
    from typing import get_args

    from ivr.hours import Hotline

    assert get_args(Hotline.model_fields["flow"].annotation) == FLOWS
