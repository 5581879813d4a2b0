"""What can be published but is perhaps not meant."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from calendars import strict, szse
from ivr.clock import SHANGHAI
from ivr.hours import Hours, ScheduleError
from ivr.hours.reader import read
from ivr.hours.warnings import Warning, warnings

TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 24, 11, tzinfo=SHANGHAI)
calendar = szse.build()
EVERYBODY = {
    "service-centre": frozenset({"zhang.min"}),
    "binhai-duty": frozenset({"li.wei", "chen.jie", "wang.fang"}),
    "southern-centre": frozenset({"zhou.min"}),
}


def warned(text: str, staff: dict[str, frozenset[str]] | None = None) -> tuple[Warning, ...]:
    schedule = read(text)
    lines = strict.read(text, "schedules.yaml", ScheduleError).lines
    return warnings(schedule, Hours(schedule, calendar), NOW, EVERYBODY if staff is None else staff, lines)


def overrides(*several: str) -> str:
    return TEXT.replace("overrides: []", "overrides:" + "".join(f"\n  - {{{one}}}" for one in several))


def roster(*shifts: str) -> str:
    return TEXT + "\nrosters:\n  binhai-duty:" + "".join(f"\n    - {{{shift}}}" for shift in shifts) + "\n"


def test_what_ships_is_meant() -> None:
    assert warned(TEXT) == ()


def test_closures_say_what_they_shut_and_when() -> None:
    text = overrides(
        "on: 2026-12-24, through: 2026-12-28, hotlines: all, closed: {zh: 系统演练, en: System drill}",
        'on: 2026-12-07, hotlines: all, from: "14:00", to: "16:00", closed: {zh: 停电, en: Power cut}',
        'on: 2026-12-05, hotlines: ["83183333"], closed: {zh: 停电, en: Power cut}',  # a Saturday anyway
    )
    several = warned(text)
    assert [(one.code, one.where) for one in several] == [
        ("round-the-clock-closed", "overrides.2"),
        ("round-the-clock-closed", "overrides.1"),
        ("closed-all-day", "overrides.1"),
    ]
    assert "14:00–16:00" in several[0].zh
    assert "技术支持热线（83182222）、南方中心运维热线（36383666）" in several[0].zh
    assert (
        several[2].zh == "业务咨询热线（83183333）在交易日2026年12月24日（星期四）等3天全天关闭（系统演练）"
    )
    assert several[2].en.endswith("on a trading day: Thu 24 Dec 2026 and 2 more days (System drill)")
    assert several[2].line == text[: text.index("2026-12-24, through")].count("\n") + 1


def test_an_override_that_is_over_or_does_nothing() -> None:
    several = warned(
        overrides(
            "on: 2026-10-12, hotlines: all, closed: {zh: 台风, en: Typhoon}",
            'on: 2026-11-24, hotlines: ["83183333"], from: "09:00", to: "11:00", closed: {zh: 停电, en: Power cut}',
            'on: 2026-12-24, hotlines: ["83183333"], from: "09:00", to: "12:00", open: {zh: 演练, en: Drill}',
            'on: 2026-12-25, hotlines: ["83183333"], from: "08:30", to: "18:00", why: {zh: 演练, en: Drill}',
            'on: 2026-12-26, hotlines: ["83183333"], from: "08:30", to: "18:00", why: {zh: 演练, en: Drill}',
        )
    )
    assert [(one.code, one.where) for one in several] == [
        ("past", "overrides.1"),
        ("past", "overrides.2"),  # it ended this very minute
        ("changes-nothing", "overrides.3"),
        ("changes-nothing", "overrides.4"),
    ]


def test_a_trading_day_that_the_rules_forgot() -> None:
    (one,) = warned(TEXT.replace("{days: trading,", "{days: [monday, tuesday, wednesday, thursday],"))
    assert (one.code, one.where) == ("no-opening", "hotlines.83183333.hours")
    assert one.zh.startswith("业务咨询热线（83183333）在交易日2026年11月27日（星期五）等")


def test_a_roster_with_a_gap_says_from_when_to_when() -> None:
    day, night = (
        'days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]',
        'days: [monday, tuesday, wednesday, thursday, friday, sunday], from: "20:00", to: "08:00", '
        "on_duty: [[wang.fang]]",
    )
    (gap,) = warned(roster(day, night))  # a night shift that goes over midnight is no doubt
    assert (gap.code, gap.where) == ("gap", "rosters.binhai-duty")
    assert "从2026年11月28日（星期六）20:00到2026年11月29日（星期日）08:00无人值班（92天内共13处）" in gap.zh
    assert "from Sat 28 Nov 2026 20:00 to Sun 29 Nov 2026 08:00 (13 such gaps within 92 days)" in gap.en


def test_a_dated_roster_that_ends_at_new_year_is_seen_in_november() -> None:
    (gap,) = warned(roster("on: 2026-11-01, through: 2026-12-31, on_duty: [[li.wei], [chen.jie]]"))
    assert "从2027年1月1日（星期五）00:00" in gap.zh


def test_a_roster_of_a_desk_that_answers_no_hotline_has_no_gaps() -> None:
    text = TEXT + "\nrosters:\n  complaints:\n    - {days: trading, on_duty: [[li.wei]]}\n"
    assert "gap" not in {one.code for one in warned(text)}


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(
            lambda text: text.replace(
                "flow: support\n    hours: all-hours", "flow: support\n    hours: trading-day"
            ),
            id="other hours",
        ),
        pytest.param(
            lambda text: text.replace(
                "all-hours:    {days: all}", 'all-hours: {days: all, from: "00:00", to: "23:59"}'
            ),
            id="a minute short",
        ),
        pytest.param(
            lambda text: text.replace(
                "all-hours:    {days: all}",
                "all-hours: {days: [monday, tuesday, wednesday, thursday, friday, saturday]}",
            ),
            id="without Sunday",
        ),
    ],
)
def test_a_round_the_clock_line_that_its_own_hours_close(mistake: Callable[[str], str]) -> None:
    text = mistake(TEXT)
    told = [one for one in warned(text) if one.where == "hotlines.83182222.hours"]
    assert [one.code for one in told] == ["round-the-clock-closed"]
    assert "技术支持热线（83182222）" in told[0].zh


def test_a_round_the_clock_line_that_is_open_for_three_hours_only() -> None:
    several = warned(
        overrides(
            'on: 2026-12-24, hotlines: ["83182222"], from: "09:00", to: "12:00", why: {zh: 演练, en: Drill}'
        )
    )
    assert [(one.code, one.where) for one in several] == [("round-the-clock-closed", "overrides.1")]
    assert "09:00–12:00 以外的时间" in several[0].zh
    assert "except 09:00–12:00 on Thu 24 Dec 2026" in several[0].en


def test_answering_from_home_without_a_mobile() -> None:
    schedule = read(overrides("on: 2026-12-24, hotlines: all, from_home: {zh: 台风, en: Typhoon}"))
    hours = Hours(schedule, calendar)
    everybody = frozenset().union(*EVERYBODY.values())
    assert warnings(schedule, hours, NOW, EVERYBODY, mobiles=everybody) == ()
    (one,) = warnings(schedule, hours, NOW, EVERYBODY, mobiles=everybody - {"li.wei", "zhou.min"})
    assert (one.code, one.where) == ("no-mobile", "overrides.1")
    assert "li.wei、zhou.min" in one.zh and "li.wei, zhou.min" in one.en


def test_a_desk_needs_its_roster_only_while_its_hotlines_are_open() -> None:
    text = TEXT + (
        '\nrosters:\n  service-centre:\n    - {days: trading, from: "08:30", to: "18:00", on_duty: [[zhang.min]]}\n'
    )
    assert warned(text) == ()
    (gap,) = warned(text.replace('to: "18:00", on_duty', 'to: "17:30", on_duty'))
    assert "17:30到2026年11月24日（星期二）18:00无人值班" in gap.zh


def test_names_that_ring_nobody() -> None:
    text = roster("days: all, on_duty: [[li.wei], [chen.jei]]", "on: 2026-12-24, on_duty: [[chen.jei]]")
    stranger, nobody = warned(text)
    assert (stranger.code, stranger.where) == ("stranger", "rosters.binhai-duty.1")
    assert 'did you mean "chen.jie"' in stranger.en
    assert (nobody.code, nobody.where) == ("nobody-to-ring", "rosters.binhai-duty.2")
    (empty,) = warned(TEXT, EVERYBODY | {"service-centre": frozenset()})
    assert (empty.code, empty.where) == ("nobody-to-ring", "desks.service-centre")
    assert "业务咨询热线（83183333）" in empty.zh


def test_without_knowing_the_staff_nothing_is_said_about_it() -> None:
    schedule = read(roster("days: all, on_duty: [[nobody]]"))
    assert warnings(schedule, Hours(schedule, calendar), NOW, None) == ()


def test_openings_that_touch_at_midnight() -> None:
    late, early = '{days: all, from: "20:00", to: "24:00"}', '{days: all, from: "00:00", to: "08:00"}'
    text = TEXT.replace("\nhours:\n", f"\nhours:\n  nights: [{late}, {early}]\n")
    (one,) = warned(text)
    assert (one.code, one.where) == ("over-midnight", "hours.nights")
    assert "从 20:00 一直开放到第二天 08:00" in one.zh


def test_a_test_call_that_nobody_would_get_is_said() -> None:
    tested = TEXT.replace("rounds: 2, then: urgent}", "rounds: 2, then: urgent, test_page: on}", 1)
    (warning,) = warned(tested)
    assert "没有值班表或不接听热线" in warning.zh and "nobody is rung to be tested" in warning.en
    assert warned(tested + roster("days: all, on_duty: [[li.wei]]").removeprefix(TEXT)) == ()
